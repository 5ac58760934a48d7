"""Does everything add up? The exchange's part of `kiosk verify`, also on a copy.

Nothing here trusts what an act has summed up: all is counted again from rows and bytes.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from kiosk.exchange.exchange import DATABASE
from kiosk.exchange.store import engine as engines
from kiosk.exchange.store import ledger, proofs
from kiosk.rules.hits import AssignmentState
from kiosk.rules.ledger import (
    CHAIN_START,
    EXCHANGE,
    ChainedTransfer,
    Side,
    chain,
    kind_of,
    signed_balance,
)
from kiosk.rules.refusals import Refusal

PROBLEMS_LIMIT = 100


@dataclass(slots=True)
class _Book:
    """The book as read once: sums by account, payments by assignment, the first broken link."""

    transfers: int = 0
    currencies: set[str] = field(default_factory=set)
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lowest: dict[str, int] = field(default_factory=dict)
    paid: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    broken_at: int | None = None
    ids: set[str] = field(default_factory=set)
    digest: bytes = CHAIN_START


def verify_database(url: str) -> dict[str, Any]:
    """Check the database at this address and say what is wrong with it."""
    is_file = engines.is_sqlite(url)
    engine = engines.sqlite_readers(url) if is_file else engines.postgres(url)
    try:
        with engine.connect() as db, db.begin():
            return _verify(db, is_file=is_file)
    finally:
        engine.dispose()


def verify_folder(folder: Path, database_url: str = "") -> dict[str, Any]:
    """Check the exchange in this folder (or a copied database file).

    Raises:
        Refusal: `data_folder_wrong` when there is none.
    """
    if database_url:
        return verify_database(database_url)
    path = folder if folder.is_file() else folder / DATABASE
    if not path.exists():
        raise Refusal("data_folder_wrong", path=str(folder))
    try:
        return verify_database(engines.sqlite_url(path))
    except DatabaseError as error:
        raise Refusal("database_damaged", path=str(path), reason=str(error)) from error


def _verify(db: Connection, *, is_file: bool) -> dict[str, Any]:
    integrity = proofs.integrity(db) if is_file else "ok"
    book = _read_book(db)
    money = list(_money_problems(book))
    problems = [*money, *_work_problems(db, book), *_fact_problems(db)]
    if integrity != "ok":
        problems.insert(0, f"the database file is damaged: {integrity}")
    if book.broken_at is not None:
        problems.insert(0, f"the chain of transfers breaks at {book.broken_at}")
    return {
        "ok": not problems,
        "integrity": integrity,
        "ledger": {
            "transfers": book.transfers,
            "balanced": not money,
            "chain": book.broken_at is None,
        },
        "facts": proofs.facts(db),
        "problems": problems[:PROBLEMS_LIMIT],
    }


def _read_book(db: Connection) -> _Book:
    book = _Book()
    for link in ledger.all_transfers(db):
        _count(book, link)
    return book


def _count(book: _Book, link: ChainedTransfer) -> None:
    one = link.transfer
    book.transfers += 1
    book.digest = chain(book.digest, one)
    if (link.n != book.transfers or book.digest != link.digest) and book.broken_at is None:
        book.broken_at = link.n
    book.currencies.add(one.amount.currency)
    for account, debits, credits_ in (
        (one.debit, one.amount.minor, 0),
        (one.credit, 0, one.amount.minor),
    ):
        book.sums[account] += signed_balance(account, debits=debits, credits=credits_)
        if book.sums[account] < book.lowest.get(account, 0):
            book.lowest[account] = book.sums[account]
    if one.credit.startswith("hub:") and one.debit.startswith("escrow:"):
        book.paid[one.reference] += 1


def _money_problems(book: _Book) -> Iterator[str]:
    by_side = {Side.DEBIT: 0, Side.CREDIT: 0}
    for account, balance in book.sums.items():
        kind = EXCHANGE[kind_of(account, book=EXCHANGE)]
        by_side[kind.side] += balance
        if kind.keeps_above_zero and book.lowest.get(account, 0) < 0:
            yield f"{account} was below zero"
    if by_side[Side.DEBIT] != by_side[Side.CREDIT]:
        yield f"debits {by_side[Side.DEBIT]} are not credits {by_side[Side.CREDIT]}"
    if len(book.currencies) > 1:
        yield f"more than one currency: {', '.join(sorted(book.currencies))}"


def _work_problems(db: Connection, book: _Book) -> Iterator[str]:
    approved = set(proofs.in_state(db, AssignmentState.APPROVED))
    for assignment in sorted(approved | set(book.paid)):
        times = book.paid.get(assignment, 0)
        if assignment in approved and times != 1:
            yield f"assignment {assignment} is approved and was paid {times} times"
        if assignment not in approved:
            yield f"assignment {assignment} was paid and is not approved"
    for slot, needs, settled in proofs.slots(db):
        holds = book.sums.get(f"escrow:{slot}", 0)
        if settled and holds:
            yield f"slot {slot} is settled and {holds} lie in its escrow"
        if not settled and holds != needs:
            yield f"slot {slot} needs {needs} in escrow and has {holds}"
    for assignment in proofs.held_in_vain(db):
        yield f"assignment {assignment} is held for approval and was decided"
    for assignment, round_ in proofs.doubled(db):
        yield f"assignment {assignment} has round {round_} twice"
    for assignment in proofs.without_answer(db):
        yield f"assignment {assignment} is decided and has no answer"


def _fact_problems(db: Connection) -> Iterator[str]:
    for epoch, last_seq, facts in proofs.streams(db):
        if last_seq != facts:
            yield f"stream {epoch} should hold {last_seq} facts and holds {facts}"
    for fact in proofs.answers_of_unknown_facts(db):
        yield f"an answer cites our fact {fact}, which was never kept"
