"""What the site still owes for what was paid ahead: time and money, by what, by whom and how old.

Money is each one's price by the part of it that is left; of a subscription's period the smaller
part counts, of its time and of its seconds, as when it is upgraded.
"""

from collections.abc import Mapping, Sequence

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.instants import S_PER_DAY, Instant, later
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
from kiosk.store.liability import Owed, OwedLine

KINDS = ("voucher", "pass", "subscription")
AGES: Mapping[str, int] = {"age_week": 7, "age_month": 30, "age_quarter": 90, "age_older": 0}
"""Sold so many days ago at most; the last ones earlier."""
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
    ages = [later(ask.now, seconds=-days * S_PER_DAY) for days in AGES.values() if days]
    found = (
        *liability.vouchers(db, ask.now, ages=ages, limit=ROWS_LIMIT),
        *liability.passes(db, ask.now, ages=ages, limit=ROWS_LIMIT),
        *(
            _line(one, ask.now, ages)
            for one in liability.subscriptions(db, ask.now, limit=ROWS_LIMIT)
        ),
    )
    rows = _rows(found)
    deposits = liability.deposits_minor(db)
    told = [_figure(kind, found) for kind in KINDS]
    if deposits:
        told.append(Figure("deposits", deposits, Kind.MONEY))
    if not rows:
        return Report(Table(COLUMNS, ()), (told[-1],) if deposits else ())
    return Report(Table(COLUMNS, rows, totalled(COLUMNS, rows)), tuple(told), (_picture(found),))


def worth_minor(one: Owed, now: Instant) -> int:
    """What the unused part of a subscription's period is worth, rounded half up."""
    return unused_minor(
        one.price_minor,
        one.standing,
        now=now,
        seconds=one.seconds,
        left_s=max(0, one.left_s),
        stood_s=one.stood_s,
    )


def _line(one: Owed, now: Instant, ages: Sequence[Instant]) -> OwedLine:
    return OwedLine(
        what="subscription",
        title=one.title,
        operator="",
        batch_at=None,
        age=sum(one.sold_at <= at for at in ages),
        how_many=1,
        left_s=max(0, one.left_s),
        worth_minor=worth_minor(one, now),
    )


def _rows(found: Sequence[OwedLine]) -> tuple[tuple[Cell, ...], ...]:
    sums: dict[tuple[str, int, str, int, str], list[int]] = {}
    for one in found:
        key = (one.what, one.age, one.title, one.batch_at or 0, one.operator)
        kept = sums.setdefault(key, [0, 0, 0])
        for place, more in enumerate((one.how_many, one.left_s, one.worth_minor)):
            kept[place] += more
    ages = tuple(AGES)
    ordered = sorted(sums, key=lambda key: (KINDS.index(key[0]), *key[1:]))
    return tuple(
        (
            *(Word(what), title, batch or None, operator or None, Word(ages[age])),
            *sums[what, age, title, batch, operator],
        )
        for what, age, title, batch, operator in ordered
    )


def _figure(kind: str, found: Sequence[OwedLine]) -> Figure:
    minor = sum(one.worth_minor for one in found if one.what == kind)
    return Figure(f"owed_{kind}", minor, Kind.MONEY, note=f"owed_{kind}_note")


def _picture(found: Sequence[OwedLine]) -> Picture:
    values = {kind: [0] * len(AGES) for kind in KINDS}
    for one in found:
        values[one.what][one.age] += one.worth_minor
    return Picture(
        "owed_by_age",
        Drawn.BARS,
        Kind.MONEY,
        tuple(Word(age) for age in AGES),
        tuple(Series(Word(kind), tuple(told)) for kind, told in values.items() if any(told)),
    )
