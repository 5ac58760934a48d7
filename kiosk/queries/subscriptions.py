"""Subscriptions: what is due, who must be told, and what a person's page shows of one."""

from dataclasses import dataclass
from functools import cached_property

from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_DAY, Instant, later, usable_s
from kiosk.rules.subscriptions import (
    RENEW_AHEAD_S,
    Cycle,
    Reminder,
    State,
    Step,
    arrears_until,
    next_step,
    payable_by_itself,
    reminded_ahead_s,
    reminder,
)
from kiosk.store import (
    allowances,
    ledger,
    offers,
    passes,
    renewal_consents,
    sessions,
    subscriptions,
    visitors,
)
from kiosk.store.offers import Offer
from kiosk.store.renewal_consents import Consent
from kiosk.store.subscriptions import Subscription


@dataclass(frozen=True, slots=True)
class ToRemind:
    """A visitor who sits here and has not been told yet."""

    subscription: str
    reminder: Reminder
    said: str
    language: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A subscription as staff read it. `until` is when it stops working if nothing is done.

    `every` is "day", "week" or "month" where its time, `each_s`, comes anew so often; then `left_s`
    is what is left of it now, and `next_at` when more begins that is paid for.
    `agreed_minor`: so much a period the account pays by itself; `said`: when that was agreed, or
    withdrawn, and who wrote it down.
    """

    id: str
    visitor: str
    name: str
    title: str
    state: State
    renews: bool
    starts: Instant
    ends: Instant
    until: Instant
    price_minor: int
    short_minor: int
    reminder: Reminder
    left_s: int
    worth_minor: int
    upgrades: tuple[Offer, ...]
    agreed_minor: int = 0
    said: Consent | None = None
    every: str = ""
    each_s: int = 0
    next_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Lapsing:
    """A subscription that somebody must speak of. `until` is when it stops if nothing is done."""

    id: str
    visitor: str
    name: str
    title: str
    reminder: Reminder
    until: Instant
    price_minor: int


def due(db: Db, now: Instant) -> tuple[str, ...]:
    """The subscriptions for which time has brought something."""
    until = later(now, seconds=RENEW_AHEAD_S)
    found, cycles = [], _Cycles(db)
    for one in subscriptions.to_look_at(db, until=until):
        cycle = cycles.of(one)
        payable = payable_by_itself(
            balance_minor=ledger.balance(db, f"visitor:{one.visitor}"),
            agreed_minor=one.agreed_minor,
            price_minor=cycle.price_minor,
        )
        if next_step(one.standing, cycle, now=now, payable_minor=payable) is not Step.WAIT:
            found.append(one.id)
    return tuple(found)


def to_remind(db: Db, now: Instant, *, remind_days: int) -> tuple[ToRemind, ...]:
    """Who sits here and must be told that the subscription is about to lapse."""
    found, cycles = [], _Cycles(db)
    for session in sessions.all_open(db):
        one = subscriptions.live_of(db, session.visitor)
        if one is None:
            continue
        said = _reminder(db, now, one, cycles.of(one), remind_days)
        mark = f"{said.value}:{one.standing.n}"
        if said is not Reminder.NONE and one.reminded != mark:
            who = visitors.by_id(db, one.visitor)
            found.append(ToRemind(one.id, said, mark, "" if who is None else who.language))
    return tuple(found)


def of_visitor(db: Db, now: Instant, visitor: str, *, remind_days: int) -> Shown | None:
    """The visitor's subscription, unless it has stopped."""
    one = subscriptions.live_of(db, visitor)
    return None if one is None else shown(db, now, one, remind_days=remind_days)


def live(db: Db, now: Instant, *, remind_days: int) -> tuple[Shown, ...]:
    """All that run, what ends first first."""
    cycles = _Cycles(db)
    return tuple(_shown(db, now, one, cycles, remind_days) for one in subscriptions.live(db))


def about_to_lapse(db: Db, now: Instant, *, remind_days: int) -> int:
    """How many need somebody: unpaid, cancelled or short of money."""
    return len(_needing(db, now, _Cycles(db), remind_days))


def lapsing(db: Db, now: Instant, *, remind_days: int, limit: int) -> tuple[Lapsing, ...]:
    """Those that need somebody: what is not paid first, then what ends first."""
    cycles = _Cycles(db)
    found = _needing(db, now, cycles, remind_days)
    found.sort(key=lambda each: (each[1] is not Reminder.OWED, each[0].standing.ends))
    return tuple(_lapsing(db, one, said, cycles) for one, said in found[:limit])


def shown(
    db: Db, now: Instant, one: Subscription, *, remind_days: int, told_used_s: int = 0
) -> Shown:
    """One subscription as staff read it; `told_used_s`: what its visitor's station said last."""
    return _shown(db, now, one, _Cycles(db), remind_days, told_used_s)


def _needing(
    db: Db, now: Instant, cycles: "_Cycles", remind_days: int
) -> list[tuple[Subscription, Reminder]]:
    until = later(now, seconds=remind_days * S_PER_DAY)
    looked_at = subscriptions.to_look_at(db, until=until)
    said = [(one, _reminder(db, now, one, cycles.of(one), remind_days)) for one in looked_at]
    return [(one, reminder) for one, reminder in said if reminder is not Reminder.NONE]


def _lapsing(db: Db, one: Subscription, said: Reminder, cycles: "_Cycles") -> Lapsing:
    who, offer = visitors.by_id(db, one.visitor), cycles.offer(one.offer)
    return Lapsing(
        id=one.id,
        visitor=one.visitor,
        name="" if who is None else who.name,
        title="" if offer is None else offer.title,
        reminder=said,
        until=_until(one, cycles.of(one)),
        price_minor=cycles.of(one).price_minor,
    )


def _until(one: Subscription, cycle: Cycle) -> Instant:
    in_arrears = one.standing.state is State.ARREARS
    return arrears_until(one.standing, cycle) if in_arrears else one.standing.ends


def _shown(
    db: Db,
    now: Instant,
    one: Subscription,
    cycles: "_Cycles",
    remind_days: int,
    told_used_s: int = 0,
) -> Shown:
    who, offer = visitors.by_id(db, one.visitor), cycles.offer(one.offer)
    cycle, standing = cycles.of(one), one.standing
    balance = ledger.balance(db, f"visitor:{one.visitor}")
    left = _left(db, now, one, "" if cycle.allowance is None else cycle.allowance.value)
    return Shown(
        id=one.id,
        visitor=one.visitor,
        name="" if who is None else who.name,
        title="" if offer is None else offer.title,
        state=standing.state,
        renews=standing.renews,
        starts=standing.starts,
        ends=standing.ends,
        until=_until(one, cycle),
        price_minor=cycle.price_minor,
        short_minor=max(0, cycle.price_minor - balance),
        reminder=_reminder(db, now, one, cycle, remind_days),
        left_s=left.left_s,
        worth_minor=subscriptions.worth_minor(db, now, one, told_used_s=told_used_s),
        upgrades=tuple(other for other in cycles.on_sale if other.cycle and other.id != one.offer),
        every="" if cycle.allowance is None else cycle.allowance.value,
        each_s=0 if offer is None else offer.seconds,
        next_at=left.next_at,
        agreed_minor=one.agreed_minor,
        said=renewal_consents.latest(db, subscription=one.id, visitor=one.visitor),
    )


def _left(db: Db, now: Instant, one: Subscription, every: str) -> allowances.Now:
    if every:
        paused_at = one.standing.paused_at
        left = allowances.at(db, one.id, now=now if paused_at is None else paused_at)
        return left if paused_at is None else allowances.Now(left.left_s, None)
    row = subscriptions.period(db, subscription=one.id, n=one.standing.n)
    if row is None:
        return allowances.Now(0, None)
    begun = max(one.standing.paused_at or now, row.starts)
    kept_s = passes.left_s(db, row.pass_id)
    return allowances.Now(usable_s(kept_s, now=begun, lapses=row.ends), None)


def _reminder(db: Db, now: Instant, one: Subscription, cycle: Cycle, remind_days: int) -> Reminder:
    return reminder(
        one.standing,
        cycle,
        now=now,
        balance_minor=ledger.balance(db, f"visitor:{one.visitor}"),
        agreed_minor=one.agreed_minor,
        ahead_s=reminded_ahead_s(one.standing, days=remind_days),
    )


class _Cycles:
    """The offers of subscriptions, each read once: a page shows two hundred under three offers."""

    def __init__(self, db: Db) -> None:
        self._db = db
        self._offers: dict[str, Offer | None] = {}

    def offer(self, offer: str) -> Offer | None:
        """The offer of this id."""
        if offer not in self._offers:
            self._offers[offer] = offers.by_id(self._db, offer)
        return self._offers[offer]

    def of(self, one: Subscription) -> Cycle:
        """How a subscription renews."""
        offer = self.offer(one.offer)
        if offer is None or offer.cycle is None:
            raise LookupError(one.offer)  # the foreign key and the door that sold it see to this
        return offer.cycle

    @cached_property
    def on_sale(self) -> tuple[Offer, ...]:
        """What is sold now."""
        return offers.active(self._db)
