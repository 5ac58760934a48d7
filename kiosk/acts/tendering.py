"""Taking money over the counter: by cash, mobile money, card or the visitor's account.

Whoever sells something hands a bill to `take`; the price, its tax and what the smallest coin
rounds are postings of their own. Source: DESIGN.md §5.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kiosk.acts.approving import check_approved
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import (
    NOTHING,
    Parts,
    Pay,
    Tender,
    check_pay,
    part_for_goods,
    parts_of,
    tender_account,
)
from kiosk.store import ledger, payments, revisions, shifts
from kiosk.store.payments import Payment
from kiosk.store.shifts import Shift

PRICE, TAX, ROUNDING = "sale", "tax", "rounding"
GOODS, GOODS_TAX = "goods", "goods_tax"
"""What a payment's postings are called, each with the payment's id behind it."""

EARNS = {"pass": "sales:pass", "products": "sales:product", "session": "sales:time"}
"""The account that each kind of payment goes to; a top-up goes to the visitor's own."""
UNTAXED = frozenset({"top_up"})


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be paid. `kind` is pass, products, top_up or session; `list_minor` its price.

    `tendered_minor` is the cash handed over; it does not matter for another tender. `account` is
    where a deposit goes, which is a top-up of money held for the visitor; "": where its kind goes.
    `goods_minor` of a session's price is for products on its bill.
    """

    id: str
    kind: str
    title: str
    list_minor: int
    visitor: str | None
    by: str
    tendered_minor: int
    account: str = ""
    goods_minor: int = 0


def open_shift_of(db: Db) -> Shift:
    """The shift whose till takes and gives the cash.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`.
    """
    shift = shifts.open_one(db)
    if shift is None:
        raise Refusal("shift_not_open")
    if shift.counted_minor is not None:
        raise Refusal("drawer_counted")
    return shift


def take(db: Db, now: Instant, site: Site, *, bill: Bill, pay: Pay) -> Payment:
    """Take what a bill asks for; each posting derives its id from the bill's.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, what `check_pay` refuses, `reference_used`,
            `second_person_missing`, `cash_given_too_little`, `below_zero` (the account), in
            that order.
    """
    shift = open_shift_of(db)
    settings = site.settings
    check_pay(
        pay,
        price_minor=bill.list_minor,
        mobile=settings.mobile_providers,
        card=settings.card_providers,
    )
    _check_reference(db, pay)
    check_approved(db, site, minor=pay.discount_minor, by=bill.by, approved_by=pay.approved_by)
    parts = price_of(site, kind=bill.kind, due_minor=bill.list_minor - pay.discount_minor, pay=pay)
    in_cash = pay.tender is Tender.CASH
    if in_cash and bill.tendered_minor < parts.paid_minor:
        raise Refusal("cash_given_too_little", price_minor=parts.paid_minor)
    payment = _payment(shift.id, now, bill=bill, pay=pay, parts=parts)
    debit = tender_account(pay.tender, till=shift.till, provider=pay.provider, visitor=bill.visitor)
    post(db, site, _postings(payment, parts, debit=debit))
    payments.add(db, payment)
    if bill.visitor is not None:
        revisions.bump(db, revisions.record_of(bill.visitor))
    revisions.bump(db, revisions.FLOOR)
    return payment


def price_of(site: Site, *, kind: str, due_minor: int, pay: Pay) -> Parts:
    """A price taken apart as this site does it; only cash knows coins."""
    settings = site.settings
    return parts_of(
        due_minor,
        tax_basis_points=0 if kind in UNTAXED else settings.tax_basis_points,
        coin_minor=settings.smallest_coin_minor if pay.tender is Tender.CASH else 1,
    )


def income_of(payment: Payment) -> str:
    """The ledger account that a payment's price went to."""
    return payment.account or EARNS.get(payment.kind, f"visitor:{payment.visitor}")


def _check_reference(db: Db, pay: Pay) -> None:
    if not pay.reference:
        return
    used = payments.with_reference(db, provider=pay.provider, reference=pay.reference)
    if used is not None:
        raise Refusal("reference_used", reference=pay.reference)


def _payment(shift: str, now: Instant, *, bill: Bill, pay: Pay, parts: Parts) -> Payment:
    named = pay.tender in (Tender.MOBILE, Tender.CARD)
    return Payment(
        id=bill.id,
        shift=shift,
        by=bill.by,
        at=now,
        kind=bill.kind,
        title=bill.title,
        visitor=bill.visitor,
        tender=pay.tender.value,
        provider=pay.provider if named else "",
        reference=pay.reference if named else "",
        list_minor=bill.list_minor,
        discount_minor=pay.discount_minor,
        tax_minor=parts.tax_minor,
        rounding_minor=parts.rounding_minor,
        tendered_minor=(bill.tendered_minor if pay.tender is Tender.CASH else parts.paid_minor),
        reason=pay.reason.strip() if pay.discount_minor else "",
        approved_by=pay.approved_by or None,
        account=bill.account,
        goods_minor=bill.goods_minor,
    )


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of a price on its way; below zero it goes the other way, and zero is no line."""

    id: str
    debit: str
    credit: str
    minor: int
    at: Instant
    reason: str
    reference: str


def lines_of(
    payment: Payment, parts: Parts, before: Parts = NOTHING
) -> tuple[tuple[str, str, int], ...]:
    """What a price is made of: the name, the ledger account and the sum of each line.

    Of a part that is given back, `before` is what was given back of the same price already.
    """
    goods, goods_tax = (
        part_for_goods(
            minor,
            goods_minor=payment.goods_minor,
            list_minor=payment.list_minor,
            before_minor=before_minor,
        )
        for minor, before_minor in (
            (parts.net_minor, before.net_minor),
            (parts.tax_minor, before.tax_minor),
        )
    )
    return (
        (PRICE, income_of(payment), parts.net_minor - goods),
        (TAX, "tax", parts.tax_minor - goods_tax),
        (GOODS, "sales:product", goods),
        (GOODS_TAX, "tax", goods_tax),
        (ROUNDING, "rounding", parts.rounding_minor),
    )


def post(db: Db, site: Site, postings: Iterable[Posting]) -> None:
    """Post the lines of a price, taken or given back."""
    for each in postings:
        if each.minor == 0:
            continue
        debit, credit = (each.debit, each.credit) if each.minor > 0 else (each.credit, each.debit)
        ledger.post(
            db,
            Transfer(
                id=each.id,
                debit=debit,
                credit=credit,
                amount=site.money(abs(each.minor)),
                at=each.at,
                reason=each.reason,
                reference=each.reference,
            ),
        )


def post_price(db: Db, site: Site, price: Posting, *, tax_id: str, parts: Parts) -> None:
    """Post a price that no counter took, as from an account: what is earned, and the tax in it.

    `price` is the line without its tax; of what is given back, `parts` are below zero.
    """
    post(
        db,
        site,
        (
            replace(price, minor=parts.net_minor),
            replace(price, id=tax_id, credit="tax", minor=parts.tax_minor),
        ),
    )


def taxed(site: Site, minor: int) -> Parts:
    """A price that is not paid in coins, taken apart by the tax of now."""
    return parts_of(minor, tax_basis_points=site.settings.tax_basis_points)


def _postings(payment: Payment, parts: Parts, *, debit: str) -> Iterator[Posting]:
    for name, credit, minor in lines_of(payment, parts):
        yield Posting(
            id=f"{name}:{payment.id}",
            debit=debit,
            credit=credit,
            minor=minor,
            at=payment.at,
            reason=f"{payment.kind} {name}",
            reference=f"payment:{payment.id}",
        )
