"""Sponsorships at work: visitors taken in, budgets that grant time, sessions charged to them."""

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.acts import tariffs
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.outages import Settled
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.spans import local_day
from kiosk.rules.sponsorships import cost_minor, is_for, is_open, left_this_week, seconds_payable
from kiosk.store import ledger, offers, passes, sponsorships, visitors
from kiosk.store.passes import NewPass
from kiosk.store.sessions import Session
from kiosk.store.sponsorships import Spend, Sponsorship


def take_in(db: Db, now: Instant, *, visitor: str) -> None:
    """Give a visitor who sits down the pass of every sponsorship that is for them and has room."""
    who = visitors.by_id(db, visitor)
    if who is None:
        return
    for made in sponsorships.running(db, now):
        if not is_for(group=who.group, wanted=made.groups, is_guest=who.is_guest):
            continue
        if sponsorships.has(db, sponsorship=made.id, visitor=visitor):
            continue
        full = sponsorships.visitors_of(db, made.id) >= made.visitors_limit
        if not full and ledger.balance(db, made.account) > 0:
            _give_pass(db, now, made, visitor)


def not_paused(db: Db, at: Instant, *, held: Iterable[Pass]) -> tuple[Pass, ...]:
    """Passes without those of a sponsorship that paused before a session began at `at`.

    Who sat there before goes on as was granted, and is paid for.
    """
    return tuple(each for each in held if not _paused_at(db, at, each))


def within_budgets(
    db: Db, now: Instant, site: Site, *, held: Iterable[Pass], session: str
) -> tuple[Pass, ...]:
    """Passes as a session may be granted them: of a sponsorship what its budget and week allow.

    What was granted is settled in full, so this is asked when a session is granted time, not after;
    and what other sessions were granted is theirs until they close.
    """
    return tuple(
        _within_budget(db, now, site, each, session=session)
        if each.kind is PassKind.SPONSORSHIP
        else each
        for each in held
    )


def charge(db: Db, now: Instant, site: Site, *, session: Session, taken: Settled) -> None:
    """Post once what a settled session cost its sponsors, as far as their budgets go."""
    for pass_id, seconds in taken.spent_by_pass.items():
        made = _sponsorship(db, pass_id)
        if made is None:
            continue
        _spend(db, now, site, made, session=session, seconds=seconds)


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
        promised_s=sponsorships.promised_s(db, sponsorship=made.id, beside=""),
    )


def promise(db: Db, *, session: Session, sponsorship: str, seconds: int) -> None:
    """Keep seconds of a budget for a session of a class until it closes."""
    sponsorships.promise(
        db,
        session=session.id,
        sponsorship=sponsorship,
        seconds=min(seconds, session.granted_s),
    )


def charge_class(db: Db, now: Instant, site: Site, *, session: Session, used_s: int) -> None:
    """Post once what a session of a class cost its sponsor; less than the grace costs nothing."""
    promised = sponsorships.promise_of(db, session.id)
    if promised is None or used_s < tariffs.kept_by(session).grace_s or not used_s:
        return
    made = sponsorships.by_id(db, promised.sponsorship)
    if made is not None:
        _spend(db, now, site, made, session=session, seconds=min(used_s, promised.seconds))


def _spend(
    db: Db, now: Instant, site: Site, made: Sponsorship, *, session: Session, seconds: int
) -> None:
    who = visitors.by_id(db, session.visitor)
    minor = cost_minor(
        seconds=seconds,
        per_hour_minor=made.per_hour_minor,
        balance_minor=ledger.balance(db, made.account),
    )
    group = "visitor" if who is None else who.group
    spend = Spend(session.id, made.id, session.visitor, group, seconds, minor)
    sponsorships.add_spend(db, now, spend)
    if minor:
        ledger.post(db, _transfer(site, now, made, session=session.id, minor=minor))


def _transfer(site: Site, now: Instant, made: Sponsorship, *, session: str, minor: int) -> Transfer:
    return Transfer(
        id=f"sponsored:{session}:{made.id}",
        debit=made.account,
        credit="sales:time",
        amount=site.money(minor),
        at=now,
        reason="time sponsored",
        reference=f"session:{session}",
    )


def _give_pass(db: Db, now: Instant, made: Sponsorship, visitor: str) -> None:
    offer = offers.by_id(db, made.offer)
    new = NewPass(
        id=f"sponsorship:{made.id}:{visitor}",
        visitor=visitor,
        offer=made.offer,
        kind=PassKind.SPONSORSHIP.value,
        seconds=0 if offer is None else offer.seconds,
        lapses=made.ends,
    )
    passes.add(db, now, new)


def _within_budget(db: Db, now: Instant, site: Site, each: Pass, *, session: str) -> Pass:
    made = _sponsorship(db, each.id)
    if made is None:
        return each
    limits = [
        each.seconds_left,
        seconds_payable(
            balance_minor=ledger.balance(db, made.account),
            per_hour_minor=made.per_hour_minor,
            promised_s=sponsorships.promised_s(db, sponsorship=made.id, beside=session),
        ),
        left_this_week(
            made.seconds_a_week,
            spent_by_day=passes.by_day(db, each.id),
            today=local_day(now, ZoneInfo(site.settings.timezone)),
        ),
    ]
    return replace(each, seconds_left=min(limit for limit in limits if limit is not None))


def _paused_at(db: Db, at: Instant, held: Pass) -> bool:
    made = _sponsorship(db, held.id)
    return made is not None and made.paused_at is not None and made.paused_at <= at


def _sponsorship(db: Db, pass_id: str) -> Sponsorship | None:
    """The sponsorship that gave a pass; its id says so."""
    kind, _colon, rest = pass_id.partition(":")
    return sponsorships.by_id(db, rest.partition(":")[0]) if kind == "sponsorship" else None
