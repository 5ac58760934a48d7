"""Sponsorships side by side: budget, what was used of it, and what came of it. No names."""

from kiosk.disk.db import Db
from kiosk.queries import sponsorships
from kiosk.queries.asking import Ask
from kiosk.rules.reports import (
    Column,
    Drawn,
    Kind,
    Picture,
    Report,
    Series,
    Table,
    Word,
    totalled,
)

COLUMNS = (
    Column("funder"),
    Column("until", Kind.MOMENT),
    Column("visitors", Kind.COUNT),
    Column("time_used", Kind.DURATION),
    Column("budget", Kind.MONEY),
    Column("spent", Kind.MONEY),
    Column("left", Kind.MONEY),
    Column("modules_passed", Kind.COUNT),
    Column("earned", Kind.MONEY),
)


def by_funder(db: Db, ask: Ask) -> Report:
    """A row for each sponsorship, the newest first; each leads to its page."""
    found = sponsorships.all_of_them(db, ask.now)
    rows = tuple(
        (
            each.kept.funder,
            min(each.kept.ends, each.kept.stopped_at or each.kept.ends),
            each.visitors,
            each.seconds,
            *(each.given_minor, each.spent_minor, each.left_minor),
            each.modules_passed,
            each.earned_minor,
        )
        for each in found
    )
    if not rows:
        return Report(Table(COLUMNS, ()))
    keys = tuple(each.kept.id for each in found)
    picture = Picture(
        "budgets",
        Drawn.BARS,
        Kind.MONEY,
        tuple(each.kept.funder for each in found),
        (
            Series(Word("spent"), tuple(each.spent_minor for each in found)),
            Series(Word("left"), tuple(each.left_minor for each in found)),
        ),
    )
    return Report(Table(COLUMNS, rows, totalled(COLUMNS, rows), keys), (), (picture,))
