"""Subscriptions: what is due, who must be told, and what a person's page shows of one."""

from dataclasses import dataclass
from functools import cached_property

from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.subscriptions import (
    RENEW_AHEAD_S,
    Cycle,
    Reminder,
    State,
    Step,
    arrears_until,
    next_step,
    reminder,
)
from kiosk.store import ledger, offers, passes, sessions, subscriptions, visitors
from kiosk.store.offers import Offer
from kiosk.store.subscriptions import Subscription

REMIND_AHEAD_S = 2 * S_PER_DAY
"""So long before the end desk and station speak of it; of a short period, in its last quarter."""


@dataclass(frozen=True, slots=True)
class ToRemind:
    """A visitor who sits here and has not been told yet."""

    subscription: str
    reminder: Reminder
    said: str
    language: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A subscription as staff read it. `until` is when it stops working if nothing is done."""

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


def due(db: Db, now: Instant) -> tuple[str, ...]:
    """The subscriptions for which time has brought something."""
    until = later(now, seconds=RENEW_AHEAD_S)
    found, cycles = [], _Cycles(db)
    for one in subscriptions.to_look_at(db, until=until):
        cycle = cycles.of(one)
        payable = ledger.balance(db, f"visitor:{one.visitor}")
        if next_step(one.standing, cycle, now=now, payable_minor=payable) is not Step.WAIT:
            found.append(one.id)
    return tuple(found)


def to_remind(db: Db, now: Instant) -> tuple[ToRemind, ...]:
    """Who sits here and must be told that the subscription is about to lapse."""
    found, cycles = [], _Cycles(db)
    for session in sessions.all_open(db):
        one = subscriptions.live_of(db, session.visitor)
        if one is None:
            continue
        said = _reminder(db, now, one, cycles.of(one))
        mark = f"{said.value}:{one.standing.n}"
        if said is not Reminder.NONE and one.reminded != mark:
            who = visitors.by_id(db, one.visitor)
            found.append(ToRemind(one.id, said, mark, "" if who is None else who.language))
    return tuple(found)


def of_visitor(db: Db, now: Instant, visitor: str) -> Shown | None:
    """The visitor's subscription, unless it has stopped."""
    one = subscriptions.live_of(db, visitor)
    return None if one is None else shown(db, now, one)


def live(db: Db, now: Instant) -> tuple[Shown, ...]:
    """All that run, what ends first first."""
    cycles = _Cycles(db)
    return tuple(_shown(db, now, one, cycles) for one in subscriptions.live(db))


def about_to_lapse(db: Db, now: Instant) -> int:
    """How many need somebody: unpaid, cancelled or short of money."""
    until, cycles = later(now, seconds=REMIND_AHEAD_S), _Cycles(db)
    return sum(
        _reminder(db, now, one, cycles.of(one)) is not Reminder.NONE
        for one in subscriptions.to_look_at(db, until=until)
    )


def shown(db: Db, now: Instant, one: Subscription) -> Shown:
    """One subscription as staff read it."""
    return _shown(db, now, one, _Cycles(db))


def _shown(db: Db, now: Instant, one: Subscription, cycles: "_Cycles") -> Shown:
    who, offer = visitors.by_id(db, one.visitor), cycles.offer(one.offer)
    cycle, standing = cycles.of(one), one.standing
    balance = ledger.balance(db, f"visitor:{one.visitor}")
    row = subscriptions.period(db, subscription=one.id, n=standing.n)
    left = 0 if row is None else passes.left_s(db, row.pass_id)
    in_arrears = standing.state is State.ARREARS
    return Shown(
        id=one.id,
        visitor=one.visitor,
        name="" if who is None else who.name,
        title="" if offer is None else offer.title,
        state=standing.state,
        renews=standing.renews,
        starts=standing.starts,
        ends=standing.ends,
        until=arrears_until(standing, cycle) if in_arrears else standing.ends,
        price_minor=cycle.price_minor,
        short_minor=max(0, cycle.price_minor - balance),
        reminder=_reminder(db, now, one, cycle),
        left_s=left,
        worth_minor=subscriptions.worth_minor(db, now, one),
        upgrades=tuple(other for other in cycles.on_sale if other.cycle and other.id != one.offer),
    )


def _reminder(db: Db, now: Instant, one: Subscription, cycle: Cycle) -> Reminder:
    whole = (one.standing.ends - one.standing.starts) // 1000
    return reminder(
        one.standing,
        cycle,
        now=now,
        payable_minor=ledger.balance(db, f"visitor:{one.visitor}"),
        ahead_s=min(REMIND_AHEAD_S, whole // 4),
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
