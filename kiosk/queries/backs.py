"""The report of what was given back or let off: line by line, with who, who else, and why."""

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.reports import (
    ROWS_LIMIT,
    Column,
    Figure,
    Kind,
    Report,
    Table,
    Word,
    totalled,
)
from kiosk.store import backs, staff

OURS = frozenset({"top_up", "session"})
"""Kinds of payments whose name is ours to say."""
COLUMNS = (
    Column("when", Kind.MOMENT),
    Column("how"),
    Column("what"),
    Column("amount", Kind.MONEY),
    Column("operator"),
    Column("confirmed_by"),
    Column("reason"),
)


def given_back(db: Db, ask: Ask) -> Report:
    """Each undo, void, refund and discount of the period."""
    since, until = ask.bounds
    found = backs.between(db, since=since, until=until, limit=ROWS_LIMIT + 1)
    names = staff.names(db)
    rows = tuple(
        (
            row.at,
            Word(row.how),
            Word(row.payment_kind) if row.payment_kind in OURS else row.title,
            row.minor,
            names[row.by],
            names[row.approved_by] if row.approved_by else None,
            row.reason,
        )
        for row in found
    )
    let_off = sum(row.minor for row in found if row.how == "discount")
    back = sum(row.minor for row in found) - let_off
    figures = (
        Figure("given_back", back, Kind.MONEY),
        Figure("discounts", let_off, Kind.MONEY),
    )
    return Report(Table(COLUMNS, rows, totalled(COLUMNS, rows)), figures if rows else ())
