"""Products: what they cost, what is on the shelf, what of them was sold with which payment."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.baskets import Line
from kiosk.rules.instants import Instant

PRODUCTS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Product:
    """A product with the pieces that are left."""

    id: str
    title: str
    price_minor: int
    left: int


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of what was bought, as it was called and cost then."""

    product: str
    title: str
    pieces: int
    each_minor: int


SELECT = """
    SELECT id, title, price_minor,
           coalesce((SELECT pieces FROM stock_kept WHERE product = product.id), 0)
           + (SELECT coalesce(sum(pieces), 0)
              FROM stock_move
              WHERE product = product.id
                AND n > (SELECT coalesce(max(stock_moves), 0) FROM books_closed)) AS pieces
    FROM product
"""


def active(db: Db) -> tuple[Product, ...]:
    """What is sold now, by name."""
    rows = db.execute(
        f"{SELECT} WHERE active = 1 ORDER BY title COLLATE NOCASE LIMIT :limit",
        {"limit": PRODUCTS_LIMIT},
    )
    return tuple(Product(*tuple(row)) for row in rows)


def by_id(db: Db, product: str) -> Product | None:
    """One product that is sold now."""
    row = db.execute(f"{SELECT} WHERE id = :id AND active = 1", {"id": product}).fetchone()
    return None if row is None else Product(*tuple(row))


def named(db: Db, title: str) -> Product | None:
    """The product of this name, capitals or not."""
    row = db.execute(
        f"{SELECT} WHERE title = :title COLLATE NOCASE AND active = 1", {"title": title}
    ).fetchone()
    return None if row is None else Product(*tuple(row))


def add(db: Db, *, product: str, title: str, price_minor: int) -> None:
    """Sell something new."""
    db.execute(
        "INSERT INTO product (id, title, price_minor) VALUES (:id, :title, :price_minor)",
        {"id": product, "title": title, "price_minor": price_minor},
    )


def set_price(db: Db, *, product: str, price_minor: int) -> None:
    """Another price from now on; what was sold keeps its own."""
    db.execute(
        "UPDATE product SET price_minor = :price_minor WHERE id = :id",
        {"id": product, "price_minor": price_minor},
    )


def move(
    db: Db,
    now: Instant,
    *,
    product: str,
    pieces: int,
    why: str,
    by: str,
    payment: str | None = None,
) -> None:
    """Pieces came onto the shelf (above zero) or went."""
    db.execute(
        """
        INSERT INTO stock_move (product, at, by, pieces, why, payment)
        VALUES (:product, :now, :by, :pieces, :why, :payment)
        """,
        {
            "product": product,
            "now": now,
            "by": by,
            "pieces": pieces,
            "why": why,
            "payment": payment,
        },
    )


def keep_line(db: Db, *, payment: str, line: Line) -> None:
    """What was bought with a payment."""
    db.execute(
        """
        INSERT INTO product_line (payment, product, title, pieces, each_minor)
        VALUES (:payment, :product, :title, :pieces, :each_minor)
        """,
        {
            "payment": payment,
            "product": line.product,
            "title": line.title,
            "pieces": line.pieces,
            "each_minor": line.each_minor,
        },
    )


def lines_of(db: Db, payment: str) -> tuple[SoldLine, ...]:
    """What was bought with a payment."""
    rows = db.execute(
        """
        SELECT product, title, pieces, each_minor
        FROM product_line
        WHERE payment = :payment
        ORDER BY title
        LIMIT :limit
        """,
        {"payment": payment, "limit": PRODUCTS_LIMIT},
    )
    return tuple(SoldLine(*tuple(row)) for row in rows)
