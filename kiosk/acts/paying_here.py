"""What a visitor pays from the account at a seat, after a yes by PIN: the next period.

What is on an account was earned or paid in; it is never taken for this without that yes.
"""

from kiosk.acts import subscribing
from kiosk.acts.site import Site
from kiosk.acts.subscriptions import note_change
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import State, payable_period
from kiosk.store import ledger, sessions, subscriptions


def pay_subscription(
    db: Db,
    now: Instant,
    *,
    station: str,
    session: str,
    visitor: str,
    period: int,
    price_minor: int,
    site: Site,
) -> Instant:
    """Pay the period that was read on the page; returns until when it holds.

    What was cancelled renews again. The account pays what it holds, never on credit.

    Raises:
        Refusal: `no_session_here`, `not_found`, `subscription_state_wrong` (paused, or another
            period or price than was agreed to), `subscription_paid_ahead`, `below_zero`.
    """
    running = sessions.open_at(db, station)
    if running is None or running.id != session or running.visitor != visitor:
        raise Refusal("no_session_here")
    found = subscriptions.live_of(db, visitor)
    if found is None:
        raise Refusal("not_found", what="subscription")
    price = subscribing.offer_of(db, found).price_minor
    standing, n = found.standing, payable_period(found.standing)
    if standing.state is State.PAUSED or (n, price) != (period, price_minor):
        raise Refusal("subscription_state_wrong", state=standing.state)
    if standing.state is State.RUNNING and now < standing.starts:
        raise Refusal("subscription_paid_ahead")
    if ledger.balance(db, f"visitor:{visitor}") < price:
        raise Refusal("below_zero")
    if standing.state is not State.ARREARS:
        n = subscribing.next_n(db, found)
    subscribing.charge(db, now, site, subscription=found.id, n=n, visitor=visitor, minor=price)
    if standing.state is State.ARREARS:
        subscribing.pay_owed(db, now, subscription=found, paid="account")
    else:
        subscribing.renew(db, now, site, subscription=found, paid="account")
    note_change(db, now, site, found, by=f"visitor:{visitor}", act="pay_subscription_here")
    row = subscriptions.period(db, subscription=found.id, n=n)
    return now if row is None else row.ends
