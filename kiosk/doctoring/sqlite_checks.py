"""Is SQLite new enough, and is the hub's database whole and written so that nothing is lost?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk import check_notes
from kiosk.disk.open import open_for_reading
from kiosk.doctoring.finding import Finding, Patient
from kiosk.hub_folder import DATABASE
from kiosk.rules import whole_checks
from kiosk.rules.instants import MS_PER_S, S_PER_DAY
from kiosk.rules.whole_checks import Round
from kiosk.sentences import N_
from kiosk.start_check import verified_at
from kiosk.store import table_checks
from kiosk.store.checks import integrity, journal_mode

SAFE_SQLITE = (3, 51, 3)
"""Older ones have a fault with two connections that write; the hub has one writer."""
READ_TOO_LONG_AGO_S = 7 * S_PER_DAY
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


def whole_check(patient: Patient) -> Iterator[Finding]:
    """How far the check is that runs beside the hub's work, or when all was read last."""
    mark = check_notes.marked(patient.folder)
    if mark is not None:
        says = N_("The database is damaged: {why}.")
        yield Finding("check", ok=False, says=says, do=RESTORE, values={"why": mark.reason})
        return
    kept = check_notes.checks(patient.folder)
    if kept.round is not None:
        yield _going(patient.folder, kept.round)
        return
    last = whole_checks.last_read(kept, patient.clock.now(), verified=verified_at(patient.folder))
    if last is None:
        return
    age_s = (patient.clock.now() - last) // MS_PER_S
    too_old = age_s > READ_TOO_LONG_AGO_S
    says = N_("All of the database was read {minutes} min ago, and is well.")
    do = N_("Start the hub: it reads all of it beside its work.") if too_old else ""
    yield Finding("check", ok=not too_old, says=says, do=do, values={"minutes": age_s // 60})


def _going(folder: Path, round_: Round) -> Finding:
    """Well for as long as nothing was found; it may take days where the power is often cut."""
    try:
        with closing(open_for_reading(folder / DATABASE)) as db:
            parts = table_checks.parts(db, deep=round_.deep)
    except sqlite3.DatabaseError:
        parts = ()  # `database` tells what is wrong with it
    values = {"done": len(round_.done), "parts": max(len(parts), len(round_.done))}
    says = N_("The database is read beside the work: {done} of {parts} parts, all well so far.")
    return Finding("check", ok=True, says=says, values=values)
