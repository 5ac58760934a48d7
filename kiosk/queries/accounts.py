"""A visitor's account: what is on it, how far it may go below zero, what was paid."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.queries import receipts
from kiosk.queries.receipts import PaidLine
from kiosk.rules.refusals import Refusal
from kiosk.store import credit, ledger, shifts, visitors


@dataclass(frozen=True, slots=True)
class Account:
    """What its page shows (minor units); `payments` stand with the last first."""

    name: str
    balance_minor: int
    credit_minor: int
    payments: tuple[PaidLine, ...]
    shift_open: bool


def account(db: Db, visitor: str, *, limit: int) -> Account:
    """The account of a visitor.

    Raises:
        Refusal: `not_found`.
    """
    who = visitors.by_id(db, visitor)
    if who is None:
        raise Refusal("not_found", what="visitor")
    name = f"visitor:{visitor}"
    return Account(
        name=who.name,
        balance_minor=ledger.balance(db, name),
        credit_minor=credit.limit_minor(db, name),
        payments=receipts.of_visitor(db, visitor=visitor, limit=limit),
        shift_open=shifts.open_one(db) is not None,
    )
