"""What was left of budgets: who had put it in, and where it went."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.sponsorships import unpromised_minor
from kiosk.store import ledger, sponsor_promises
from kiosk.store.sponsorships import Sponsorship

PaidTo = Literal["drawer", "safe", "outside", "next", "house"]
"""Cash from the drawer or the safe, money outside, another sponsorship, what the house gave."""

RETURNS_LIMIT = 100
COLUMNS = "id, sponsorship, minor, paid_to, account, at, by"


@dataclass(frozen=True, slots=True)
class Return:
    """Money that left a budget for no time."""

    id: str
    sponsorship: str
    minor: int
    paid_to: PaidTo
    account: str
    at: Instant
    by: str


def add(db: Db, made: Return) -> None:
    """Keep one; its transfer is posted beside."""
    db.execute(
        f"""
        INSERT INTO sponsor_return ({COLUMNS})
        VALUES (:id, :sponsorship, :minor, :paid_to, :account, :at, :by)
        """,
        {
            "id": made.id,
            "sponsorship": made.sponsorship,
            "minor": made.minor,
            "paid_to": made.paid_to,
            "account": made.account,
            "at": made.at,
            "by": made.by,
        },
    )


def of_sponsorship(db: Db, sponsorship: str) -> tuple[Return, ...]:
    """What went back of one budget, in order."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM sponsor_return
        WHERE sponsorship = :sponsorship
        ORDER BY at
        LIMIT :limit
        """,
        {"sponsorship": sponsorship, "limit": RETURNS_LIMIT},
    )
    return tuple(Return(*tuple(row)) for row in rows)


def net_given_minor(db: Db, sponsorship: str, *, by_house: bool) -> int:
    """What the house, or all others, put into a budget and have not had back."""
    row = db.execute(
        """
        SELECT coalesce((SELECT sum(amount_minor)
                         FROM transfer
                         WHERE credit = 'sponsor:' || :sponsorship
                           AND (debit = 'loss') = :by_house), 0)
             - coalesce((SELECT sum(minor)
                         FROM sponsor_return
                         WHERE sponsorship = :sponsorship
                           AND (paid_to = 'house') = :by_house), 0) AS minor
        """,
        {"sponsorship": sponsorship, "by_house": int(by_house)},
    ).fetchone()
    return int(row["minor"])


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a budget (minor units): free of promises, and whose of it it is."""

    free_minor: int
    funder_minor: int
    house_minor: int


def left_of(db: Db, made: Sponsorship) -> Left:
    """What could go back now, were it over."""
    free = unpromised_minor(
        balance_minor=ledger.balance(db, made.account),
        per_hour_minor=made.per_hour_minor,
        promised_s=sponsor_promises.promised_s(db, sponsorship=made.id, beside=""),
    )
    given = {
        by_house: net_given_minor(db, made.id, by_house=by_house) for by_house in (False, True)
    }
    return Left(free, max(0, min(free, given[False])), max(0, min(free, given[True])))
