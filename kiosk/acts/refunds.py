"""Giving money back: a slip undone at once, a sale cancelled, a price refunded in part or whole.

Nothing is changed, only reversed; seconds that were used stay used, and the line in `taken_back`
says how many nobody paid for. Source: DESIGN.md §5.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.acts import renewal_consent, settling, subscribing
from kiosk.acts.approving import check_approved, check_second
from kiosk.acts.front_desk import UNDO_WITHIN_S, grant_all, is_unused
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import (
    PRICE,
    ROUNDING,
    TAX,
    Posting,
    income_of,
    lines_of,
    open_shift_of,
    post,
)
from kiosk.acts.vouchers import void_of_sale
from kiosk.disk.db import Db
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.ledger import reversal
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import (
    Parts,
    Tender,
    no_more_than_paid,
    part_given_back,
    share_of,
    tender_account,
    ways_back,
)
from kiosk.store import (
    audit,
    card_uses,
    commands,
    ledger,
    passes,
    payments,
    products,
    revisions,
    sales,
    sessions,
    subscriptions,
    visitors,
)
from kiosk.store import paid as paid_store
from kiosk.store.payments import Payment, TakenBack
from kiosk.store.sales import Sale
from kiosk.store.shifts import Shift

UNDONE = "undone"
OWN_SLIP_S = 15
"""One's own slip, taken back at once: the ten seconds of the button, and some for the way.

Nobody else is asked then: the buyer still stands there, and the money is not in any drawer. Later,
or of somebody else's sale, an undo gives money away as a refund does.
"""


def undo_sale(
    db: Db, now: Instant, *, sale: str, by: str, reason: str, site: Site, approved_by: str = ""
) -> None:
    """Reverse a sale of the open shift, soon after it, while its time is unused.

    Raises:
        Refusal: `not_found`, `shift_not_open`, `shift_not_yours`, `conflict` (its session ran
            or it is too late), `second_person_missing` (above the limit, unless it is one's own
            slip), in that order.
    """
    sold = sales.by_id(db, sale)
    paid = payments.by_id(db, sale)
    if sold is None or paid is None or payments.backs_of(db, sale):
        raise Refusal("not_found", what="sale")
    shift = open_shift_of(db)
    if shift.id != sold.shift:
        raise Refusal("shift_not_yours")
    late = now - sold.at > UNDO_WITHIN_S * MS_PER_S
    if late or not is_unused(db, now, sold.pass_id, sold.visitor):
        raise Refusal("conflict", what="sale")
    if by != sold.by or now - sold.at > OWN_SLIP_S * MS_PER_S:
        check_approved(db, site, minor=paid.due_minor, by=by, approved_by=approved_by)

    used_s = _stop_session(db, now, site, sold)
    _reverse(db, now, payment=sale, reason=reason.strip() or UNDONE)
    payments.take_back(
        db,
        TakenBack(
            id=sale,
            payment=sale,
            shift=shift.id,
            by=by,
            approved_by=approved_by or None,
            at=now,
            kind="undo",
            minor=paid.due_minor,
            tender=paid.tender,
            used_s=used_s,
            reason=reason.strip() or UNDONE,
        ),
        paid=paid,
    )
    renewal_consent.end_as_undone(db, now, pass_id=sold.pass_id, sold_at=sold.at, by=by)
    _end_pass(db, now, site, Bought(sold.pass_id, sold.visitor, sale), whole=True)
    audit.record(db, now, by=by, act="undo_sale", about=f"sale:{sale}", reason=reason)
    revisions.bump(db, revisions.FLOOR)


@dataclass(frozen=True, slots=True)
class Refund:
    """Who gives back how much of which payment, how and why.

    `payment` is what was paid: at the counter, or by an account alone (`store/paid.py`).
    `amount_minor` is of the price, before the smallest coin rounds it; `tender` is cash, account,
    or as it was paid; `approved_by` is the second person whose password was checked, "" for nobody.
    `agreed`: the PIN of the visitor whose top-up it is was checked.
    """

    payment: str
    amount_minor: int
    tender: str
    reason: str
    by: str
    approved_by: str = ""
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Bought:
    """Time that was paid ahead; `sale` is "" for a period that an account paid alone."""

    pass_id: str
    visitor: str
    sale: str = ""


def give_back(db: Db, now: Instant, *, refund: Refund, site: Site) -> str:
    """Give back a part or all of a price; returns `void` (of this shift, all of it) or `refund`.

    What is left of a pass that was sold ends with it. What an account paid goes back onto it: the
    visitor's own yes, by PIN, is what pays it out.

    Raises:
        Refusal: `not_found`, `deposit_with_thing`, `shift_not_open`, `drawer_counted`,
            `reason_missing`, `already_taken_back`, `amount_wrong`, `second_person_missing`,
            `below_zero` (a top-up that is spent), `visitor_has_session` (it runs on what is
            given back), `account_paid` (cash for what an account paid), `tender_unknown`, in that
            order.
    """
    paid = paid_store.by_id(db, refund.payment)
    if paid is None:
        raise Refusal("not_found", what="sale")
    if paid.account:
        raise Refusal("deposit_with_thing")
    return _give_back(db, now, paid=paid, refund=refund, site=site)


def give_back_deposit(db: Db, now: Instant, *, refund: Refund, site: Site) -> str:
    """Give back what of a deposit is not kept, as the thing comes back; as `give_back`."""
    paid = payments.by_id(db, refund.payment)
    if paid is None or not paid.account:
        raise Refusal("not_found", what="deposit")
    return _give_back(db, now, paid=paid, refund=refund, site=site)


def _give_back(db: Db, now: Instant, *, paid: Payment, refund: Refund, site: Site) -> str:
    shift = open_shift_of(db)
    if not refund.reason.strip():
        raise Refusal("reason_missing")
    bought = _bought(db, paid)
    before = payments.given_back_minor(db, paid.id)
    credited = _credited_minor(db, bought)
    left = paid.due_minor - before - credited
    if left <= 0:
        raise Refusal("already_taken_back")
    if refund.amount_minor > left:
        raise Refusal("amount_wrong", minor=refund.amount_minor)
    gone_minor = before + credited
    parts = _parts(db, site, paid, before_minor=gone_minor, refund=refund)
    # else many small refunds, or one behind a discount, would need nobody's word
    so_far = paid.discount_minor + before + refund.amount_minor
    check_approved(db, site, minor=so_far, by=refund.by, approved_by=refund.approved_by)
    if is_on_account(paid):
        _check_own_money(db, site, paid, refund)
    if bought is not None:
        _check_not_running(db, bought)
    if refund.tender == Tender.ACCOUNT:
        _check_account(db, paid)

    back = _taken_back(db, now, paid=paid, refund=refund, shift=shift, bought=bought)
    lines = lines_of(paid, parts, share_of(_price(paid), gone_minor))
    post(db, site, _postings(paid, back=back, lines=lines, shift=shift))
    payments.take_back(db, back, paid=paid)
    if bought is not None:
        _end_pass(db, now, site, bought, whole=back.minor == paid.due_minor)
    if back.kind == "void" and paid.kind == "products":  # a bill's tea was drunk long ago
        _back_on_the_shelf(db, now, back)
    audit.record(
        db, now, by=back.by, act="give_back", about=f"payment:{paid.id}", reason=back.reason
    )
    if paid.visitor is not None:
        revisions.bump(db, revisions.record_of(paid.visitor))
    revisions.bump(db, revisions.FLOOR)
    return back.kind


def _bought(db: Db, paid: Payment) -> Bought | None:
    """The time paid ahead, if it was that: a sale's pass, or the period that an account paid."""
    if not paid.at_counter:
        return Bought(paid.id, paid.visitor or "") if paid.kind == "pass" else None
    sold = sales.by_id(db, paid.id)
    return None if sold is None else Bought(sold.pass_id, sold.visitor, sold.id)


def _taken_back(
    db: Db, now: Instant, *, paid: Payment, refund: Refund, shift: Shift, bought: Bought | None
) -> TakenBack:
    whole = refund.amount_minor == paid.due_minor
    as_it_was = shift.id == paid.shift and refund.tender == paid.tender
    return TakenBack(
        id=new_id(),
        payment=paid.id,
        shift=shift.id,
        by=refund.by,
        approved_by=refund.approved_by or None,
        at=now,
        kind="void" if whole and as_it_was else "refund",
        minor=refund.amount_minor,
        tender=refund.tender,
        used_s=_used_s(db, paid, bought),
        reason=refund.reason.strip(),
    )


def _used_s(db: Db, paid: Payment, bought: Bought | None) -> int:
    """The seconds that were used of what was paid: of its pass, or of the session that it paid."""
    if bought is not None:
        return passes.spent_s(db, bought.pass_id)
    after = sessions.by_id(db, paid.id) if paid.kind == "session" else None
    return 0 if after is None else after.used_s - sessions.spent_s(db, after.id)


def _credited_minor(db: Db, bought: Bought | None) -> int:
    """What of a subscription's price went onto the account already, when it was upgraded."""
    return 0 if bought is None else subscriptions.credited_minor(db, bought.pass_id)


def _parts(db: Db, site: Site, paid: Payment, *, before_minor: int, refund: Refund) -> Parts:
    price, coin_minor = _price(paid), site.settings.smallest_coin_minor
    coins_before_minor = payments.given_back_in_cash_minor(db, paid.id)
    in_cash = refund.tender == Tender.CASH
    part = part_given_back(
        price,
        before_minor=before_minor,
        refund_minor=refund.amount_minor,
        coin_minor=coin_minor if in_cash else 1,
        coins_before_minor=coins_before_minor if in_cash else 0,
    )
    if in_cash or paid.tender != Tender.CASH:
        return part
    return no_more_than_paid(
        price,
        part,
        before_minor=before_minor,
        coins_before_minor=coins_before_minor,
        coin_minor=coin_minor,
    )


def _price(paid: Payment) -> Parts:
    return Parts(paid.due_minor - paid.tax_minor, paid.tax_minor, paid.rounding_minor)


def _postings(
    paid: Payment, *, back: TakenBack, lines: Iterable[tuple[str, str, int]], shift: Shift
) -> Iterator[Posting]:
    """The price on its way back, by the lines that it came in.

    Raises:
        Refusal: `account_paid`, `tender_unknown`.
    """
    ways = ways_back(Tender(paid.tender))
    if back.tender not in ways and Tender.CASH not in ways:
        raise Refusal("account_paid")
    if back.tender not in ways:
        raise Refusal("tender_unknown", provider=back.tender)
    credit = tender_account(
        Tender(back.tender), till=shift.till, provider=paid.provider, visitor=paid.visitor
    )
    if credit == income_of(paid):
        raise Refusal("tender_unknown", provider=back.tender)
    for name, debit, minor in lines:
        yield Posting(
            id=f"refund:{name}:{back.id}",
            debit=debit,
            credit=credit,
            minor=minor,
            at=back.at,
            reason=back.reason,
            reference=f"payment:{paid.id}",
        )


def _reverse(db: Db, now: Instant, *, payment: str, reason: str) -> None:
    for name in (PRICE, TAX, ROUNDING):
        posted = ledger.by_id(db, f"{name}:{payment}")
        if posted is not None:
            undone = reversal(posted, id=f"undo:{name}:{payment}", at=now, reason=reason)
            ledger.post(db, undone)


def is_on_account(paid: Payment) -> bool:
    """Whether a payment lies on its visitor's account, beside what was earned."""
    return paid.kind == "top_up" and not paid.account


def _check_own_money(db: Db, site: Site, paid: Payment, refund: Refund) -> None:
    """Money from an account is a pay-out by another name: its visitor says yes, and no credit.

    Without the PIN (a slip of the finger, seen once they have left) a second person looks at it.
    """
    if not refund.agreed:
        check_second(db, site, by=refund.by, approved_by=refund.approved_by)
    account = income_of(paid)
    if refund.amount_minor > ledger.balance(db, account):
        raise Refusal("below_zero", account=account)


def _check_account(db: Db, paid: Payment) -> None:
    """Money on the account of a guest, or of who was erased, would be nobody's."""
    who = None if paid.visitor is None else visitors.by_id(db, paid.visitor)
    if who is None or who.is_guest:
        raise Refusal("tender_unknown", provider="account")


def _check_not_running(db: Db, bought: Bought) -> None:
    running = sessions.open_of(db, bought.visitor)
    if running is not None:
        raise Refusal("visitor_has_session", seat=running.seat)


def _stop_session(db: Db, now: Instant, site: Site, sold: Sale) -> int:
    """Close the session that has nothing but the undone pass; returns what it has used.

    It is settled while the pass still covers it: what was used stays used, and costs nothing. One
    that a card has opened goes on as the card allows.
    """
    running = sessions.open_of(db, sold.visitor)
    if running is None or card_uses.of_session(db, running.id) is not None:
        return 0
    held = passes.usable(db, visitor=sold.visitor, at=running.opened_at)
    if any(one.sold_as != sold.pass_id for one in held):
        return 0
    commands.send(db, now, station=running.station, kind="lock", session=running.id, words="desk")
    settling.close(db, now, site, session=running, used_s=running.used_s, why=UNDONE)
    return running.used_s


def _back_on_the_shelf(db: Db, now: Instant, back: TakenBack) -> None:
    """A cancelled sale of products never left the shop; what is only refunded may be used up."""
    for line in products.lines_of(db, back.payment):
        products.move(
            db,
            now,
            product=line.product,
            pieces=line.pieces,
            why="back",
            by=back.by,
            payment=back.payment,
        )


def _end_pass(db: Db, now: Instant, site: Site, bought: Bought, *, whole: bool) -> None:
    if whole and bought.sale:
        sales.mark_undone(db, now, bought.sale)
    if subscribing.is_had(db, now, bought.pass_id):
        return
    passes.void(db, now, bought.pass_id)
    void_of_sale(db, now, site, pass_id=bought.pass_id, reason=UNDONE)
    subscribing.taken_back(db, now, bought.pass_id)
    running = sessions.open_of(db, bought.visitor)
    if running is not None:
        grant_all(db, now, site, running)
