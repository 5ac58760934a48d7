"""What somebody who pays after took besides time; it waits for the due of the session."""

from kiosk.disk.db import Db
from kiosk.rules.baskets import Line
from kiosk.store.products import PRODUCTS_LIMIT, SoldLine


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
