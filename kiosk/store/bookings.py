"""Seats kept ahead: one by one, or as part of a class's block."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.bookings import MOST_S, Booking
from kiosk.rules.instants import MS_PER_S, Instant

SEAT_LIMIT = 400
"""So many bookings of one seat are looked at, at most."""
MOST_MS = MOST_S * MS_PER_S


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking as kept, with the visitor's name where one is known."""

    booking: Booking
    code: str
    made_at: Instant
    made_by: str
    session: str | None
    reason: str
    block_title: str

    @property
    def name(self) -> str:
        """For whom the seat is kept."""
        return self.block_title or self.booking.name


COLUMNS = """booking.id, booking.code, booking.seat, booking.zone, booking.starts, booking.ends,
             booking.gone_at, booking.visitor, coalesce(visitor.name, booking.name) AS name,
             booking.block, booking.made_at, booking.made_by, booking.changed_at, booking.used_at,
             booking.session, session.closed_at, booking.cancelled_at, booking.reason,
             coalesce(booking_block.title, '') AS block_title"""
TABLES = """booking
        LEFT JOIN visitor ON visitor.id = booking.visitor
        LEFT JOIN session ON session.id = booking.session
        LEFT JOIN booking_block ON booking_block.id = booking.block"""


def add(db: Db, now: Instant, booking: Booking, *, code: str | None, by: str) -> None:
    """Keep a seat; a trigger refuses one that overlaps with another of its seat."""
    db.execute(
        """
        INSERT INTO booking (id, code, seat, zone, starts, ends, gone_at, visitor, name, block,
                             made_at, made_by, changed_at)
        VALUES (:id, :code, :seat, :zone, :starts, :ends, :gone_at, :visitor, :name, :block,
                :now, :by, :now)
        """,
        {
            "id": booking.id,
            "code": code,
            "seat": booking.seat,
            "zone": booking.zone,
            "starts": booking.starts,
            "ends": booking.ends,
            "gone_at": booking.gone_at,
            "visitor": booking.visitor,
            "name": booking.name,
            "block": booking.block,
            "now": now,
            "by": by,
        },
    )


def move(db: Db, now: Instant, booking: Booking) -> None:
    """Another seat or time; the trigger looks again."""
    db.execute(
        """
        UPDATE booking
        SET seat = :seat, zone = :zone, starts = :starts, ends = :ends, gone_at = :gone_at,
            changed_at = :now
        WHERE id = :id
        """,
        {
            "id": booking.id,
            "seat": booking.seat,
            "zone": booking.zone,
            "starts": booking.starts,
            "ends": booking.ends,
            "gone_at": booking.gone_at,
            "now": now,
        },
    )


def cancel(db: Db, now: Instant, *, booking: str, reason: str) -> None:
    """The seat is not kept any more."""
    db.execute(
        """
        UPDATE booking
        SET cancelled_at = :now, reason = :reason
        WHERE id = :id
          AND cancelled_at IS NULL
          AND used_at IS NULL
        """,
        {"id": booking, "now": now, "reason": reason},
    )


def use(db: Db, now: Instant, *, booking: str, session: str) -> None:
    """Its visitor has come: this session is theirs."""
    db.execute(
        "UPDATE booking SET used_at = :now, session = :session WHERE id = :id AND used_at IS NULL",
        {"id": booking, "now": now, "session": session},
    )


def by_id(db: Db, booking: str) -> BookingRow | None:
    """One booking."""
    return _one(db, "booking.id", booking)


def by_code(db: Db, code: str) -> BookingRow | None:
    """The booking of a slip."""
    return _one(db, "booking.code", code)


def at_seat(db: Db, seat: int, *, since: Instant) -> tuple[Booking, ...]:
    """Bookings of a seat that end after an instant, by their start."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM {TABLES}
        WHERE booking.seat = :seat
          AND booking.starts > :earliest
          AND booking.ends > :since
          AND booking.cancelled_at IS NULL
        ORDER BY booking.starts
        LIMIT :limit
        """,
        {"seat": seat, "earliest": since - MOST_MS, "since": since, "limit": SEAT_LIMIT},
    )
    return tuple(_row(row).booking for row in rows)


def between(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[BookingRow, ...]:
    """Bookings that are not cancelled, of all seats, which touch this time, by their start."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM {TABLES}
        WHERE booking.starts > :earliest
          AND booking.starts < :until
          AND booking.ends > :since
          AND booking.cancelled_at IS NULL
        ORDER BY booking.starts, booking.seat
        LIMIT :limit
        """,
        {"earliest": since - MOST_MS, "since": since, "until": until, "limit": limit},
    )
    return tuple(_row(row) for row in rows)


def of_visitor(db: Db, visitor: str, *, since: Instant, limit: int) -> tuple[BookingRow, ...]:
    """A visitor's bookings that end after an instant, by their start."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM {TABLES}
        WHERE booking.visitor = :visitor
          AND booking.starts > :earliest
          AND booking.ends > :since
          AND booking.cancelled_at IS NULL
        ORDER BY booking.starts
        LIMIT :limit
        """,
        {"visitor": visitor, "earliest": since - MOST_MS, "since": since, "limit": limit},
    )
    return tuple(_row(row) for row in rows)


def named(db: Db, words: str, *, since: Instant, limit: int) -> tuple[BookingRow, ...]:
    """Bookings from an instant on under names that begin so, of people without a card."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM {TABLES}
        WHERE booking.block IS NULL
          AND booking.name >= :words COLLATE NOCASE
          AND booking.name < :after COLLATE NOCASE
          AND booking.starts > :earliest
        ORDER BY booking.name COLLATE NOCASE, booking.starts
        LIMIT :limit
        """,
        {
            "words": words,
            "after": words + "\uffff",
            "earliest": since - MOST_MS,
            "limit": limit,
        },
    )
    return tuple(_row(row) for row in rows)


def of_block(db: Db, block: str) -> tuple[BookingRow, ...]:
    """The seats of a block: as many as the site has, at most."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM {TABLES} WHERE booking.block = :block ORDER BY booking.seat",
        {"block": block},
    )
    return tuple(_row(row) for row in rows)


def _one(db: Db, column: str, value: str) -> BookingRow | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM {TABLES} WHERE {column} = :value", {"value": value}
    ).fetchone()
    return None if row is None else _row(row)


def _row(row: Row) -> BookingRow:
    booking = Booking(
        id=row["id"],
        seat=row["seat"],
        zone=row["zone"],
        starts=row["starts"],
        ends=row["ends"],
        gone_at=row["gone_at"],
        changed_at=row["changed_at"],
        visitor=row["visitor"],
        name=row["name"],
        block=row["block"],
        used_at=row["used_at"],
        ended_at=row["closed_at"],
        cancelled_at=row["cancelled_at"],
    )
    return BookingRow(
        booking,
        row["code"] or "",
        row["made_at"],
        row["made_by"],
        row["session"],
        row["reason"],
        row["block_title"],
    )
