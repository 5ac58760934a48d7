"""Vouchers: printed codes that open a session for a guest."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.vouchers import VoucherState


@dataclass(frozen=True, slots=True)
class Voucher:
    """A code, its guest and what stands on its paper; the pass behind it once it is sold.

    `held_by` has it in a stack; `n` is its number in the batch, 0 where it was sold alone.
    """

    code: str
    state: VoucherState
    visitor: str
    seconds: int
    lapses: Instant
    batch: str | None = None
    n: int = 0
    held_by: str | None = None
    pass_id: str | None = None
    sold_by: str | None = None
    sold_at: Instant | None = None
    void_reason: str = ""


COLUMNS = """code, state, visitor, seconds, lapses, batch, n, held_by, pass, sold_by, sold_at,
             void_reason"""


def add(db: Db, voucher: Voucher) -> None:
    """Keep a voucher; its code is the only one of its kind."""
    db.execute(
        """
        INSERT INTO voucher
            (code, state, visitor, seconds, lapses, batch, n, held_by, pass, sold_by, sold_at)
        VALUES
            (:code, :state, :visitor, :seconds, :lapses, :batch, :n, :held_by, :pass, :sold_by,
             :sold_at)
        """,
        {
            "code": voucher.code,
            "state": voucher.state.value,
            "visitor": voucher.visitor,
            "seconds": voucher.seconds,
            "lapses": voucher.lapses,
            "batch": voucher.batch,
            "n": voucher.n,
            "held_by": voucher.held_by,
            "pass": voucher.pass_id,
            "sold_by": voucher.sold_by,
            "sold_at": voucher.sold_at,
        },
    )


def by_code(db: Db, code: str) -> Voucher | None:
    """The voucher of a code."""
    return _one(db, "code", code)


def by_visitor(db: Db, visitor: str) -> Voucher | None:
    """The voucher of a guest."""
    return _one(db, "visitor", visitor)


def by_pass(db: Db, pass_id: str) -> Voucher | None:
    """The voucher that a pass was sold as."""
    return _one(db, "pass", pass_id)


def _one(db: Db, column: str, value: str) -> Voucher | None:
    row = db.execute(
        f"SELECT {COLUMNS} FROM voucher WHERE {column} = :value", {"value": value}
    ).fetchone()
    return None if row is None else voucher_of(row)


def set_state(db: Db, *, code: str, state: VoucherState) -> None:
    """Change a voucher's state; the rule was asked before."""
    db.execute(
        "UPDATE voucher SET state = :state WHERE code = :code",
        {"code": code, "state": state.value},
    )


def set_void(db: Db, *, code: str, reason: str) -> None:
    """A voucher is void from here on; the rule was asked before."""
    db.execute(
        "UPDATE voucher SET state = 'void', void_reason = :reason WHERE code = :code",
        {"code": code, "reason": reason},
    )


def set_sold(db: Db, now: Instant, *, code: str, pass_id: str, by: str) -> None:
    """A voucher of a batch is sold from here on; the rule was asked before."""
    db.execute(
        """
        UPDATE voucher
        SET state = 'sold', pass = :pass, sold_by = :by, sold_at = :now
        WHERE code = :code
        """,
        {"code": code, "pass": pass_id, "by": by, "now": now},
    )


def latest(db: Db, *, limit: int) -> tuple[Voucher, ...]:
    """Vouchers as they were sold, the last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM voucher
        WHERE sold_at IS NOT NULL
        ORDER BY sold_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(voucher_of(row) for row in rows)


def void(db: Db, *, at: Instant, limit: int) -> tuple[str, ...]:
    """Codes that were cancelled and whose paper still looks good, the last to lapse first."""
    rows = db.execute(
        """
        SELECT code
        FROM voucher
        WHERE state = 'void'
          AND lapses > :at
        ORDER BY lapses DESC
        LIMIT :limit
        """,
        {"at": at, "limit": limit},
    )
    return tuple(row["code"] for row in rows)


def voucher_of(row: Row) -> Voucher:
    """A row of `COLUMNS`."""
    code, state, *rest = tuple(row)
    return Voucher(code, VoucherState(state), *rest)
