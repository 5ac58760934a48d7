"""The receipt that explains itself, and how a total is shared out over its lines.

Source: DESIGN.md §6.4 to §6.7. Fractions are exact; the total is rounded once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kiosk.rules.instants import S_PER_HOUR, Instant
from kiosk.rules.money import largest_remainder, round_half_up
from kiosk.rules.spans import LocalDay


@dataclass(frozen=True, slots=True)
class Segment:
    """Used seconds in a row with one rate, zone, cover and local day; `minor` is their price.

    A pause inside a segment makes `seconds` less than lie between `start` and `end`.
    """

    start: Instant
    end: Instant
    seconds: int
    per_hour_minor: int
    covered_by: str | None
    zone: str
    day: LocalDay
    minor: int = 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a session used and costs.

    `charged_s` are the uncovered seconds and, on top, `rounding_s`, which cost `rounding_minor` at
    `rounding_per_hour_minor` and belong to the day of the last uncovered second.
    The `minor` of all segments and `rounding_minor` add up to `total_minor`. `given_s` are seconds
    that nobody is charged for: of a session paid ahead those that no pass covered, of another one
    those given at its end.
    """

    used_s: int
    covered_s: int = 0
    charged_s: int = 0
    rounding_s: int = 0
    total_minor: int = 0
    segments: tuple[Segment, ...] = ()
    rounding_minor: int = 0
    rounding_per_hour_minor: int = 0
    given_s: int = 0

    @property
    def spent_by_pass(self) -> dict[str, int]:
        """The seconds to take from each pass, by its id."""
        spent: dict[str, int] = {}
        for each in self.segments:
            if each.covered_by is not None:
                spent[each.covered_by] = spent.get(each.covered_by, 0) + each.seconds
        return spent

    @property
    def spent_by_pass_and_day(self) -> dict[tuple[str, LocalDay], int]:
        """The same by local day, for passes with a daily quota."""
        spent: dict[tuple[str, LocalDay], int] = {}
        for each in self.segments:
            if each.covered_by is not None:
                named = (each.covered_by, each.day)
                spent[named] = spent.get(named, 0) + each.seconds
        return spent

    @property
    def minor_by_day(self) -> dict[LocalDay, int]:
        """What each local day costs: what the next session of that day is told was charged."""
        uncovered = [each for each in self.segments if each.covered_by is None]
        days = dict.fromkeys((each.day for each in uncovered), 0)
        for each in uncovered:
            days[each.day] += each.minor
        if uncovered:
            days[uncovered[-1].day] += self.rounding_minor
        return days


def given(priced: Receipt) -> Receipt:
    """The receipt of a session paid ahead: its uncovered seconds cost nothing and are named.

    `priced` is by a list at no price, so that hours without a price stop no session's close.
    """
    given_s = sum(each.seconds for each in priced.segments if each.covered_by is None)
    return replace(priced, charged_s=0, rounding_s=0, given_s=given_s)


def extended(paid: Receipt, whole: Receipt) -> Receipt:
    """A receipt with the seconds that were given at the end: they cost nothing and are named.

    Args:
        paid: of the session without them.
        whole: of all of it, priced at nothing and without passes.
    """
    given_s = whole.used_s - paid.used_s
    if not paid.segments:  # it cost nothing at all
        return replace(paid, used_s=whole.used_s)
    before_s, start, more = paid.used_s, paid.segments[-1].end, []
    for each in whole.segments:
        seconds = max(0, each.seconds - before_s)
        before_s = max(0, before_s - each.seconds)
        if seconds:
            more.append(replace(each, start=max(start, each.start), seconds=seconds))
    return replace(paid, used_s=whole.used_s, segments=(*paid.segments, *more), given_s=given_s)


def joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Neighbours of equal rate, zone, cover and local day, made one."""
    kept: list[Segment] = []
    for each in segments:
        if kept and _alike(kept[-1], each):
            kept[-1] = replace(kept[-1], end=each.end, seconds=kept[-1].seconds + each.seconds)
        else:
            kept.append(each)
    return tuple(kept)


def receipt(
    segments: tuple[Segment, ...],
    *,
    minimum_s: int,
    increment_s: int,
    cap_minor: int,
    charged_today_minor: Mapping[LocalDay, int],
) -> Receipt:
    """Charge the uncovered segments of a session.

    Args:
        segments: joined, with no price yet.
        minimum_s: of covered and charged seconds together, where any is charged.
        increment_s: charged seconds are a multiple of it.
        cap_minor: the most a local day may cost a visitor; 0: no cap.
        charged_today_minor: what earlier sessions of a local day cost.
    """
    uncovered = [each for each in segments if each.covered_by is None]
    used_s = sum(each.seconds for each in segments)
    uncovered_s = sum(each.seconds for each in uncovered)
    covered_s = used_s - uncovered_s
    if not uncovered:
        return Receipt(used_s=used_s, covered_s=covered_s, segments=segments)
    charged_s = -(-max(uncovered_s, minimum_s - covered_s) // increment_s) * increment_s
    rounding = _Line(
        place=len(segments),
        day=uncovered[-1].day,
        seconds=charged_s - uncovered_s,
        per_hour_minor=min(each.per_hour_minor for each in uncovered),
    )
    lines = [
        _Line(place, each.day, each.seconds, each.per_hour_minor)
        for place, each in enumerate(segments)
        if each.covered_by is None
    ]
    minor = _shared([*lines, rounding], cap_minor, charged_today_minor)
    return Receipt(
        used_s=used_s,
        covered_s=covered_s,
        charged_s=charged_s,
        rounding_s=rounding.seconds,
        total_minor=sum(minor.values()),
        segments=tuple(
            replace(each, minor=minor.get(place, 0)) for place, each in enumerate(segments)
        ),
        rounding_minor=minor[rounding.place],
        rounding_per_hour_minor=rounding.per_hour_minor,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """Seconds that cost something: a segment by its place, or the rounding behind them all."""

    place: int
    day: LocalDay
    seconds: int
    per_hour_minor: int

    @property
    def price(self) -> Fraction:
        return Fraction(self.seconds * self.per_hour_minor, S_PER_HOUR)


def _shared(
    lines: Sequence[_Line], cap_minor: int, charged_today_minor: Mapping[LocalDay, int]
) -> dict[int, int]:
    """The minor units of each line, by its place.

    The total is rounded once and shared out by largest remainder, first over the days (capped),
    then within a day over its lines, in proportion to what they would cost without the cap.
    """
    full: dict[LocalDay, Fraction] = {}
    for line in lines:
        full[line.day] = full.get(line.day, Fraction()) + line.price
    parts = dict(full)
    if cap_minor:
        for day, part in full.items():
            left = max(0, cap_minor - charged_today_minor.get(day, 0))
            parts[day] = min(part, Fraction(left))
    days = largest_remainder(parts.values(), total=round_half_up(sum(parts.values(), Fraction())))
    minor: dict[int, int] = {}
    for (day, part), total in zip(parts.items(), days, strict=True):
        of_day = [line for line in lines if line.day == day]
        share = Fraction(part, full[day]) if full[day] else Fraction()
        shares = largest_remainder((line.price * share for line in of_day), total=total)
        minor |= zip((line.place for line in of_day), shares, strict=True)
    return minor


def _alike(one: Segment, other: Segment) -> bool:
    return (one.per_hour_minor, one.zone, one.covered_by, one.day) == (
        other.per_hour_minor,
        other.zone,
        other.covered_by,
        other.day,
    )
