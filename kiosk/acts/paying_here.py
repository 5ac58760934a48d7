"""What a visitor pays from the account at a seat, after a yes by PIN: a period, or more time.

What is on an account was earned or paid in; it is never taken for this without that yes.
"""

from kiosk.acts import granting, subscribing
from kiosk.acts.selling import Counter, active_offer, sell
from kiosk.acts.site import Site
from kiosk.acts.subscriptions import note_change
from kiosk.acts.tendering import open_shift_of
from kiosk.disk.db import Db
from kiosk.protocol.time_calls import ForSale, OnSale
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import State, payable_period
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import audit, ledger, offers, revisions, sessions, stations, subscriptions
from kiosk.store.offers import Offer
from kiosk.store.sessions import Session

ON_SALE_LIMIT = 6
"""As many as a page of the seat shows without scrolling."""


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
    _sitting(db, station=station, session=session, visitor=visitor)
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


def on_sale(db: Db, *, station: str, session: str) -> OnSale:
    """What the visitor here may buy, in the desk's order; the account may be short of it.

    Raises:
        Refusal: `no_session_here`.
    """
    running = sessions.open_at(db, station)
    if running is None or running.id != session:
        raise Refusal("no_session_here")
    place = stations.seat(db, running.seat)
    zone = "" if place is None else place.zone
    held = [one for one in offers.pinned(db) if _is_time(one) and one.terms.holds_in(zone)]
    return OnSale(
        tuple(
            ForSale(one.id, one.title, one.seconds, one.price_minor) for one in held[:ON_SALE_LIMIT]
        ),
        ledger.balance(db, f"visitor:{running.visitor}"),
    )


def buy_time(
    db: Db,
    now: Instant,
    *,
    station: str,
    session: str,
    visitor: str,
    offer: str,
    price_minor: int,
    site: Site,
) -> int:
    """Buy the time that was read on the page; returns the seconds the session may use now.

    The sale is one of the shift that is open, so that its day has all of them. Time that this
    session cannot use, by its zone, hour or closing time, is not sold here.

    Raises:
        Refusal: `no_session_here`, `shift_not_open`, `drawer_counted`, `offer_unknown` (also for
            another price), `below_zero` (the account pays what it holds, never on credit),
            `offer_not_here`.
    """
    running = _sitting(db, station=station, session=session, visitor=visitor)
    shift = open_shift_of(db)
    wanted = active_offer(db, offer)
    if not _is_time(wanted) or wanted.price_minor != price_minor:
        raise Refusal("offer_unknown")
    if ledger.balance(db, f"visitor:{visitor}") < price_minor:
        raise Refusal("below_zero")
    counter = Counter(offer, 0, shift.operator, Pay(Tender.ACCOUNT))
    sale = sell(db, now, site, counter=counter, visitor=visitor)
    seconds = granting.seconds_granted(db, now, site, session=running)
    if seconds <= running.granted_s:
        raise Refusal("offer_not_here")
    granting.grant(db, site, session=running, seconds=seconds)
    audit.record(db, now, by=f"visitor:{visitor}", act="buy_time_here", about=f"sale:{sale.id}")
    revisions.bump(db, revisions.FLOOR)
    return seconds


def _sitting(db: Db, *, station: str, session: str, visitor: str) -> Session:
    running = sessions.open_at(db, station)
    if running is None or running.id != session or running.visitor != visitor:
        raise Refusal("no_session_here")
    return running


def _is_time(offer: Offer) -> bool:
    """A subscription is agreed to at the desk, and what is free is given there."""
    return offer.cycle is None and offer.price_minor > 0
