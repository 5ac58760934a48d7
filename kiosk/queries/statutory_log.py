"""The statutory log as a report: who, seat, in, out, how identified."""

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.reports import ROWS_LIMIT, Column, Kind, Report, Table, Word
from kiosk.store import statutory_log

COLUMNS = (
    Column("came", Kind.MOMENT),
    Column("went", Kind.MOMENT),
    Column("seat"),
    Column("visitor"),
    Column("code"),
    Column("identified"),
)


def log(db: Db, ask: Ask) -> Report:
    """Who came in the period, the last first."""
    since, until = ask.bounds
    found = statutory_log.between(db, since=since, until=until, limit=ROWS_LIMIT + 1)
    rows = tuple(
        (
            line.came_at,
            line.left_at,
            str(line.seat),
            line.name or Word("guest"),
            line.code or None,
            Word(f"by_{line.identified}"),
        )
        for line in found
    )
    return Report(Table(COLUMNS, rows))
