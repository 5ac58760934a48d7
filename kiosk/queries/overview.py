"""The owner's first page: what the period brought, when seats were busy, how shifts ended."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.queries.seat_use import Grid, heat_of, use_figures
from kiosk.queries.sums import Found, all_of
from kiosk.queries.takings import money_in
from kiosk.rules.periods import Period, Preset
from kiosk.rules.reports import (
    Column,
    Drawn,
    Figure,
    Kind,
    Picture,
    Report,
    Series,
    Table,
    Word,
    without_empty_ends,
)
from kiosk.rules.spans import LocalDay, days_later
from kiosk.rules.takings import By, Sums
from kiosk.store import ledger, shifts, staff

DAYS_SHOWN = 14
SHIFTS_SHOWN = 8
SHIFTS_LIMIT = 5000
OTHER_THINGS = frozenset({"products"})
"""What is sold besides time and passes."""
COLUMNS = (
    Column("closed_at", Kind.MOMENT),
    Column("operator"),
    Column("should_be", Kind.MONEY),
    Column("counted", Kind.MONEY),
    Column("difference", Kind.MONEY),
    Column("reason"),
)


@dataclass(frozen=True, slots=True)
class Overview:
    """Figures and pictures, the newest shifts as a table, and how many of all did not add up."""

    report: Report
    shifts: int
    shifts_off: int
    difference_minor: int
    exchange_minor: int


def overview(db: Db, ask: Ask) -> Overview:
    """The period at a glance."""
    found, before = Found(db, ask), Found(db, ask.before())
    since, until = ask.bounds
    closed = shifts.between(db, since=since, until=until, limit=SHIFTS_LIMIT)
    names = staff.names(db)
    rows = tuple(
        (
            shift.closed_at,
            names.get(shift.operator, ""),
            (shift.counted_minor or 0) - (shift.difference_minor or 0),
            shift.counted_minor,
            shift.difference_minor,
            shift.reason,
        )
        for shift in closed
    )
    off = [shift.difference_minor for shift in closed if shift.difference_minor]
    return Overview(
        report=Report(
            Table(COLUMNS, rows[:SHIFTS_SHOWN]),
            (*_money(found, before), *use_figures(found, before)[:2]),
            (_days(db, ask, found), without_empty_ends(heat_of(Grid(found.use_by_hour())))),
        ),
        shifts=len(closed),
        shifts_off=len(off),
        difference_minor=sum(off),
        exchange_minor=ledger.balance(db, "exchange"),
    )


def _money(found: Found, before: Found) -> tuple[Figure, ...]:
    now, then = found.takings_by(By.TENDER), before.takings_by(By.TENDER)
    return (
        Figure(
            "takings",
            all_of(now.values()).net_minor,
            Kind.MONEY,
            before=all_of(then.values()).net_minor,
        ),
        Figure("money_in", _money_in(now), Kind.MONEY, before=_money_in(then)),
    )


def _money_in(found: dict[str, Sums]) -> int:
    return sum(money_in(tender, sums) for tender, sums in found.items())


def _days(db: Db, ask: Ask, known: Found) -> Picture:
    """The last days up to the end of the period; products stand on top of time and passes."""
    last = ask.period.last
    fortnight = Period(Preset.FROM_TO, days_later(last, 1 - DAYS_SHOWN), last)
    found = Found(db, Ask(fortnight, ask.now, ask.settings), known=known)
    offers = found.offers_by_day()
    other = [_of(offers, day, other=True) for day in fortnight]
    series = [
        Series(Word("time_and_passes"), tuple(_of(offers, d, other=False) for d in fortnight))
    ]
    if any(other):
        series.append(Series(Word("products"), tuple(other)))
    return Picture(
        "takings",
        Drawn.BARS,
        Kind.MONEY,
        tuple(fortnight),
        tuple(series),
        label_kind=Kind.DATE,
        note="last_days",
    )


def _of(offers: dict[tuple[LocalDay, str], Sums], day: LocalDay, *, other: bool) -> int:
    return sum(
        sums.net_minor
        for (of_day, name), sums in offers.items()
        if of_day == day and (name in OTHER_THINGS) is other
    )
