"""Sales over the counter: what was sold to whom in which shift."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Sale:
    """An offer sold. Its transfer's id is `sale:<id>`."""

    id: str
    shift: str
    by: str
    at: Instant
    offer: str
    pass_id: str
    visitor: str
    price_minor: int
    tendered_minor: int
    undone_at: Instant | None = None


COLUMNS = "id, shift, by, at, offer, pass, visitor, price_minor, tendered_minor, undone_at"


def add(db: Db, sale: Sale) -> None:
    """Keep a sale."""
    db.execute(
        """
        INSERT INTO sale (id, shift, by, at, offer, pass, visitor, price_minor, tendered_minor)
        VALUES (:id, :shift, :by, :at, :offer, :pass, :visitor, :price_minor, :tendered_minor)
        """,
        {
            "id": sale.id,
            "shift": sale.shift,
            "by": sale.by,
            "at": sale.at,
            "offer": sale.offer,
            "pass": sale.pass_id,
            "visitor": sale.visitor,
            "price_minor": sale.price_minor,
            "tendered_minor": sale.tendered_minor,
        },
    )


def by_id(db: Db, sale: str) -> Sale | None:
    """One sale."""
    row = db.execute(f"SELECT {COLUMNS} FROM sale WHERE id = :id", {"id": sale}).fetchone()
    return None if row is None else Sale(*tuple(row))


def mark_undone(db: Db, now: Instant, sale: str) -> None:
    """The sale was reversed."""
    db.execute(
        "UPDATE sale SET undone_at = :now WHERE id = :id AND undone_at IS NULL",
        {"id": sale, "now": now},
    )


def of_shift(db: Db, *, shift: str, limit: int) -> tuple[Sale, ...]:
    """The shift's sales, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM sale
        WHERE shift = :shift
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"shift": shift, "limit": limit},
    )
    return tuple(Sale(*tuple(row)) for row in rows)


def of_visitor(db: Db, *, visitor: str, limit: int) -> tuple[Sale, ...]:
    """What a visitor bought, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM sale
        WHERE visitor = :visitor
        ORDER BY at DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": limit},
    )
    return tuple(Sale(*tuple(row)) for row in rows)


def count_of_shift(db: Db, shift: str) -> int:
    """How many sales of a shift stand."""
    row = db.execute(
        "SELECT count(*) AS n FROM sale WHERE shift = :shift AND undone_at IS NULL",
        {"shift": shift},
    ).fetchone()
    return int(row["n"])
