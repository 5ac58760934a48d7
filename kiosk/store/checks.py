"""Sums made again from the tables, for `kiosk verify`: what must hold, and what does not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.ledger import HUB, ChainedTransfer, Side, kind_of, verify_chain
from kiosk.rules.refusals import Refusal
from kiosk.store import books, credit
from kiosk.store import ledger as ledger_store

LINES_LIMIT = 50
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


def integrity(db: Db) -> str:
    """`ok`, or what SQLite found wrong."""
    found = db.execute("PRAGMA integrity_check").fetchone()[0]
    broken = db.execute("PRAGMA foreign_key_check").fetchone()
    return str(found) if broken is None else f"foreign key of {broken[0]}"


def quick(db: Db) -> str:
    """`ok`, or what a short look at the file finds wrong: its pages and their order."""
    return str(db.execute("PRAGMA quick_check(1)").fetchone()[0])


def journal_mode(db: Db) -> str:
    """How SQLite keeps what is not yet in the file: `wal`, if it is ours."""
    return str(db.execute("PRAGMA journal_mode").fetchone()[0])


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


def session_problems(db: Db) -> list[str]:
    """Closed sessions without a receipt, passes overspent, money that is not where it should be."""
    return [
        *_due_problems(db),
        *_receipt_problems(db),
        *_stock_problems(db),
        *_pass_problems(db),
        *lines(
            db,
            "payment {id}: its postings are not what was paid",
            """
            SELECT payment.id AS id
            FROM payment
            LEFT JOIN transfer AS price ON price.id = 'sale:' || payment.id
            LEFT JOIN transfer AS tax ON tax.id = 'tax:' || payment.id
            LEFT JOIN transfer AS coin ON coin.id = 'rounding:' || payment.id
            LEFT JOIN transfer AS goods ON goods.id = 'goods:' || payment.id
            LEFT JOIN transfer AS goods_tax ON goods_tax.id = 'goods_tax:' || payment.id
            WHERE coalesce(price.amount_minor, 0) + coalesce(tax.amount_minor, 0)
                  + coalesce(goods.amount_minor, 0) + coalesce(goods_tax.amount_minor, 0)
                  <> payment.list_minor - payment.discount_minor
               OR coalesce(tax.amount_minor, 0) + coalesce(goods_tax.amount_minor, 0)
                  <> payment.tax_minor
               OR coalesce(coin.amount_minor, 0) <> abs(payment.rounding_minor)
            """,
        ),
        *lines(
            db,
            "sale {id}: nothing says how it was paid",
            """
            SELECT sale.id AS id
            FROM sale
            LEFT JOIN payment ON payment.id = sale.id
            WHERE payment.id IS NULL
            """,
        ),
        *lines(
            db,
            "payment {id}: more given back than was paid",
            """
            SELECT payment.id AS id
            FROM payment
            JOIN taken_back ON taken_back.payment = payment.id
            GROUP BY payment.id
            HAVING sum(taken_back.minor) > payment.list_minor - payment.discount_minor
            """,
        ),
    ]


def _pass_problems(db: Db) -> list[str]:
    """Passes of which more is spent than they had, or another sum is kept than was spent."""
    return [
        *lines(
            db,
            "pass {id}: more spent than bought",
            """
            SELECT pass.id AS id
            FROM pass
            JOIN pass_spend ON pass_spend.pass = pass.id
            GROUP BY pass.id
            HAVING sum(pass_spend.seconds) > pass.seconds
            """,
        ),
        *lines(
            db,
            "pass {id}: what is kept of its spent seconds is not their sum",
            """
            SELECT pass.id AS id
            FROM pass
            LEFT JOIN (SELECT pass, sum(seconds) AS seconds
                       FROM pass_spend
                       GROUP BY pass) AS spent ON spent.pass = pass.id
            WHERE pass.spent_s <> coalesce(spent.seconds, 0)
            """,
        ),
    ]


def _stock_problems(db: Db) -> list[str]:
    """Products of which another number is kept than their moves come to."""
    return lines(
        db,
        "product {id}: what is kept of its pieces is not their sum",
        """
        SELECT product.id AS id
        FROM product
        LEFT JOIN stock_kept ON stock_kept.product = product.id
        WHERE coalesce(stock_kept.pieces, 0)
              <> (SELECT coalesce(sum(stock_move.pieces), 0)
                  FROM stock_move
                  WHERE stock_move.product = product.id
                    AND n <= (SELECT coalesce(max(stock_moves), 0) FROM books_closed))
        """,
    )


def _receipt_problems(db: Db) -> list[str]:
    """Closed sessions without a receipt, or with other seconds beside it."""
    return [
        *lines(
            db,
            "session {id}: closed without a receipt",
            "SELECT id FROM session WHERE state = 'closed' AND receipt IS NULL",
        ),
        *lines(
            db,
            "session {id}: its seconds are not those of its receipt",
            """
            SELECT id
            FROM session
            WHERE receipt IS NOT NULL
              AND (covered_s IS NOT json_extract(CAST(receipt AS TEXT), '$.covered_s')
                   OR charged_s IS NOT json_extract(CAST(receipt AS TEXT), '$.charged_s')
                   OR given_s IS NOT coalesce(json_extract(CAST(receipt AS TEXT), '$.given_s'), 0))
            """,
        ),
    ]


def _due_problems(db: Db) -> list[str]:
    """What was set aside and not given back; what was taken and is not in the ledger."""
    return [
        *lines(
            db,
            "session {id}: closed, and money is still set aside",
            """
            SELECT session.id AS id
            FROM session
            WHERE session.kind = 'account'
              AND session.closed_at IS NOT NULL
              AND (SELECT coalesce(sum(amount_minor), 0)
                   FROM transfer
                   WHERE credit = 'reserved:' || session.id)
                  <> (SELECT coalesce(sum(amount_minor), 0)
                      FROM transfer
                      WHERE debit = 'reserved:' || session.id)
            """,
        ),
        *lines(
            db,
            "due of session {id}: settled, and not in the ledger with this amount",
            """
            SELECT due.session AS id
            FROM due
            LEFT JOIN transfer ON transfer.id = 'due:' || due.session
            LEFT JOIN transfer AS goods ON goods.id = 'due_goods:' || due.session
            LEFT JOIN payment ON payment.id = due.session
            WHERE due.how = 'written_off'
                  AND coalesce(transfer.amount_minor, 0) + coalesce(goods.amount_minor, 0)
                      <> due.minor
               OR due.how = 'taken' AND payment.list_minor IS NOT due.minor
            """,
        ),
    ]


def work_problems(db: Db) -> list[str]:
    """Approved work that was not credited once; credits without approved work."""
    return [
        *lines(
            db,
            "assignment {id}: approved but not credited",
            """
            SELECT work.assignment AS id
            FROM work
            LEFT JOIN transfer ON transfer.id = 'earned:' || work.assignment
            WHERE work.state = 'Approved'
              AND work.reward_minor > 0
              AND transfer.id IS NULL
            """,
        ),
        *lines(
            db,
            "transfer {id}: credited without approved work",
            """
            SELECT transfer.id AS id
            FROM transfer
            LEFT JOIN work ON work.assignment = substr(transfer.id, 8)  -- behind `earned:`
                          AND transfer.id LIKE 'earned:%'
            WHERE transfer.debit = 'exchange'
              AND transfer.credit LIKE 'visitor:%'
              AND (work.state IS NULL OR work.state <> 'Approved')
            """,
        ),
        *lines(
            db,
            "assignment {id}: credited more than once",
            """
            SELECT reference AS id
            FROM transfer
            WHERE debit = 'exchange'
              AND credit LIKE 'visitor:%'
            GROUP BY reference
            HAVING count(*) > 1
            """,
        ),
    ]


def fact_problems(db: Db) -> list[str]:
    """Facts that staff must look at: gaps, conflicts, quarantine."""
    return [
        *lines(
            db,
            "facts of {id}: some are missing",
            "SELECT origin AS id FROM heard WHERE highest > have",
        ),
        *lines(db, "fact of {id}: in conflict", "SELECT origin AS id FROM quarantine"),
        *lines(
            db,
            "outbox {id}: set aside",
            "SELECT n AS id FROM outbox WHERE state = 'quarantined'",
        ),
        *lines(
            db,
            "fact of {id}: rejected",
            """
            SELECT origin AS id
            FROM inbox
            WHERE state = 'rejected'
              AND code <> 'refused_by_staff'
            """,
        ),
    ]


def fact_counts(db: Db) -> dict[str, int]:
    """How many facts are in each state."""
    counts = {
        f"inbox_{row['state']}": row["n"]
        for row in db.execute("SELECT state, count(*) AS n FROM inbox GROUP BY state")
    }
    for row in db.execute("SELECT state, count(*) AS n FROM outbox GROUP BY state"):
        counts[f"outbox_{row['state']}"] = row["n"]
    row = db.execute("SELECT count(*) AS n FROM quarantine").fetchone()
    return {**counts, "quarantine": row["n"]}


def lines(db: Db, words: str, sql: str) -> list[str]:
    """Each row of a question that finds what is wrong, in words with its `id`."""
    rows = db.execute(f"SELECT id FROM ({sql}) LIMIT :limit", {"limit": LINES_LIMIT})
    return [words.format(id=row["id"]) for row in rows]
