"""What came onto a visitor's account and what went: a line for each price, with its tax in it."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class AccountLine:
    """Money in minor units, below zero where it went; what the account held after it.

    `other` is the ledger account on the far side of the price, `reference` what it was for.
    """

    at: Instant
    other: str
    reference: str
    minor: int
    balance_minor: int


def of_visitor(db: Db, *, visitor: str, limit: int, offset: int = 0) -> tuple[AccountLine, ...]:
    """The lines of a visitor's account, the last first.

    The postings of one price stand at one instant under one reference; tax and what a coin rounds
    are parts of it.
    """
    rows = db.execute(
        """
        SELECT line.at, line.other, line.reference, line.minor,
               sum(line.minor) OVER (ORDER BY line.n) AS balance_minor
        FROM (SELECT max(posted.n) AS n, posted.at, posted.reference, sum(posted.minor) AS minor,
                     max(CASE WHEN posted.other IN ('tax', 'rounding') THEN ''
                              ELSE posted.other END) AS other
              FROM (SELECT n, at, credit AS other, reference, -amount_minor AS minor
                    FROM transfer
                    WHERE debit = :account
                    UNION ALL
                    SELECT n, at, debit AS other, reference, amount_minor AS minor
                    FROM transfer
                    WHERE credit = :account) AS posted
              GROUP BY posted.reference, posted.at) AS line
        ORDER BY line.n DESC
        LIMIT :limit OFFSET :offset
        """,
        {"account": f"visitor:{visitor}", "limit": limit, "offset": offset},
    )
    return tuple(AccountLine(*tuple(row)) for row in rows)
