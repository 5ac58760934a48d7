"""Whether a wall clock may be believed, by what is known besides it.

A machine whose battery is dead wakes up in 1970 after a power cut, or years off. What is renewed,
lapsed or forgotten by such a day is not given back, so all of that waits until the clock agrees
with what was seen, or somebody who works here says that it is right. Metering needs no wall clock.
"""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant, later

RELEASED = Instant(1_767_225_600_000)
"""The first second of 2026, before this program was made: a clock that shows less is wrong."""
SET_S = 60
"""A smaller difference is a clock that was set right."""
AHEAD_S = 30 * S_PER_DAY
"""A hub that was off for longer asks whether so much time has passed."""


class Doubt(StrEnum):
    """Why a clock is doubted.

    OLD: it shows a time before this program was made. BEFORE: one that the hub has been through.
    AHEAD: one more than thirty days after the hub ran last. SET: somebody set it while the hub ran.
    """

    OLD = "old"
    BEFORE = "before"
    AHEAD = "ahead"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Alive:
    """What the clock showed when the hub noted that it runs: in which boot, how long after it."""

    at: Instant
    boot_id: str
    boot_ms: int

    @property
    def boot_at(self) -> Instant:
        """When that boot was, by the clock of that moment."""
        return Instant(self.at - self.boot_ms)


@dataclass(frozen=True, slots=True)
class Past:
    """What a hub knows when it begins: its last note, and the latest instant in its database.

    `doubted`: the clock was in doubt when the hub stopped; then nothing later than `seen` counts.
    """

    alive: Alive | None = None
    seen: Instant | None = None
    doubted: bool = False

    @property
    def latest(self) -> Instant | None:
        """The latest instant that the hub has surely been through."""
        if self.doubted or self.alive is None:
            return self.seen
        return self.alive.at if self.seen is None else max(self.alive.at, self.seen)


@dataclass(frozen=True, slots=True)
class Spell:
    """What was written from `since` until `until` in a doubt happened `late_ms` later in truth.

    The boot's clock ran evenly all the while, so one difference is right for all of it.
    """

    since: Instant
    until: Instant
    late_ms: int

    def within(self, since: Instant) -> "Spell":
        """The part of it that begins at `since`, if it is later."""
        return Spell(max(self.since, min(since, self.until)), self.until, self.late_ms)

    @property
    def is_wrong(self) -> bool:
        """Whether the difference is one that matters; a smaller one is a clock set right."""
        return abs(self.late_ms) > SET_S * MS_PER_S

    def touches(self, since: Instant, until: Instant) -> bool:
        """Whether anything of a time was written in it, or should stand in it."""
        starts, ends = (Instant(at + self.late_ms) for at in (self.since, self.until))
        written = self.since < until and since < self.until
        return written or (starts < until and since < ends)

    def true(self, at: Instant) -> Instant:
        """When something happened that was written at `at`."""
        late = self.is_wrong and self.since <= at < self.until
        return Instant(at + self.late_ms) if late else at


def difference_words(late_ms: int) -> str:
    """How far a clock was off, for a line that keeps it: `+10:00:00`, `-0:01:30`."""
    minutes, seconds = divmod(abs(late_ms) // MS_PER_S, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'-' if late_ms < 0 else '+'}{hours}:{minutes:02}:{seconds:02}"


def counts_on(why: Doubt | None) -> bool:
    """Whether the hub goes by what it counts, not by the clock, for as long as a doubt lasts.

    A clock far ahead is mostly right: the site was closed for a season. All others are wrong, or
    were, and what is counted is off by no more than the time in which the machine was off.
    """
    return why is not None and why is not Doubt.AHEAD


def doubt_at_start(now: Instant, *, seen: Instant | None) -> Doubt | None:
    """What is wrong with a clock that nothing was counted from.

    Args:
        now: what it shows.
        seen: the latest instant that this hub has been through; None: it is new.
    """
    if now < RELEASED:
        return Doubt.OLD
    if seen is None:
        return None
    if now < later(seen, seconds=-SET_S):
        return Doubt.BEFORE
    if now > later(seen, seconds=AHEAD_S):
        return Doubt.AHEAD
    return None


def set_by_s(now: Instant, *, counted: Instant) -> int:
    """By how many seconds a clock was set, either way, since something was counted from it.

    Args:
        now: what it shows.
        counted: what it would show by the time that has passed since the machine's boot.
    """
    return abs(now - counted) // MS_PER_S
