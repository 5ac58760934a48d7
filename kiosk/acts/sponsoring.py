"""Sponsorships at work: visitors taken in, budgets that grant time, sessions charged to them."""

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.outages import Settled
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.spans import local_day
from kiosk.rules.sponsorships import (
    cost_minor,
    is_for,
    is_open,
    left_this_week,
    seconds_coverable,
    seconds_payable,
)
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


def usable(
    db: Db, at: Instant, site: Site, *, held: Iterable[Pass], visitor: str, session: str
) -> tuple[Pass, ...]:
    """Passes as a session that began at `at` may use them, when it is granted time and at its end.

    A sponsorship that paused before is left out; who sat there before goes on as was granted. Of
    the others each counts once, also where two merged records had its pass, and for no more than
    its budget, its week and its own seconds allow. What other sessions were promised is theirs
    until they close; what this one was promised is among what is left.
    """
    plain: list[Pass] = []
    sponsored: dict[str, tuple[Sponsorship, list[Pass]]] = {}
    for each in held:
        made = _sponsorship(db, each.id)
        if made is None:
            plain.append(each)
        elif made.paused_at is None or made.paused_at > at:
            sponsored.setdefault(made.id, (made, []))[1].append(each)
    return (
        *plain,
        *(
            _within_limits(db, at, site, made, several, visitor=visitor, beside=session)
            for made, several in sponsored.values()
        ),
    )


def promise_passes(db: Db, *, session: Session, usable: Iterable[Pass]) -> None:
    """Keep of each budget what a session may take by the passes as it was granted them."""
    for each in usable:
        made = _sponsorship(db, each.id)
        if made is not None:
            seconds = min(session.granted_s, max(0, each.seconds_left or 0))
            sponsorships.promise_pass(db, session=session.id, sponsorship=made.id, seconds=seconds)


def charge(
    db: Db, now: Instant, site: Site, *, session: Session, taken: Settled, out_of: str = ""
) -> None:
    """Post once what a settled session cost its sponsors.

    `out_of`: another session that was promised these seconds, and needs them no more.
    """
    spent: dict[str, int] = {}
    for pass_id, seconds in taken.spent_by_pass.items():
        made = _sponsorship(db, pass_id)
        if made is not None:
            spent[made.id] = spent.get(made.id, 0) + seconds
    for sponsorship, seconds in spent.items():
        _spend(db, now, site, sponsorship, session=session, seconds=seconds)
        sponsorships.less_promised(db, session=out_of, sponsorship=sponsorship, seconds=seconds)
    sponsorships.forget_promises(db, session.id)


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


def class_pass(db: Db, *, session: Session) -> Pass | None:
    """What a sponsorship pays of a session of a class, as if it were the only pass of it."""
    promised = sponsorships.promise_of(db, session.id)
    if promised is None:
        return None
    return Pass(
        f"class:{promised.sponsorship}", PassKind.SPONSORSHIP, seconds_left=promised.seconds
    )


def charge_class(db: Db, now: Instant, site: Site, *, session: Session, taken: Settled) -> None:
    """Post once what a session of a class cost its sponsor, by what was taken of `class_pass`."""
    promised = sponsorships.promise_of(db, session.id)
    seconds = sum(taken.spent_by_pass.values())
    if promised is not None and seconds:
        _spend(db, now, site, promised.sponsorship, session=session, seconds=seconds)


def _spend(
    db: Db, now: Instant, site: Site, sponsorship: str, *, session: Session, seconds: int
) -> None:
    made = sponsorships.by_id(db, sponsorship)
    if made is None:
        return
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


def _within_limits(
    db: Db,
    at: Instant,
    site: Site,
    made: Sponsorship,
    several: list[Pass],
    *,
    visitor: str,
    beside: str,
) -> Pass:
    """Of a visitor's passes of one sponsorship the one with the most left, as far as all allow."""
    best = max(several, key=lambda each: (each.seconds_left or 0, each.id))
    spent = sponsorships.spent_by_day(db, sponsorship=made.id, visitor=visitor)
    days = best.seconds_a_day_left
    if days is not None:
        days = {day: best.seconds_a_day - seconds for day, seconds in spent.items()}
    seconds = seconds_coverable(
        left_s=best.seconds_left or 0,
        spent_beside_s=sponsorships.spent_beside_s(
            db, sponsorship=made.id, visitor=visitor, pass_id=best.id
        ),
        week_s=left_this_week(
            made.seconds_a_week,
            spent_by_day=spent,
            today=local_day(at, ZoneInfo(site.settings.timezone)),
        ),
        payable_s=seconds_payable(
            balance_minor=ledger.balance(db, made.account),
            per_hour_minor=made.per_hour_minor,
            promised_s=sponsorships.promised_s(db, sponsorship=made.id, beside=beside),
        ),
    )
    return replace(best, seconds_left=seconds, seconds_a_day_left=days)


def _sponsorship(db: Db, pass_id: str) -> Sponsorship | None:
    """The sponsorship that gave a pass; its id says so."""
    kind, _colon, rest = pass_id.partition(":")
    return sponsorships.by_id(db, rest.partition(":")[0]) if kind == "sponsorship" else None
