"""Editions of one module: what was begun is finished as it was begun. Source: DESIGN.md §9."""

from collections.abc import Collection, Iterable, Mapping

from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between

OLD_KEPT_DAYS = 60
"""An old edition stays on a station for so long after somebody there last went on with it."""


def slug_of(edition: str) -> str:
    """The module of an edition's name: `digits` of `digits-e1`."""
    return edition.rpartition("-e")[0]


def number_of(edition: str) -> int:
    """The number of an edition's name; 0 for what is no such name."""
    number = edition.rpartition("-e")[2]
    return int(number) if number.isdecimal() else 0


def newest(editions: Iterable[str]) -> str | None:
    """The edition that a new start gets; None where there is none."""
    return max(editions, key=number_of, default=None)


def line_of(edition: str, minor_of: Mapping[str, str]) -> tuple[str, ...]:
    """An edition and those before it that it changed in small things only, the newest first.

    What was passed and practised in one of them is passed and practised in it.
    """
    line = [edition]
    while (before := minor_of.get(line[-1])) is not None and before not in line:
        line.append(before)
    return tuple(line)


def edition_to_learn(
    here: Collection[str],
    *,
    minor_of: Mapping[str, str],
    exam_open: Collection[str],
    unfinished: Collection[str],
    planned: Collection[str] = (),
) -> str | None:
    """The edition of a module that a visitor goes on with.

    A new start gets the one that their class takes, with its words as they are now, where it is
    here; else the newest one. What was begun may be one that is not `here`: then it has to come
    first.

    Args:
        here: editions of the module that can be shown.
        minor_of: what each is a minor edition of.
        exam_open: editions with an exam that is answered in part, or not marked yet.
        unfinished: editions that the visitor has begun and not finished.
        planned: editions that the visitor's classes take.
    """
    if exam_open:
        return newest(exam_open)
    begun = newest(unfinished)
    goes_by = newest(planned) if begun is None else begun
    if goes_by is None:
        return newest(here)
    follows = newest(one for one in here if goes_by in line_of(one, minor_of))
    return follows or begun or newest(here)


def to_let_go(
    here: Mapping[str, Instant], *, needed: Collection[str], now: Instant
) -> tuple[str, ...]:
    """Editions whose bytes a station may let go: a newer one is here, and nobody goes on with them.

    Args:
        here: editions whose bytes are here, with when each was last used.
        needed: editions in which whoever sits here did anything.
        now: by the hub's clock, which may have been put back: nothing goes then.
    """
    latest = {newest(one for one in here if slug_of(one) == slug_of(name)) for name in here}
    old = (name for name in here if name not in latest and name not in needed)
    kept_s = OLD_KEPT_DAYS * S_PER_DAY
    return tuple(sorted(name for name in old if seconds_between(here[name], now) > kept_s))
