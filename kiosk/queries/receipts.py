"""A payment as its receipt shows it: what, how it was paid, what of it was given back."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.queries.till import BackLine, back_line
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    outages,
    payments,
    products,
    receipt_prints,
    sales,
    shifts,
    staff,
    subscriptions,
    visitors,
)
from kiosk.store import paid as paid_store
from kiosk.store.outages import CreditRow
from kiosk.store.payments import Payment, TakenBack

BACKS_LIMIT = 50
NUMBER_DIGITS = 8
"""A receipt's number as people read it: the first digits of the payment's id."""
PERIOD = "subscription:"
"""So begins the id of a period of a subscription."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A line of what was bought: how many of what, and what they cost together."""

    count: int
    title: str
    minor: int


@dataclass(frozen=True, slots=True)
class PaidLine:
    """What was paid, and what of it was given back, the first first."""

    payment: Payment
    backs: tuple[TakenBack, ...]


@dataclass(frozen=True, slots=True)
class PaidReceipt:
    """All that a receipt says. `left_minor` is what may still be given back of its price.

    `credit` is what a session was given back for links that were away, before it was paid.
    """

    payment: Payment
    number: str
    by_name: str
    approved_by_name: str
    name: str
    has_account: bool
    lines: tuple[ReceiptLine, ...]
    backs: tuple[BackLine, ...]
    left_minor: int
    printed: int
    shift_open: bool
    credit: CreditRow | None = None

    @property
    def before_minor(self) -> int:
        """The price before that credit."""
        return self.payment.list_minor + (0 if self.credit is None else self.credit.minor)

    @property
    def given_minor(self) -> int:
        """That credit as it stands among the sums: below zero."""
        return 0 if self.credit is None else -self.credit.minor

    @property
    def less_minor(self) -> int:
        """The discount as it stands among the sums: below zero."""
        return -self.payment.discount_minor

    @property
    def change_minor(self) -> int:
        """What was given back of the cash handed over."""
        return self.payment.tendered_minor - self.payment.paid_minor


def number_of(payment: str) -> str:
    """`5F3A-9C1B` of a payment's id; of a period that an account paid, `5F3A-0002`."""
    half = NUMBER_DIGITS // 2
    if payment.startswith(PERIOD):
        subscription, _colon, n = payment.removeprefix(PERIOD).partition(":")
        return f"{subscription[:half]}-{n[-half:]}".upper()
    return f"{payment[:half]}-{payment[half:NUMBER_DIGITS]}".upper()


def _lines(db: Db, paid: Payment) -> tuple[ReceiptLine, ...]:
    sold = products.lines_of(db, paid.id)
    if not sold:
        return (ReceiptLine(1, paid.title, paid.list_minor),)
    goods = tuple(ReceiptLine(one.pieces, one.title, one.pieces * one.each_minor) for one in sold)
    time_minor = paid.list_minor - sum(line.minor for line in goods)
    is_bill = paid.kind == "session" and time_minor > 0
    return (ReceiptLine(1, paid.title, time_minor), *goods) if is_bill else goods


def _left_minor(db: Db, paid: Payment) -> int:
    """What may still be given back; the credit of an upgrade went onto the account already."""
    sold = sales.by_id(db, paid.id)
    pass_id = paid.id if sold is None else sold.pass_id  # an account pays for a pass by its id
    credited = subscriptions.credited_minor(db, pass_id)
    return paid.due_minor - payments.given_back_minor(db, paid.id) - credited


def of_visitor(db: Db, *, visitor: str, limit: int, offset: int = 0) -> tuple[PaidLine, ...]:
    """What a visitor paid, the last first, each with what was given back of it."""
    found = paid_store.of_visitor(db, visitor=visitor, limit=limit, offset=offset)
    return tuple(PaidLine(one, payments.backs_of(db, one.id, limit=BACKS_LIMIT)) for one in found)


def receipt(db: Db, payment: str) -> PaidReceipt:
    """The receipt of a payment.

    Raises:
        Refusal: `not_found`.
    """
    paid = paid_store.by_id(db, payment)
    if paid is None:
        raise Refusal("not_found", what="receipt")
    names = staff.names(db)
    who = None if paid.visitor is None else visitors.by_id(db, paid.visitor)
    open_one = shifts.open_one(db)
    return PaidReceipt(
        payment=paid,
        number=number_of(paid.id),
        by_name=names.get(paid.by, ""),
        approved_by_name=names.get(paid.approved_by or "", ""),
        name="" if who is None else who.name,
        has_account=who is not None and not who.is_guest,
        lines=_lines(db, paid),
        backs=tuple(
            back_line(db, back, names) for back in payments.backs_of(db, paid.id, limit=BACKS_LIMIT)
        ),
        left_minor=_left_minor(db, paid),
        printed=receipt_prints.count(db, paid.id),
        shift_open=open_one is not None and open_one.counted_minor is None,
        credit=outages.credit_of(db, paid.id) if paid.kind == "session" else None,
    )
