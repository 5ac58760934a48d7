"""The report of what was given back or let off: line by line, with who, who else, and why."""

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.equipment import DAMAGE_PREFIX, PART_PREFIX
from kiosk.rules.reports import (
    ROWS_LIMIT,
    Cell,
    Column,
    Figure,
    Kind,
    Report,
    Table,
    Word,
    totalled,
)
from kiosk.store import backs, staff
from kiosk.store.backs import BackRow

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
    """Each undo, void, refund, discount and change to another subscription of the period.

    What goes back of a top-up or a deposit was never taken as a sale: it is a sum of its own, so
    that "given back" is here what it is in the takings.
    """
    since, until = ask.bounds
    found = backs.between(db, since=since, until=until, limit=ROWS_LIMIT + 1)
    names = staff.names(db)
    rows = tuple(
        (
            row.at,
            Word("deposit_back" if row.account else row.how),
            _what(row),
            row.minor,
            names[row.by] if row.by else None,
            names[row.approved_by] if row.approved_by else None,
            row.reason,
        )
        for row in found
    )
    let_off = sum(row.minor for row in found if row.how == "discount")
    held = sum(row.minor for row in found if row.payment_kind == "top_up")
    back = sum(row.minor for row in found) - let_off - held
    figures = (
        Figure("given_back", back, Kind.MONEY),
        Figure("held_back", held, Kind.MONEY),
        Figure("discounts", let_off, Kind.MONEY),
    )
    return Report(Table(COLUMNS, rows, totalled(COLUMNS, rows)), figures if rows else ())


def _what(row: BackRow) -> Cell:
    if row.payment_kind in OURS and not row.account:
        return Word(row.payment_kind)
    return row.title.removeprefix(PART_PREFIX).removeprefix(DAMAGE_PREFIX)
