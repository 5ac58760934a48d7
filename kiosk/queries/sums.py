"""Takings and use of any days: what was summed up of those that are over, the others counted now.

Both say the same, since both come from `kiosk/store/day_sums.py`. Of today, what is a quarter of an
hour old was summed up as well (`kiosk/store/running_days.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.day_hours import hours_of, open_seconds
from kiosk.rules.opening_hours import read_hours
from kiosk.rules.seat_use import DayUse, Use
from kiosk.rules.spans import LocalDay, days_between, days_later, local_day
from kiosk.rules.takings import NOTHING, By, DayTakings, Sums, total
from kiosk.store import day_sums, roll_ups, running_days
from kiosk.store.roll_ups import Days

NO_USE = Use()


@dataclass(frozen=True, slots=True)
class HourUse:
    """One hour of one day: seconds used, and seconds that its seats were open."""

    day: LocalDay
    hour: str
    used_s: int
    open_s: int


class Found:
    """The days of a period as they are known: summed up before, or counted once when asked for."""

    def __init__(self, db: Db, ask: Ask, *, known: "Found | None" = None) -> None:
        """`known` has counted days already that may be asked for here too."""
        self.db = db
        self.ask = ask
        period = ask.period
        last = min(period.last, local_day(ask.now, ask.timezone))  # nothing is told of days after
        self.days = Days(period.first, last, ask.timezone.key)
        self.lived = lived_days(db, ask)
        fresh = roll_ups.fresh_days(db, self.days)
        self.open_days = tuple(day for day in self.lived if day not in fresh)
        self._takings: dict[LocalDay, DayTakings] | None = None
        self._known = known
        self._use: dict[LocalDay, DayUse] | None = None

    def takings_by(self, by: By) -> dict[str, Sums]:
        """Takings of all days, by one thing."""
        found = roll_ups.takings_by(self.db, self.days, by)
        for takings in self.live_takings().values():
            for (each, name), sums in takings.items():
                if each is by:
                    found[name] = found.get(name, NOTHING) + sums
        return found

    def takings_by_day(self) -> dict[LocalDay, Sums]:
        """Takings of each day; a day without any has none."""
        found = roll_ups.takings_by_day(self.db, self.days)
        live = {day: total(takings) for day, takings in self.live_takings().items()}
        return {day: {**found, **live}.get(day, NOTHING) for day in self.lived}

    def offers_by_day(self) -> dict[tuple[LocalDay, str], Sums]:
        """Takings of each day by what was sold."""
        found = roll_ups.offers_by_day(self.db, self.days)
        for day, takings in self.live_takings().items():
            found |= {(day, name): s for (by, name), s in takings.items() if by is By.OFFER}
        return found

    def use_by(self, by: By) -> dict[str, Use]:
        """Use of all days, by one thing."""
        found = roll_ups.use_by(self.db, self.days, by)
        for use in self._live_use().values():
            for (each, name), one in use.items():
                if each is by:
                    found[name] = added(found.get(name, NO_USE), one)
        return found

    def use_by_hour(self) -> Iterator[HourUse]:
        """Each hour of each day that was used or open."""
        for row in roll_ups.use_by_day_and_hour(self.db, self.days):
            yield HourUse(*row)
        for day, use in self._live_use().items():
            for (by, name), one in use.items():
                if by is By.HOUR:
                    yield HourUse(day, name, one.used_s, one.open_s)

    def live_takings(self) -> dict[LocalDay, DayTakings]:
        """What the days took that were not summed up before."""
        if self._takings is None:
            zone = self.ask.timezone
            counted = {} if self._known is None else self._known.live_takings()
            self._takings = {
                day: counted[day]
                if day in counted
                else running_days.takings(self.db, hours_of(day, zone), timezone=zone.key)
                for day in self.open_days
            }
        return self._takings

    def _live_use(self) -> dict[LocalDay, DayUse]:
        if self._use is None:
            zone, settings = self.ask.timezone, self.ask.settings
            week = read_hours(settings.opening_hours, settings.opening_exceptions)
            self._use = {
                day: day_sums.use(
                    self.db,
                    hours_of(day, zone),
                    open_by_hour=open_seconds(week, day, zone),
                    now=self.ask.now,
                )
                for day in self.open_days
            }
        return self._use


def lived_days(db: Db, ask: Ask) -> tuple[LocalDay, ...]:
    """The days of a period from the site's first one on, up to today."""
    first = roll_ups.first_instant(db)
    if first is None:
        return ()
    begin = max(ask.period.first, local_day(first, ask.timezone))
    end = min(ask.period.last, local_day(ask.now, ask.timezone))
    return tuple(days_later(begin, step) for step in range(days_between(begin, end) + 1))


def added(one: Use, other: Use) -> Use:
    """Two sums of use as one."""
    return Use(
        one.sessions + other.sessions,
        one.used_s + other.used_s,
        one.open_s + other.open_s,
        tuple(map(sum, zip(one.lengths, other.lengths, strict=True))),
    )


def all_of(found: Iterable[Sums]) -> Sums:
    """All sums as one."""
    return sum(found, NOTHING)


def all_use(found: Iterable[Use]) -> Use:
    """All sums of use as one."""
    kept = NO_USE
    for one in found:
        kept = added(kept, one)
    return kept
