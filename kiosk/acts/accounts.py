"""A visitor's account: money put on it over the counter, and how far it may go below zero."""

from kiosk.acts.front_desk import known_visitor
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import Bill, take
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import audit, credit, revisions

TOP_UP = "Top-up"


def top_up(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    amount_minor: int,
    tendered_minor: int,
    pay: Pay,
    by: str,
    site: Site,
) -> str:
    """Put money on a visitor's account; returns the payment's id.

    Raises:
        Refusal: `not_found`, `amount_wrong`, `tender_unknown` (an account cannot fill itself),
            `not_in_coins` (else what the coin rounds off would be there again and again, and come
            out as cash), then what `take` refuses.
    """
    known_visitor(db, visitor)
    if amount_minor <= 0 or pay.discount_minor:
        raise Refusal("amount_wrong", minor=amount_minor)
    if pay.tender is Tender.ACCOUNT:
        raise Refusal("tender_unknown", provider="account")
    if pay.tender is Tender.CASH and amount_minor % site.settings.smallest_coin_minor:
        raise Refusal("not_in_coins", minor=amount_minor)
    bill = Bill(new_id(), "top_up", TOP_UP, amount_minor, visitor, by, tendered_minor)
    paid = take(db, now, site, bill=bill, pay=pay)
    audit.record(db, now, by=by, act="top_up", about=f"visitor:{visitor}")
    return paid.id


def grant_credit(
    db: Db, now: Instant, *, visitor: str, limit_minor: int, by: str, reason: str
) -> None:
    """Let an account go below zero so far, from now on; 0 ends it. An old debt stays.

    Raises:
        Refusal: `not_found`, `amount_wrong`, `reason_missing`, in that order.
    """
    known_visitor(db, visitor)
    if not 0 <= limit_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=limit_minor)
    if not reason.strip():
        raise Refusal("reason_missing")
    credit.grant(db, now, visitor=visitor, limit_minor=limit_minor, by=by, reason=reason.strip())
    audit.record(
        db, now, by=by, act="grant_credit", about=f"visitor:{visitor}", reason=reason.strip()
    )
    revisions.bump(db, revisions.record_of(visitor))
