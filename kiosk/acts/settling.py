"""Closing a session: its price is worked out once, its passes are spent once. DESIGN.md §6.

What a session may cost was agreed when it opened: it keeps the tariff of that moment.
"""

from dataclasses import replace
from itertools import chain
from zoneinfo import ZoneInfo

import msgspec

from kiosk.acts import (
    card_passes,
    charging,
    class_sponsoring,
    holding,
    outages,
    sponsoring,
    tariffs,
    voucher_uses,
)
from kiosk.acts.outages import Cut
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules import metering
from kiosk.rules.grants import seconds_until_gap
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.outages import NO_CREDIT, settled
from kiosk.rules.passes import Pass
from kiosk.rules.rates import Rate
from kiosk.rules.receipts import Receipt, extended, given
from kiosk.rules.spans import local_day
from kiosk.rules.tariffs import Use, price
from kiosk.store import charges, given_time, revisions, sessions, statutory_log, visitors
from kiosk.store.sessions import FactRow, Session

RECENT_S = 3600
LONGEST_S = 7 * S_PER_DAY
"""No session is granted more at once, however long its passes last."""
BY_THE_CLOCK = frozenset({"account", "postpaid"})
"""Kinds of sessions whose seconds cost money as they run."""
OF_A_CUT = frozenset({"rebooted", "cut"})
"""Sessions that a power cut ended; others are not made good what the clock took."""


def seconds_covered(
    db: Db, site: Site, *, session: Session, facts: tuple[metering.SessionFact, ...], after_s: int
) -> int:
    """How many seconds in all a session's passes cover without a gap after `after_s`."""
    held = card_passes.lets_run(db, session) or usable_passes(db, site, session=session)
    return seconds_until_gap(
        facts,
        held,
        after_s=after_s,
        timezone=ZoneInfo(site.settings.timezone),
        limit_s=min(LONGEST_S, sum(each.seconds_left or 0 for each in held)),
    )


def close(db: Db, now: Instant, site: Site, *, session: Session, used_s: int, why: str) -> Receipt:
    """Close and settle an open session; the caller has seen that it is open.

    More than was granted is never charged: the lock came late, and that is ours. Nor is what ran
    beyond passes that ended meanwhile. The hand stays with its station: only the station knows what
    of it was finished (`ingest` frees the rest).
    """
    told_s, used_s = used_s, min(used_s, session.granted_s)
    sessions.append(
        db, session.id, FactRow("closed", _last_instant(db, now, session), used_s=used_s)
    )
    use = _use(db, site, session, facts_of(db, session))
    receipt = _priced(session, use)
    free_s = _given_at_the_end_s(db, session, used_s=used_s)
    if free_s:
        receipt = _extended(session, use, free_s=free_s)
    used = metering.runs(use.facts)
    credit = outages.credit_for(db, now, session=session, receipt=receipt, used=used)
    taken = settled(receipt, credit)
    holding.spend(db, session=session.id, taken=taken)
    whose = replace(session, visitor=card_passes.payer(db, session))
    sponsoring.charge(db, now, site, session=whose, taken=taken)
    _charge_class(db, now, site, session=session, use=use)
    charging.charge(db, now, site, session=session, taken=taken)
    given_time.note_late(db, now, session=session.id, seconds=told_s - used_s)
    uncovered_s = receipt.given_s - given_time.extension_s(db, session.id)
    given_time.add(db, now, session=session.id, why="uncovered", seconds=uncovered_s)
    sessions.close(
        db, now, session=session.id, used_s=used_s, why=why, receipt=msgspec.json.encode(receipt)
    )
    if why in OF_A_CUT:
        _make_good(db, site, session=session, use=use, back=now)
    voucher_uses.close_use(db, now, session=session, receipt=receipt)
    card_passes.hand_over(db, session)
    statutory_log.end(db, now, session.id)
    revisions.bump(db, revisions.FLOOR)
    revisions.bump(db, revisions.record_of(session.visitor))
    return receipt


def settle_beside(
    db: Db,
    now: Instant,
    site: Site,
    *,
    session: Session,
    facts: tuple[FactRow, ...],
    out_of: str,
) -> None:
    """Keep and settle a session of which the hub hears only when it is over; passes cover it all.

    Another session of its visitor, or at its station, may be open meanwhile. What sponsors promised
    to the session `out_of` is what this one is part of.
    """
    sessions.add_closed(db, now, session, why="unheard")
    for fact in facts:
        sessions.append(db, session.id, fact)
    use = _use(db, site, session, facts_of(db, session), promised=out_of)
    receipt = _priced(session, use)
    taken = settled(receipt, NO_CREDIT)
    holding.spend(db, session=session.id, taken=taken)
    sponsoring.charge(db, now, site, session=session, taken=taken, out_of=out_of)
    sessions.keep_receipt(db, session=session.id, receipt=msgspec.json.encode(receipt))
    voucher_uses.close_use(db, now, session=session, receipt=receipt)
    revisions.bump(db, revisions.record_of(session.visitor))
    revisions.bump(db, revisions.FLOOR)


def _last_instant(db: Db, now: Instant, session: Session) -> Instant:
    return max(now, *(fact.at for fact in sessions.facts(db, session.id)))


def resume_after_cut(db: Db, site: Site, *, session: Session, used_s: int, back: Instant) -> None:
    """A session goes on after a power cut: what the clock took meanwhile is made good."""
    use = _use(db, site, session, (*facts_of(db, session), metering.Closed(back, used_s)))
    _make_good(db, site, session=session, use=use, back=back)


def _make_good(db: Db, site: Site, *, session: Session, use: Use, back: Instant) -> None:
    used = metering.runs(use.facts)
    zone = [fact.zone for fact in sessions.facts(db, session.id) if fact.zone][-1]
    at = used[-1].end if used else session.opened_at
    cut = Cut(use.passes, _priced(session, use), at, back, zone)
    outages.make_good(db, site, session=session, cut=cut)


def _charge_class(db: Db, now: Instant, site: Site, *, session: Session, use: Use) -> None:
    """What the sponsor of a class pays is priced like what a pass covers: grace and outages too."""
    paid_by = class_sponsoring.class_pass(db, session=session)
    if paid_by is None:
        return
    receipt = _priced(session, replace(use, passes=(paid_by,)))
    used = metering.runs(use.facts)
    credit = outages.what_is_given(db, now, session=session, receipt=receipt, used=used)
    class_sponsoring.charge_class(db, now, site, session=session, taken=settled(receipt, credit))


def _use(
    db: Db,
    site: Site,
    session: Session,
    facts: tuple[metering.SessionFact, ...],
    *,
    promised: str = "",
) -> Use:
    """`promised`: the session that sponsors promised its seconds to, where it is another."""
    who = visitors.by_id(db, session.visitor)
    tariff = tariffs.kept_by(session)
    return Use(
        facts=facts,
        group="visitor" if who is None else who.group,
        recent_session=_had_recent(db, session, guest=who is None or who.is_guest),
        passes=usable_passes(db, site, session=session, promised=promised)
        if session.kind != "free"
        else (),
        charged_today_minor=charges.by_day(
            db, visitor=session.visitor, since=local_day(session.opened_at, tariff.timezone)
        ),
    )


def _priced(session: Session, use: Use) -> Receipt:
    tariff = tariffs.kept_by(session)
    if session.kind == "prepaid":  # nobody agreed to pay more, so what no pass covers is ours
        return given(price(replace(tariff, rates=(Rate(0),)), use))
    return price(tariff, use)


def _given_at_the_end_s(db: Db, session: Session, *, used_s: int) -> int:
    """What was used of the free seconds at the end of a session that is paid by the clock.

    Its money was set aside at the dearest rate, so at a cheaper one there is some of it left; the
    seconds are free all the same.
    """
    if session.kind not in BY_THE_CLOCK:
        return 0
    extra_s = given_time.extension_s(db, session.id)
    return min(extra_s, max(0, used_s - (session.granted_s - extra_s)))


def _extended(session: Session, use: Use, *, free_s: int) -> Receipt:
    """Priced up to the free seconds; those stand behind it."""
    paid_s = sum(run.seconds for run in metering.runs(use.facts)) - free_s
    facts = tuple(_no_more_than(paid_s, each) for each in use.facts)
    paid = _priced(session, replace(use, facts=facts))
    tariff = replace(tariffs.kept_by(session), rates=(Rate(0),), grace_s=0)
    return extended(paid, price(tariff, replace(use, passes=())))


def _no_more_than(used_s: int, fact: metering.SessionFact) -> metering.SessionFact:
    """A fact as if no more had been used by then."""
    if isinstance(fact, metering.Opened | metering.Resumed) or fact.used_s is None:
        return fact
    return replace(fact, used_s=min(fact.used_s, used_s))


def facts_of(db: Db, session: Session) -> tuple[metering.SessionFact, ...]:
    """The facts of a session, as the rules read them."""
    return tuple(as_rule(session, row) for row in sessions.facts(db, session.id))


def as_rule(session: Session, row: FactRow) -> metering.SessionFact:
    """A fact as the rules read it."""
    match row.kind:
        case "opened":
            return metering.Opened(row.at, session.station, row.zone)
        case "paused":
            return metering.Paused(row.at, row.used_s)
        case "resumed":
            return metering.Resumed(row.at)
        case "moved":
            return metering.Moved(row.at, session.station, row.zone, row.used_s)
        case _:
            return metering.Closed(row.at, row.used_s)


def _had_recent(db: Db, session: Session, *, guest: bool) -> bool:
    return sessions.closed_between(
        db,
        visitor=None if guest else session.visitor,
        station=session.station if guest else None,
        since=later(session.opened_at, seconds=-RECENT_S),
        until=Instant(session.opened_at + 1),
    )


def usable_passes(db: Db, site: Site, *, session: Session, promised: str = "") -> tuple[Pass, ...]:
    """A visitor's passes, as far as a session may use them; also those of its card."""
    at, payer = session.opened_at, card_passes.payer(db, session)
    return sponsoring.usable(
        db,
        at,
        site,
        held=chain.from_iterable(
            holding.held_at(db, at, visitor=one) for one in dict.fromkeys((session.visitor, payer))
        ),
        visitor=payer,
        session=promised or session.id,
    )
