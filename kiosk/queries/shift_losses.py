"""Walked out, written off, let off, given back, what drawers differed by: a row for each shift."""

from collections.abc import Sequence

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.reports import (
    ROWS_LIMIT,
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
    totalled,
)
from kiosk.rules.spans import LocalDay, local_day
from kiosk.store import shift_losses, shifts, staff
from kiosk.store.shift_losses import Losses
from kiosk.store.shifts import Shift

COLUMNS = (
    Column("closed_at", Kind.MOMENT),
    Column("operator"),
    Column("walked_out_count", Kind.COUNT),
    Column("written_off", Kind.MONEY),
    Column("discounts", Kind.MONEY),
    Column("given_back", Kind.MONEY),
    Column("difference", Kind.MONEY),
    Column("reason"),
    Column("handed_to"),
)
NOTHING = Losses()


def by_shift(db: Db, ask: Ask) -> Report:
    """The shifts closed in the period, the last first; an open one is not told of."""
    since, until = ask.bounds
    closed = shifts.between(db, since=since, until=until, limit=ROWS_LIMIT)
    names = staff.names(db)
    lost = shift_losses.of_shifts(db, since=since, until=until)
    found = [(shift, lost.get(shift.id, NOTHING)) for shift in closed]
    rows = tuple(_row(shift, losses, names) for shift, losses in found)
    if not rows:
        return Report(Table(COLUMNS, ()))
    keys = tuple(shift.id for shift in closed)
    return Report(
        Table(COLUMNS, rows, totalled(COLUMNS, rows), keys),
        _figures(found),
        (_picture(closed, ask),),
    )


def _row(shift: Shift, losses: Losses, names: dict[str, str]) -> tuple[Cell, ...]:
    return (
        shift.closed_at,
        names.get(shift.operator, ""),
        losses.walked_out or None,
        losses.written_off_minor or None,
        losses.discounts_minor or None,
        losses.given_back_minor or None,
        shift.difference_minor,
        shift.reason or None,
        names.get(shift.handed_to) if shift.handed_to else None,
    )


def _figures(found: Sequence[tuple[Shift, Losses]]) -> tuple[Figure, ...]:
    differences = [shift.difference_minor or 0 for shift, _losses in found]
    return (
        Figure("walked_out", sum(losses.walked_out for _shift, losses in found), Kind.COUNT),
        Figure("written_off", sum(one.written_off_minor for _shift, one in found), Kind.MONEY),
        Figure("missing", -sum(minor for minor in differences if minor < 0), Kind.MONEY),
        Figure("too_much", sum(minor for minor in differences if minor > 0), Kind.MONEY),
        Figure("shifts_that_differ", sum(minor != 0 for minor in differences), Kind.COUNT),
    )


def _picture(closed: Sequence[Shift], ask: Ask) -> Picture:
    """What was missing and what was too much, by day; each is drawn upwards."""
    missing: dict[LocalDay, int] = dict.fromkeys(ask.period, 0)
    over = dict(missing)
    for shift in closed:
        day = local_day(shift.closed_at or ask.now, ask.timezone)
        minor = shift.difference_minor or 0
        missing[day] += max(0, -minor)
        over[day] += max(0, minor)
    return Picture(
        "differences_each_day",
        Drawn.BARS,
        Kind.MONEY,
        tuple(missing),
        (
            Series(Word("missing"), tuple(missing.values())),
            Series(Word("too_much"), tuple(over.values())),
        ),
        label_kind=Kind.DATE,
    )
