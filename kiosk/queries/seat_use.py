"""The reports of how seats are used: the weekday's hours as a heat map, and seat by seat."""

from collections.abc import Iterable

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.queries.sums import Found, HourUse, all_use
from kiosk.rules.reports import (
    Between,
    Cell,
    Column,
    Drawn,
    Figure,
    Kind,
    Picture,
    Report,
    Series,
    Table,
    Word,
    share_of,
)
from kiosk.rules.seat_use import Use, median_of
from kiosk.rules.spans import WEEKDAYS, LocalDay, weekday_of
from kiosk.rules.takings import By
from kiosk.store import stations

WHOLE = 10_000
"""Basis points of all there is."""
BARS_MOST = 40
HOURS = tuple(f"{hour:02}" for hour in range(24))


def busy_hours(db: Db, ask: Ask) -> Report:
    """Which share of the open seats' time was in use, by weekday and hour."""
    found = Found(db, ask)
    grid = Grid(found.use_by_hour())
    columns = (
        Column("hour"),
        *(Column(name, Kind.SHARE) for name in WEEKDAYS),
        Column("in_use", Kind.SHARE),
        Column("hours_used", Kind.DURATION),
    )
    rows = tuple(
        (
            f"{hour}:00",
            *(grid.share(weekday, hour) for weekday in range(7)),
            share_of(*grid.of_hour(hour)),
            grid.of_hour(hour)[0],
        )
        for hour in grid.hours
    )
    used_s, open_s = grid.all
    totals = (
        None,
        *(share_of(*grid.of_weekday(weekday)) for weekday in range(7)),
        share_of(used_s, open_s),
        used_s,
    )
    picture = heat_of(grid)
    return Report(
        Table(columns, rows, totals if rows else ()),
        use_figures(found, Found(db, ask.before())) if rows else (),
        (picture,),
    )


def by_seat(db: Db, ask: Ask) -> Report:
    """Seat by seat: how long it was used, of how long it could be, by how many, for how long."""
    found = Found(db, ask)
    use = found.use_by(By.SEAT)
    zones = {str(seat.number): seat.zone for seat in stations.seats(db)}
    columns = (
        Column("seat"),
        Column("zone"),
        Column("hours_used", Kind.DURATION),
        Column("hours_open", Kind.DURATION),
        Column("in_use", Kind.SHARE),
        Column("sessions", Kind.COUNT),
        Column("median_length"),
    )
    seats = sorted(use, key=int) if any(one.used_s or one.sessions for one in use.values()) else []
    rows = tuple((seat, zones.get(seat, ""), *_cells(use[seat])) for seat in seats)
    whole = all_use(use.values())
    shown = sorted(seats, key=lambda seat: -use[seat].used_s)[:BARS_MOST]
    labels = tuple(sorted(shown, key=int))
    series = (Series(Word("hours_used"), tuple(use[seat].used_s for seat in labels)),)
    return Report(
        Table(columns, rows, (None, None, *_cells(whole)) if rows else ()),
        use_figures(found, Found(db, ask.before())) if rows else (),
        (Picture("hours_used", Drawn.BARS, Kind.DURATION, labels, series),),
    )


def use_figures(found: Found, before: Found) -> tuple[Figure, ...]:
    """The use of all seats, compared with the period before."""
    now, then = all_use(found.use_by(By.HOUR).values()), all_use(before.use_by(By.HOUR).values())
    return (
        Figure("seat_hours", now.used_s, Kind.DURATION, before=then.used_s),
        Figure(
            "seats_in_use",
            share_of(now.used_s, now.open_s),
            Kind.SHARE,
            before=share_of(then.used_s, then.open_s),
        ),
        Figure("sessions", now.sessions, Kind.COUNT, before=then.sessions),
        Figure("median_length", _median(now), Kind.TEXT),
    )


class Grid:
    """Used and open seconds by weekday and hour."""

    def __init__(self, found: Iterable[HourUse]) -> None:
        self.kept: dict[tuple[int, str], tuple[int, int]] = {}
        weekdays: dict[LocalDay, int] = {}  # thousands of hours are of some hundred days
        for one in found:
            if one.day not in weekdays:
                weekdays[one.day] = weekday_of(one.day)
            key = (weekdays[one.day], one.hour)
            used_s, open_s = self.kept.get(key, (0, 0))
            self.kept[key] = (used_s + one.used_s, open_s + one.open_s)

    @property
    def hours(self) -> tuple[str, ...]:
        """The hours from the first to the last that is used or open; none without use."""
        if not self.all[0]:
            return ()
        there = [hour for (_, hour), (used_s, open_s) in self.kept.items() if used_s or open_s]
        return HOURS[int(min(there)) : int(max(there)) + 1]

    @property
    def all(self) -> tuple[int, int]:
        """Everything."""
        return self._sum(self.kept)

    def share(self, weekday: int, hour: str) -> int | None:
        """The share in use; None where it was shut."""
        return share_of(*self.kept.get((weekday, hour), (0, 0)))

    def of_hour(self, hour: str) -> tuple[int, int]:
        """One hour of every day."""
        return self._sum({key for key in self.kept if key[1] == hour})

    def of_weekday(self, weekday: int) -> tuple[int, int]:
        """All hours of a weekday."""
        return self._sum({key for key in self.kept if key[0] == weekday})

    def _sum(self, keys: Iterable[tuple[int, str]]) -> tuple[int, int]:
        chosen = [self.kept[key] for key in keys]
        return sum(used_s for used_s, _ in chosen), sum(open_s for _, open_s in chosen)


def heat_of(grid: Grid) -> Picture:
    """Weekdays down, hours along."""
    return Picture(
        "busy_hours",
        Drawn.HEAT,
        Kind.SHARE,
        tuple(str(int(hour)) for hour in grid.hours),
        tuple(
            Series(Word(name), tuple(grid.share(weekday, hour) for hour in grid.hours))
            for weekday, name in enumerate(WEEKDAYS)
        ),
        most=WHOLE,
        note="of_open_seats",
    )


def _cells(one: Use) -> tuple[Cell, ...]:
    return (
        one.used_s,
        one.open_s,
        share_of(one.used_s, one.open_s),
        one.sessions,
        _median(one),
    )


def _median(one: Use) -> Cell:
    found = median_of(one.lengths)
    return None if found is None else Between(*found)
