"""Lines of a tariff: which of them holds, and which hours have none. Source: DESIGN.md §6.5."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.rules.spans import ALWAYS, MINUTES_A_DAY, WEEKDAYS, WHOLE_WEEK, Window, clock_of

ANY = "*"


@dataclass(frozen=True, slots=True)
class Rate:
    """One line of a tariff: what an hour costs in a zone, for a group, in a window."""

    per_hour_minor: int
    zone: str = ANY
    group: str = ANY
    window: Window = ALWAYS

    @property
    def specificity(self) -> tuple[bool, bool, bool]:
        """Of the rates that match, the greatest of these wins."""
        return (self.zone != ANY, self.group != ANY, self.window.is_limited)

    def concerns(self, *, zone: str, group: str) -> bool:
        """Does it hold in this zone for this group, at some hours at least?"""
        return self.zone in {ANY, zone} and self.group in {ANY, group}


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours that have no price: minutes of a week, from Monday 00:00, in a zone for a group."""

    zone: str
    group: str
    start: int
    end: int

    @property
    def hours(self) -> str:
        """As `sun 22:00-mon 06:00`; `tue 22:00-24:00` where it ends with its day."""
        day, minute = divmod(self.start, MINUTES_A_DAY)
        last_day, last_minute = divmod(self.end - 1, MINUTES_A_DAY)
        last = "" if day == last_day else f"{WEEKDAYS[last_day]} "
        return f"{WEEKDAYS[day]} {clock_of(minute)}-{last}{clock_of(last_minute + 1)}"


def concerning(rates: Iterable[Rate], *, zone: str, group: str) -> tuple[Rate, ...]:
    """The lines that can hold in a zone for a group, the one that wins first.

    Sorting keeps the order of equals; turned round, the later line comes first among them.
    """
    concerned = [rate for rate in rates if rate.concerns(zone=zone, group=group)]
    concerned.sort(key=lambda rate: rate.specificity)
    return tuple(concerned[::-1])


def rate_at(concerned: Iterable[Rate], *, weekday: int, minute: int) -> Rate | None:
    """The line in force at a minute of a weekday, of those that `concerning` put in order."""
    return next((rate for rate in concerned if rate.window.holds(weekday, minute)), None)


def gaps(rates: Sequence[Rate]) -> Iterator[Gap]:
    """The first gap of each zone and group that has a price at some hours but not at all.

    Zones and groups that no line names are looked at as one, `*`.
    """
    weeks: dict[tuple[str, str], int] = {}
    for rate in rates:
        named = (rate.zone, rate.group)
        weeks[named] = weeks.get(named, 0) | rate.window.week
    if weeks.get((ANY, ANY)) == WHOLE_WEEK:
        return
    for zone in sorted({ANY, *(rate.zone for rate in rates)}):
        for group in sorted({ANY, *(rate.group for rate in rates)}):
            priced = 0
            for named in ((ANY, ANY), (zone, ANY), (ANY, group), (zone, group)):
                priced |= weeks.get(named, 0)
            if priced not in {0, WHOLE_WEEK}:
                yield Gap(zone, group, *_first_gap(priced))


def _first_gap(priced: int) -> tuple[int, int]:
    missing = WHOLE_WEEK & ~priced
    start = _lowest_bit(missing)
    return start, start + _lowest_bit(~(missing >> start))


def _lowest_bit(number: int) -> int:
    return (number & -number).bit_length() - 1
