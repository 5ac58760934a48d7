"""Equipment: kept, lent against a deposit, taken back whole or not.

A deposit is the visitor's money: it lies on `deposit:<code>` and goes back in full, less damage
with a reason. Lending is never needed for a task, an exam or a certificate.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts.approving import check_approved
from kiosk.acts.buy_outs import Stopping, stop
from kiosk.acts.front_desk import known_visitor
from kiosk.acts.refunds import Refund, give_back_deposit
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import Bill, price_of, take
from kiosk.disk.db import Db
from kiosk.rules import equipment as rules
from kiosk.rules.equipment import Kind, Move, Shares, State
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import CASH, Pay, Tender
from kiosk.store import audit, equipment, ledger, offers, revisions, subscriptions, visitors
from kiosk.store.equipment import End, Item, Loan
from kiosk.store.visitors import Visitor

DEPOSIT_BACK = "came back"


@dataclass(frozen=True, slots=True)
class Lending:
    """What is lent to whom for how many days (0: for today), against which money."""

    code: str
    visitor: str
    days: int
    by: str
    tendered_minor: int = 0
    pay: Pay = CASH


@dataclass(frozen=True, slots=True)
class Returning:
    """How a thing came back: what damage is paid for and why, and how the rest is given back.

    Damage above the deposit needs that the visitor `agreed`; `more_by`: from cash or the account.
    """

    code: str
    move: Move
    by: str
    damage_minor: int = 0
    reason: str = ""
    tender: str = "cash"
    approved_by: str = ""
    agreed: bool = False
    more_by: Tender = Tender.CASH


def keep_item(db: Db, now: Instant, *, kind: Kind, title: str, deposit_minor: int, by: str) -> str:
    """Keep a new thing; returns its code.

    Raises:
        Refusal: what `check_item` refuses.
    """
    rules.check_item(title=title, deposit_minor=deposit_minor)
    code = rules.code_of(equipment.count(db) + 1)
    equipment.add(db, now, Item(code, kind, title.strip(), deposit_minor, State.AVAILABLE))
    _note(db, now, by=by, act="keep_equipment", code=code)
    return code


def lend(db: Db, now: Instant, *, lending: Lending, site: Site) -> str:
    """Lend a thing and take its deposit; returns the loan's id.

    Raises:
        Refusal: `not_found`, `equipment_state_wrong`, `amount_wrong` (a discount: what was not
            paid could not be given back), what `due_at` and, with a deposit, `tendering.take`
            refuse, in that order.
    """
    item = _known(db, lending.code)
    known_visitor(db, lending.visitor)
    who = visitors.by_id(db, lending.visitor)
    if who is None:
        raise Refusal("not_found", what="visitor")
    state = rules.after(item.state, Move.LEND)
    if lending.pay.discount_minor:
        raise Refusal("amount_wrong", minor=lending.pay.discount_minor)
    due = rules.due_at(
        now,
        days=lending.days,
        included_until=_included_until(db, who, item.kind),
        is_guest=who.is_guest,
        timezone=ZoneInfo(site.settings.timezone),
    )
    payment = None
    if item.deposit_minor:
        bill = Bill(
            id=new_id(),
            kind="top_up",
            title=item.title,
            list_minor=item.deposit_minor,
            visitor=who.id,
            by=lending.by,
            tendered_minor=lending.tendered_minor,
            account=item.account,
        )
        payment = take(db, now, site, bill=bill, pay=lending.pay).id
    loan = Loan(new_id(), item.code, who.id, now, lending.by, due, item.deposit_minor, payment)
    equipment.add_loan(db, loan)
    equipment.set_state(db, code=item.code, state=state)
    _note(db, now, by=lending.by, act="lend_equipment", code=item.code)
    return loan.id


def take_back(db: Db, now: Instant, *, returning: Returning, site: Site) -> int:
    """End a loan, and its contract if one runs; returns what is given back of all that was held.

    Raises:
        Refusal: `not_found`, `equipment_state_wrong`, what `shares_of` refuses,
            `second_person_missing` (damage above the deposit), what `tendering.take` refuses of
            it, then what `give_back_deposit` and `buy_outs.stop` refuse.
    """
    item = _known(db, returning.code)
    state = rules.after(item.state, returning.move)
    loan = equipment.loan_of(db, item.code)
    if loan is None or returning.move not in rules.ENDS_A_LOAN:
        raise Refusal("equipment_state_wrong", state=item.state)
    reason = returning.reason.strip()
    shares = rules.shares_of(
        loan.deposit_minor,
        move=returning.move,
        damage_minor=returning.damage_minor,
        agreed=returning.agreed,
        reason=reason,
    )
    more_payment = _take_more(db, now, site, loan=loan, returning=returning, shares=shares)
    _pay_deposit(db, now, site, loan=loan, returning=returning, shares=shares)
    stopping = Stopping(returning.tender, returning.by, returning.approved_by)
    back_minor = shares.back_minor + stop(db, now, site, loan=loan, stopping=stopping)
    end = End(
        returning.move, returning.by, shares.kept_minor, reason, shares.more_minor, more_payment
    )
    equipment.end_loan(db, now, loan=loan.id, end=end)
    equipment.set_state(db, code=item.code, state=state)
    _note(db, now, by=returning.by, act="take_back_equipment", code=item.code, reason=reason)
    return back_minor


def note_state(db: Db, now: Instant, *, code: str, move: Move, reason: str, by: str) -> None:
    """A thing that is with nobody broke, was mended, was lost, was found, was given away.

    Raises:
        Refusal: `not_found`, `equipment_state_wrong`, `reason_missing`, in that order.
    """
    item = _known(db, code)
    if move not in rules.AT_THE_SHELF:
        raise Refusal("equipment_state_wrong", state=item.state)
    state = rules.after(item.state, move)
    if not reason.strip():
        raise Refusal("reason_missing")
    equipment.set_state(db, code=item.code, state=state)
    _note(db, now, by=by, act=f"equipment_{move.value}", code=item.code, reason=reason.strip())


def _take_more(
    db: Db, now: Instant, site: Site, *, loan: Loan, returning: Returning, shares: Shares
) -> str | None:
    """Take the damage above the deposit; above the limit a second person agrees too."""
    if not shares.more_minor:
        return None
    check_approved(
        db,
        site,
        minor=shares.more_minor,
        by=returning.by,
        approved_by=returning.approved_by,
    )
    if returning.more_by not in (Tender.CASH, Tender.ACCOUNT):
        raise Refusal("tender_unknown", provider=returning.more_by)
    pay = Pay(returning.more_by)
    parts = price_of(site, kind="top_up", due_minor=shares.more_minor, pay=pay)
    bill = Bill(
        id=new_id(),
        kind="top_up",
        title=rules.DAMAGE_PREFIX + _known(db, loan.code).title,
        list_minor=shares.more_minor,
        visitor=loan.visitor,
        by=returning.by,
        tendered_minor=parts.paid_minor,
        account=f"deposit:{loan.code}",
    )
    return take(db, now, site, bill=bill, pay=pay).id


def _pay_deposit(
    db: Db, now: Instant, site: Site, *, loan: Loan, returning: Returning, shares: Shares
) -> None:
    if shares.back_minor and loan.payment is not None:
        refund = Refund(
            loan.payment,
            shares.back_minor,
            returning.tender,
            returning.reason.strip() or DEPOSIT_BACK,
            returning.by,
            returning.approved_by,
        )
        give_back_deposit(db, now, refund=refund, site=site)
    damage_minor = shares.kept_minor + shares.more_minor
    if damage_minor:
        ledger.post(
            db,
            Transfer(
                id=f"damage:{loan.id}",
                debit=f"deposit:{loan.code}",
                credit="loss",
                amount=site.money(damage_minor),
                at=now,
                reason=returning.reason.strip(),
                reference=f"loan:{loan.id}",
            ),
        )


def _included_until(db: Db, who: Visitor, kind: Kind) -> Instant | None:
    """Until when a subscription includes a thing of this kind that its visitor has not got yet."""
    held = subscriptions.live_of(db, who.id)
    if held is None:
        return None
    offer = offers.by_id(db, held.offer)
    if offer is None or offer.equipment != kind.value:
        return None
    if any(line.kind is kind for line in equipment.with_visitor(db, who.id)):
        return None
    return held.standing.ends


def _known(db: Db, code: str) -> Item:
    found = equipment.by_code(db, code)
    if found is None:
        raise Refusal("not_found", what="equipment")
    return found


def _note(db: Db, now: Instant, *, by: str, act: str, code: str, reason: str = "") -> None:
    audit.record(db, now, by=by, act=act, about=f"equipment:{code}", reason=reason)
    revisions.bump(db, revisions.FLOOR)
