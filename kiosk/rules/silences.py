"""Stations that say nothing while the site is open: when such a silence begins and ends.

An operator who switches an agent off and pockets the money leaves exactly this. It is kept once
for each silence, never for each beat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.rules.instants import Instant, later, seconds_between
from kiosk.rules.opening_hours import LOOK_AHEAD_S, OpeningHours, closes_at
from kiosk.rules.spans import edges_of, slices, whole_second

SILENT_AFTER_S = 120
"""A restart or a switch that was pulled for a moment is no silence."""


@dataclass(frozen=True, slots=True)
class Ear:
    """What the hub knows of a station's voice.

    `heard_at` is its last beat, or since when the hub listens at all; `since` is when it began to
    speak without a break, None where it has not spoken.
    """

    heard_at: Instant
    since: Instant | None = None


@dataclass(frozen=True, slots=True)
class Begins:
    """A silence began then."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Ends:
    """The silence that is kept ended then."""

    at: Instant


def is_silent(heard_at: Instant, now: Instant) -> bool:
    """Whether a station that was heard then has been silent too long by now."""
    return now > later(heard_at, seconds=SILENT_AFTER_S)


def heard_since(before: Ear | None, now: Instant) -> Instant:
    """Since when a station that speaks now has spoken without a break."""
    if before is None or before.since is None or is_silent(before.heard_at, now):
        return now
    return before.since


def next_of(
    kept: Instant | None, ear: Ear, *, now: Instant, hours: OpeningHours, timezone: ZoneInfo
) -> Begins | Ends | None:
    """What is to be kept of a station now.

    Args:
        kept: when the silence began that is kept and has not ended; None: there is none.
        ear: what the hub knows.
        now: when.
        hours: a silence ends when the site closes and begins anew when it opens.
        timezone: the site's.
    """
    if kept is not None:
        return _end_of(kept, ear, now=now, hours=hours, timezone=timezone)
    opened = open_since(hours, now, timezone=timezone)
    if opened is None:
        return None
    began = max(ear.heard_at, opened)
    return Begins(began) if is_silent(began, now) else None


def _end_of(
    kept: Instant, ear: Ear, *, now: Instant, hours: OpeningHours, timezone: ZoneInfo
) -> Ends | None:
    closing = closes_at(hours, kept, timezone=timezone)
    ends = [at for at in (closing, _spoke_after(kept, ear)) if at is not None and at <= now]
    return Ends(max(kept, min(ends))) if ends else None


def _spoke_after(kept: Instant, ear: Ear) -> Instant | None:
    if ear.since is None or ear.heard_at <= kept:
        return None
    return ear.since


def open_since(hours: OpeningHours, at: Instant, *, timezone: ZoneInfo) -> Instant | None:
    """Since when the site has been open, two days back at most; None where it is closed."""
    second = whole_second(at)
    start = later(second, seconds=-LOOK_AHEAD_S)
    opened: Instant | None = None
    edges = edges_of(hours.windows)
    for part in slices(start, LOOK_AHEAD_S + 1, timezone=timezone, edges=edges):
        if not hours.holds(part):
            opened = None
        elif opened is None:
            opened = part.start
    return opened


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an instant to another one, the second outside."""

    start: Instant
    end: Instant

    @property
    def seconds(self) -> int:
        """How long; nothing where it ends before it begins."""
        return max(0, seconds_between(self.start, self.end))

    def within(self, other: "Stretch") -> "Stretch":
        """The part that both share; of no length where they share none."""
        start = max(self.start, other.start)
        return Stretch(start, max(start, min(self.end, other.end)))


def unseen_s(silence: Stretch, sat: Iterable[Stretch]) -> int:
    """The seconds of a silence in which no session is known to have been at that seat."""
    seen_ms, until = 0, silence.start
    for each in sorted((silence.within(one) for one in sat), key=lambda one: one.start):
        seen_ms += max(0, each.end - max(each.start, until))
        until = max(until, each.end)
    return seconds_between(Instant(silence.start + seen_ms), max(silence.start, silence.end))
