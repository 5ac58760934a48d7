"""Sums kept of closed rows: what busy accounts and shelves came to up to a number.

A balance is the sum of its postings, but `exchange` has half a million a year. So what they came to
up to a transfer is kept, and only later ones are added up each time. `kiosk verify` makes the kept
sums again. Accounts of one visitor, session or shift have few postings and are never kept.
"""

from dataclasses import dataclass

from kiosk.disk.db import Db

KEPT_KINDS = frozenset(
    {"exchange", "sponsor", "sales", "tax", "rounding", "safe", "mobile", "loss", "world"}
)


@dataclass(frozen=True, slots=True)
class Closed:
    """The numbers of the last transfer and stock move that are in the kept sums; 0: none is."""

    transfers: int
    stock_moves: int


def is_kept(account: str) -> bool:
    """Whether an account is one of the busy ones."""
    return account.partition(":")[0] in KEPT_KINDS


def closed(db: Db) -> Closed:
    """How far the sums go."""
    row = db.execute("SELECT transfers, stock_moves FROM books_closed").fetchone()
    return Closed(0, 0) if row is None else Closed(*tuple(row))


def newest(db: Db) -> Closed:
    """How far they could go."""
    row = db.execute(
        """
        SELECT (SELECT coalesce(max(n), 0) FROM transfer) AS transfers,
               (SELECT coalesce(max(n), 0) FROM stock_move) AS stock_moves
        """
    ).fetchone()
    return Closed(*tuple(row))


def balance(db: Db, account: str) -> int:
    """Debits less credits of a busy account (minor units): what is kept, and what came after."""
    row = db.execute(
        """
        SELECT coalesce((SELECT minor FROM balance_kept WHERE account = :account), 0)
               + (SELECT coalesce(sum(CASE debit WHEN :account THEN amount_minor
                                                 ELSE -amount_minor END), 0)
                  FROM transfer NOT INDEXED  -- by its number: those after are few
                  WHERE n > (SELECT coalesce(max(transfers), 0) FROM books_closed)
                    AND (debit = :account OR credit = :account)) AS minor
        """,
        {"account": account},
    ).fetchone()
    return int(row["minor"])


def balances(db: Db) -> dict[str, int]:
    """What is kept of each busy account: debits less credits (minor units)."""
    rows = db.execute("SELECT account, minor FROM balance_kept")
    return {row["account"]: row["minor"] for row in rows}


def close_upto(db: Db, upto: Closed) -> None:
    """Add what came since to the kept sums, up to these numbers."""
    since = closed(db)
    _add_balances(db, since=since.transfers, upto=upto.transfers)
    db.execute(
        """
        INSERT INTO stock_kept (product, pieces)
        SELECT product, sum(pieces)
        FROM stock_move
        WHERE n > :since
          AND n <= :upto
        GROUP BY product
        ON CONFLICT (product) DO UPDATE SET pieces = pieces + excluded.pieces
        """,
        {"since": since.stock_moves, "upto": upto.stock_moves},
    )
    db.execute(
        """
        INSERT INTO books_closed (one, transfers, stock_moves)
        VALUES (1, :transfers, :stock_moves)
        ON CONFLICT (one)
        DO UPDATE SET transfers = excluded.transfers, stock_moves = excluded.stock_moves
        """,
        {"transfers": upto.transfers, "stock_moves": upto.stock_moves},
    )


def _add_balances(db: Db, *, since: int, upto: int) -> None:
    rows = db.execute(
        """
        SELECT debit, credit, amount_minor
        FROM transfer
        WHERE n > :since
          AND n <= :upto
        """,
        {"since": since, "upto": upto},
    )
    sums: dict[str, int] = {}
    for row in rows:
        for account, minor in (
            (row["debit"], row["amount_minor"]),
            (row["credit"], -row["amount_minor"]),
        ):
            if is_kept(account):
                sums[account] = sums.get(account, 0) + minor
    db.executemany(
        """
        INSERT INTO balance_kept (account, minor)
        VALUES (:account, :minor)
        ON CONFLICT (account) DO UPDATE SET minor = minor + excluded.minor
        """,
        [{"account": account, "minor": minor} for account, minor in sums.items()],
    )
