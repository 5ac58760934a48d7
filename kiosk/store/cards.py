"""Cards that were printed before anybody had them, and codes that open nothing any more."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

State = Literal["blank", "bound", "replaced"]


@dataclass(frozen=True, slots=True)
class Card:
    """`n` is its number in the batch, 0 for one that was printed for its owner."""

    code: str
    state: State
    batch: str | None
    n: int
    visitor: str | None
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class Batch:
    """Cards made at once; `blank` of them have no owner yet."""

    id: str
    count: int
    made_by: str
    made_at: Instant
    blank: int


def by_code(db: Db, code: str) -> Card | None:
    """The card with this code, if it was printed ahead or replaced."""
    row = db.execute(
        """
        SELECT code, state, batch, n, visitor, changed_at
        FROM card
        WHERE code = :code
        """,
        {"code": code},
    ).fetchone()
    return None if row is None else _card(row)


def add_batch(db: Db, now: Instant, *, batch: str, made_by: str, codes: tuple[str, ...]) -> None:
    """Add blank cards, numbered from 1."""
    db.execute(
        """
        INSERT INTO card_batch (id, count, made_by, made_at)
        VALUES (:batch, :count, :made_by, :now)
        """,
        {"batch": batch, "count": len(codes), "made_by": made_by, "now": now},
    )
    db.executemany(
        """
        INSERT INTO card (code, state, batch, n, visitor, changed_at)
        VALUES (:code, 'blank', :batch, :n, NULL, :now)
        """,
        [
            {"code": code, "batch": batch, "n": n, "now": now}
            for n, code in enumerate(codes, start=1)
        ],
    )


def bind(db: Db, now: Instant, *, code: str, visitor: str) -> None:
    """A blank card has an owner."""
    db.execute(
        "UPDATE card SET state = 'bound', visitor = :visitor, changed_at = :now WHERE code = :code",
        {"code": code, "visitor": visitor, "now": now},
    )


def replace(db: Db, now: Instant, *, code: str, visitor: str | None) -> None:
    """A card opens nothing any more, also one that was printed for its owner."""
    db.execute(
        """
        INSERT INTO card (code, state, visitor, changed_at)
        VALUES (:code, 'replaced', :visitor, :now)
        ON CONFLICT (code) DO UPDATE SET state = 'replaced', visitor = excluded.visitor,
                                         changed_at = excluded.changed_at
        """,
        {"code": code, "visitor": visitor, "now": now},
    )


def replaced(db: Db, *, limit: int) -> tuple[str, ...]:
    """Codes that open nothing any more, the last replaced first."""
    rows = db.execute(
        """
        SELECT code
        FROM card
        WHERE state = 'replaced'
        ORDER BY changed_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(row["code"] for row in rows)


def batches(db: Db, *, limit: int) -> tuple[Batch, ...]:
    """The last batches first."""
    rows = db.execute(
        """
        SELECT id, count, made_by, made_at,
               (SELECT count(*)
                FROM card
                WHERE card.batch = card_batch.id AND card.state = 'blank') AS blank
        FROM card_batch
        ORDER BY made_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(
        Batch(row["id"], row["count"], row["made_by"], Instant(row["made_at"]), row["blank"])
        for row in rows
    )


def blank_of(db: Db, batch: str, *, limit: int) -> tuple[Card, ...]:
    """A batch's cards that nobody has, by number."""
    rows = db.execute(
        """
        SELECT code, state, batch, n, visitor, changed_at
        FROM card
        WHERE batch = :batch AND state = 'blank'
        ORDER BY n
        LIMIT :limit
        """,
        {"batch": batch, "limit": limit},
    )
    return tuple(_card(row) for row in rows)


def of_visitor(db: Db, *, visitor: str, limit: int) -> tuple[Card, ...]:
    """Cards that somebody has or had, the last changed first."""
    rows = db.execute(
        """
        SELECT code, state, batch, n, visitor, changed_at
        FROM card
        WHERE visitor = :visitor
        ORDER BY changed_at DESC, code
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": limit},
    )
    return tuple(_card(row) for row in rows)


def _card(row: Row) -> Card:
    return Card(
        row["code"],
        row["state"],
        row["batch"],
        row["n"],
        row["visitor"],
        Instant(row["changed_at"]),
    )
