"""Subscriptions as time and people change them: renewed, paused, upgraded, cancelled.

All of it may be asked twice, or by two at once: each act looks first at how the subscription
stands, in its own transaction, and a period's pass and transfer have one id for ever.
"""

from dataclasses import replace

from kiosk.acts import allowing, renewal_consent, subscribing
from kiosk.acts.front_desk import grant_all
from kiosk.acts.selling import active_offer, new_id
from kiosk.acts.site import Site
from kiosk.acts.subscribing import offer_of, pass_of
from kiosk.acts.tendering import Posting, post_price
from kiosk.disk.db import Db
from kiosk.rules import subscriptions as rules
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import State, Step, next_step, payable_by_itself
from kiosk.rules.tenders import Parts, part_given_back
from kiosk.store import (
    allowances,
    audit,
    commands,
    ledger,
    passes,
    revisions,
    sessions,
    subscriptions,
)
from kiosk.store.subscriptions import Subscription

JOB = "renew_subscriptions"


def renew_due(db: Db, now: Instant, *, subscription: str, site: Site) -> str:
    """Do what time brought to one subscription; returns the step, `wait` for none.

    The account pays only as its visitor agreed; else what is due is owed.

    Raises:
        Refusal: `not_found`.
    """
    found = _known(db, subscription)
    offer = offer_of(db, found)
    cycle = offer.cycle
    if cycle is None:
        return Step.WAIT
    payable = payable_by_itself(
        balance_minor=ledger.balance(db, f"visitor:{found.visitor}"),
        agreed_minor=found.agreed_minor,
        price_minor=cycle.price_minor,
    )
    step = next_step(found.standing, cycle, now=now, payable_minor=payable)
    if step is Step.RENEW:
        _charge(db, now, site, found, n=subscribing.next_n(db, found))
        subscribing.renew(db, now, site, subscription=found, paid="account")
    elif step is Step.PAY:
        _charge(db, now, site, found, n=found.standing.n)
        subscribing.pay_owed(db, now, subscription=found, paid="account")
    elif step is Step.OWE:
        subscribing.renew(db, now, site, subscription=found, paid="")
    elif step is Step.STOP:
        subscriptions.save(db, found.id, subscribing.stopped(found.standing))
    if step is not Step.WAIT:
        note_change(db, now, site, found, by=JOB, act=f"subscription_{step.value}")
    return step


def pause(db: Db, now: Instant, *, subscription: str, by: str, reason: str, site: Site) -> None:
    """Let its time stand still until it is resumed.

    Raises:
        Refusal: `not_found`, `reason_missing`, `visitor_has_session`, what `rules.paused` refuses.
    """
    found = _known(db, subscription)
    if not reason.strip():
        raise Refusal("reason_missing")
    running = sessions.open_of(db, found.visitor)
    if running is not None:
        raise Refusal("visitor_has_session", seat=running.seat)
    standing = rules.paused(found.standing, now=now)
    subscriptions.save(db, found.id, standing)
    _lapse(db, now, found, at=now)
    note_change(db, now, site, found, by=by, act="pause_subscription", reason=reason.strip())


def resume(db: Db, now: Instant, *, subscription: str, by: str, site: Site) -> None:
    """Go on: the end is as far away as it was.

    Raises:
        Refusal: `not_found`, `subscription_state_wrong`.
    """
    found = _known(db, subscription)
    standing = rules.resumed(found.standing, now=now)
    subscriptions.save(db, found.id, standing)
    stood_s = seconds_between(found.standing.ends, standing.ends)
    subscriptions.stood_still(
        db, subscription=found.id, n=standing.n, seconds=stood_s, ends=standing.ends
    )
    name = pass_of(found.id, standing.n)
    if allowances.is_one(db, name):
        offer = offer_of(db, found)
        allowing.resume(db, now, site, found=found, offer=offer, name=name, ends=standing.ends)
    _lapse(db, now, found, at=standing.ends)
    note_change(db, now, site, found, by=by, act="resume_subscription")


def cancel(db: Db, now: Instant, *, subscription: str, by: str, reason: str, site: Site) -> None:
    """Renew it no more: what was paid runs to its end, what is in arrears stops at once.

    A yes to renewals from the account ends with it; who keeps it after all is asked anew.

    Raises:
        Refusal: `not_found`, `reason_missing`, `subscription_state_wrong` (stopped already).
    """
    found = _known(db, subscription)
    if not reason.strip():
        raise Refusal("reason_missing")
    standing = found.standing
    if standing.state is State.STOPPED:
        raise Refusal("subscription_state_wrong", state=standing.state)
    if standing.state is State.PAUSED:
        resume(db, now, subscription=subscription, by=by, site=site)
        standing = _known(db, subscription).standing
    if standing.state is State.ARREARS:
        mine = pass_of(found.id, standing.n)
        passes.void(db, now, mine)
        if allowances.is_one(db, mine):
            allowing.keep_until(db, now, found.id, until=now)
        subscriptions.save(db, found.id, subscribing.stopped(standing))
    else:
        subscriptions.save(db, found.id, replace(standing, renews=False))
    renewal_consent.withdraw(db, now, found, way=renewal_consent.CANCELLED, by=by)
    note_change(db, now, site, found, by=by, act="cancel_subscription", reason=reason.strip())


def keep(db: Db, now: Instant, *, subscription: str, by: str, site: Site) -> None:
    """Take a cancellation back while its last period runs.

    Raises:
        Refusal: `not_found`, `subscription_state_wrong`.
    """
    found = _known(db, subscription)
    if found.standing.state is not State.RUNNING or found.standing.renews:
        raise Refusal("subscription_state_wrong", state=found.standing.state)
    subscriptions.save(db, found.id, replace(found.standing, renews=True))
    note_change(db, now, site, found, by=by, act="keep_subscription")


def upgrade(
    db: Db,
    now: Instant,
    *,
    subscription: str,
    offer: str,
    by: str,
    site: Site,
    told_used_s: int = 0,
) -> str:
    """Begin another subscription now, paid from the account, the unused part credited.

    `told_used_s` is what a station said last of the session in which its visitor sits: that much
    is used, though the session's row does not say it yet. Returns the id of the new one.

    Raises:
        Refusal: `not_found`, `offer_unknown` (also what is no subscription, or the same),
            `subscription_state_wrong`, `subscription_paid_ahead`, `below_zero`.
    """
    found = _known(db, subscription)
    target = active_offer(db, offer)
    if target.cycle is None or target.id == found.offer:
        raise Refusal("offer_unknown")
    rules.paused(found.standing, now=now)  # only what runs and is paid may be left behind
    _credit(db, now, site, found, told_used_s=told_used_s)
    _lapse(db, now, found, at=now)
    subscriptions.save(db, found.id, subscribing.stopped(found.standing))
    new = new_id()
    subscribing.charge(
        db, now, site, subscription=new, n=1, visitor=found.visitor, minor=target.price_minor
    )
    subscribing.begin(db, now, site, offer=target, visitor=found.visitor, new=new, paid="account")
    note_change(db, now, site, found, by=by, act="upgrade_subscription")
    return new


def remind(db: Db, now: Instant, *, subscription: str, said: str, words: str) -> None:
    """Show a visitor who sits at a station, once, that the subscription is about to lapse."""
    found = _known(db, subscription)
    running = sessions.open_of(db, found.visitor)
    if found.reminded == said or running is None:
        return
    commands.send(db, now, station=running.station, kind="message", words=words)
    subscriptions.remind(db, subscription=subscription, said=said)
    revisions.bump(db, revisions.record_of(found.visitor))  # its station shows it on the home page


def _charge(db: Db, now: Instant, site: Site, found: Subscription, *, n: int) -> None:
    minor = offer_of(db, found).price_minor
    subscribing.charge(
        db, now, site, subscription=found.id, n=n, visitor=found.visitor, minor=minor
    )


def _credit(db: Db, now: Instant, site: Site, found: Subscription, *, told_used_s: int) -> None:
    """Give the unused part back to the account, and with it the tax that was in it."""
    minor = subscriptions.worth_minor(db, now, found, told_used_s=told_used_s)
    if minor == 0:
        return
    mine = pass_of(found.id, found.standing.n)
    paid_minor, tax_minor = subscriptions.paid_with_tax_minor(db, mine)
    back = part_given_back(
        Parts(paid_minor - tax_minor, tax_minor), before_minor=0, refund_minor=minor
    )
    price = Posting(
        id=subscriptions.unused_of(mine),
        debit=f"visitor:{found.visitor}",
        credit="sales:pass",
        minor=-minor,
        at=now,
        reason="unused part of a subscription",
        reference=f"subscription:{found.id}",
    )
    given = Parts(-back.net_minor, -back.tax_minor)
    post_price(db, site, price, tax_id=subscriptions.unused_tax_of(mine), parts=given)


def _lapse(db: Db, now: Instant, found: Subscription, *, at: Instant) -> None:
    """The newest period's pass, and what was carried over into it, end at an instant."""
    mine = pass_of(found.id, found.standing.n)
    if allowances.is_one(db, mine):
        allowing.keep_until(db, now, found.id, until=at)
        return
    passes.set_lapses(db, pass_id=mine, lapses=at)
    cycle = offer_of(db, found).cycle
    before = subscriptions.period_before(db, subscription=found.id, n=found.standing.n)
    carries = cycle is not None and cycle.carry_over
    if carries and before is not None and not allowances.is_one(db, before.pass_id):
        passes.set_lapses(db, pass_id=before.pass_id, lapses=at)


def _known(db: Db, subscription: str) -> Subscription:
    found = subscriptions.by_id(db, subscription)
    if found is None:
        raise Refusal("not_found", what="subscription")
    return found


def note_change(
    db: Db, now: Instant, site: Site, found: Subscription, *, by: str, act: str, reason: str = ""
) -> None:
    """Write it down, and let a running session have what there is now."""
    audit.record(db, now, by=by, act=act, about=f"subscription:{found.id}", reason=reason)
    running = sessions.open_of(db, found.visitor)
    if running is not None:
        grant_all(db, now, site, running)
    revisions.bump(db, revisions.record_of(found.visitor))
    revisions.bump(db, revisions.FLOOR)
