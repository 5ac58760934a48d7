"""Meetings of classes, their seats, and who was there."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.bookings import MOST_S
from kiosk.rules.instants import MS_PER_S, Instant

MEETINGS_LIMIT = 400
AT_ONCE_LIMIT = 50
"""So many meetings of a site are on at one time, at most."""
SESSIONS_LIMIT = 2000
ATTENDED_LIMIT = 20_000
HISTORY_LIMIT = 100
LONGEST_MS = MOST_S * MS_PER_S

COLUMNS = """meeting.id, meeting.class, meeting.block, meeting.starts, meeting.ends,
             meeting.made_at, meeting.made_by, meeting.cancelled_at, meeting.reason"""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One dated sitting of a class; `block` are its seats, None where none are kept."""

    id: str
    class_id: str
    block: str | None
    starts: Instant
    ends: Instant
    made_at: Instant
    made_by: str
    cancelled_at: Instant | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """How long somebody was at a meeting, as the seat or a mentor says; the highest `n` holds."""

    meeting: str
    visitor: str
    n: int
    how: str
    minutes: int
    reason: str
    at: Instant
    by: str


@dataclass(frozen=True, slots=True)
class SatRow:
    """A learner's session at some time of a meeting."""

    visitor: str
    session: str
    seat: int
    opened_at: Instant
    closed_at: Instant | None
    used_s: int


def add(db: Db, row: MeetingRow) -> None:
    """Keep a meeting."""
    db.execute(
        """
        INSERT INTO meeting (id, class, block, starts, ends, made_at, made_by)
        VALUES (:id, :class_id, :block, :starts, :ends, :made_at, :made_by)
        """,
        {
            "id": row.id,
            "class_id": row.class_id,
            "block": row.block,
            "starts": row.starts,
            "ends": row.ends,
            "made_at": row.made_at,
            "made_by": row.made_by,
        },
    )


def cancel(db: Db, now: Instant, *, meeting: str, reason: str) -> None:
    """It does not take place."""
    db.execute(
        "UPDATE meeting SET cancelled_at = :now, reason = :reason WHERE id = :id",
        {"id": meeting, "now": now, "reason": reason},
    )


def by_id(db: Db, meeting: str) -> MeetingRow | None:
    """One meeting."""
    found = _some(db, "meeting.id = :id", {"id": meeting}, limit=1)
    return found[0] if found else None


def of_class(db: Db, class_id: str) -> tuple[MeetingRow, ...]:
    """A class's meetings in order, cancelled ones too."""
    return _some(db, "meeting.class = :id", {"id": class_id}, limit=MEETINGS_LIMIT)


def count_of_class(db: Db, class_id: str) -> int:
    """How many meetings a class has, cancelled ones too."""
    row = db.execute(
        "SELECT count(*) AS n FROM meeting WHERE class = :id", {"id": class_id}
    ).fetchone()
    return int(row["n"])


def coming(db: Db, now: Instant, class_id: str) -> tuple[MeetingRow, ...]:
    """A class's meetings that are not over."""
    return _some(
        db,
        "meeting.class = :id AND meeting.starts > :since AND meeting.ends > :now"
        " AND meeting.cancelled_at IS NULL",
        {"id": class_id, "now": now, "since": now - LONGEST_MS},
        limit=MEETINGS_LIMIT,
    )


def on_at(db: Db, now: Instant) -> tuple[MeetingRow, ...]:
    """What is on now, of any class that has not ended."""
    return touching(db, starts=now, ends=Instant(now + 1))


def touching(db: Db, *, starts: Instant, ends: Instant) -> tuple[MeetingRow, ...]:
    """Meetings that are on at some of that time. None is longer than a day."""
    return _some(
        db,
        "meeting.starts > :since AND meeting.starts < :until AND meeting.ends > :from_then"
        " AND meeting.cancelled_at IS NULL",
        {"since": starts - LONGEST_MS, "until": ends, "from_then": starts},
        limit=AT_ONCE_LIMIT,
    )


def begun_since(db: Db, now: Instant, *, since: Instant) -> tuple[MeetingRow, ...]:
    """Meetings that began since then."""
    return _some(
        db,
        "meeting.starts >= :since AND meeting.starts <= :now AND meeting.cancelled_at IS NULL",
        {"since": since, "now": now},
        limit=MEETINGS_LIMIT,
    )


def in_two(
    db: Db, *, class_id: str, visitors: frozenset[str], starts: Instant, ends: Instant
) -> tuple[str, str, str] | None:
    """The first of these people who is at a meeting of another class at some of that time.

    Returns their name, that class's title and its id.
    """
    for other in touching(db, starts=starts, ends=ends):
        if other.class_id == class_id:
            continue
        rows = db.execute(
            """
            SELECT class_member.visitor, visitor.name, class.title
            FROM class_member
            JOIN visitor ON visitor.id = class_member.visitor
            JOIN class ON class.id = class_member.class
            WHERE class_member.class = :other
              AND class_member.left_at IS NULL
            ORDER BY visitor.name COLLATE NOCASE
            LIMIT :limit
            """,
            {"other": other.class_id, "limit": SESSIONS_LIMIT},
        ).fetchall()
        for row in rows:
            if row["visitor"] in visitors:
                return row["name"], row["title"], other.class_id
    return None


def seats_of(db: Db, block: str) -> tuple[int, ...]:
    """The seats of a block, those given up too: who sat there sat there."""
    rows = db.execute(
        "SELECT DISTINCT seat FROM booking WHERE block = :block ORDER BY seat LIMIT :limit",
        {"block": block, "limit": SESSIONS_LIMIT},
    )
    return tuple(int(row["seat"]) for row in rows)


def sat(db: Db, meeting: MeetingRow) -> tuple[SatRow, ...]:
    """Sessions of the class's members at some time of a meeting, at whatever seat, or beside whose.

    One that was opened two days before the meeting was forgotten, not sat at.
    """
    rows = db.execute(
        """
        SELECT session.visitor, session.id, session.seat, session.opened_at, session.closed_at,
               session.used_s
        FROM class_member
        JOIN session ON session.visitor = class_member.visitor
                    AND session.opened_at > :since
                    AND session.opened_at < :ends
        WHERE class_member.class = :class_id
          AND (session.closed_at IS NULL OR session.closed_at > :starts)
          AND (class_member.left_at IS NULL OR class_member.left_at > :starts)
        UNION ALL
        SELECT sharer.visitor, session.id, session.seat, sharer.from_at,
               coalesce(sharer.until_at, session.closed_at),
               max(0, session.used_s - sharer.from_used_s)
        FROM class_member
        JOIN sharer ON sharer.visitor = class_member.visitor
                   AND sharer.from_at > :since
                   AND sharer.from_at < :ends
        JOIN session ON session.id = sharer.session
        WHERE class_member.class = :class_id
          AND (class_member.left_at IS NULL OR class_member.left_at > :starts)
          AND coalesce(sharer.until_at, session.closed_at, :ends) > :starts
        ORDER BY 1, 4
        LIMIT :limit
        """,
        {
            "class_id": meeting.class_id,
            "since": meeting.starts - 2 * LONGEST_MS,
            "starts": meeting.starts,
            "ends": meeting.ends,
            "limit": SESSIONS_LIMIT,
        },
    )
    return tuple(SatRow(*tuple(row)) for row in rows)


def note_sat(db: Db, now: Instant, *, meeting: str, visitor: str, minutes: int, by: str) -> bool:
    """What the seat says; it only grows. Returns whether it is news."""
    changed = db.execute(
        """
        INSERT INTO attendance (meeting, visitor, n, how, minutes, at, by)
        VALUES (:meeting, :visitor, 0, 'seat', :minutes, :now, :by)
        ON CONFLICT (meeting, visitor, n) DO UPDATE SET minutes = :minutes, at = :now
        WHERE attendance.minutes < :minutes
        """,
        {"meeting": meeting, "visitor": visitor, "minutes": minutes, "now": now, "by": by},
    )
    return changed.rowcount > 0


def said_by_seats(db: Db, meeting: str) -> dict[str, int]:
    """Visitors -> minutes that the seats said of a meeting so far."""
    rows = db.execute(
        """
        SELECT visitor, minutes
        FROM attendance
        WHERE meeting = :meeting
          AND n = 0
        LIMIT :limit
        """,
        {"meeting": meeting, "limit": SESSIONS_LIMIT},
    )
    return {row["visitor"]: row["minutes"] for row in rows}


def say(
    db: Db, now: Instant, *, meeting: str, visitor: str, minutes: int, reason: str, by: str
) -> None:
    """A mentor's word; it stands over the seat's and over those before it."""
    db.execute(
        """
        INSERT INTO attendance (meeting, visitor, n, how, minutes, reason, at, by)
        SELECT :meeting, :visitor, 1 + coalesce(max(n), 0), 'mentor', :minutes, :reason, :now, :by
        FROM attendance
        WHERE meeting = :meeting
          AND visitor = :visitor
        """,
        {
            "meeting": meeting,
            "visitor": visitor,
            "minutes": minutes,
            "reason": reason,
            "now": now,
            "by": by,
        },
    )


def attended(db: Db, class_id: str) -> tuple[AttendanceRow, ...]:
    """All that was said of a class's meetings, in the order in which it was said."""
    rows = db.execute(
        """
        SELECT attendance.meeting, attendance.visitor, attendance.n, attendance.how,
               attendance.minutes, attendance.reason, attendance.at, attendance.by
        FROM meeting
        JOIN attendance ON attendance.meeting = meeting.id
        WHERE meeting.class = :class_id
        ORDER BY meeting.starts, attendance.visitor, attendance.n
        LIMIT :limit
        """,
        {"class_id": class_id, "limit": ATTENDED_LIMIT},
    )
    return tuple(AttendanceRow(*tuple(row)) for row in rows)


def history(db: Db, *, meeting: str, visitor: str) -> tuple[AttendanceRow, ...]:
    """What was said of one learner at one meeting, the seat's word first."""
    rows = db.execute(
        """
        SELECT meeting, visitor, n, how, minutes, reason, at, by
        FROM attendance
        WHERE meeting = :meeting
          AND visitor = :visitor
        ORDER BY n
        LIMIT :limit
        """,
        {"meeting": meeting, "visitor": visitor, "limit": HISTORY_LIMIT},
    )
    return tuple(AttendanceRow(*tuple(row)) for row in rows)


def _some(
    db: Db, condition: str, values: dict[str, object], *, limit: int
) -> tuple[MeetingRow, ...]:
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM meeting
        WHERE {condition}
        ORDER BY meeting.starts, meeting.id
        LIMIT :limit
        """,
        {**values, "limit": limit},
    )
    return tuple(MeetingRow(*tuple(row)) for row in rows)
