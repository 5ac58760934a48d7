"""In which sessions an exam with a time limit was sat, and what a mentor set for a visitor's."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.exam_rules import NOTHING_SET, Accommodation
from kiosk.rules.instants import Instant

SITTINGS_LIMIT = 200
SETTINGS_LIMIT = 100
SET = "extra_percent, no_limit, no_floor"


@dataclass(frozen=True, slots=True)
class Sitting:
    """A try that begins, or goes on, at a used second of a session; `used_s` was used before."""

    attempt: str
    session: str
    from_s: int
    used_s: int
    visitor: str
    edition: str
    try_number: int
    fact_id: str


@dataclass(frozen=True, slots=True)
class TimeUsed:
    """What of a try's time was used so far."""

    edition: str
    try_number: int
    attempt: str
    used_s: int


def keep(db: Db, now: Instant, one: Sitting) -> bool:
    """Keep that a try was sat in a session; returns whether it was new."""
    changed = db.execute(
        """
        INSERT INTO exam_sitting (attempt, session, from_s, used_s, visitor, edition, try_number,
                                  fact_id, at)
        VALUES (:attempt, :session, :from_s, :used_s, :visitor, :edition, :try_number, :fact_id,
                :now)
        ON CONFLICT (attempt, session, from_s) DO NOTHING
        """,
        {
            "attempt": one.attempt,
            "session": one.session,
            "from_s": one.from_s,
            "used_s": one.used_s,
            "visitor": one.visitor,
            "edition": one.edition,
            "try_number": one.try_number,
            "fact_id": one.fact_id,
            "now": now,
        },
    )
    return changed.rowcount > 0


def open_of(db: Db, visitor: str) -> tuple[TimeUsed, ...]:
    """The time that a visitor has used of tries that are not marked.

    Each sitting adds what its session's meter counted since; the longest account is the true one.
    """
    rows = db.execute(
        """
        SELECT exam_sitting.edition, exam_sitting.try_number, exam_sitting.attempt,
               max(exam_sitting.used_s
                   + max(0, coalesce(session.used_s, 0) - exam_sitting.from_s)) AS used_s
        FROM exam_sitting
        LEFT JOIN session ON session.id = exam_sitting.session
        WHERE exam_sitting.visitor = :visitor
          AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.id = exam_sitting.attempt)
        GROUP BY exam_sitting.attempt
        ORDER BY exam_sitting.edition, exam_sitting.try_number
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": SITTINGS_LIMIT},
    )
    return tuple(TimeUsed(**dict(row)) for row in rows)


def begun_at(db: Db, attempt: str) -> Instant | None:
    """When the hub first heard of a try that has a time limit."""
    row = db.execute(
        "SELECT min(at) AS at FROM exam_sitting WHERE attempt = :attempt", {"attempt": attempt}
    ).fetchone()
    return None if row["at"] is None else Instant(row["at"])


def set_for(
    db: Db, now: Instant, *, visitor: str, accommodation: Accommodation, reason: str
) -> None:
    """What holds for a visitor's exams from now on; what held before stays known."""
    db.execute(
        f"""
        INSERT INTO accommodation (visitor, at, {SET}, reason)
        VALUES (:visitor, :now, :extra_percent, :no_limit, :no_floor, :reason)
        """,
        {
            "visitor": visitor,
            "now": now,
            "extra_percent": accommodation.extra_percent,
            "no_limit": int(accommodation.no_limit),
            "no_floor": int(accommodation.no_floor),
            "reason": reason,
        },
    )


def accommodation_of(db: Db, visitor: str) -> Accommodation:
    """What holds for a visitor's exams now."""
    row = db.execute(
        f"SELECT {SET} FROM accommodation WHERE visitor = :visitor ORDER BY n DESC LIMIT 1",
        {"visitor": visitor},
    ).fetchone()
    return NOTHING_SET if row is None else _set(row)


def reason_of(db: Db, visitor: str) -> str:
    """Why it was set; "" where nothing was."""
    row = db.execute(
        "SELECT reason FROM accommodation WHERE visitor = :visitor ORDER BY n DESC LIMIT 1",
        {"visitor": visitor},
    ).fetchone()
    return "" if row is None else str(row["reason"])


def accommodations_since(db: Db, visitor: str, *, at: Instant) -> tuple[Accommodation, ...]:
    """What held for a visitor's exams at an instant, and all that was set since."""
    rows = db.execute(
        f"""
        SELECT {SET}
        FROM accommodation
        WHERE visitor = :visitor
          AND n >= coalesce((SELECT max(n)
                             FROM accommodation
                             WHERE visitor = :visitor
                               AND at <= :at), 0)
        ORDER BY n
        LIMIT :limit
        """,
        {"visitor": visitor, "at": at, "limit": SETTINGS_LIMIT},
    )
    return tuple(_set(row) for row in rows)


def _set(row: Row) -> Accommodation:
    return Accommodation(row["extra_percent"], row["no_limit"] == 1, row["no_floor"] == 1)
