"""A lent thing is bought in parts: the terms, the contract, each part, the last one, a stop.

What is paid lies on `deposit:<code>` as the visitor's money until the last part makes the thing
theirs. Brought back before, all of it goes back less the rent that the contract fixed.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts.approving import check_approved
from kiosk.acts.refunds import Refund, give_back_deposit
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import Bill, Posting, post_price, take, taxed
from kiosk.disk.db import Db
from kiosk.rules import buy_outs as rules
from kiosk.rules.buy_outs import Part, Terms
from kiosk.rules.equipment import PART_PREFIX, Move, State, after
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import CASH, Pay, Tender
from kiosk.store import audit, buy_outs, equipment, revisions, visitors
from kiosk.store.buy_outs import BuyOut, KeptPart
from kiosk.store.equipment import Item, Loan

GIVEN_BACK = "stopped: what was paid, less the rent"
DEPOSIT_BACK = "bought: the deposit"


@dataclass(frozen=True, slots=True)
class PartPaid:
    """Which part of the contract on which thing is paid, and how; `agreed`: from the account."""

    code: str
    n: int
    by: str
    tendered_minor: int = 0
    pay: Pay = CASH
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Stopping:
    """How what was paid goes back as a thing comes back: cash or account, who agreed to it."""

    tender: str
    by: str
    approved_by: str = ""


def set_terms(db: Db, now: Instant, *, code: str, terms: Terms | None, by: str, site: Site) -> None:
    """Sell a thing in parts from now on, or not any more; a running contract keeps its terms.

    Raises:
        Refusal: `not_found`, `equipment_state_wrong` (it was sold), what `check_terms` refuses.
    """
    item = _known(db, code)
    if item.state is State.SOLD:
        raise Refusal("equipment_state_wrong", state=item.state)
    if terms is not None:
        coin_minor = site.settings.smallest_coin_minor
        rules.check_terms(terms, deposit_minor=item.deposit_minor, coin_minor=coin_minor)
    buy_outs.set_terms(db, code=code, terms=terms)
    _note(db, now, by=by, act="price_equipment", code=code)


def start(db: Db, now: Instant, *, code: str, deposit_counts: bool, by: str, site: Site) -> str:
    """Whoever has a thing begins to buy it on the terms of now; returns the loan's id.

    Raises:
        Refusal: `not_found`, `equipment_state_wrong` (nobody has it, or it is bought already),
            `not_for_sale`, `equipment_needs_card`, in that order.
    """
    item = _known(db, code)
    loan = equipment.loan_of(db, code)
    if loan is None or buy_outs.of_loan(db, loan.id) is not None:
        raise Refusal("equipment_state_wrong", state=item.state)
    terms = buy_outs.terms_of(db, code)
    if terms is None:
        raise Refusal("not_for_sale")
    who = visitors.by_id(db, loan.visitor)
    if who is None or who.is_guest:
        raise Refusal("equipment_needs_card")
    counted_minor = loan.deposit_minor if deposit_counts else 0
    parts = rules.schedule(
        terms,
        counted_minor=counted_minor,
        coin_minor=site.settings.smallest_coin_minor,
        now=now,
        timezone=ZoneInfo(site.settings.timezone),
    )
    kept = tuple(KeptPart(part, "open", None) for part in parts)
    made = BuyOut(loan.id, terms, counted_minor, now, "", 0, kept)
    buy_outs.add(db, now, made=made, by=by)
    _note(db, now, by=by, act="start_buy_out", code=code)
    return loan.id


def pay_part(db: Db, now: Instant, *, paid: PartPaid, site: Site) -> bool:
    """Take the next part; returns whether it was the last and the thing is theirs.

    Raises:
        Refusal: `not_found`, `equipment_state_wrong` (no contract runs), `conflict` (this part
            is not the next), `amount_wrong` (a part has no discount), `consent_missing` (from
            the account), what `tendering.take` refuses, then what `give_back_deposit` refuses.
    """
    item = _known(db, paid.code)
    loan = equipment.loan_of(db, paid.code)
    contract = None if loan is None else buy_outs.of_loan(db, loan.id)
    if loan is None or contract is None:
        raise Refusal("equipment_state_wrong", state=item.state)
    part = contract.next
    if part is None or part.n != paid.n:
        raise Refusal("conflict", what="part")
    if paid.pay.discount_minor:
        raise Refusal("amount_wrong", minor=paid.pay.discount_minor)
    if paid.pay.tender is Tender.ACCOUNT and not paid.agreed:
        raise Refusal("consent_missing")
    bill = _bill(item, loan, part, paid)
    payment = take(db, now, site, bill=bill, pay=paid.pay)
    buy_outs.mark_paid(db, loan=loan.id, n=part.n, payment=payment.id)
    last = part.n == contract.terms.parts
    if last:
        _sell(db, now, site, loan=loan, contract=contract, paid=paid)
    _note(db, now, by=paid.by, act="pay_buy_out_part", code=item.code)
    return last


def stop(db: Db, now: Instant, site: Site, *, loan: Loan, stopping: Stopping) -> int:
    """End the contract of a loan that ends, if one runs; returns what is given back.

    Raises:
        Refusal: `second_person_missing`, then what `give_back_deposit` refuses.
    """
    contract = buy_outs.of_loan(db, loan.id)
    if contract is None:
        return 0
    shared = rules.stopped(
        contract.paid_minor,
        rent_per_day_minor=contract.terms.rent_per_day_minor,
        since=contract.made_at,
        now=now,
        timezone=ZoneInfo(site.settings.timezone),
    )
    back_minor = shared.back_minor
    check_approved(db, site, minor=back_minor, by=stopping.by, approved_by=stopping.approved_by)
    for kept in reversed(contract.paid):
        minor = min(back_minor, kept.part.minor)
        if minor and kept.payment is not None:
            refund = _refund(kept.payment, minor, stopping, GIVEN_BACK)
            give_back_deposit(db, now, refund=refund, site=site)
        back_minor -= minor
    _earn(db, now, site, loan=loan, name="rent", minor=shared.used_minor)
    buy_outs.end(db, now, loan=loan.id, outcome="stopped", used_minor=shared.used_minor)
    return shared.back_minor


def _sell(
    db: Db, now: Instant, site: Site, *, loan: Loan, contract: BuyOut, paid: PartPaid
) -> None:
    """The last part was paid: the price is earned, the rest of the deposit goes back."""
    state = after(State.OUT, Move.BUY)
    _earn(db, now, site, loan=loan, name="bought", minor=contract.terms.price_minor)
    if loan.payment is not None and not contract.counted_minor:
        to_account = Stopping(Tender.ACCOUNT, paid.by, paid.pay.approved_by)
        refund = _refund(loan.payment, loan.deposit_minor, to_account, DEPOSIT_BACK)
        give_back_deposit(db, now, refund=refund, site=site)
    equipment.end_loan(
        db,
        now,
        loan=loan.id,
        end=equipment.End(Move.BUY, paid.by, contract.counted_minor),
    )
    equipment.set_state(db, code=loan.code, state=state)
    buy_outs.end(db, now, loan=loan.id, outcome="paid")


def _earn(db: Db, now: Instant, site: Site, *, loan: Loan, name: str, minor: int) -> None:
    """What was held becomes the site's: sold or used, with the tax that it contains."""
    price = Posting(
        id=f"{name}:{loan.id}",
        debit=f"deposit:{loan.code}",
        credit="sales:product",
        minor=minor,
        at=now,
        reason=f"buy-out {name}",
        reference=f"loan:{loan.id}",
    )
    post_price(db, site, price, tax_id=f"{name}:tax:{loan.id}", parts=taxed(site, minor))


def _bill(item: Item, loan: Loan, part: Part, paid: PartPaid) -> Bill:
    return Bill(
        id=new_id(),
        kind="top_up",
        title=f"{PART_PREFIX}{item.title} ({part.n})",
        list_minor=part.minor,
        visitor=loan.visitor,
        by=paid.by,
        tendered_minor=paid.tendered_minor,
        account=item.account,
    )


def _refund(payment: str, minor: int, stopping: Stopping, reason: str) -> Refund:
    return Refund(payment, minor, stopping.tender, reason, stopping.by, stopping.approved_by)


def _known(db: Db, code: str) -> Item:
    found = equipment.by_code(db, code)
    if found is None:
        raise Refusal("not_found", what="equipment")
    return found


def _note(db: Db, now: Instant, *, by: str, act: str, code: str) -> None:
    audit.record(db, now, by=by, act=act, about=f"equipment:{code}")
    revisions.bump(db, revisions.FLOOR)
