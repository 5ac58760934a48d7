"""Allowances of a subscription: made as a period is paid or owed, and held to what is paid for.

Until when each may be used follows from one instant: the end of what is paid, owed or paused. So a
renewal lets the allowance that runs go on to its own end, and whoever stops, stops them all.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.allowances import Rhythm, beginning_in, days_still, following, moved
from kiosk.rules.instants import Instant
from kiosk.rules.passes import PassKind
from kiosk.rules.subscriptions import Standing
from kiosk.store import allowances, passes
from kiosk.store.allowances import AllowanceRow
from kiosk.store.offers import Offer
from kiosk.store.passes import NewPass
from kiosk.store.subscriptions import Subscription


def rhythm_of(offer: Offer, site: Site) -> Rhythm | None:
    """How often an offer gives its time; None: once a period."""
    cycle = offer.cycle
    if cycle is None or cycle.allowance is None:
        return None
    return Rhythm(cycle.allowance, cycle.carry_over, ZoneInfo(site.settings.timezone))


def make(
    db: Db,
    now: Instant,
    *,
    subscription: Subscription,
    offer: Offer,
    rhythm: Rhythm,
    standing: Standing,
    name: str,
) -> tuple[AllowanceRow, ...]:
    """The passes of the allowances that begin in a period that is not kept yet.

    The first is the period's own pass, `name`; the others are part of it.
    """
    last = allowances.newest(db, subscription.id)
    same = last is not None and (last.every, last.carry_over) == (rhythm.every, rhythm.carry_over)
    after = last.of if last is not None and same else None
    found = beginning_in(rhythm, after=after, starts=standing.starts, ends=standing.ends)
    rows = tuple(
        AllowanceRow(
            name if one is found[0] else f"{name}:{one.k:05d}",
            subscription.id,
            standing.n,
            rhythm.every,
            rhythm.carry_over,
            one,
        )
        for one in found
    )
    for row in rows:
        _add_pass(db, now, row, visitor=subscription.visitor, offer=offer, name=name)
    return rows


def keep_until(db: Db, now: Instant, subscription: str, *, until: Instant) -> None:
    """Hold all that are not over to the end of what is paid; those of another rhythm stay."""
    alive = allowances.alive(db, subscription, at=now)
    mine = tuple(row for row in alive if _same(row, alive[0]))
    allowances.set_until(db, mine, until=until)


def resume(
    db: Db, now: Instant, site: Site, *, found: Subscription, offer: Offer, name: str, ends: Instant
) -> None:
    """What had not ended when time stood still ends as many days later.

    Days are whole and the pause was not: where the period now ends later than its last allowance,
    there is one more. `name` is the period's pass, `ends` its new end.
    """
    paused_at = found.standing.paused_at
    assert paused_at is not None  # noqa: S101  the caller resumed it
    days, timezone = days_still(paused_at, now), ZoneInfo(site.settings.timezone)
    rows = allowances.alive(db, found.id, at=paused_at)
    for row in rows:
        rhythm = Rhythm(row.every, row.carry_over, timezone)
        allowances.move(db, row, moved(rhythm, row.of, days=days, since=paused_at))
    last = allowances.newest(db, found.id)
    while last is not None and last.of.ends < ends:
        one = following(Rhythm(last.every, last.carry_over, timezone), last.of)
        last = replace(last, pass_id=f"{name}:{one.k:05d}", n=found.standing.n, of=one)
        _add_pass(db, now, last, visitor=found.visitor, offer=offer, name=name)
        allowances.add(db, last)


def _same(one: AllowanceRow, other: AllowanceRow) -> bool:
    return (one.every, one.carry_over) == (other.every, other.carry_over)


def _add_pass(
    db: Db, now: Instant, row: AllowanceRow, *, visitor: str, offer: Offer, name: str
) -> None:
    passes.add(
        db,
        now,
        NewPass(
            id=row.pass_id,
            visitor=visitor,
            offer=offer.id,
            kind=PassKind.SUBSCRIPTION.value,
            seconds=offer.seconds,
            lapses=row.of.lasts,
            begins=row.of.starts,
            part_of=None if row.pass_id == name else name,
        ),
    )
