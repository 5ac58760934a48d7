"""Sponsorships as the owner keeps them: pledged, funded, stopped."""

from dataclasses import replace

from kiosk.acts.front_desk import grant_all
from kiosk.acts.people import GROUPS
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.sponsorship_changes import begin_due, hold
from kiosk.disk.db import Db
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant, later
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.rules.sponsorships import Pledge, check_change, check_pledge, is_open
from kiosk.store import (
    audit,
    ledger,
    offers,
    revisions,
    sessions,
    sponsorship_changes,
    sponsorships,
    stations,
)
from kiosk.store.offers import Offer
from kiosk.store.sponsorship_changes import Change
from kiosk.store.sponsorships import Sponsorship

HOUSE, FUNDER = "house", "funder"
PAID_FROM = {HOUSE: "loss", FUNDER: "world"}
"""What the café itself gives is its loss; what others give comes from outside."""


def make_sponsorship(
    db: Db, now: Instant, *, pledge: Pledge, budget_minor: int, paid_by: str, by: str, site: Site
) -> str:
    """Take a pledge in and its first money; returns its id.

    Raises:
        Refusal: `sponsorship_wrong`, `amount_wrong`, `field_wrong` (who pays), in that order.
    """
    check_pledge(pledge, groups=GROUPS, zones={seat.zone for seat in stations.seats(db)})
    new = new_id()
    offers.add(db, _terms(pledge, offer=new, series=new), now)
    made = Sponsorship(
        id=new,
        funder=pledge.funder.strip(),
        offer=new,
        groups=pledge.groups,
        visitors_limit=pledge.visitors_limit,
        seconds_a_week=pledge.seconds_a_week,
        per_hour_minor=pledge.per_hour_minor,
        made_at=now,
        ends=later(now, seconds=pledge.days * S_PER_DAY),
    )
    sponsorships.add(db, made)
    audit.record(db, now, by=by, act="make_sponsorship", about=made.account)
    fund(db, now, sponsorship=new, minor=budget_minor, paid_by=paid_by, by=by, site=site)
    return new


def fund(
    db: Db, now: Instant, *, sponsorship: str, minor: int, paid_by: str, by: str, site: Site
) -> None:
    """Put money into a sponsorship.

    Raises:
        Refusal: `not_found`, `sponsorship_over`, `amount_wrong`, `field_wrong` (who pays).
    """
    made = _open(db, now, site, sponsorship)
    if not 0 < minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=minor)
    if paid_by not in PAID_FROM:
        raise Refusal("field_wrong", field="paid_by")
    ledger.post(
        db,
        Transfer(
            id=f"funded:{new_id()}",
            debit=PAID_FROM[paid_by],
            credit=made.account,
            amount=site.money(minor),
            at=now,
            reason=f"sponsored by {made.funder}",
            reference=made.account,
        ),
    )
    audit.record(db, now, by=by, act="fund_sponsorship", about=made.account)


def stop(db: Db, now: Instant, *, sponsorship: str, by: str, reason: str, site: Site) -> None:
    """End a sponsorship now; who sits on it alone is granted what was used and no more.

    Raises:
        Refusal: `not_found`, `reason_missing`, `sponsorship_over`.
    """
    begin_due(db, now, site)
    made = _known(db, sponsorship)
    if not reason.strip():
        raise Refusal("reason_missing")
    if made.stopped_at is not None:
        raise Refusal("sponsorship_over")
    waiting = sponsorship_changes.waiting(db, made.id)
    if waiting is not None:
        sponsorship_changes.end(db, now, waiting.id, how="taken_back")
    sponsorships.stop(db, now, made)
    for session in sessions.all_open(db):
        if sponsorships.has(db, sponsorship=made.id, visitor=session.visitor):
            grant_all(db, now, site, session)
    audit.record(db, now, by=by, act="stop_sponsorship", about=made.account, reason=reason.strip())
    revisions.bump(db, revisions.FLOOR)


def change(
    db: Db,
    now: Instant,
    *,
    sponsorship: str,
    pledge: Pledge,
    applies_from: Instant,
    by: str,
    site: Site,
) -> None:
    """Whom it takes in from a moment on, and on what terms; who has its pass keeps it as given.

    The moment is now at the earliest. Its funder, its price an hour and its weekly limit stay;
    `pledge.days` are added to its own.

    Raises:
        Refusal: `not_found`, `sponsorship_over`, `sponsorship_wrong` (the `field`; `since` is no
            moment before its end), `change_waits`, in that order.
    """
    begin_due(db, now, site)
    made = _known(db, sponsorship)
    length_days = -(-(made.ends - made.made_at) // (S_PER_DAY * MS_PER_S))
    wanted = replace(
        pledge,
        funder=made.funder,
        seconds_a_week=made.seconds_a_week,
        per_hour_minor=made.per_hour_minor,
        days=length_days + pledge.days,
    )
    is_over = not is_open(now=now, ends=made.ends, stopped=made.stopped_at is not None)
    check_change(wanted, visitors=sponsorships.visitors_of(db, made.id), is_over=is_over)
    check_pledge(wanted, groups=GROUPS, zones={seat.zone for seat in stations.seats(db)})
    if pledge.days < 0:
        raise Refusal("sponsorship_wrong", field="days")
    if applies_from >= made.ends:
        raise Refusal("sponsorship_wrong", field="since")
    waits = applies_from > now
    if waits and sponsorship_changes.waiting(db, made.id) is not None:
        raise Refusal("change_waits")
    new = Change(
        id=new_id(),
        sponsorship=made.id,
        applies_from=max(now, applies_from),
        offer=new_id(),
        groups=pledge.groups,
        visitors_limit=pledge.visitors_limit,
        days_more=pledge.days,
        made_at=now,
        made_by=by,
    )
    edition = offers.newest_edition(db, made.id) + 1
    terms = replace(_terms(wanted, offer=new.offer, series=made.id), edition=edition)
    offers.add(db, terms, now)
    if waits:
        sponsorship_changes.add(db, new)
    else:
        hold(db, made, new)
    audit.record(db, now, by=by, act="change_sponsorship", about=made.account)


def pause(db: Db, now: Instant, *, sponsorship: str, by: str, site: Site) -> None:
    """Pay for nobody who comes from now on; who sits there goes on as was granted.

    Raises:
        Refusal: `not_found`, `sponsorship_over`.
    """
    made = _open(db, now, site, sponsorship)
    if made.paused_at is None:
        sponsorships.pause(db, made.id, since=now)
        audit.record(db, now, by=by, act="pause_sponsorship", about=made.account)


def go_on(db: Db, now: Instant, *, sponsorship: str, by: str, site: Site) -> None:
    """Pay again after a pause.

    Raises:
        Refusal: `not_found`, `sponsorship_over`.
    """
    made = _open(db, now, site, sponsorship)
    if made.paused_at is not None:
        sponsorships.pause(db, made.id, since=None)
        audit.record(db, now, by=by, act="go_on_sponsorship", about=made.account)


def _terms(pledge: Pledge, *, offer: str, series: str) -> Offer:
    """An offer that is never on sale: what it pays for."""
    return Offer(
        id=offer,
        title=pledge.funder.strip(),
        seconds=pledge.seconds_each,
        price_minor=0,
        valid_s=pledge.days * S_PER_DAY,
        place=0,
        terms=pledge.terms,
        pinned=False,
        series=series,
        active=False,
    )


def _open(db: Db, now: Instant, site: Site, sponsorship: str) -> Sponsorship:
    begin_due(db, now, site)
    made = _known(db, sponsorship)
    if not is_open(now=now, ends=made.ends, stopped=made.stopped_at is not None):
        raise Refusal("sponsorship_over")
    return made


def _known(db: Db, sponsorship: str) -> Sponsorship:
    found = sponsorships.by_id(db, sponsorship)
    if found is None:
        raise Refusal("not_found", what="sponsorship")
    return found
