"""A local day as its hours: 23 to 25 of them, with the instants at which each begins.

The hour that the clocks go over twice is one hour of two parts; the one left out is not there.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.opening_hours import OpeningHours
from kiosk.rules.spans import LocalDay, day_bounds, edges_of, slices

MINUTES_AN_HOUR = 60
EVERY_HOUR = tuple(range(MINUTES_AN_HOUR, 24 * MINUTES_AN_HOUR + 1, MINUTES_AN_HOUR))


@dataclass(frozen=True, slots=True)
class DayHours:
    """When the parts of a day begin, the hour of each (`09`), and when the day is over."""

    day: LocalDay
    starts: tuple[Instant, ...]
    names: tuple[str, ...]
    until: Instant

    @property
    def since(self) -> Instant:
        """Its first instant."""
        return self.starts[0]

    def name_at(self, at: Instant) -> str:
        """The hour of an instant; one outside the day counts to the nearest."""
        return self.names[max(0, bisect_right(self.starts, at) - 1)]

    def spread(self, start: Instant, end: Instant) -> Iterator[tuple[str, int]]:
        """The hours that lie between two instants, each with its seconds; the rest is cut off."""
        start, end = max(start, self.since), min(end, self.until)
        place = max(0, bisect_right(self.starts, start) - 1)
        while start < end:
            after = self.starts[place + 1] if place + 1 < len(self.starts) else self.until
            upto = min(end, after)
            yield self.names[place], seconds_between(start, upto)
            start, place = upto, place + 1


def hours_of(day: LocalDay, timezone: ZoneInfo) -> DayHours:
    """The hours of a local day."""
    since, until = day_bounds(day, timezone)
    parts = tuple(slices(since, seconds_between(since, until), timezone=timezone, edges=EVERY_HOUR))
    return DayHours(
        day,
        tuple(part.start for part in parts),
        tuple(f"{part.minute // MINUTES_AN_HOUR:02}" for part in parts),
        until,
    )


def open_seconds(hours: OpeningHours, day: LocalDay, timezone: ZoneInfo) -> dict[str, int]:
    """How long the site is open in each hour of a day; hours in which it is shut are left out."""
    since, until = day_bounds(day, timezone)
    edges = edges_of(hours.windows)
    both = tuple(sorted({*edges, *EVERY_HOUR}))
    found: dict[str, int] = {}
    for part in slices(since, seconds_between(since, until), timezone=timezone, edges=both):
        if hours.holds(part):
            name = f"{part.minute // MINUTES_AN_HOUR:02}"
            found[name] = found.get(name, 0) + part.seconds
    return found
