"""Local days, weekdays and windows: the only place with date arithmetic.

A session is cut into slices in which nothing about the wall clock changes: one local day, one
offset from UTC, and no edge of a window inside. All else counts seconds.
"""

import re
from calendar import monthrange, timegm
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant, later
from kiosk.rules.refusals import Refusal

LocalDay = NewType("LocalDay", str)
"""A day by the site's own calendar, as `2026-10-25`."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(len(WEEKDAYS)))
WORKING_DAYS = frozenset(range(5))

S_PER_MINUTE = 60
YEARS = range(1971, 2200)
MONTHS_A_YEAR = 12
MINUTES_A_DAY = 1440
MINUTES_A_WEEK = MINUTES_A_DAY * len(WEEKDAYS)
THE_EPOCH_WAS_A_THURSDAY = 3

CLOCK_TEXT = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00", re.ASCII)
ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of some weekdays by the wall clock, from the minute `start` up to the minute `end`.

    Where `end` is before `start` the window wraps midnight and belongs to the day it starts on.
    `days` counts from Monday, 0. Callers refuse `start == end`.
    """

    days: frozenset[int] = EVERY_DAY
    start: int = 0
    end: int = MINUTES_A_DAY

    def holds(self, weekday: int, minute: int) -> bool:
        """Is this minute of this weekday inside?"""
        if self.start < self.end:
            return weekday in self.days and self.start <= minute < self.end
        if minute >= self.start:
            return weekday in self.days
        return minute < self.end and (weekday - 1) % len(WEEKDAYS) in self.days

    @property
    def is_limited(self) -> bool:
        """Does it leave out any minute of a week?"""
        return self != ALWAYS

    @property
    def week(self) -> int:
        """The minutes of a week that are inside, as the bits of a number; bit 0 is Monday 00:00."""
        length = (self.end - self.start) % MINUTES_A_DAY or MINUTES_A_DAY
        bits = 0
        for day in self.days:
            bits |= ((1 << length) - 1) << (day * MINUTES_A_DAY + self.start)
        return (bits | bits >> MINUTES_A_WEEK) & WHOLE_WEEK


ALWAYS = Window()
WHOLE_WEEK = (1 << MINUTES_A_WEEK) - 1


@dataclass(frozen=True, slots=True)
class Slice:
    """Seconds in a row, from `start`, in which wall clock and windows stay as they are.

    `minute` is the minute of the local day at the slice's start; a window that holds it holds all.
    """

    start: Instant
    seconds: int
    day: LocalDay
    weekday: int
    minute: int

    @property
    def end(self) -> Instant:
        """The instant after its last second."""
        return later(self.start, seconds=self.seconds)

    def first(self, seconds: int) -> "Slice":
        """Its first seconds."""
        return Slice(self.start, seconds, self.day, self.weekday, self.minute)

    def after(self, seconds: int) -> "Slice":
        """What is left behind its first seconds."""
        start = later(self.start, seconds=seconds)
        return Slice(start, self.seconds - seconds, self.day, self.weekday, self.minute)


def whole_second(at: Instant) -> Instant:
    """The instant, floored to its second."""
    return Instant(at // MS_PER_S * MS_PER_S)


def timezone_named(name: str) -> ZoneInfo:
    """The time zone of a site, as `Africa/Nairobi`.

    Raises:
        Refusal: `field_wrong` when this machine knows no such zone.
    """
    if not ZONE_NAME.fullmatch(name):
        raise Refusal("field_wrong", field="timezone")
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):  # unknown; a folder of zones; not a zone's file
        raise Refusal("field_wrong", field="timezone") from None


def minute_named(text: str) -> int:
    """The minute of the day that `22:30` names; `24:00` is its end.

    Raises:
        ValueError: not a time of day.
    """
    if not CLOCK_TEXT.fullmatch(text):
        raise ValueError(text)
    hours, minutes = text.split(":")
    return int(hours) * S_PER_MINUTE + int(minutes)


def clock_of(minute: int) -> str:
    """A minute of the day as the clock shows it; `24:00` is the day's end."""
    return f"{minute // S_PER_MINUTE:02}:{minute % S_PER_MINUTE:02}"


def instant_named(text: str) -> Instant:
    """The instant that `2026-10-25T00:45:00Z` names; without an offset it is UTC too.

    Raises:
        ValueError: no instant, not in UTC, or in no year that a site lives in.
    """
    then = datetime.fromisoformat(text)
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    if then.utcoffset() or then.year not in YEARS:
        raise ValueError(text)
    return Instant((then - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1))


def local_instant_named(text: str, timezone: ZoneInfo) -> Instant:
    """When the site's wall clock shows `2026-10-25T08:00`; the first time, where it does twice.

    Raises:
        ValueError: no such day or time, or in no year that a site lives in.
    """
    then = datetime.fromisoformat(text)
    if then.tzinfo is not None or then.year not in YEARS:
        raise ValueError(text)
    return _instant(then.replace(tzinfo=timezone))


def next_at(at: Instant, *, weekday: int, minute: int, timezone: ZoneInfo) -> Instant:
    """When it is next that weekday (Monday is 0) at that minute by the site's wall clock."""
    today = datetime.fromtimestamp(at // MS_PER_S, timezone)
    then = today.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    then += timedelta(days=(weekday - today.weekday()) % len(WEEKDAYS), minutes=minute)
    if _instant(then) < at:
        then += timedelta(days=len(WEEKDAYS))
    return _instant(then)


def day_named(text: str) -> LocalDay:
    """The day that `2026-10-25` names.

    Raises:
        ValueError: no such day, or written otherwise.
    """
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError(text)
    return LocalDay(text)


def local_day(at: Instant, timezone: ZoneInfo) -> LocalDay:
    """The day by the wall clock of the site."""
    return _day(_local_s(at // MS_PER_S, timezone) // S_PER_DAY)


def day_bounds(day: LocalDay, timezone: ZoneInfo) -> tuple[Instant, Instant]:
    """The first instant of a local day and that of the next; 23 to 25 hours lie between."""
    start = date.fromisoformat(day)
    return _midnight(start, timezone), _midnight(start + timedelta(days=1), timezone)


def days_later(day: LocalDay, days: int) -> LocalDay:
    """The local day so many days on (back, when negative)."""
    return LocalDay((date.fromisoformat(day) + timedelta(days=days)).isoformat())


def months_later(day: LocalDay, months: int) -> LocalDay:
    """The day with this number so many months on, or that month's last."""
    first = date.fromisoformat(day)
    year, month = divmod(first.year * MONTHS_A_YEAR + first.month - 1 + months, MONTHS_A_YEAR)
    most = monthrange(year, month + 1)[1]
    return LocalDay(first.replace(year=year, month=month + 1, day=min(first.day, most)).isoformat())


def days_between(first: LocalDay, last: LocalDay) -> int:
    """How many days lie from one day to another, 0 for the same."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def weekday_of(day: LocalDay) -> int:
    """Which day of the week it is, Monday 0."""
    return date.fromisoformat(day).weekday()


def same_day_of_month_before(day: LocalDay) -> LocalDay:
    """The day with this number in the month before, or that month's last."""
    last = date.fromisoformat(day[:8] + "01") - timedelta(days=1)
    return LocalDay(last.replace(day=min(last.day, int(day[8:]))).isoformat())


def same_day_of_year_before(day: LocalDay) -> LocalDay:
    """This day a year before; 29 February becomes the 28th."""
    before = int(day[:4]) - 1
    return LocalDay(f"{before:04}{'-02-28' if day.endswith('-02-29') else day[4:]}")


def working_days_later(
    at: Instant,
    *,
    days: int,
    timezone: ZoneInfo,
    exceptions: frozenset[LocalDay] = frozenset(),
) -> Instant:
    """The same time of day, so many working days on: Monday to Friday less the exceptions."""
    then = datetime.fromtimestamp(at // MS_PER_S, timezone)
    left = days
    while left > 0:
        then += timedelta(days=1)
        is_exception = then.date().isoformat() in exceptions
        left -= then.weekday() in WORKING_DAYS and not is_exception
    return _instant(then)


def edges_of(windows: Iterable[Window]) -> tuple[int, ...]:
    """The minutes of a day at which a window opens or shuts, in order, midnight last."""
    edges = {edge for window in windows for edge in (window.start, window.end)}
    return (*sorted(edges - {0, MINUTES_A_DAY}), MINUTES_A_DAY)


def slices(
    start: Instant, seconds: int, *, timezone: ZoneInfo, edges: tuple[int, ...] = (MINUTES_A_DAY,)
) -> Iterator[Slice]:
    """Cut `seconds` from `start` on at local midnights, at `edges`, and where the clocks change.

    Args:
        start: an instant on a whole second.
        seconds: how many.
        timezone: the site's.
        edges: from `edges_of`.
    """
    second, end = start // MS_PER_S, start // MS_PER_S + seconds
    while second < end:
        local = _local_s(second, timezone)
        day, second_of_day = divmod(local, S_PER_DAY)
        edge = next(e for e in edges if e * S_PER_MINUTE > second_of_day)
        until = min(end, second + edge * S_PER_MINUTE - second_of_day)
        until = _clock_change(second, until, timezone) or until
        yield Slice(
            start=Instant(second * MS_PER_S),
            seconds=until - second,
            day=_day(day),
            weekday=(day + THE_EPOCH_WAS_A_THURSDAY) % len(WEEKDAYS),
            minute=second_of_day // S_PER_MINUTE,
        )
        second = until


def _clock_change(second: int, until: int, timezone: ZoneInfo) -> int | None:
    """The first second after `second` and before `until` with another offset, if there is one.

    Two changes that undo each other within a day would be missed; no zone has ever had them.
    """
    offset = _local_s(second, timezone) - second
    before, after = second, until - 1
    if _local_s(after, timezone) - after == offset:
        return None
    while after - before > 1:
        middle = (before + after) // 2
        if _local_s(middle, timezone) - middle == offset:
            before = middle
        else:
            after = middle
    return after


def _local_s(second: int, timezone: ZoneInfo) -> int:
    """What the wall clock shows, as if it were UTC."""
    return timegm(datetime.fromtimestamp(second, timezone).timetuple())


def _day(number: int) -> LocalDay:
    return LocalDay((date(1970, 1, 1) + timedelta(days=number)).isoformat())


def _midnight(day: date, timezone: ZoneInfo) -> Instant:
    return _instant(datetime(day.year, day.month, day.day, tzinfo=timezone))


def _instant(then: datetime) -> Instant:
    return Instant((then - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1) * MS_PER_S)
