"""Equipment: kept, lent against a deposit, taken back whole or not.

A deposit is the visitor's money: it lies on `deposit:<code>` and goes back in full, less damage
with a reason. Lending is never needed for a task, an exam or a certificate.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts.front_desk import known_visitor
from kiosk.acts.refunds import Refund, give_back_deposit
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import Bill, take
from kiosk.disk.db import Db
from kiosk.rules import equipment as rules
from kiosk.rules.equipment import Kind, Move, Shares, State
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import CASH, Pay
from kiosk.store import audit, equipment, ledger, offers, revisions, subscriptions, visitors
from kiosk.store.equipment import Item, Loan
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
    """How a thing came back: what of its deposit is kept and why, and how the rest is given."""

    code: str
    move: Move
    by: str
    kept_minor: int = 0
    reason: str = ""
    tender: str = "cash"
    approved_by: str = ""


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
    """End a loan; returns what of its deposit is given back.

    Raises:
        Refusal: `not_found`, `equipment_state_wrong`, what `shares_of` refuses, then what
            `give_back_deposit` refuses.
    """
    item = _known(db, returning.code)
    state = rules.after(item.state, returning.move)
    loan = equipment.loan_of(db, item.code)
    if loan is None or returning.move not in rules.ENDS_A_LOAN:
        raise Refusal("equipment_state_wrong", state=item.state)
    reason = returning.reason.strip()
    shares = rules.shares_of(
        loan.deposit_minor, move=returning.move, kept_minor=returning.kept_minor, reason=reason
    )
    _pay_deposit(db, now, site, loan=loan, returning=returning, shares=shares)
    equipment.end_loan(
        db,
        now,
        loan=loan.id,
        move=returning.move,
        kept_minor=shares.kept_minor,
        reason=reason,
        by=returning.by,
    )
    equipment.set_state(db, code=item.code, state=state)
    _note(db, now, by=returning.by, act="take_back_equipment", code=item.code, reason=reason)
    return shares.back_minor


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
    if shares.kept_minor:
        ledger.post(
            db,
            Transfer(
                id=f"damage:{loan.id}",
                debit=f"deposit:{loan.code}",
                credit="loss",
                amount=site.money(shares.kept_minor),
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
