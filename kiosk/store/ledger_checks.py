"""All transfers added up again, for `kiosk verify`: chain, accounts, what is kept of both."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.ledger import HUB, ChainedTransfer, Side, kind_of, verify_chain
from kiosk.rules.refusals import Refusal
from kiosk.store import books, credit
from kiosk.store import ledger as ledger_store

TOLD_EVERY = 10_000

Tell = Callable[[float], None]
"""Told which part of a check is done, 0 to 1."""


def silent(_part: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """What adding up all transfers found."""

    transfers: int
    balanced: bool
    chain: bool
    problems: tuple[str, ...]


def ledger(db: Db, tell: Tell = silent) -> LedgerCheck:
    """Chain, accounts and balances, from the first transfer on, in one pass and little memory.

    Args:
        db: a read transaction.
        tell: told now and then which part of the transfers was read, 0 to 1.
    """
    return ledger_from(db, beginning(db), tell)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What adding up starts from: how many transfers there are, how far sums are kept, and they."""

    transfers: int
    closed: int
    kept: dict[str, int]


def beginning(db: Db) -> Beginning:
    """As it is in this read transaction."""
    return Beginning(ledger_store.count(db), books.closed(db).transfers, books.balances(db))


def ledger_from(db: Db, begun: Beginning, tell: Tell = silent) -> LedgerCheck:
    """The same for the transfers that there were then, also outside of a transaction.

    Nothing of a transfer ever changes, so that each read may be its own.
    """
    adding = _Adding(begun.transfers, begun.closed, begun.kept, tell)
    links = adding.through(ledger_store.chained(db, upto=begun.transfers))
    bad = verify_chain(links)
    for _link in links:
        pass  # the chain broke: the accounts are added up all the same
    problems = [] if bad is None else [f"ledger: the chain breaks at transfer {bad}"]
    wrong = [f"ledger: no such account {account}" for account in sorted(adding.unknown)]
    wrong += [f"ledger: what is kept of {account} is not its sum" for account in adding.kept_wrong]
    wrong += _account_problems(adding.balances, credit.highest_minor(db))
    balanced = sum(adding.balances.values()) == 0 and not wrong
    return LedgerCheck(adding.read, balanced, bad is None, (*problems, *wrong))


class _Adding:
    """Adds accounts up while transfers go by; one that is at zero again is forgotten.

    So what money was set aside for each of a million sessions never stands in memory at once.
    """

    def __init__(self, transfers: int, closed: int, kept: dict[str, int], tell: Tell) -> None:
        self.balances: dict[str, int] = {}
        self.unknown: set[str] = set()
        self.read = 0
        self.kept_wrong = tuple(sorted(kept))  # until the last transfer in it was read
        self._closed, self._kept = closed, kept
        self._of = max(1, transfers)
        self._tell = tell

    def through(self, links: Iterable[ChainedTransfer]) -> Iterator[ChainedTransfer]:
        """The same transfers, each added up."""
        for link in links:
            self.read += 1
            minor = link.transfer.amount.minor
            self._add(link.transfer.debit, minor)
            self._add(link.transfer.credit, -minor)
            if link.n == self._closed:
                self.kept_wrong = self._not_as_kept()
            if self.read % TOLD_EVERY == 0:
                self._tell(self.read / self._of)
            yield link

    def _not_as_kept(self) -> tuple[str, ...]:
        """Busy accounts of which another sum is kept than their postings up to here come to."""
        busy = {account for account in self.balances if books.is_kept(account)} | set(self._kept)
        wrong = (a for a in busy if self._kept.get(a, 0) != self.balances.get(a, 0))
        return tuple(sorted(wrong))

    def _add(self, account: str, minor: int) -> None:
        balance = self.balances.get(account, 0) + minor
        if balance:
            self.balances[account] = balance
            return
        self.balances.pop(account, None)
        if not _is_known(account):
            self.unknown.add(account)


def _is_known(account: str) -> bool:
    try:
        kind_of(account, book=HUB)
    except Refusal:
        return False
    return True


def _account_problems(balances: dict[str, int], credit_minor: dict[str, int]) -> list[str]:
    """`balances`: debits less credits of each account; `credit_minor`: what one may have owed."""
    problems = []
    for account, debits_less_credits in balances.items():
        if not _is_known(account):
            problems.append(f"ledger: no such account {account}")
            continue
        kind = HUB[kind_of(account, book=HUB)]
        balance = debits_less_credits if kind.side is Side.DEBIT else -debits_less_credits
        if kind.keeps_above_zero and balance < -credit_minor.get(account, 0):
            problems.append(f"ledger: {account} is below zero")
    return problems
