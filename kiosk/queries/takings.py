"""The reports of takings: by day, weekday, hour, seat, zone, operator, offer, tender and group.

Each adds up to the same sum, the ledger's of those days. Refunds and discounts stand beside.
"""

from collections.abc import Callable, Mapping, Sequence

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.queries.sums import Found, all_of
from kiosk.rules.reports import (
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
from kiosk.rules.spans import WEEKDAYS, weekday_of
from kiosk.rules.takings import NOTHING, TENDERS, By, Sums
from kiosk.store import staff

BARS_MOST = 40
"""More than so many bars say nothing: the greatest are drawn."""
DAYS_AS_BARS = 62
HELD_ROUNDING = Column("held_rounding", Kind.MONEY)
"""Shown where coins rounded money that is held: most sites have no such coin."""
SUM_COLUMNS = (
    Column("sales", Kind.COUNT),
    Column("sold", Kind.MONEY),
    Column("discounts", Kind.MONEY),
    Column("given_back", Kind.MONEY),
    Column("written_off", Kind.MONEY),
    HELD_ROUNDING,
    Column("takings", Kind.MONEY),
)
TENDER_COLUMNS = (
    Column("tender"),
    *SUM_COLUMNS,
    Column("top_ups", Kind.MONEY),
    Column("deposits_in", Kind.MONEY),
    Column("deposits_back", Kind.MONEY),
    Column("money_in", Kind.MONEY),
)
WEEKDAY_COLUMNS = (
    Column("weekday"),
    Column("days", Kind.COUNT),
    *SUM_COLUMNS,
    Column("a_day", Kind.MONEY),
)
OUR_TENDERS = frozenset({"cash", *TENDERS.values()})
OUR_GROUPS = frozenset({"", "visitor", "student", "job-seeker", "retiree"})
MONEY_TENDERS = frozenset({"cash", "mobile"})
"""Tenders that bring money in."""

Cells = tuple[Cell, ...]
Line = tuple[Cell, Sums]


def by_day(db: Db, ask: Ask) -> Report:
    """Day by day."""
    days = Found(db, ask).takings_by_day()
    some = any(sums != NOTHING for sums in days.values())
    lines: list[Line] = [(str(day), sums) for day, sums in days.items() if some]
    drawn = Drawn.BARS if len(lines) <= DAYS_AS_BARS else Drawn.LINES
    return _report(db, ask, Column("day", Kind.DATE), lines, drawn=drawn)


def by_weekday(db: Db, ask: Ask) -> Report:
    """By weekday, with what such a day brings on average."""
    days = Found(db, ask).takings_by_day()
    if all(sums == NOTHING for sums in days.values()):
        return _report(db, ask, Column("weekday"), [])
    of_each = [[sums for day, sums in days.items() if weekday_of(day) == n] for n in range(7)]
    wholes = [all_of(each) for each in of_each]
    averages = [
        _part(whole.net_minor, len(each)) for whole, each in zip(wholes, of_each, strict=True)
    ]
    rows = tuple(
        (Word(name), len(each), *_cells(whole), average)
        for name, each, whole, average in zip(WEEKDAYS, of_each, wholes, averages, strict=True)
    )
    whole = all_of(days.values())
    totals = (*totalled(WEEKDAY_COLUMNS, rows)[:-1], _part(whole.net_minor, len(days)))
    picture = Picture(
        "a_day",
        Drawn.BARS,
        Kind.MONEY,
        tuple(Word(name) for name in WEEKDAYS),
        (Series(Word("a_day"), tuple(averages)),),
    )
    return Report(_table(WEEKDAY_COLUMNS, rows, totals), _figures(db, ask, whole), (picture,))


def by_hour(db: Db, ask: Ask) -> Report:
    """By the hour of the day."""
    found = Found(db, ask).takings_by(By.HOUR)
    hours = range(min(map(int, found), default=0), max(map(int, found), default=-1) + 1)
    lines: list[Line] = [(f"{n:02}:00", found.get(f"{n:02}", NOTHING)) for n in hours]
    return _report(db, ask, Column("hour"), lines)


def by_seat(db: Db, ask: Ask) -> Report:
    """By the seat where the visitor sat who paid."""
    found = Found(db, ask).takings_by(By.SEAT)
    names = sorted(found, key=lambda name: (not name, int(name or 0)))
    lines: list[Line] = [(name or Word("desk"), found[name]) for name in names]
    return _report(db, ask, Column("seat"), lines)


def by_zone(db: Db, ask: Ask) -> Report:
    """By the zone of that seat."""
    found = Found(db, ask).takings_by(By.ZONE)
    return _report(db, ask, Column("zone"), _greatest(found, lambda n: n or Word("desk")))


def by_operator(db: Db, ask: Ask) -> Report:
    """By who took the money, or gave it back."""
    found = Found(db, ask).takings_by(By.OPERATOR)
    names = staff.names(db)
    lines = _greatest(found, lambda n: names.get(n, n) or Word("by_itself"))
    return _report(db, ask, Column("operator"), lines)


def by_offer(db: Db, ask: Ask) -> Report:
    """By what was sold."""
    return _report(
        db, ask, Column("what"), _greatest(Found(db, ask).takings_by(By.OFFER), offer_name)
    )


def by_tender(db: Db, ask: Ask) -> Report:
    """By how it was paid, with what was put on accounts and left as deposits."""
    found = Found(db, ask).takings_by(By.TENDER)
    names = sorted(found, key=lambda name: (-found[name].net_minor, name))
    rows = tuple(
        (_tender(n), *_cells(found[n]), *_held(found[n]), money_in(n, found[n])) for n in names
    )
    picture = Picture(
        "money_in",
        Drawn.BARS,
        Kind.MONEY,
        tuple(_tender(n) for n in names),
        (Series(Word("money_in"), tuple(money_in(n, found[n]) for n in names)),),
    )
    figures = _figures(db, ask, all_of(found.values())) if rows else ()
    table = _table(TENDER_COLUMNS, rows, totalled(TENDER_COLUMNS, rows))
    return Report(table, figures, (picture,))


def by_group(db: Db, ask: Ask) -> Report:
    """By the group of the visitor."""
    found = Found(db, ask).takings_by(By.GROUP)
    lines = _greatest(found, lambda n: Word(n or "no_visitor") if n in OUR_GROUPS else n)
    return _report(db, ask, Column("group"), lines)


def offer_name(name: str) -> Cell:
    """What was sold, by its own title where the owner gave it one."""
    kind, _, title = name.partition(":")
    return title if kind == "pass" else Word(name)


def money_in(tender: str, sums: Sums) -> int:
    """What came to the till or to a provider; others spend what had come in before."""
    if tender.partition(":")[0] not in MONEY_TENDERS:
        return 0
    return sums.net_minor + sums.held_minor


def _report(
    db: Db, ask: Ask, first: Column, lines: list[Line], *, drawn: Drawn = Drawn.BARS
) -> Report:
    """Rows of sums, and a picture of what each took."""
    columns = (first, *SUM_COLUMNS)
    rows = tuple((name, *_cells(sums)) for name, sums in lines)
    shown = lines
    if len(lines) > BARS_MOST and first.kind is not Kind.DATE:
        shown = sorted(lines, key=lambda line: -line[1].net_minor)[:BARS_MOST]
    picture = Picture(
        "takings",
        drawn,
        Kind.MONEY,
        tuple(name for name, _ in shown),
        (Series(Word("takings"), tuple(sums.net_minor for _, sums in shown)),),
        label_kind=first.kind,
    )
    figures = _figures(db, ask, all_of(sums for _, sums in lines)) if rows else ()
    return Report(_table(columns, rows, totalled(columns, rows)), figures, (picture,))


def _figures(db: Db, ask: Ask, whole: Sums) -> tuple[Figure, ...]:
    before = all_of(Found(db, ask.before()).takings_by_day().values())
    tax = (Figure("tax_in_it", whole.tax_minor, Kind.MONEY),) if whole.tax_minor else ()
    return (
        Figure("takings", whole.net_minor, Kind.MONEY, before=before.net_minor),
        Figure("sales", whole.sales, Kind.COUNT, before=before.sales),
        Figure("given_back", whole.back_minor, Kind.MONEY),
        Figure("discounts", whole.discount_minor, Kind.MONEY),
        *tax,
    )


def _cells(sums: Sums) -> tuple[int, ...]:
    return (
        sums.sales,
        sums.sold_minor,
        sums.discount_minor,
        sums.back_minor,
        sums.lost_minor,
        sums.rounding_minor,
        sums.net_minor,
    )


def _table(columns: Sequence[Column], rows: Sequence[Cells], totals: Cells) -> Table:
    """A table of sums; the rounding of what is held is left out where there is none."""
    at = columns.index(HELD_ROUNDING)
    if any(row[at] for row in rows):
        return Table(tuple(columns), tuple(rows), totals)

    return Table(
        (*columns[:at], *columns[at + 1 :]),
        tuple((*row[:at], *row[at + 1 :]) for row in rows),
        (*totals[:at], *totals[at + 1 :]),
    )


def _held(sums: Sums) -> tuple[int, int, int]:
    return (sums.topped_minor, sums.deposit_in_minor, sums.deposit_back_minor)


def _greatest(found: Mapping[str, Sums], said: Callable[[str], Cell]) -> list[Line]:
    """The greatest first, each by what it is called."""
    names = sorted(found, key=lambda name: (-found[name].net_minor, name))
    return [(said(name), found[name]) for name in names]


def _tender(name: str) -> Cell:
    kind, _, provider = name.partition(":")
    if kind == "mobile":
        return provider
    return Word(name) if name in OUR_TENDERS else name


def _part(minor: int, parts: int) -> int | None:
    """A part of a sum, rounded half up; None of nothing."""
    return (2 * minor + parts) // (2 * parts) if parts else None
