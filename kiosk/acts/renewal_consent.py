"""Whether a subscription may take its price from its visitor's account by itself.

What is on an account may be earned: nobody's earnings are spent without an explicit yes. The yes is
the visitor's PIN, checked at the door; the no needs none. Both are kept, each with instant and who.
"""

from kiosk.acts.subscribing import offer_of
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import State
from kiosk.store import audit, offers, renewal_consents, revisions, sessions, subscriptions
from kiosk.store.renewal_consents import Consent
from kiosk.store.subscriptions import Subscription

DESK, SEAT, CANCELLED = "desk", "seat", "cancelled"


def agree_at_desk(
    db: Db, now: Instant, *, subscription: str, visitor: str, minor: int, by: str
) -> None:
    """Keep the yes of the visitor who typed the PIN at the desk, to the price that was read there.

    Raises:
        Refusal: `not_found` (also another visitor's), `subscription_state_wrong` (it is over or
            cancelled, or its price is another one by now).
    """
    found = subscriptions.by_id(db, subscription)
    if found is None or found.visitor != visitor:
        raise Refusal("not_found", what="subscription")
    _agree(db, now, found, minor=minor, way=DESK, by=by)


def withdraw_at_desk(db: Db, now: Instant, *, subscription: str, by: str) -> None:
    """It takes nothing by itself any more.

    Raises:
        Refusal: `not_found`.
    """
    found = subscriptions.by_id(db, subscription)
    if found is None:
        raise Refusal("not_found", what="subscription")
    withdraw(db, now, found, way=DESK, by=by)


def answer_here(
    db: Db, now: Instant, *, station: str, session: str, visitor: str, minor: int
) -> None:
    """The visitor who sits here says yes to a price, or no more (`minor` 0).

    Raises:
        Refusal: `no_session_here`, `not_found`, `subscription_state_wrong`.
    """
    running = sessions.open_at(db, station)
    if running is None or running.id != session or running.visitor != visitor:
        raise Refusal("no_session_here")
    found = subscriptions.live_of(db, visitor)
    if found is None:
        raise Refusal("not_found", what="subscription")
    if minor:
        _agree(db, now, found, minor=minor, way=SEAT, by=f"visitor:{visitor}")
    else:
        withdraw(db, now, found, way=SEAT, by=f"visitor:{visitor}")


def agree_as_sold(db: Db, now: Instant, *, offer: str, visitor: str, by: str) -> None:
    """Keep the yes that was typed with a sale of a subscription, in its transaction.

    What was in arrears renews at the price that was owed: the form showed that one.

    Raises:
        Refusal: `offer_unknown` where what was sold is none.
    """
    found, sold = subscriptions.live_of(db, visitor), offers.by_id(db, offer)
    if found is None or sold is None or sold.cycle is None:
        raise Refusal("offer_unknown")
    minor = offer_of(db, found).price_minor
    _agree(db, now, found, minor=minor, way=DESK, by=by)


def end_as_undone(db: Db, now: Instant, *, pass_id: str, sold_at: Instant, by: str) -> None:
    """A yes that was given with a sale goes with it; one that was said before or after stays."""
    period = subscriptions.of_pass(db, pass_id)
    if period is None:
        return
    found, _row = period
    said = renewal_consents.latest(db, subscription=found.id, visitor=found.visitor)
    if said is not None and said.way == DESK and said.at == sold_at:
        withdraw(db, now, found, way=DESK, by=by)


def withdraw(db: Db, now: Instant, found: Subscription, *, way: str, by: str) -> None:
    """The end of a yes; where there is none, nothing."""
    if found.agreed_minor:
        _keep(db, now, found, minor=0, way=way, by=by, act="withdraw_renewal")


def _agree(db: Db, now: Instant, found: Subscription, *, minor: int, way: str, by: str) -> None:
    standing = found.standing
    if standing.state is State.STOPPED or not standing.renews:
        raise Refusal("subscription_state_wrong", state=standing.state)
    if minor != offer_of(db, found).price_minor:
        raise Refusal("subscription_state_wrong", state=standing.state)
    if minor != found.agreed_minor:
        _keep(db, now, found, minor=minor, way=way, by=by, act="agree_renewal")


def _keep(
    db: Db, now: Instant, found: Subscription, *, minor: int, way: str, by: str, act: str
) -> None:
    said = Consent(found.id, found.visitor, minor, way, by, now)
    renewal_consents.add(db, said)
    audit.record(db, now, by=by, act=act, about=f"subscription:{found.id}")
    revisions.bump(db, revisions.record_of(found.visitor))
    revisions.bump(db, revisions.FLOOR)
