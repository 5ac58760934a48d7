"""A class that a sponsorship pays for: how far, seat by seat, and what each session cost it.

Its weekdays, hours, zones and groups hold here as they do for a visitor's own pass. What it gives
each visitor in all, a day or a week is for visits of their own: a class has its budget.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts import sponsoring
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.outages import Settled
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.sponsorships import (
    ANYWHERE,
    held_seconds,
    is_for_learner,
    is_open,
    seconds_payable,
)
from kiosk.store import ledger, offers, sponsor_promises, sponsorships, visitors
from kiosk.store.sessions import Session
from kiosk.store.stations import SeatRow


@dataclass(frozen=True, slots=True)
class Paid:
    """What a sponsorship pays of a session of a class that begins now.

    `at_once_s`: from its first second on without a gap; `in_all_s`: at most. `by_terms` is False
    where whatever money there is would not be for it: another group, zone or hour.
    """

    at_once_s: int
    in_all_s: int
    by_terms: bool


def payable_s(db: Db, now: Instant, *, sponsorship: str) -> int:
    """How many seconds of a class a sponsorship pays for now, beside what it has promised."""
    made = sponsorships.by_id(db, sponsorship)
    if made is None or made.paused_at is not None:
        return 0
    if not is_open(now=now, ends=made.ends, stopped=made.stopped_at is not None):
        return 0
    return seconds_payable(
        balance_minor=ledger.balance(db, made.account),
        per_hour_minor=made.per_hour_minor,
        promised_s=sponsor_promises.promised_s(db, sponsorship=made.id, beside=""),
    )


def paid_for(
    db: Db,
    now: Instant,
    site: Site,
    *,
    sponsorship: str,
    visitor: str,
    place: SeatRow,
    limit_s: int,
) -> Paid:
    """What it pays for a learner who sits down at a place, of no more than `limit_s`."""
    made, who = sponsorships.by_id(db, sponsorship), visitors.by_id(db, visitor)
    offer = None if made is None else offers.by_id(db, made.offer)
    if made is None or offer is None:
        return Paid(0, 0, by_terms=True)
    is_guest = who is None or who.is_guest
    group = "" if who is None else who.group
    if not is_for_learner(group=group, wanted=made.groups, is_guest=is_guest):
        return Paid(0, 0, by_terms=False)
    budget_s = payable_s(db, now, sponsorship=sponsorship)
    at_once_s, in_all_s = held_seconds(
        offer.terms,
        zone=place.zone,
        start=now,
        seconds=max(0, min(limit_s, seconds_between(now, made.ends))),
        timezone=ZoneInfo(site.settings.timezone),
    )
    by_terms = at_once_s > 0 or not budget_s
    return Paid(min(at_once_s, budget_s), min(in_all_s, budget_s), by_terms)


def promise(db: Db, *, session: Session, sponsorship: str, seconds: int) -> None:
    """Keep seconds of a budget for a session of a class until it closes, on the terms of now."""
    made = sponsorships.by_id(db, sponsorship)
    sponsor_promises.promise(
        db,
        session=session.id,
        sponsorship=sponsorship,
        seconds=min(seconds, session.granted_s),
        offer=None if made is None else made.offer,
    )


def class_pass(db: Db, *, session: Session) -> Pass | None:
    """What a sponsorship pays of a session of a class, as if it were the only pass of it."""
    promised = sponsor_promises.promise_of(db, session.id)
    if promised is None:
        return None
    offer = None if promised.offer is None else offers.by_id(db, promised.offer)
    terms = ANYWHERE if offer is None else offer.terms
    return Pass(
        f"class:{promised.sponsorship}",
        PassKind.SPONSORSHIP,
        seconds_left=promised.seconds,
        zones=terms.zones or None,
        window=terms.window,
    )


def charge_class(db: Db, now: Instant, site: Site, *, session: Session, taken: Settled) -> None:
    """Post once what a session of a class cost its sponsor, by what was taken of `class_pass`."""
    promised = sponsor_promises.promise_of(db, session.id)
    seconds = sum(taken.spent_by_pass.values())
    if promised is not None and seconds:
        sponsoring.spend(db, now, site, promised.sponsorship, session=session, seconds=seconds)
