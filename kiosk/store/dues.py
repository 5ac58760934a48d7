"""What sessions that are paid after cost, until the money was taken or written off."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

OPEN_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Due:
    """Money owed for a session (minor units), with whose it was.

    `goods_minor` of it is for products; `goods` names them as `2 × Tea, Bun`.
    """

    session: str
    seat: int
    minor: int
    at: Instant
    used_s: int
    visitor: str
    name: str
    is_guest: bool
    goods_minor: int
    goods: str

    @property
    def time_minor(self) -> int:
        """What of it is for time."""
        return self.minor - self.goods_minor


def add(db: Db, now: Instant, *, session: str, seat: int, minor: int, goods_minor: int = 0) -> None:
    """A session was settled and is to be paid."""
    db.execute(
        """
        INSERT INTO due (session, seat, minor, at, goods_minor)
        VALUES (:session, :seat, :minor, :now, :goods_minor)
        """,
        {"session": session, "seat": seat, "minor": minor, "now": now, "goods_minor": goods_minor},
    )


def open_ones(db: Db) -> tuple[Due, ...]:
    """What is still owed, the eldest first."""
    return _open(db, "1", 0)


def at_seat(db: Db, seat: int) -> Due | None:
    """What is still owed for the last session at a seat."""
    return next(iter(_open(db, "due.seat = :seat", seat)), None)


def _open(db: Db, condition: str, seat: int) -> tuple[Due, ...]:
    rows = db.execute(
        f"""
        SELECT due.session, due.seat, due.minor, due.at, session.used_s, session.visitor,
               visitor.name, visitor.code IS NULL AS is_guest, due.goods_minor,
               coalesce((SELECT group_concat(words, ', ')
                         FROM (SELECT CASE pieces WHEN 1 THEN title
                                      ELSE pieces || ' × ' || title END AS words
                               FROM bill_line
                               WHERE bill_line.session = due.session
                               ORDER BY title)), '') AS goods
        FROM due
        JOIN session ON session.id = due.session
        JOIN visitor ON visitor.id = session.visitor
        WHERE due.settled_at IS NULL
          AND {condition}
        ORDER BY due.at
        LIMIT :limit
        """,
        {"seat": seat, "limit": OPEN_LIMIT},
    )
    return tuple(
        Due(
            row["session"],
            row["seat"],
            row["minor"],
            Instant(row["at"]),
            row["used_s"],
            row["visitor"],
            row["name"],
            row["is_guest"] == 1,
            row["goods_minor"],
            row["goods"],
        )
        for row in rows
    )


def settle(
    db: Db, now: Instant, *, session: str, how: str, shift: str | None, by: str, reason: str = ""
) -> None:
    """The money was taken, or given up with a reason; once."""
    db.execute(
        """
        UPDATE due
        SET settled_at = :now, how = :how, shift = :shift, by = :by, reason = :reason
        WHERE session = :session
          AND settled_at IS NULL
        """,
        {
            "session": session,
            "now": now,
            "how": how,
            "shift": shift,
            "by": by,
            "reason": reason,
        },
    )


@dataclass(frozen=True, slots=True)
class SettledDue:
    """A due that is no more, as the till lists it."""

    session: str
    seat: int
    minor: int
    settled_at: Instant
    how: str
    by: str
    reason: str


def of_shift(db: Db, *, shift: str, limit: int) -> tuple[SettledDue, ...]:
    """What was taken and written off in a shift, the last first."""
    rows = db.execute(
        """
        SELECT session, seat, minor, settled_at, how, coalesce(by, ''), reason
        FROM due
        WHERE shift = :shift
        ORDER BY settled_at DESC
        LIMIT :limit
        """,
        {"shift": shift, "limit": limit},
    )
    return tuple(SettledDue(*tuple(row)) for row in rows)
