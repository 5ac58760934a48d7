"""Batches of vouchers: what was printed together, and how far each of them has come."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.vouchers import VoucherState
from kiosk.store.vouchers import COLUMNS, Voucher, voucher_of


@dataclass(frozen=True, slots=True)
class Batch:
    """Vouchers made together: one offer as it was then, one last day."""

    id: str
    offer: str
    title: str
    seconds: int
    price_minor: int
    count: int
    made_by: str
    made_at: Instant
    lapses: Instant


BATCH_COLUMNS = "id, offer, title, seconds, price_minor, count, made_by, made_at, lapses"


def add(db: Db, batch: Batch) -> None:
    """Keep a batch."""
    db.execute(
        """
        INSERT INTO voucher_batch
            (id, offer, title, seconds, price_minor, count, made_by, made_at, lapses)
        VALUES
            (:id, :offer, :title, :seconds, :price_minor, :count, :made_by, :made_at, :lapses)
        """,
        {
            "id": batch.id,
            "offer": batch.offer,
            "title": batch.title,
            "seconds": batch.seconds,
            "price_minor": batch.price_minor,
            "count": batch.count,
            "made_by": batch.made_by,
            "made_at": batch.made_at,
            "lapses": batch.lapses,
        },
    )


def by_id(db: Db, batch: str) -> Batch | None:
    """One batch."""
    row = db.execute(
        f"SELECT {BATCH_COLUMNS} FROM voucher_batch WHERE id = :id", {"id": batch}
    ).fetchone()
    return None if row is None else Batch(*tuple(row))


def latest(db: Db, *, limit: int) -> tuple[Batch, ...]:
    """The batches made last, the newest first."""
    rows = db.execute(
        f"""
        SELECT {BATCH_COLUMNS}
        FROM voucher_batch
        ORDER BY made_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(Batch(*tuple(row)) for row in rows)


def counts(db: Db, batch: str) -> dict[VoucherState, int]:
    """How many vouchers of a batch are in each state."""
    rows = db.execute(
        """
        SELECT state, count(*) AS n
        FROM voucher
        WHERE batch = :batch
        GROUP BY state
        """,
        {"batch": batch},
    )
    found = {VoucherState(row["state"]): int(row["n"]) for row in rows}
    return {state: found.get(state, 0) for state in VoucherState}


def find(
    db: Db, *, batch: str, state: VoucherState | None, words: str, limit: int
) -> tuple[Voucher, ...]:
    """Vouchers of a batch by number; in one state, and with this in their code or number."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM voucher
        WHERE batch = :batch
          AND (:state = '' OR state = :state)
          AND (:words = '' OR instr(code, :words) > 0 OR CAST(n AS TEXT) = :words)
        ORDER BY n
        LIMIT :limit
        """,
        {
            "batch": batch,
            "state": "" if state is None else state.value,
            "words": words,
            "limit": limit,
        },
    )
    return tuple(voucher_of(row) for row in rows)


def stack_of(db: Db, *, batch: str, holder: str, limit: int) -> tuple[str, ...]:
    """Codes of printed vouchers in somebody's stack, by number."""
    rows = db.execute(
        """
        SELECT code
        FROM voucher
        WHERE batch = :batch
          AND state = 'printed'
          AND held_by = :holder
        ORDER BY n
        LIMIT :limit
        """,
        {"batch": batch, "holder": holder, "limit": limit},
    )
    return tuple(row["code"] for row in rows)


def mark_printed(db: Db, *, batch: str) -> int:
    """Those not on paper yet are now; returns how many."""
    return db.execute(
        "UPDATE voucher SET state = 'printed' WHERE batch = :batch AND state = 'created'",
        {"batch": batch},
    ).rowcount


def hand_to(db: Db, *, batch: str, first: int, last: int, by: str) -> int:
    """Printed vouchers with these numbers go into somebody's stack; returns how many."""
    return db.execute(
        """
        UPDATE voucher
        SET held_by = :by
        WHERE batch = :batch
          AND n BETWEEN :first AND :last
          AND state = 'printed'
        """,
        {"batch": batch, "first": first, "last": last, "by": by},
    ).rowcount


def held_by_others(db: Db, *, batch: str, first: int, last: int, by: str) -> str | None:
    """Somebody else who has one of these numbers in their stack."""
    row = db.execute(
        """
        SELECT held_by
        FROM voucher
        WHERE batch = :batch
          AND n BETWEEN :first AND :last
          AND state = 'printed'
          AND held_by <> :by
        LIMIT 1
        """,
        {"batch": batch, "first": first, "last": last, "by": by},
    ).fetchone()
    return None if row is None else str(row["held_by"])
