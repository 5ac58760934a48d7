"""`kiosk doctor`: looks for what may harm a site, and says what to do."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk import last_alive
from kiosk.acts import clock
from kiosk.backing_up import interval_s, latest_at
from kiosk.clock import SystemClock
from kiosk.clock_watch import ClockWatch
from kiosk.disk.open import open_for_reading
from kiosk.hub import DATABASE
from kiosk.jobs.backups import FOLDER
from kiosk.rules.clock_doubt import Doubt, Past
from kiosk.rules.instants import MS_PER_S
from kiosk.settings import HubSettings
from kiosk.store.checks import integrity, journal_mode

SAFE_SQLITE = (3, 51, 3)
LOW_DISK_BYTES = 500 * 1024 * 1024
CLOCK_SAYS = {
    Doubt.OLD: "The clock is far off: this program did not exist then.",
    Doubt.BEFORE: "The clock is behind what the hub has been through.",
    Doubt.AHEAD: "The clock is more than 30 days after the hub ran last.",
    Doubt.SET: "The clock was set while the machine ran.",
}
SET_THE_CLOCK = "Set the clock, or confirm it in the panel under Open the day. Renewals wait."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `do` is what to do, empty when it is well."""

    what: str
    ok: bool
    says: str
    do: str = ""


def findings(folder: Path, settings: HubSettings) -> tuple[Finding, ...]:
    """Everything that was looked at, the bad and the good."""
    return (
        _sqlite(),
        _database(folder),
        _disk(folder),
        _clock(folder),
        _backup(folder, settings),
    )


def _sqlite() -> Finding:
    running = sqlite3.sqlite_version
    newer = sqlite3.sqlite_version_info >= SAFE_SQLITE
    says = f"SQLite {running}" + ("." if newer else "; safe with one writer, as here.")
    return Finding("sqlite", ok=True, says=says)


def _database(folder: Path) -> Finding:
    try:
        db = open_for_reading(folder / DATABASE)
        try:
            mode, found = journal_mode(db), integrity(db)
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        return Finding("database", ok=False, says=str(error), do="Restore the newest backup.")
    if (mode, found) != ("wal", "ok"):
        says = f"journal {mode}, integrity {found}."
        return Finding("database", ok=False, says=says, do="Restore the newest backup.")
    return Finding("database", ok=True, says="journal wal, integrity ok.")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    says = f"{free // 1024**2} MiB free."
    if free < LOW_DISK_BYTES:
        return Finding("disk", ok=False, says=says, do="Make room on the disk.")
    return Finding("disk", ok=True, says=says)


def _clock(folder: Path) -> Finding:
    """By what the hub has been through; a file that cannot be read is told as the database's."""
    try:
        with closing(open_for_reading(folder / DATABASE)) as db:
            past = clock.past(db, last_alive.noted(folder))
    except sqlite3.DatabaseError:
        past = Past(last_alive.noted(folder))
    why = ClockWatch(SystemClock(), past).doubt()
    if why is None:
        return Finding("clock", ok=True, says="The clock is plausible.")
    return Finding("clock", ok=False, says=CLOCK_SAYS[why], do=SET_THE_CLOCK)


def _backup(folder: Path, settings: HubSettings) -> Finding:
    made = latest_at(folder / FOLDER)
    if made is None:
        return Finding("backup", ok=False, says="There is none.", do="Run kiosk back-up.")
    age_s = (SystemClock().now() - made) // MS_PER_S
    if age_s > 4 * interval_s(folder / FOLDER, every_s=settings.backup_interval_s):
        says = f"The newest is {age_s // 60} min old."
        return Finding("backup", ok=False, says=says, do="Start the hub, or run kiosk back-up.")
    return Finding("backup", ok=True, says=f"The newest is {age_s // 60} min old.")
