"""Instants and durations: the only two ways in which time is written."""

from typing import NewType

Instant = NewType("Instant", int)
"""UTC, milliseconds since the epoch."""

MS_PER_S = 1000
NS_PER_MS = 1_000_000
S_PER_HOUR = 3600
S_PER_DAY = 86_400


def later(at: Instant, *, seconds: int) -> Instant:
    """The instant `seconds` after `at` (before it, when negative)."""
    return Instant(at + seconds * MS_PER_S)


def seconds_between(start: Instant, end: Instant) -> int:
    """Whole seconds from `start` to `end`, floored."""
    return (end - start) // MS_PER_S


def usable_s(left_s: int, *, now: Instant, lapses: Instant) -> int:
    """What of a pass's seconds fits before it lapses; one that has lapsed keeps what it held."""
    return left_s if lapses <= now else min(left_s, seconds_between(now, lapses))
