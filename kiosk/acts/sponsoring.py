"""Sponsorships at work: visitors taken in, budgets that grant time, sessions charged to them."""

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.acts.tendering import Posting, post_price, taxed
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.outages import Settled
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.spans import local_day
from kiosk.rules.sponsorships import (
    cost_minor,
    houses_part,
    is_for,
    left_this_week,
    seconds_coverable,
    seconds_payable,
)
from kiosk.rules.tenders import Parts
from kiosk.store import (
    ledger,
    offers,
    passes,
    sponsor_promises,
    sponsor_returns,
    sponsorships,
    visitors,
)
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
        made = sponsorship_of(db, each.id)
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
        made = sponsorship_of(db, each.id)
        if made is not None:
            seconds = min(session.granted_s, max(0, each.seconds_left or 0))
            sponsor_promises.promise_pass(
                db, session=session.id, sponsorship=made.id, seconds=seconds
            )


def charge(
    db: Db, now: Instant, site: Site, *, session: Session, taken: Settled, out_of: str = ""
) -> None:
    """Post once what a settled session cost its sponsors.

    `out_of`: another session that was promised these seconds, and needs them no more.
    """
    seconds_of: dict[str, int] = {}
    for pass_id, seconds in taken.spent_by_pass.items():
        made = sponsorship_of(db, pass_id)
        if made is not None:
            seconds_of[made.id] = seconds_of.get(made.id, 0) + seconds
    for sponsorship, seconds in seconds_of.items():
        spend(db, now, site, sponsorship, session=session, seconds=seconds)
        sponsor_promises.less_promised(db, session=out_of, sponsorship=sponsorship, seconds=seconds)
    sponsor_promises.forget_promises(db, session.id)


def spend(
    db: Db, now: Instant, site: Site, sponsorship: str, *, session: Session, seconds: int
) -> None:
    """Keep and post what seconds of a session cost a sponsorship, and the tax in it."""
    made = sponsorships.by_id(db, sponsorship)
    if made is None:
        return
    who = visitors.by_id(db, session.visitor)
    balance_minor = ledger.balance(db, made.account)
    minor = cost_minor(
        seconds=seconds, per_hour_minor=made.per_hour_minor, balance_minor=balance_minor
    )
    house_minor = houses_part(
        minor,
        balance_minor=balance_minor,
        house_left_minor=sponsor_returns.net_given_minor(db, made.id, by_house=True)
        - sponsorships.house_spent_minor(db, made.id),
    )
    tax_minor = taxed(site, minor - house_minor).tax_minor
    group = "visitor" if who is None else who.group
    spent = Spend(
        session.id, made.id, session.visitor, group, seconds, minor, house_minor, tax_minor
    )
    sponsorships.add_spend(db, now, spent)
    _post(db, now, site, made=made, spent=spent)


def _post(db: Db, now: Instant, site: Site, *, made: Sponsorship, spent: Spend) -> None:
    """A session's cost, as any price that no counter took."""
    price = Posting(
        id=f"sponsored:{spent.session}:{made.id}",
        debit=made.account,
        credit="sales:time",
        minor=spent.minor,
        at=now,
        reason="time sponsored",
        reference=f"session:{spent.session}",
    )
    parts = Parts(spent.minor - spent.tax_minor, spent.tax_minor)
    post_price(db, site, price, tax_id=f"sponsored_tax:{spent.session}:{made.id}", parts=parts)


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
            promised_s=sponsor_promises.promised_s(db, sponsorship=made.id, beside=beside),
        ),
    )
    return replace(best, seconds_left=seconds, seconds_a_day_left=days)


def sponsorship_of(db: Db, pass_id: str) -> Sponsorship | None:
    """The sponsorship that gave a pass; its id says so."""
    kind, _colon, rest = pass_id.partition(":")
    return sponsorships.by_id(db, rest.partition(":")[0]) if kind == "sponsorship" else None
