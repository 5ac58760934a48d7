"""The book: transfers are appended, chained and never changed; balances are sums.

Source: DESIGN.md §5.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, Row, func, insert, select

from kiosk.exchange.store.tables import transfer as kept
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import (
    CHAIN_START,
    EXCHANGE,
    ChainedTransfer,
    Transfer,
    chain,
    check_transfer,
    signed_balance,
)
from kiosk.rules.money import Money
from kiosk.rules.refusals import Refusal

ASKED_AT_ONCE = 500


def post(db: Connection, transfers: Sequence[Transfer]) -> None:
    """Append transfers in order; one whose id is there already, with the same content, is done.

    Raises:
        Refusal: what `check_transfer` refuses; `transfer_differs` for a used id with other content.
    """
    done = _kept_already(db, transfers)
    sums = _Sums(db)
    n, digest = end_of(db)
    rows = []
    for one in transfers:
        if one.id in done:
            _check_same(one, done[one.id])
            continue
        check_transfer(one, sums.balance, book=EXCHANGE)
        sums.count(one)
        n, digest = n + 1, chain(digest, one)
        done[one.id] = one
        rows.append(_as_row(n, one, digest))
    if rows:
        db.execute(insert(kept), rows)


def balance(db: Connection, account: str) -> int:
    """What an account holds, in minor units; positive on its normal side."""
    debits = select(func.coalesce(func.sum(kept.c.amount_minor), 0)).where(kept.c.debit == account)
    credits_ = select(func.coalesce(func.sum(kept.c.amount_minor), 0)).where(
        kept.c.credit == account
    )
    return signed_balance(
        account,
        debits=int(db.execute(debits).scalar_one()),
        credits=int(db.execute(credits_).scalar_one()),
    )


def all_transfers(db: Connection) -> Iterator[ChainedTransfer]:
    """The whole book in the order of insertion, a few rows in memory at a time."""
    rows = db.execution_options(yield_per=1000).execute(select(kept).order_by(kept.c.n))
    for row in rows:
        yield ChainedTransfer(row.n, _read(row), bytes(row.digest))


def broken_at_end(db: Connection, *, links: int) -> int | None:
    """The first of the last transfers that is missing or not as it was written; None: all whole."""
    last, _ = end_of(db)
    first = max(1, last - links + 1)
    rows = db.execute(select(kept).where(kept.c.n >= first - 1).order_by(kept.c.n)).all()
    before = bytes(rows[0].digest) if first > 1 and rows else CHAIN_START
    at = first
    for row in rows[1:] if first > 1 else rows:
        before = chain(before, _read(row))
        if row.n != at or bytes(row.digest) != before:
            return at
        at += 1
    return None


class _Sums:
    """Balances as they become while transfers are posted; each account is summed once."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._balances: dict[str, int] = {}

    def balance(self, account: str) -> int:
        if account not in self._balances:
            self._balances[account] = balance(self._db, account)
        return self._balances[account]

    def count(self, one: Transfer) -> None:
        amount = one.amount.minor
        for account, debits, credits_ in ((one.debit, amount, 0), (one.credit, 0, amount)):
            if account in self._balances:
                self._balances[account] += signed_balance(account, debits=debits, credits=credits_)


def _kept_already(db: Connection, transfers: Sequence[Transfer]) -> dict[str, Transfer]:
    ids = [one.id for one in transfers]
    found: dict[str, Transfer] = {}
    for start in range(0, len(ids), ASKED_AT_ONCE):
        asked = select(kept).where(kept.c.id.in_(ids[start : start + ASKED_AT_ONCE]))
        found.update((row.id, _read(row)) for row in db.execute(asked))
    return found


def _check_same(asked: Transfer, done: Transfer) -> None:
    if (asked.debit, asked.credit, asked.amount) != (done.debit, done.credit, done.amount):
        raise Refusal("transfer_differs", id=asked.id)


def end_of(db: Connection) -> tuple[int, bytes]:
    """The number and digest of the last transfer."""
    last = db.execute(select(kept.c.n, kept.c.digest).order_by(kept.c.n.desc()).limit(1)).first()
    return (0, CHAIN_START) if last is None else (last.n, bytes(last.digest))


def _as_row(n: int, one: Transfer, digest: bytes) -> dict[str, object]:
    return {
        "n": n,
        "id": one.id,
        "debit": one.debit,
        "credit": one.credit,
        "amount_minor": one.amount.minor,
        "currency": one.amount.currency,
        "at": one.at,
        "reason": one.reason,
        "reference": one.reference,
        "digest": digest,
    }


def _read(row: Row[tuple[object, ...]]) -> Transfer:
    return Transfer(
        id=row.id,
        debit=row.debit,
        credit=row.credit,
        amount=Money(row.amount_minor, row.currency),
        at=Instant(row.at),
        reason=row.reason,
        reference=row.reference,
    )
