"""When a site is open: hours of the week, and days on which they are others. DESIGN.md §2.

`mon-fri 08:00-20:00` and `sat 20:00-02:00` (it wraps midnight and belongs to the day it starts on);
exceptions are `2026-12-25 closed` and `2026-12-24 08:00-12:00`. No hours at all: always open.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between
from kiosk.rules.spans import (
    WEEKDAYS,
    LocalDay,
    Slice,
    Window,
    day_named,
    edges_of,
    minute_named,
    slices,
    whole_second,
)

LOOK_AHEAD_S = 2 * S_PER_DAY
"""A site that does not close within this is not said to close."""
OPENS_WITHIN_S = 31 * S_PER_DAY
"""A site that does not open within this is not said to open."""
CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The hours of a week; `exceptions` replace those of a whole day, none of them: closed."""

    week: tuple[Window, ...] = ()
    exceptions: Mapping[LocalDay, tuple[Window, ...]] = field(default_factory=dict)

    @property
    def windows(self) -> tuple[Window, ...]:
        """All that are told, of the week and of single days."""
        return (*self.week, *(window for day in self.exceptions.values() for window in day))

    def holds(self, part: Slice) -> bool:
        """Whether the site is open then."""
        if part.day in self.exceptions:
            return any(window.holds(part.weekday, part.minute) for window in self._on(part.day))
        return not self.week or any(window.holds(part.weekday, part.minute) for window in self.week)

    def _on(self, day: LocalDay) -> tuple[Window, ...]:
        return self.exceptions[day]


def read_hours(week: Iterable[str], exceptions: Iterable[str]) -> OpeningHours:
    """Read what the owner has set.

    Raises:
        ValueError: a line is written otherwise.
    """
    days: dict[LocalDay, tuple[Window, ...]] = {}
    for line in exceptions:
        name, told = line.split(" ")
        day = day_named(name)
        before = days.get(day, ())
        days[day] = before if told == CLOSED else (*before, _window(told, wraps=False))
    return OpeningHours(tuple(_weekly(line) for line in week), days)


def is_open(hours: OpeningHours, at: Instant, *, timezone: ZoneInfo) -> bool:
    """Whether the site is open at this instant."""
    return hours.holds(next(slices(whole_second(at), 1, timezone=timezone)))


def closes_at(hours: OpeningHours, at: Instant, *, timezone: ZoneInfo) -> Instant | None:
    """When the site closes next, at `at` itself where it is closed; None: not within two days."""
    edges = edges_of(hours.windows)
    for part in slices(whole_second(at), LOOK_AHEAD_S, timezone=timezone, edges=edges):
        if not hours.holds(part):
            return part.start
    return None


def opens_at(hours: OpeningHours, at: Instant, *, timezone: ZoneInfo) -> Instant | None:
    """When the site is open next, `at` itself where it is open; None: not within a month."""
    edges = edges_of(hours.windows)
    for part in slices(whole_second(at), OPENS_WITHIN_S, timezone=timezone, edges=edges):
        if hours.holds(part):
            return part.start
    return None


def is_open_between(
    hours: OpeningHours, *, starts: Instant, ends: Instant, timezone: ZoneInfo
) -> bool:
    """Whether the site is open from one instant up to another without a break."""
    first, seconds = whole_second(starts), seconds_between(starts, ends)
    edges = edges_of(hours.windows)
    return all(hours.holds(part) for part in slices(first, seconds, timezone=timezone, edges=edges))


def _weekly(line: str) -> Window:
    days, told = line.split(" ")
    first, _, last = days.partition("-")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    count = (end - start) % len(WEEKDAYS) + 1
    chosen = frozenset((start + step) % len(WEEKDAYS) for step in range(count))
    return _window(told, wraps=True, days=chosen)


def _window(told: str, *, wraps: bool, days: frozenset[int] = frozenset(range(7))) -> Window:
    first, _, last = told.partition("-")
    start, end = minute_named(first), minute_named(last)
    if start == end or start >= minute_named("24:00") or (start > end and not wraps):
        raise ValueError(told)
    return Window(days, start, end)
