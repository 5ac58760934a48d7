"""The report of what checks of work cost: tasks whose answer is known, paid by the site itself."""

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
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
    totalled,
)
from kiosk.rules.spans import day_bounds
from kiosk.store import gold_tasks

COLUMNS = (
    Column("day", Kind.DATE),
    Column("checks_answered", Kind.COUNT),
    Column("right", Kind.COUNT),
    Column("checks_wrong", Kind.COUNT),
    Column("checks_paid", Kind.MONEY),
)


def by_day(db: Db, ask: Ask) -> Report:
    """Each day on which a check was answered; choose a month, and its sum stands below."""
    found = {}
    for day in ask.period:
        since, until = day_bounds(day, ask.timezone)
        cost = gold_tasks.cost(db, since=since, until=until)
        if cost.answered:
            found[day] = cost
    if not found:
        return Report(Table(COLUMNS, ()))
    rows = tuple(
        (str(day), one.answered, one.right, one.answered - one.right, one.minor)
        for day, one in found.items()
    )
    paid = Series(Word("checks_paid"), tuple(one.minor for one in found.values()))
    return Report(
        Table(COLUMNS, rows, totalled(COLUMNS, rows)),
        (
            Figure(
                "checks_paid",
                sum(one.minor for one in found.values()),
                Kind.MONEY,
            ),
            Figure("checks_answered", sum(one.answered for one in found.values()), Kind.COUNT),
            Figure("right", sum(one.right for one in found.values()), Kind.COUNT),
        ),
        (
            Picture(
                "checks_paid",
                Drawn.BARS,
                Kind.MONEY,
                tuple(str(day) for day in found),
                (paid,),
                label_kind=Kind.DATE,
            ),
        ),
    )
