"""What somebody who pays after took besides time; it waits for the due of the session."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.baskets import Line
from kiosk.rules.instants import Instant
from kiosk.store.products import PRODUCTS_LIMIT, SoldLine


@dataclass(frozen=True, slots=True)
class TakenOff:
    """Pieces of a product that came off a bill again, why and by whom."""

    session: str
    product: str
    pieces: int
    minor: int
    by: str
    approved_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class OffLine:
    """What came off a bill, as the owner reads it."""

    at: Instant
    seat: int
    title: str
    pieces: int
    minor: int
    by: str
    approved_by: str
    reason: str


def put(db: Db, *, session: str, line: Line) -> None:
    """So many pieces more; a product keeps the price at which it came onto this bill first."""
    db.execute(
        """
        INSERT INTO bill_line (session, product, title, pieces, each_minor)
        VALUES (:session, :product, :title, :pieces, :each_minor)
        ON CONFLICT (session, product) DO UPDATE SET pieces = pieces + excluded.pieces
        """,
        {
            "session": session,
            "product": line.product,
            "title": line.title,
            "pieces": line.pieces,
            "each_minor": line.each_minor,
        },
    )


def take_off(db: Db, now: Instant, off: TakenOff) -> None:
    """So many pieces less; a line with none left goes, the record stays."""
    named = {"session": off.session, "product": off.product, "pieces": off.pieces}
    db.execute(
        """
        DELETE FROM bill_line
        WHERE session = :session
          AND product = :product
          AND pieces = :pieces
        """,
        named,
    )
    db.execute(
        """
        UPDATE bill_line
        SET pieces = pieces - :pieces
        WHERE session = :session
          AND product = :product
          AND pieces > :pieces
        """,
        named,
    )
    db.execute(
        """
        INSERT INTO taken_off (session, product, pieces, minor, at, by, approved_by, reason)
        VALUES (:session, :product, :pieces, :minor, :now, :by, :approved_by, :reason)
        """,
        {
            **named,
            "minor": off.minor,
            "now": now,
            "by": off.by,
            "approved_by": off.approved_by or None,
            "reason": off.reason,
        },
    )


def taken_off(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[OffLine, ...]:
    """What came off bills in a spell, the last first; `until` is outside."""
    rows = db.execute(
        """
        SELECT taken_off.at, session.seat, product.title, taken_off.pieces, taken_off.minor,
               taken_off.by, coalesce(taken_off.approved_by, ''), taken_off.reason
        FROM taken_off
        JOIN session ON session.id = taken_off.session
        JOIN product ON product.id = taken_off.product
        WHERE taken_off.at >= :since
          AND taken_off.at < :until
        ORDER BY taken_off.at DESC
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(OffLine(*tuple(row)) for row in rows)


def taken_off_minor(db: Db, session: str) -> int:
    """What came off the bill of a session so far."""
    row = db.execute(
        "SELECT coalesce(sum(minor), 0) AS minor FROM taken_off WHERE session = :session",
        {"session": session},
    ).fetchone()
    return int(row["minor"])


def lines_of(db: Db, session: str) -> tuple[SoldLine, ...]:
    """What stands on the bill of a session."""
    rows = db.execute(
        """
        SELECT product, title, pieces, each_minor
        FROM bill_line
        WHERE session = :session
        ORDER BY title
        LIMIT :limit
        """,
        {"session": session, "limit": PRODUCTS_LIMIT},
    )
    return tuple(SoldLine(*tuple(row)) for row in rows)


def minor_of(db: Db, session: str) -> int:
    """What the products on the bill of a session cost."""
    row = db.execute(
        """
        SELECT coalesce(sum(pieces * each_minor), 0) AS minor
        FROM bill_line
        WHERE session = :session
        """,
        {"session": session},
    ).fetchone()
    return int(row["minor"])
