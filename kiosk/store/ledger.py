"""The ledger's table: transfers are added and read, never changed."""

from collections.abc import Iterator

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import (
    CHAIN_START,
    HUB,
    ChainedTransfer,
    Transfer,
    chain,
    check_transfer,
    signed_balance,
)
from kiosk.rules.money import Money
from kiosk.rules.refusals import Refusal
from kiosk.store import books, credit

CHAINED_AT_ONCE = 10_000


def post(db: Db, transfer: Transfer) -> None:
    """Add a transfer; the same one again changes nothing.

    Raises:
        Refusal: what `check_transfer` refuses; `transfer_differs` when its id stands for another.
    """
    kept = by_id(db, transfer.id)
    if kept is not None:
        if (kept.debit, kept.credit, kept.amount) != (
            transfer.debit,
            transfer.credit,
            transfer.amount,
        ):
            raise Refusal("transfer_differs", transfer=transfer.id)
        return
    check_transfer(
        transfer,
        lambda account: balance(db, account),
        book=HUB,
        credit_limit_of=lambda account: credit.limit_minor(db, account),
    )
    db.execute(
        """
        INSERT INTO transfer (id, debit, credit, amount_minor, currency, at, reason, reference,
                              chain)
        VALUES (:id, :debit, :credit, :amount_minor, :currency, :at, :reason, :reference, :chain)
        """,
        {
            "id": transfer.id,
            "debit": transfer.debit,
            "credit": transfer.credit,
            "amount_minor": transfer.amount.minor,
            "currency": transfer.amount.currency,
            "at": transfer.at,
            "reason": transfer.reason,
            "reference": transfer.reference,
            "chain": chain(_last_digest(db), transfer),
        },
    )


def _last_digest(db: Db) -> bytes:
    row = db.execute("SELECT chain FROM transfer ORDER BY n DESC LIMIT 1").fetchone()
    return CHAIN_START if row is None else bytes(row["chain"])


def by_id(db: Db, transfer: str) -> Transfer | None:
    """The transfer of this id."""
    row = db.execute(
        """
        SELECT id, debit, credit, amount_minor, currency, at, reason, reference
        FROM transfer
        WHERE id = :id
        """,
        {"id": transfer},
    ).fetchone()
    return None if row is None else _transfer(row)


def balance(db: Db, account: str) -> int:
    """The sum of an account's postings, positive on its normal side (minor units)."""
    if books.is_kept(account):
        return signed_balance(account, debits=books.balance(db, account), credits=0)
    row = db.execute(
        """
        SELECT
            (SELECT coalesce(sum(amount_minor), 0) FROM transfer WHERE debit = :account)
                AS debits,
            (SELECT coalesce(sum(amount_minor), 0) FROM transfer WHERE credit = :account)
                AS credits
        """,
        {"account": account},
    ).fetchone()
    return signed_balance(account, debits=row["debits"], credits=row["credits"])


def paid_out(db: Db, visitor: str) -> int:
    """What a visitor was paid in cash so far (minor units)."""
    row = db.execute(
        """
        SELECT coalesce(sum(amount_minor), 0) AS minor
        FROM transfer
        WHERE debit = :account
          AND credit LIKE 'till:%'
        """,
        {"account": f"visitor:{visitor}"},
    ).fetchone()
    return int(row["minor"])


def count(db: Db) -> int:
    """How many transfers there are; none was ever deleted, so the last number says it."""
    row = db.execute("SELECT coalesce(max(n), 0) AS n FROM transfer").fetchone()
    return int(row["n"])


def totals(db: Db) -> tuple[int, bytes, int]:
    """How many transfers there are, the head of their chain, and the sum of their amounts."""
    row = db.execute(
        "SELECT count(*) AS n, coalesce(sum(amount_minor), 0) AS minor FROM transfer"
    ).fetchone()
    return int(row["n"]), _last_digest(db), int(row["minor"])


def chained(db: Db, *, upto: int) -> Iterator[ChainedTransfer]:
    """All transfers up to a number, in the order they were added, with their digests.

    They are fetched some at a time: no reader is held open for millions.
    """
    after = 0
    while rows := _some(db, after=after, upto=upto):
        for row in rows:
            yield ChainedTransfer(row["n"], _transfer(row), bytes(row["chain"]))
        after = int(rows[-1]["n"])


def _some(db: Db, *, after: int, upto: int) -> list[Row]:
    return db.execute(
        """
        SELECT n, id, debit, credit, amount_minor, currency, at, reason, reference, chain
        FROM transfer
        WHERE n > :after
          AND n <= :upto
        ORDER BY n
        LIMIT :limit
        """,
        {"after": after, "upto": upto, "limit": CHAINED_AT_ONCE},
    ).fetchall()


def _transfer(row: Row) -> Transfer:
    return Transfer(
        row["id"],
        row["debit"],
        row["credit"],
        Money(row["amount_minor"], row["currency"]),
        Instant(row["at"]),
        row["reason"],
        row["reference"],
    )
