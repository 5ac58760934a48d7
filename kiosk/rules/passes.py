"""Passes: which of them covers a second. How long they last: `grants.py`. Source: DESIGN.md §6."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.spans import ALWAYS, LocalDay, Slice, Window, whole_second


class PassKind(StrEnum):
    """What a pass is; among passes that lapse together the first named is spent first."""

    SPONSORSHIP = "sponsorship"
    SUBSCRIPTION = "subscription"
    PACKAGE = "package"


SPENT_FIRST = tuple(PassKind)


@dataclass(frozen=True, slots=True)
class Pass:
    """Time bought or granted ahead, as it stands when a session is priced.

    `lapses` None: never; `seconds_left` None: as many as one likes; `zones` None: anywhere;
    `window`: on these weekdays, in these hours; `seconds_a_day_left` None: no daily quota,
    else what is left of it by local day, and `seconds_a_day` on a day that is not named. `begins`
    None: it has begun; else it covers nothing before, as a period of a subscription paid ahead.
    """

    id: str
    kind: PassKind
    lapses: Instant | None = None
    seconds_left: int | None = None
    zones: frozenset[str] | None = None
    window: Window = ALWAYS
    seconds_a_day_left: Mapping[LocalDay, int] | None = None
    seconds_a_day: int = 0
    begins: Instant | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """A slice of a session in one zone, and the id of the pass that covers it, if one does."""

    zone: str
    slice: Slice
    covered_by: str | None


def in_order(passes: Iterable[Pass]) -> list[Pass]:
    """Passes in the order in which they are spent: soonest to lapse; then kind; then id."""
    return sorted(passes, key=_order)


def cover(zoned: Iterable[tuple[str, Slice]], passes: Iterable[Pass]) -> Iterator[Covered]:
    """Say of each second of a session which pass covers it.

    Args:
        zoned: the session's slices with their zones, in order, cut at the windows of the passes.
        passes: in any order; their ids differ.
    """
    purses = [_Purse(each) for each in in_order(passes)]
    for zone, whole in zoned:
        rest = whole
        while rest.seconds > 0:
            paid = _paid(purses, zone, _until_one_begins(purses, rest))
            yield paid
            rest = rest.after(paid.slice.seconds)


@dataclass(slots=True)
class _Purse:
    """A pass while it is being spent."""

    of: Pass
    spent: int = 0
    spent_by_day: dict[LocalDay, int] = field(default_factory=dict)

    def room(self, zone: str, rest: Slice) -> int:
        """How many of the slice's first seconds it can cover."""
        if self.of.zones is not None and zone not in self.of.zones:
            return 0
        if not self.of.window.holds(rest.weekday, rest.minute):
            return 0
        if self.begins_after(rest.start) > 0:
            return 0
        room = rest.seconds
        if self.of.lapses is not None:
            room = min(room, seconds_between(rest.start, whole_second(self.of.lapses)))
        if self.of.seconds_left is not None:
            room = min(room, self.of.seconds_left - self.spent)
        if self.of.seconds_a_day_left is not None:
            quota = self.of.seconds_a_day_left.get(rest.day, self.of.seconds_a_day)
            room = min(room, quota - self.spent_by_day.get(rest.day, 0))
        return max(room, 0)

    def begins_after(self, at: Instant) -> int:
        """The seconds until it begins; 0 or less when it has begun."""
        return 0 if self.of.begins is None else seconds_between(at, whole_second(self.of.begins))

    def spend(self, day: LocalDay, seconds: int) -> None:
        self.spent += seconds
        self.spent_by_day[day] = self.spent_by_day.get(day, 0) + seconds


def _until_one_begins(purses: list[_Purse], rest: Slice) -> Slice:
    """The start of `rest` in which no pass begins."""
    waits = (purse.begins_after(rest.start) for purse in purses)
    return rest.first(
        min((wait for wait in waits if 0 < wait < rest.seconds), default=rest.seconds)
    )


def _paid(purses: list[_Purse], zone: str, rest: Slice) -> Covered:
    """The longest start of `rest` that one pass covers, or all of it uncovered.

    Inside a slice windows stand still and passes only run out, so none begins to fit halfway.
    """
    for purse in purses:
        seconds = purse.room(zone, rest)
        if seconds > 0:
            purse.spend(rest.day, seconds)
            return Covered(zone, rest.first(seconds), purse.of.id)
    return Covered(zone, rest, None)


def _order(each: Pass) -> tuple[bool, int, int, str]:
    lapses = 0 if each.lapses is None else whole_second(each.lapses)
    return (each.lapses is None, lapses, SPENT_FIRST.index(each.kind), each.id)
