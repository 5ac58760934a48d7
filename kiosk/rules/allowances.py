"""Allowances: the time that a subscription includes each day, week or month while it is paid for.

They are counted in local days from the one on which it began, and go on over its own renewals: an
allowance in which a subscription renews is one allowance, not two. Each is a pass of its own, made
when its period is paid, so that metering waits for no job and a session rolls into the next.
"""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between
from kiosk.rules.spans import (
    WEEKDAYS,
    LocalDay,
    day_bounds,
    days_later,
    local_day,
    months_later,
)
from kiosk.rules.subscriptions import Period


@dataclass(frozen=True, slots=True)
class Allowance:
    """The one that begins `k` days, weeks or months after `grid`.

    The first begins when the subscription does. `lasts`: until when it may be used while that is
    paid for; what is carried over lasts one allowance longer than its own.
    """

    grid: LocalDay
    k: int
    starts: Instant
    ends: Instant
    lasts: Instant


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often there is a new one, by which clock, and whether what is unused is carried over."""

    every: Period
    carry_over: bool
    timezone: ZoneInfo

    def midnight(self, grid: LocalDay, count: int) -> Instant:
        """The first instant of the local day so many days, weeks or months after another."""
        if self.every is Period.MONTH:
            day = months_later(grid, count)
        else:
            day = days_later(grid, count * (len(WEEKDAYS) if self.every is Period.WEEK else 1))
        return day_bounds(day, self.timezone)[0]


def beginning_in(
    rhythm: Rhythm, *, after: Allowance | None, starts: Instant, ends: Instant
) -> tuple[Allowance, ...]:
    """The allowances that begin in a paid period; one at least.

    Args:
        rhythm: of the offer.
        after: the newest there is of the same rhythm; None: these are the first.
        starts: the instant at which the period begins.
        ends: the instant at which it ends.
    """
    if after is None or after.ends < starts:
        found = [_at(rhythm, grid=local_day(starts, rhythm.timezone), k=0, starts=starts)]
    else:
        found = [following(rhythm, after)]
    while found[-1].ends < ends:
        found.append(following(rhythm, found[-1]))
    return tuple(found)


def following(rhythm: Rhythm, one: Allowance) -> Allowance:
    """The next: it begins where this one ends."""
    return _at(rhythm, grid=one.grid, k=one.k + 1, starts=one.ends)


def moved(rhythm: Rhythm, one: Allowance, *, days: int, since: Instant) -> Allowance:
    """An allowance that stood still for so many days; what had begun by `since` began then."""
    grid = days_later(one.grid, days)
    then = _at(rhythm, grid=grid, k=one.k, starts=one.starts)
    return then if one.starts <= since else replace(then, starts=rhythm.midnight(grid, one.k))


def days_still(paused_at: Instant, now: Instant) -> int:
    """How many days a pause was, to the nearest: allowances begin at midnight all the same."""
    return (seconds_between(paused_at, max(paused_at, now)) + S_PER_DAY // 2) // S_PER_DAY


def _at(rhythm: Rhythm, *, grid: LocalDay, k: int, starts: Instant) -> Allowance:
    ends, after = rhythm.midnight(grid, k + 1), rhythm.midnight(grid, k + 2)
    return Allowance(grid, k, starts, ends, after if rhythm.carry_over else ends)
