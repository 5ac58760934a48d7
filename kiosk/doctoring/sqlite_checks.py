"""Is SQLite new enough, and is the hub's database whole and written so that nothing is lost?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from kiosk.disk.open import open_for_reading
from kiosk.doctoring.finding import Finding, Patient
from kiosk.hub import DATABASE
from kiosk.sentences import N_
from kiosk.store.checks import integrity, journal_mode

SAFE_SQLITE = (3, 51, 3)
"""Older ones have a fault with two connections that write; the hub has one writer."""
RESTORE = N_("Restore the newest backup: kiosk restore.")


def sqlite_version(_patient: Patient) -> Iterator[Finding]:
    """Which SQLite runs; an old one is safe with one writer, as here."""
    values = {"version": sqlite3.sqlite_version}
    newer = sqlite3.sqlite_version_info >= SAFE_SQLITE
    says = N_("SQLite {version}.") if newer else N_("SQLite {version}; safe with one writer.")
    yield Finding("sqlite", ok=True, says=says, values=values)


def journal(patient: Patient) -> Iterator[Finding]:
    """Any journal but WAL may lose what was acknowledged."""
    try:
        with closing(open_for_reading(patient.folder / DATABASE)) as db:
            mode = journal_mode(db)
    except sqlite3.DatabaseError:
        return  # `database` tells what is wrong with it
    says = N_("The database's journal is {mode}.")
    do = "" if mode == "wal" else N_("Start the hub again: it sets the journal to wal.")
    yield Finding("journal", ok=mode == "wal", says=says, do=do, values={"mode": mode})


def database(patient: Patient) -> Iterator[Finding]:
    """SQLite's own check of the whole file."""
    try:
        with closing(open_for_reading(patient.folder / DATABASE)) as db:
            found = integrity(db)
    except sqlite3.DatabaseError as error:
        found = str(error)
    says = N_("The database is whole.") if found == "ok" else N_("The database is damaged: {why}.")
    do = "" if found == "ok" else RESTORE
    yield Finding("database", ok=found == "ok", says=says, do=do, values={"why": found})
