"""Subscriptions: passes that renew. When a period ends, what is due, what is over.

A period is a day, a week, a month, a quarter or a year by the wall clock of the site, counted from
one anchor: what begins on the 31st ends on the last day of a short month and on the 31st again
after it.
"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, S_PER_HOUR, Instant, later, seconds_between
from kiosk.rules.money import round_half_up
from kiosk.rules.refusals import Refusal

RENEW_AHEAD_S = 600
"""Paid so long before its end, so that nobody is cut off in the middle of a session."""
ON_TIME_S = S_PER_HOUR
"""Found later than this, a new period begins when it is paid: nobody pays for days unused."""
ARREARS_DAYS_LIMIT = 28
MONTHS_A_YEAR = 12


class Period(StrEnum):
    """How long what was paid once lasts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: MONTHS_A_YEAR}
"""The periods that are counted in months."""
LONGEST_S = {Period.DAY: 25 * S_PER_HOUR, Period.WEEK: 7 * S_PER_DAY + S_PER_HOUR,
             Period.MONTH: 31 * S_PER_DAY + S_PER_HOUR, Period.QUARTER: 92 * S_PER_DAY + S_PER_HOUR,
             Period.YEAR: 366 * S_PER_DAY + S_PER_HOUR}  # fmt: skip


class State(StrEnum):
    """How a subscription stands."""

    RUNNING = "running"
    ARREARS = "arrears"
    PAUSED = "paused"
    STOPPED = "stopped"


LIVE = frozenset({State.RUNNING, State.ARREARS, State.PAUSED})


@dataclass(frozen=True, slots=True)
class Cycle:
    """What an owner sells as a subscription. `carry_over`: what is unused lasts one period more.

    With an `allowance` its time comes anew each day, week or month of a longer period, and that is
    what carries over: `allowances.py`.
    """

    period: Period
    price_minor: int
    arrears_days: int = 0
    carry_over: bool = False
    allowance: Period | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A subscription's newest period, `n`, from 1 on.

    Period k ends `k - anchor_n` periods after `anchor`. `renews` False: it was cancelled and runs
    to the end of what was paid. `paused_at` is there while it is paused.
    """

    state: State
    n: int
    starts: Instant
    ends: Instant
    anchor: Instant
    anchor_n: int = 0
    renews: bool = True
    paused_at: Instant | None = None


class Step(StrEnum):
    """What time brings."""

    WAIT = "wait"
    RENEW = "renew"
    OWE = "owe"
    PAY = "pay"
    STOP = "stop"


def end_of(anchor: Instant, *, count: int, period: Period, timezone: ZoneInfo) -> Instant:
    """The instant `count` periods after the anchor, at the same time of the local day.

    A time that the clocks leave out is taken an hour later; one that comes twice, the first time.
    """
    then = datetime.fromtimestamp(anchor // MS_PER_S, timezone).replace(fold=0)
    if period in MONTHS:
        months = then.year * MONTHS_A_YEAR + then.month - 1 + count * MONTHS[period]
        year, month = divmod(months, MONTHS_A_YEAR)
        day = min(then.day, monthrange(year, month + 1)[1])
        then = then.replace(year=year, month=month + 1, day=day)
    else:
        then += timedelta(days=count * (7 if period is Period.WEEK else 1))
    since = then - datetime(1970, 1, 1, tzinfo=UTC)
    return Instant(since // timedelta(seconds=1) * MS_PER_S)


def begun(at: Instant, *, period: Period, timezone: ZoneInfo) -> Standing:
    """A subscription whose first period is paid and begins now."""
    ends = end_of(at, count=1, period=period, timezone=timezone)
    return Standing(State.RUNNING, 1, at, ends, at)


def next_step(standing: Standing, cycle: Cycle, *, now: Instant, payable_minor: int) -> Step:
    """What is to be done with a subscription now; doing it makes the answer another one.

    Args:
        standing: as it is kept.
        cycle: its price and rules.
        now: when.
        payable_minor: what its visitor's account may still pay.
    """
    can_pay = payable_minor >= cycle.price_minor
    if standing.state is State.ARREARS:
        return _in_arrears(standing, cycle, now=now, can_pay=can_pay)
    if standing.state is not State.RUNNING:
        return Step.WAIT
    is_over = now >= standing.ends
    if not standing.renews:
        return Step.STOP if is_over else Step.WAIT
    # Paid ahead once: a newest period that has not begun ends a whole period from here.
    if can_pay and now >= later(standing.ends, seconds=-RENEW_AHEAD_S):
        return Step.RENEW
    if not is_over:
        return Step.WAIT
    return Step.OWE if cycle.arrears_days else Step.STOP


def _in_arrears(standing: Standing, cycle: Cycle, *, now: Instant, can_pay: bool) -> Step:
    if can_pay:
        return Step.PAY
    return Step.STOP if now >= arrears_until(standing, cycle) else Step.WAIT


def renewed(standing: Standing, cycle: Cycle, *, now: Instant, timezone: ZoneInfo) -> Standing:
    """The next period: it begins where this one ends, or now where that is long over.

    Raises:
        Refusal: `subscription_paid_ahead` while the newest period has not begun.
    """
    if now < standing.starts:
        raise Refusal("subscription_paid_ahead")
    n = standing.n + 1
    late = now >= later(standing.ends, seconds=ON_TIME_S)
    if late:
        standing = replace(standing, anchor=now, anchor_n=standing.n, ends=now)
    ends = end_of(
        standing.anchor, count=n - standing.anchor_n, period=cycle.period, timezone=timezone
    )
    return replace(standing, state=State.RUNNING, n=n, starts=standing.ends, ends=ends)


def in_other_periods(standing: Standing) -> Standing:
    """What follows is counted from the end of what is paid, not from where it once began.

    For a subscription whose next period is a day where it was a month, and the like.
    """
    return replace(standing, anchor=standing.ends, anchor_n=standing.n)


def owed(standing: Standing, cycle: Cycle, *, now: Instant, timezone: ZoneInfo) -> Standing:
    """The next period, not yet paid: it may be used for the days in arrears."""
    following = renewed(standing, cycle, now=now, timezone=timezone)
    return replace(following, state=State.ARREARS)


def arrears_until(standing: Standing, cycle: Cycle) -> Instant:
    """When an unpaid period stops."""
    until = later(standing.starts, seconds=cycle.arrears_days * S_PER_DAY)
    return min(until, standing.ends)


def paused(standing: Standing, *, now: Instant) -> Standing:
    """A subscription whose time stands still.

    Raises:
        Refusal: `subscription_state_wrong` when it does not run; `subscription_paid_ahead`.
    """
    if standing.state is not State.RUNNING or now >= standing.ends:
        raise Refusal("subscription_state_wrong", state=standing.state)
    if now < standing.starts:
        raise Refusal("subscription_paid_ahead")
    return replace(standing, state=State.PAUSED, paused_at=now)


def resumed(standing: Standing, *, now: Instant) -> Standing:
    """It goes on: its end is as far away as it was, and periods are counted from there.

    Raises:
        Refusal: `subscription_state_wrong` when it is not paused.
    """
    if standing.state is not State.PAUSED or standing.paused_at is None:
        raise Refusal("subscription_state_wrong", state=standing.state)
    ends = Instant(standing.ends + max(0, now - standing.paused_at))
    return replace(
        standing, state=State.RUNNING, ends=ends, anchor=ends, anchor_n=standing.n, paused_at=None
    )


def unused_minor(
    price_minor: int, standing: Standing, *, now: Instant, seconds: int, left_s: int, stood_s: int
) -> int:
    """What the unused part of a period is worth, for an upgrade.

    The smaller of two parts counts: of the time until it ends, and of the seconds it holds; who
    has used up the seconds in a week has had all of the month. Time for which it stood still
    (`stood_s` until now, and since it is paused) is no part of it.
    """
    at = now if standing.paused_at is None else standing.paused_at
    whole = seconds_between(standing.starts, standing.ends) - stood_s
    rest = min(max(0, seconds_between(at, standing.ends)), whole)
    part = min(Fraction(rest, whole), Fraction(max(0, left_s), seconds))
    return round_half_up(part * price_minor)


class Reminder(StrEnum):
    """What desk and station say of a subscription."""

    NONE = "none"
    ENDS = "ends"
    ASK = "ask"
    SHORT = "short"
    OWED = "owed"


def reminded_ahead_s(standing: Standing, *, days: int) -> int:
    """How long before its end a subscription is spoken of; of a short period, its last quarter."""
    return min(days * S_PER_DAY, seconds_between(standing.starts, standing.ends) // 4)


def payable_by_itself(*, balance_minor: int, agreed_minor: int, price_minor: int) -> int:
    """What of an account a renewal may take by itself.

    An account may hold earnings, so nothing without a yes, nor where the price is above it.
    """
    return balance_minor if price_minor <= agreed_minor else 0


def payable_period(standing: Standing) -> int:
    """The number of the period that would be paid next: the one in arrears, or the following."""
    return standing.n if standing.state is State.ARREARS else standing.n + 1


def reminder(
    standing: Standing,
    cycle: Cycle,
    *,
    now: Instant,
    balance_minor: int,
    agreed_minor: int,
    ahead_s: int,
) -> Reminder:
    """Whether it must be said that a subscription is about to lapse.

    ENDS: it was cancelled; ASK: its visitor has not agreed that the account pays it by itself;
    SHORT: the account does not hold its price; OWED: a period is unpaid.
    """
    if standing.state is State.ARREARS:
        return Reminder.OWED
    soon = now >= later(standing.ends, seconds=-ahead_s)
    if standing.state is not State.RUNNING or not soon:
        return Reminder.NONE
    if not standing.renews:
        return Reminder.ENDS
    if cycle.price_minor > agreed_minor:
        return Reminder.ASK
    return Reminder.SHORT if balance_minor < cycle.price_minor else Reminder.NONE
