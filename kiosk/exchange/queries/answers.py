"""Which answers an exchange keeps and what it paid for them: from its file, also while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from kiosk.exchange.exchange import DATABASE
from kiosk.exchange.store import engine as engines
from kiosk.exchange.store import ledger, proofs


def answers_kept(folder: Path) -> tuple[tuple[str, int, str], ...]:
    """Assignment, round and the cited fact of every answer in this folder's database."""
    with _reading(folder) as db:
        return tuple(proofs.cited(db))


def paid_to_hubs(folder: Path) -> int:
    """What went from escrow to hubs for approved answers (minor units)."""
    with _reading(folder) as db:
        transfers = [link.transfer for link in ledger.all_transfers(db)]
    return sum(
        one.amount.minor
        for one in transfers
        if one.debit.startswith("escrow:") and one.credit.startswith("hub:")
    )


@contextmanager
def _reading(folder: Path) -> Iterator[Connection]:
    engine = engines.sqlite_readers(engines.sqlite_url(folder / DATABASE))
    try:
        with engine.connect() as db, db.begin():
            yield db
    finally:
        engine.dispose()
