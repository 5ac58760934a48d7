"""When a large database is read through beside the hub's work, and how far that has come.

A check is made part by part, a part being a table or the ledger. What was done is kept over
restarts: a site whose power is cut every two hours comes to the end of a check all the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from kiosk.rules.instants import S_PER_DAY, Instant, later

EVERY_S = S_PER_DAY
"""So old may the last whole check, or the last verified backup, become."""


@dataclass(frozen=True, slots=True)
class Round:
    """One check from the first part to the last.

    `deep` reads the contents too, against indexes and sums: after an unclean stop. `again`: there
    was another unclean stop meanwhile, so that what was done before it is read once more after.
    """

    began: Instant
    deep: bool
    again: bool = False
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checks:
    """The round that goes on, and when the last one came to its end."""

    round: Round | None = None
    ended: Instant | None = None


def after_start(
    checks: Checks, now: Instant, *, unclean: bool, verified: Instant | None = None
) -> Checks:
    """What a start asks for; `verified` is when the newest verified backup was made."""
    going = checks.round
    if unclean and going is not None and going.deep:
        return replace(checks, round=replace(going, again=bool(going.done)))
    if unclean:
        return wanted(checks, now)
    if going is not None or not is_due(checks, now, verified=verified):
        return checks
    return replace(checks, round=Round(now, deep=False))


def wanted(checks: Checks, now: Instant) -> Checks:
    """Somebody has a reason to look deep; a deep look that goes on is as good."""
    if checks.round is not None and checks.round.deep:
        return checks
    return replace(checks, round=Round(now, deep=True))


def last_read(checks: Checks, now: Instant, *, verified: Instant | None) -> Instant | None:
    """When all of the file was read last; what lies in the future counts nothing."""
    looks = (at for at in (checks.ended, verified) if at is not None and at <= now)
    return max(looks, default=None)


def is_due(checks: Checks, now: Instant, *, verified: Instant | None) -> bool:
    """Whether nothing has read the whole file for a day."""
    last = last_read(checks, now, verified=verified)
    return last is None or now >= later(last, seconds=EVERY_S)


def left(round_: Round, parts: Iterable[str]) -> tuple[str, ...]:
    """The parts that were not looked at yet, in their order."""
    return tuple(part for part in parts if part not in round_.done)


def after_part(checks: Checks, round_: Round, part: str) -> Checks:
    """One more part of the round is well."""
    return replace(checks, round=replace(round_, done=(*round_.done, part)))


def after_end(round_: Round, now: Instant) -> Checks:
    """All parts were well. Where there was another unclean stop the next round begins at once."""
    return Checks(Round(now, deep=True) if round_.again else None, now)


def after_whole(now: Instant) -> Checks:
    """All of it was looked at in one go, before the hub worked with it."""
    return Checks(None, now)
