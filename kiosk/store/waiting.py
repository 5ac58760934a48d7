"""The waiting list, day by day."""

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.spans import LocalDay
from kiosk.rules.waiting import EXPIRES_S, OPEN_LIMIT, Ticket

COLUMNS = """waiting.id, waiting.number, waiting.zone, waiting.joined_at, waiting.visitor,
             coalesce(visitor.name, waiting.name) AS name, waiting.called_at, waiting.seat,
             waiting.held_until, waiting.seated_at, waiting.left_at, waiting.no_show"""
TABLES = "waiting LEFT JOIN visitor ON visitor.id = waiting.visitor"
OPEN_ROWS = OPEN_LIMIT * 2
"""Lapsed calls stand among them until the next act."""


def add(db: Db, ticket: Ticket, *, day: LocalDay, by: str) -> None:
    """Somebody joins the line."""
    db.execute(
        """
        INSERT INTO waiting (id, day, number, zone, visitor, name, joined_by, joined_at)
        VALUES (:id, :day, :number, :zone, :visitor, :name, :by, :joined_at)
        """,
        {
            "id": ticket.id,
            "day": day,
            "number": ticket.number,
            "zone": ticket.zone,
            "visitor": ticket.visitor,
            "name": ticket.name,
            "by": by,
            "joined_at": ticket.joined_at,
        },
    )


def last_number(db: Db, day: LocalDay) -> int:
    """The last number of a day; 0 before its first."""
    row = db.execute(
        "SELECT coalesce(max(number), 0) AS number FROM waiting WHERE day = :day", {"day": day}
    ).fetchone()
    return int(row["number"])


def by_id(db: Db, ticket: str) -> Ticket | None:
    """One ticket."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM {TABLES} WHERE waiting.id = :id", {"id": ticket}
    ).fetchone()
    return None if row is None else _ticket(row)


def open_ones(db: Db, now: Instant) -> tuple[Ticket, ...]:
    """Who has not sat down or left, the first first; some of their calls may have lapsed."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM {TABLES}
        WHERE waiting.joined_at > :earliest
          AND waiting.seated_at IS NULL
          AND waiting.left_at IS NULL
        ORDER BY waiting.joined_at
        LIMIT :limit
        """,
        {"earliest": now - EXPIRES_S * MS_PER_S, "limit": OPEN_ROWS},
    )
    return tuple(_ticket(row) for row in rows)


def lapsed(db: Db, now: Instant) -> tuple[Ticket, ...]:
    """Whose call lapsed and is not written down yet, also those of an evening before.

    A seat is called to one of them at a time, so they are no more than there are seats.
    """
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM {TABLES}
        WHERE waiting.seat IS NOT NULL
          AND waiting.seated_at IS NULL
          AND waiting.left_at IS NULL
          AND waiting.held_until <= :now
        ORDER BY waiting.seat
        LIMIT :limit
        """,
        {"now": now, "limit": OPEN_ROWS},
    )
    return tuple(_ticket(row) for row in rows)


def between(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[Ticket, ...]:
    """Who joined in that time."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM {TABLES}
        WHERE waiting.joined_at >= :since
          AND waiting.joined_at < :until
        ORDER BY waiting.joined_at
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(_ticket(row) for row in rows)


def call(db: Db, now: Instant, *, ticket: str, seat: int, held_until: Instant) -> None:
    """They are called to a seat, which is held for them."""
    db.execute(
        """
        UPDATE waiting
        SET called_at = :now, seat = :seat, held_until = :held_until
        WHERE id = :id
        """,
        {"id": ticket, "now": now, "seat": seat, "held_until": held_until},
    )


def uncall(db: Db, *, ticket: str) -> None:
    """Their seat is not free any more: they wait again."""
    db.execute(
        "UPDATE waiting SET called_at = NULL, seat = NULL, held_until = NULL WHERE id = :id",
        {"id": ticket},
    )


def seated(db: Db, now: Instant, *, ticket: str, session: str) -> None:
    """They sit down."""
    db.execute(
        "UPDATE waiting SET seated_at = :now, session = :session WHERE id = :id",
        {"id": ticket, "now": now, "session": session},
    )


def left(db: Db, at: Instant, *, ticket: str, no_show: bool) -> None:
    """They left the line, or did not come when they were called."""
    db.execute(
        "UPDATE waiting SET left_at = :at, no_show = :no_show WHERE id = :id AND left_at IS NULL",
        {"id": ticket, "at": at, "no_show": int(no_show)},
    )


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=row["id"],
        number=row["number"],
        zone=row["zone"],
        joined_at=row["joined_at"],
        visitor=row["visitor"],
        name=row["name"],
        called_at=row["called_at"],
        seat=row["seat"] or 0,
        held_until=row["held_until"],
        seated_at=row["seated_at"],
        left_at=row["left_at"],
        no_show=row["no_show"] == 1,
    )
