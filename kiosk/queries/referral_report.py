"""What became of whom mentors sent to jobs and courses, for who pays the centre: counts only."""

from kiosk.disk.db import Db
from kiosk.queries.asking import Ask
from kiosk.rules.openings import KINDS
from kiosk.rules.reports import Column, Kind, Report, Table, Word, people_told
from kiosk.store import careers
from kiosk.store.careers import STATES

COLUMNS = (
    Column("what_became"),
    Column("people_jobs", Kind.COUNT),
    Column("people_courses", Kind.COUNT),
)


def by_outcome(db: Db, ask: Ask) -> Report:
    """How many people came how far. Who took their yes back is not counted."""
    since, until = ask.bounds
    found = careers.outcomes(db, since=since, until=until)
    if not found:
        return Report(Table(COLUMNS, ()))
    rows = tuple(
        (Word(f"referral_{state}"), *(people_told(found.get((kind, state), 0)) for kind in KINDS))
        for state in STATES
    )
    return Report(Table(COLUMNS, rows))
