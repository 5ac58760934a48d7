"""What time a report is about: local days in a row, by a preset or from one day to another.

A preset that is not over yet ends today, so that its days compare with as many of the one before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import (
    LocalDay,
    day_bounds,
    day_named,
    days_between,
    days_later,
    same_day_of_month_before,
    same_day_of_year_before,
    weekday_of,
)

DAYS_LIMIT = 1100
"""Three years: nobody compares more on one page."""
FIRST_DAY, LAST_DAY = LocalDay("1971-01-01"), LocalDay("2199-12-31")


class Preset(StrEnum):
    """The periods that an owner asks for with one click; weeks begin on Monday."""

    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    LAST_MONTH = "last-month"
    YEAR = "year"
    FROM_TO = "from-to"


@dataclass(frozen=True, slots=True)
class Period:
    """The local days from `first` to `last`, both inside."""

    preset: Preset
    first: LocalDay
    last: LocalDay

    def __iter__(self) -> Iterator[LocalDay]:
        """Its days in order."""
        return (days_later(self.first, step) for step in range(self.length_days))

    @property
    def length_days(self) -> int:
        """How many days it has."""
        return days_between(self.first, self.last) + 1

    def bounds(self, timezone: ZoneInfo) -> tuple[Instant, Instant]:
        """Its first instant, and the first after it."""
        return day_bounds(self.first, timezone)[0], day_bounds(self.last, timezone)[1]

    def before(self) -> "Period":
        """What it is compared with: the same days of the week, month or year before, or as many."""
        match self.preset:
            case Preset.WEEK:
                return self._moved(-7)
            case Preset.MONTH | Preset.LAST_MONTH:
                first = same_day_of_month_before(self.first)
                last = same_day_of_month_before(self.last)
                if self.preset is Preset.LAST_MONTH:
                    last = days_later(self.first, -1)
                return Period(Preset.FROM_TO, first, last)
            case Preset.YEAR:
                first, last = map(same_day_of_year_before, (self.first, self.last))
                return Period(Preset.FROM_TO, first, last)
            case _:
                return self._moved(-self.length_days)

    def _moved(self, days: int) -> "Period":
        return Period(Preset.FROM_TO, days_later(self.first, days), days_later(self.last, days))


def period_named(name: str, *, today: LocalDay, first: str = "", last: str = "") -> Period:
    """The period that was asked for.

    Args:
        name: a preset.
        today: the site's local day.
        first: a day, for `from-to`.
        last: a day, for `from-to`.

    Raises:
        Refusal: `field_wrong` with the `field` that is: `period`, `from`, `to`; `too_many` days.
    """
    match name:
        case Preset.TODAY:
            return Period(Preset.TODAY, today, today)
        case Preset.WEEK:
            return Period(Preset.WEEK, days_later(today, -weekday_of(today)), today)
        case Preset.MONTH:
            return Period(Preset.MONTH, _month(today), today)
        case Preset.LAST_MONTH:
            before = days_later(_month(today), -1)
            return Period(Preset.LAST_MONTH, _month(before), before)
        case Preset.YEAR:
            return Period(Preset.YEAR, LocalDay(f"{today[:4]}-01-01"), today)
        case Preset.FROM_TO:
            return _from_to(_day(first, "from"), _day(last, "to"))
        case _:
            raise Refusal("field_wrong", field="period")


def _from_to(first: LocalDay, last: LocalDay) -> Period:
    if last < first:
        raise Refusal("field_wrong", field="to")
    asked = Period(Preset.FROM_TO, first, last)
    if asked.length_days > DAYS_LIMIT:
        raise Refusal("too_many", limit=DAYS_LIMIT)
    return asked


def _day(text: str, field: str) -> LocalDay:
    try:
        day = day_named(text)
    except ValueError:
        raise Refusal("field_wrong", field=field) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refusal("field_wrong", field=field)
    return day


def _month(day: LocalDay) -> LocalDay:
    return LocalDay(f"{day[:8]}01")
