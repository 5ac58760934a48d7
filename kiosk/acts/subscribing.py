"""Periods of subscriptions: begun or renewed by a sale, paid from an account, taken back.

The pass of period n is `subscription:<id>:<n>`, so no period is ever made or paid twice.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.acts import allowing
from kiosk.acts.site import Site
from kiosk.acts.tendering import Posting, post_price, taxed
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.passes import PassKind
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import (
    Cycle,
    Standing,
    State,
    arrears_until,
    begun,
    in_other_periods,
    owed,
    renewed,
)
from kiosk.store import (
    allowances,
    audit,
    offers,
    passes,
    renewal_consents,
    subscriptions,
    visitors,
)
from kiosk.store.allowances import AllowanceRow
from kiosk.store.offers import Offer
from kiosk.store.passes import NewPass
from kiosk.store.renewal_consents import Consent
from kiosk.store.subscriptions import PeriodRow, Subscription

OTHER_PERIOD = "renew_subscriptions"
"""Who takes a yes back, in the log, where what is sold has periods of another length."""


def check_sale(db: Db, now: Instant, *, offer: Offer, visitor: str) -> None:
    """Refuse a sale of a subscription that cannot be, before any money is taken.

    Raises:
        Refusal: `subscription_needs_card`, `subscription_exists` (another one),
            `subscription_state_wrong` (it is paused, or in arrears for a period of another
            length), `subscription_paid_ahead`, in that order.
    """
    if offer.cycle is None:
        return
    who = visitors.by_id(db, visitor)
    if who is None or who.is_guest:
        raise Refusal("subscription_needs_card")
    held = subscriptions.live_of(db, visitor)
    if held is None:
        return
    mine = offers.by_id(db, held.offer)
    if mine is None or mine.series != offer.series:
        raise Refusal("subscription_exists")
    other = held.standing.state is State.ARREARS and not _same_periods(mine, offer)
    if held.standing.state is State.PAUSED or other:
        raise Refusal("subscription_state_wrong", state=held.standing.state)
    if held.standing.state is State.RUNNING and now < held.standing.starts:
        raise Refusal("subscription_paid_ahead")


def sold(
    db: Db, now: Instant, site: Site, *, offer: Offer, visitor: str, new: str, paid_minor: int
) -> str:
    """What was just paid at the till: a first period, what is in arrears, or the next period.

    Args:
        db: the transaction; `check_sale` was asked in it.
        now: when.
        site: settings.
        offer: with a cycle.
        visitor: whose.
        new: the id of a subscription that begins.
        paid_minor: its price less a discount: an upgrade credits no more than was paid.

    Returns the id of the period's pass.
    """
    held = subscriptions.live_of(db, visitor)
    if held is None:
        mine = begin(db, now, site, offer=offer, visitor=visitor, new=new, paid="till")
    elif held.standing.state is State.ARREARS:
        mine = pay_owed(db, now, subscription=held, paid="till")
    else:
        mine = renew(db, now, site, subscription=_under(db, now, held, offer), paid="till")
    subscriptions.set_price(db, pass_id=mine, minor=paid_minor)
    return mine


def _under(db: Db, now: Instant, held: Subscription, offer: Offer) -> Subscription:
    """It as it goes on under an edition; a yes to renewals holds for periods of one length only."""
    subscriptions.set_offer(db, subscription=held.id, offer=offer.id)
    if _same_periods(offer_of(db, held), offer):
        return replace(held, offer=offer.id)
    if held.agreed_minor:
        ended = Consent(held.id, held.visitor, 0, "cancelled", OTHER_PERIOD, now)
        renewal_consents.add(db, ended)
        about = f"subscription:{held.id}"
        audit.record(db, now, by=OTHER_PERIOD, act="withdraw_renewal", about=about)
    return replace(held, offer=offer.id, standing=in_other_periods(held.standing), agreed_minor=0)


def _same_periods(one: Offer, other: Offer) -> bool:
    return _cycle(one).period is _cycle(other).period


def begin(
    db: Db, now: Instant, site: Site, *, offer: Offer, visitor: str, new: str, paid: str
) -> str:
    """A first period; returns its pass."""
    cycle = _cycle(offer)
    standing = begun(now, period=cycle.period, timezone=_timezone(site))
    made = Subscription(new, visitor, offer.id, standing)
    subscriptions.add(db, now, made)
    return _add_period(db, now, site, made, offer, standing, paid=paid)


def renew(db: Db, now: Instant, site: Site, *, subscription: Subscription, paid: str) -> str:
    """The next period; returns its pass. What is carried over lasts as long as it.

    Raises:
        Refusal: `subscription_paid_ahead`.
    """
    offer = offer_of(db, subscription)
    before = subscription.standing
    make = renewed if paid else owed
    found = _skipped(db, subscription)
    standing = make(found, _cycle(offer), now=now, timezone=_timezone(site))
    subscriptions.save(db, subscription.id, replace(standing, renews=True))
    unused = pass_of(subscription.id, before.n)
    if _cycle(offer).carry_over and not allowances.is_one(db, unused):
        passes.set_lapses(db, pass_id=unused, lapses=standing.ends)
    return _add_period(db, now, site, subscription, offer, standing, paid=paid)


def counted(db: Db, held: Subscription, offer: Offer) -> Standing:
    """How it stands for its next period under an edition, before it is sold."""
    standing = _skipped(db, held)
    same = _same_periods(offer_of(db, held), offer)
    return standing if same else in_other_periods(standing)


def _skipped(db: Db, subscription: Subscription) -> Standing:
    """Numbers of periods whose price was given back are left out."""
    before = subscription.standing
    skipped = next_n(db, subscription) - before.n - 1
    return replace(before, n=before.n + skipped, anchor_n=before.anchor_n + skipped)


def next_n(db: Db, subscription: Subscription) -> int:
    """The number of its next period: that of one whose price was given back is never used again."""
    return subscriptions.last_n(db, subscription.id) + 1


def pay_owed(db: Db, now: Instant, *, subscription: Subscription, paid: str) -> str:
    """What is in arrears was paid: its period goes on to its end; returns its pass."""
    standing = replace(subscription.standing, state=State.RUNNING)
    subscriptions.save(db, subscription.id, standing)
    subscriptions.mark_paid(db, subscription=subscription.id, n=standing.n, paid=paid)
    mine = pass_of(subscription.id, standing.n)
    if allowances.is_one(db, mine):
        allowing.keep_until(db, now, subscription.id, until=standing.ends)
    else:
        passes.set_lapses(db, pass_id=mine, lapses=standing.ends)
    return mine


def charge(
    db: Db, now: Instant, site: Site, *, subscription: str, n: int, visitor: str, minor: int
) -> None:
    """Take the price of a period, and the tax in it, from the visitor's account, once.

    Raises:
        Refusal: `below_zero`.
    """
    mine = pass_of(subscription, n)
    price = Posting(
        id=mine,
        debit=f"visitor:{visitor}",
        credit="sales:pass",
        minor=minor,
        at=now,
        reason="subscription",
        reference=f"subscription:{subscription}",
    )
    post_price(db, site, price, tax_id=subscriptions.tax_of(mine), parts=taxed(site, minor))


def is_had(db: Db, now: Instant, pass_id: str) -> bool:
    """Whether a period is over and a later one is paid: money for it takes no time any more.

    A week that began in it may go on in the next, which is paid for.
    """
    found = subscriptions.of_pass(db, pass_id)
    if found is None:
        return False
    subscription, row = found
    return row.ends <= now and row.n < subscription.standing.n


def taken_back(db: Db, now: Instant, pass_id: str) -> None:
    """The money of a period was given back: the one before goes on, or the subscription stops.

    What the one before carried over into it lasts no longer than it would have without.
    """
    found = subscriptions.of_pass(db, pass_id)
    if found is None:
        return
    subscription, row = found
    subscriptions.take_back(db, now, pass_id=pass_id)
    if row.n != subscription.standing.n:
        return
    before = subscriptions.period_before(db, subscription=subscription.id, n=row.n)
    standing = subscription.standing
    if before is not None and allowances.is_one(db, before.pass_id):
        allowing.keep_until(db, now, subscription.id, until=before.ends)
    elif before is not None:
        _end_at(db, before.pass_id, before.ends)
    if before is None or before.ends <= now:
        subscriptions.save(db, subscription.id, stopped(standing))
        return
    subscriptions.save(
        db,
        subscription.id,
        replace(
            standing,
            n=before.n,
            starts=before.starts,
            ends=before.ends,
            anchor_n=standing.anchor_n - (row.n - 1 - before.n),
        ),
    )


def _end_at(db: Db, pass_id: str, ends: Instant) -> None:
    lapses = passes.lapses_of(db, pass_id)
    if lapses is not None and lapses > ends:
        passes.set_lapses(db, pass_id=pass_id, lapses=ends)


def stopped(standing: Standing) -> Standing:
    """It is over."""
    return replace(standing, state=State.STOPPED, renews=False, paused_at=None)


def offer_of(db: Db, subscription: Subscription) -> Offer:
    """The edition that it was sold under last.

    Raises:
        Refusal: `offer_unknown`.
    """
    found = offers.by_id(db, subscription.offer)
    if found is None:
        raise Refusal("offer_unknown")
    return found


def pass_of(subscription: str, n: int) -> str:
    """The id of a period's pass; numbers of one width, since ids sort as texts."""
    return f"subscription:{subscription}:{n:05d}"


def _add_period(
    db: Db,
    now: Instant,
    site: Site,
    subscription: Subscription,
    offer: Offer,
    standing: Standing,
    *,
    paid: str,
) -> str:
    mine = pass_of(subscription.id, standing.n)
    lapses = standing.ends if paid else arrears_until(standing, _cycle(offer))
    rhythm = allowing.rhythm_of(offer, site)
    rows: tuple[AllowanceRow, ...] = ()
    if rhythm is None:
        passes.add(
            db,
            now,
            NewPass(
                id=mine,
                visitor=subscription.visitor,
                offer=offer.id,
                kind=PassKind.SUBSCRIPTION.value,
                seconds=offer.seconds,
                lapses=lapses,
                begins=standing.starts,
            ),
        )
    else:
        rows = allowing.make(
            db,
            now,
            subscription=subscription,
            offer=offer,
            rhythm=rhythm,
            standing=standing,
            name=mine,
        )
    subscriptions.add_period(
        db,
        now,
        PeriodRow(
            subscription.id,
            standing.n,
            mine,
            standing.starts,
            standing.ends,
            offer.price_minor,
            paid,
        ),
    )
    for row in rows:
        allowances.add(db, row)
    if rows:
        allowing.keep_until(db, now, subscription.id, until=lapses)
    return mine


def _cycle(offer: Offer) -> Cycle:
    if offer.cycle is None:
        raise Refusal("offer_unknown")
    return offer.cycle


def _timezone(site: Site) -> ZoneInfo:
    return ZoneInfo(site.settings.timezone)
