"""Opening a session: how it is paid, and how many seconds that grants it. DESIGN.md §6 and §7.

Passes of the visitor are spent first, but in a free session none is touched.
"""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kiosk.acts import (
    charging,
    class_sponsoring,
    holding,
    keeping,
    outages,
    settling,
    sponsoring,
    sponsorship_changes,
    statutory_log,
    tariffs,
)
from kiosk.acts.opening_hours import closing_after
from kiosk.acts.selling import GUEST_GROUP, new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules import metering
from kiosk.rules.grants import seconds_until
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day, whole_second
from kiosk.rules.tariffs import Tariff, dearest_per_hour, seconds_affordable
from kiosk.store import bans, given_time, ledger, revisions, sessions, sharers, visitors
from kiosk.store import tariffs as tariffs_store
from kiosk.store.sessions import FactRow, Session, SessionKind
from kiosk.store.stations import SeatRow
from kiosk.store.statutory_log import Identified

Facts = tuple[metering.SessionFact, ...]
METERED_LIMIT_S = 12 * 3600
"""No session that is paid as it goes lasts longer."""
FREE_LIMIT_S = S_PER_DAY


@dataclass(frozen=True, slots=True)
class Terms:
    """How the seconds are paid that no pass covers.

    `limit_minor`: the most it may cost; 0: the site's cap, or all that the account holds.
    `limit_s`: how long a free one lasts; it needs a `reason`. A `sponsorship` pays for a free one
    as long as its budget does; then it ends, or `goes_on_free`.
    """

    kind: SessionKind = "prepaid"
    limit_minor: int = 0
    limit_s: int = METERED_LIMIT_S
    reason: str = ""
    sponsorship: str = ""
    goes_on_free: bool = False


PREPAID = Terms()


def open_session(
    db: Db,
    now: Instant,
    site: Site,
    *,
    visitor: str,
    place: SeatRow,
    terms: Terms = PREPAID,
    identified: Identified = "desk",
) -> Session:
    """Open a session with all the seconds that passes, money or the house grant it.

    Raises:
        Refusal: `banned`, `site_closed`, `offer_closed` (the site lets nobody pay after),
            `reason_missing`, `budget_used_up`, `sponsor_pays_not`, `amount_wrong`, `no_rate`,
            `no_time_left`, `below_zero`.
    """
    check_not_banned(db, now, site, visitor=visitor)
    sponsorship_changes.begin_due(db, now, site)
    terms, sponsored_s = _within_sponsor(db, now, site, terms, visitor=visitor, place=place)
    sponsoring.take_in(db, now, visitor=visitor)
    session = Session(
        id=new_id(),
        visitor=visitor,
        station=place.station or "",
        seat=place.number,
        state="open",
        opened_at=now,
        tariff=_tariff(db, now, site, terms),
        granted_s=0,
        used_s=0,
        closed_at=None,
        why="",
        receipt=None,
        kind=terms.kind,
        limit_minor=_limit_minor(db, site, visitor=visitor, terms=terms),
        limit_s=_limit_s(terms),
        policy=outages.policy_now(site),
    )
    if closing_after(site, now) == whole_second(now):
        raise Refusal("site_closed")
    opened = (metering.Opened(now, session.station, place.zone),)
    session = replace(session, granted_s=_seconds(db, now, site, session=session, facts=opened))
    if session.granted_s == 0:
        raise Refusal("no_time_left")
    sharers.end_all_of(db, now, visitor=visitor)
    sessions.add(db, session)
    sessions.append(db, session.id, FactRow("opened", now, place.zone))
    promise(db, site, session=session)
    if sponsored_s:
        class_sponsoring.promise(
            db, session=session, sponsorship=terms.sponsorship, seconds=sponsored_s
        )
    statutory_log.came(db, site, session=session, identified=identified)
    if session.kind == "account":
        charging.reserve(db, now, site, session=session)
    revisions.bump(db, revisions.FLOOR)
    return session


def _within_sponsor(
    db: Db, now: Instant, site: Site, terms: Terms, *, visitor: str, place: SeatRow
) -> tuple[Terms, int]:
    """Terms as far as a sponsor pays for them, and how many seconds it would pay."""
    if not terms.sponsorship:
        return terms, 0
    paid = class_sponsoring.paid_for(
        db,
        now,
        site,
        sponsorship=terms.sponsorship,
        visitor=visitor,
        place=place,
        limit_s=terms.limit_s,
    )
    if terms.goes_on_free:
        return terms, paid.in_all_s
    if not paid.at_once_s:
        raise Refusal("budget_used_up" if paid.by_terms else "sponsor_pays_not")
    return replace(terms, limit_s=paid.at_once_s), paid.at_once_s


def check_not_banned(db: Db, now: Instant, site: Site, *, visitor: str) -> None:
    """Refuse a visitor who is kept out; a session that is open already goes on.

    Raises:
        Refusal: `banned`, with the day on which it is over.
    """
    ban = bans.in_force(db, visitor=visitor, at=now)
    if ban is not None:
        raise Refusal("banned", day=local_day(ban.until, ZoneInfo(site.settings.timezone)))


def seconds_granted(
    db: Db, now: Instant, site: Site, *, session: Session, goal: SeatRow | None = None
) -> int:
    """How long a session may run in all, by what it is paid with now; never less than it has used.

    It goes on at `now` if it is paused, and at another seat if one is named: some pass may not hold
    there, or have ended in the pause, money may buy less, and somebody may have booked it.
    """
    facts = settling.facts_of(db, session)
    at = max(now, *(fact.at for fact in facts))
    there = session if goal is None else replace(session, seat=goal.number)
    if goal is not None:
        facts = (*facts, metering.Moved(at, session.station, goal.zone, session.used_s))
    if session.state == "paused":
        facts = (*facts, metering.Resumed(at))
    seconds = _seconds(db, now, site, session=there, facts=facts)
    if goal is not None and session.kind != "prepaid":
        seconds = min(seconds, session.granted_s)
    return max(seconds, session.used_s)


def grant(db: Db, site: Site, *, session: Session, seconds: int) -> None:
    """An open session may run so long in all; sponsors keep their part of it for it."""
    sessions.grant(db, session=session.id, seconds=seconds)
    promise(db, site, session=replace(session, granted_s=seconds))


def promise(db: Db, site: Site, *, session: Session) -> None:
    """Sponsors keep of their budgets what a session that was granted time may take."""
    if session.kind != "free":  # that one touches no pass
        usable = settling.usable_passes(db, site, session=session)
        sponsoring.promise_passes(db, session=session, usable=usable)


def hour_minor(db: Db, now: Instant, site: Site, *, visitor: str, zone: str) -> int:
    """What an hour costs a visitor in a zone at the dearest rate until this time tomorrow.

    So much is set aside of an account where nobody said another sum.
    """
    body = tariffs_store.body_in_force(db, now, site.settings)
    return _dearest(db, tariffs.read(body), visitor=visitor, zone=zone, at=now)


def grant_anew(db: Db, now: Instant, site: Site, *, session: Session) -> Session:
    """A session paid ahead that goes on ends where its passes end, which did not wait for it.

    Where the hub knows of none (a voucher used twice, or before it was sold), what its paper
    granted stays.
    """
    if session.kind != "prepaid" or not holding.held_at(
        db, session.opened_at, visitor=session.visitor
    ):
        return session
    seconds = seconds_granted(db, now, site, session=session)
    if seconds != session.granted_s:
        grant(db, site, session=session, seconds=seconds)
        revisions.bump(db, revisions.FLOOR)
    return replace(session, granted_s=seconds)


def _seconds(db: Db, now: Instant, site: Site, *, session: Session, facts: Facts) -> int:
    """By what it is paid with, no longer than the site is open and nobody has booked the seat."""
    extra_s = given_time.extension_s(db, session.id)
    seconds = extra_s + _paid_seconds(db, site, session=session, facts=facts, extra_s=extra_s)
    for end in (
        closing_after(site, session.opened_at),
        keeping.booked_from(db, now, site, session=session),
    ):
        seconds = seconds if end is None else min(seconds, seconds_until(facts, end))
    return seconds


def _paid_seconds(db: Db, site: Site, *, session: Session, facts: Facts, extra_s: int) -> int:
    """What is paid for; seconds given beyond it (`extra_s`) are no gap in it."""
    if session.kind == "free":
        return session.limit_s
    is_ahead = session.kind == "prepaid"
    after_s = max(0, session.used_s - extra_s) if is_ahead else 0
    covered_s = settling.seconds_covered(db, site, session=session, facts=facts, after_s=after_s)
    if is_ahead:
        return covered_s
    zone = [fact.zone for fact in facts if isinstance(fact, metering.Opened | metering.Moved)][-1]
    return covered_s + _affordable_s(db, session=session, zone=zone)


def _affordable_s(db: Db, *, session: Session, zone: str) -> int:
    """What its money buys at the dearest rate that may hold until the next day at this time."""
    tariff = tariffs.kept_by(session)
    per_hour_minor = _dearest(db, tariff, visitor=session.visitor, zone=zone, at=session.opened_at)
    return seconds_affordable(
        tariff,
        minor=session.limit_minor,
        per_hour_minor=per_hour_minor,
        limit_s=session.limit_s,
    )


def _dearest(db: Db, tariff: Tariff, *, visitor: str, zone: str, at: Instant) -> int:
    who = visitors.by_id(db, visitor)
    return dearest_per_hour(
        tariff,
        zone=zone,
        group=GUEST_GROUP if who is None else who.group,
        start=at,
        end=later(at, seconds=S_PER_DAY),
    )


def _tariff(db: Db, now: Instant, site: Site, terms: Terms) -> bytes:
    body = tariffs_store.body_in_force(db, now, site.settings)
    return tariffs.made_free(body) if terms.kind == "free" else body


def _limit_minor(db: Db, site: Site, *, visitor: str, terms: Terms) -> int:
    """The most it may cost: never above the site's cap, nor above what the account holds."""
    if terms.kind in ("prepaid", "free"):
        return 0
    most = site.settings.postpaid_cap_minor
    if terms.kind == "account":
        most = ledger.balance(db, f"visitor:{visitor}")
    if not 0 <= terms.limit_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=terms.limit_minor)
    if most <= 0:
        raise Refusal("offer_closed" if terms.kind == "postpaid" else "no_time_left")
    return min(most, terms.limit_minor) if terms.limit_minor else most


def _limit_s(terms: Terms) -> int:
    if terms.kind != "free":
        return METERED_LIMIT_S
    if not terms.reason.strip():
        raise Refusal("reason_missing")
    if not 0 < terms.limit_s <= FREE_LIMIT_S:
        raise Refusal("amount_wrong", seconds=terms.limit_s)
    return terms.limit_s
