"""Vouchers: printed codes that open a session for a guest."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.vouchers import VoucherState


@dataclass(frozen=True, slots=True)
class Voucher:
    """A code, its guest and the pass behind it."""

    code: str
    state: VoucherState
    visitor: str
    pass_id: str
    sold_by: str
    sold_at: Instant
    lapses: Instant


def add(db: Db, voucher: Voucher) -> None:
    """Keep a voucher; its code is the only one of its kind."""
    db.execute(
        """
        INSERT INTO voucher (code, state, visitor, pass, sold_by, sold_at, lapses)
        VALUES (:code, :state, :visitor, :pass, :sold_by, :sold_at, :lapses)
        """,
        {
            "code": voucher.code,
            "state": voucher.state.value,
            "visitor": voucher.visitor,
            "pass": voucher.pass_id,
            "sold_by": voucher.sold_by,
            "sold_at": voucher.sold_at,
            "lapses": voucher.lapses,
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
        f"""
        SELECT code, state, visitor, pass, sold_by, sold_at, lapses
        FROM voucher
        WHERE {column} = :value
        """,
        {"value": value},
    ).fetchone()
    return None if row is None else _voucher(row)


def set_state(db: Db, *, code: str, state: VoucherState) -> None:
    """Change a voucher's state; the rule was asked before."""
    db.execute(
        "UPDATE voucher SET state = :state WHERE code = :code",
        {"code": code, "state": state.value},
    )


def latest(db: Db, *, limit: int) -> tuple[Voucher, ...]:
    """Vouchers as they were sold, the last first."""
    rows = db.execute(
        """
        SELECT code, state, visitor, pass, sold_by, sold_at, lapses
        FROM voucher
        ORDER BY sold_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(_voucher(row) for row in rows)


def _voucher(row: Row) -> Voucher:
    return Voucher(
        row["code"],
        VoucherState(row["state"]),
        row["visitor"],
        row["pass"],
        row["sold_by"],
        Instant(row["sold_at"]),
        Instant(row["lapses"]),
    )
