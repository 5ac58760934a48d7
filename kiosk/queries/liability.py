"""What the site still owes for what was paid ahead: time and money, by what, by whom and how old.

Money is each one's price by the part of it that is left; of a subscription's period the smaller
part counts, of its time and of its seconds, as when it is upgraded.
"""

from collections.abc import Mapping, Sequence

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between
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
from kiosk.rules.subscriptions import unused_minor
from kiosk.store import liability
from kiosk.store.liability import Owed

KINDS = ("voucher", "pass", "subscription")
AGES: Mapping[str, int] = {"age_week": 7, "age_month": 30, "age_quarter": 90, "age_older": 10**6}
COLUMNS = (
    Column("what"),
    Column("offer"),
    Column("batch", Kind.MOMENT),
    Column("operator"),
    Column("age"),
    Column("how_many", Kind.COUNT),
    Column("time_left", Kind.DURATION),
    Column("worth", Kind.MONEY),
)


def owed(db: Db, ask: Ask) -> Report:
    """A row for each kind, offer, batch, operator and age; deposits as a figure of their own."""
    found = (
        *liability.vouchers(db, ask.now, limit=ROWS_LIMIT),
        *liability.passes(db, ask.now, limit=ROWS_LIMIT),
        *liability.subscriptions(db, limit=ROWS_LIMIT),
    )
    rows = _rows(found, ask.now)
    deposits = liability.deposits_minor(db)
    told = [_figure(kind, found, ask.now) for kind in KINDS]
    if deposits:
        told.append(Figure("deposits", deposits, Kind.MONEY))
    if not rows:
        return Report(Table(COLUMNS, ()), (told[-1],) if deposits else ())
    return Report(
        Table(COLUMNS, rows, totalled(COLUMNS, rows)), tuple(told), (_picture(found, ask.now),)
    )


def worth_minor(one: Owed, now: Instant) -> int:
    """What the unused part is worth, rounded half up."""
    left_s = max(0, one.left_s)
    if one.standing is not None:
        if now >= one.standing.ends:
            return 0
        return unused_minor(
            one.price_minor, one.standing, now=now, seconds=one.seconds, left_s=left_s
        )
    return (2 * one.price_minor * left_s + one.seconds) // (2 * one.seconds)


def _rows(found: Sequence[Owed], now: Instant) -> tuple[tuple[Cell, ...], ...]:
    sums: dict[tuple[str, str, int, str, str], list[int]] = {}
    for one in found:
        key = (one.what, one.title, one.batch_at or 0, one.operator, _age(one, now))
        kept = sums.setdefault(key, [0, 0, 0])
        for place, more in enumerate((1, max(0, one.left_s), worth_minor(one, now))):
            kept[place] += more
    ages = tuple(AGES)
    ordered = sorted(sums, key=lambda key: (KINDS.index(key[0]), ages.index(key[4]), key[1:4]))
    return tuple(
        (
            *(Word(what), title, batch or None, operator or None, Word(age)),
            *sums[what, title, batch, operator, age],
        )
        for what, title, batch, operator, age in ordered
    )


def _age(one: Owed, now: Instant) -> str:
    days = seconds_between(one.sold_at, now) // S_PER_DAY
    return next(age for age, most in AGES.items() if days < most)


def _figure(kind: str, found: Sequence[Owed], now: Instant) -> Figure:
    minor = sum(worth_minor(one, now) for one in found if one.what == kind)
    return Figure(f"owed_{kind}", minor, Kind.MONEY, note=f"owed_{kind}_note")


def _picture(found: Sequence[Owed], now: Instant) -> Picture:
    values = {
        kind: tuple(
            sum(worth_minor(one, now) for one in found if (one.what, _age(one, now)) == (kind, age))
            for age in AGES
        )
        for kind in KINDS
    }
    return Picture(
        "owed_by_age",
        Drawn.BARS,
        Kind.MONEY,
        tuple(Word(age) for age in AGES),
        tuple(Series(Word(kind), told) for kind, told in values.items() if any(told)),
    )
