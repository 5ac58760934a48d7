"""`kiosk doctor`: looks for what may harm a site, and says what to do."""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from kiosk.backing_up import interval_s, latest_at
from kiosk.clock import SystemClock
from kiosk.disk.open import open_for_reading
from kiosk.hub import DATABASE
from kiosk.jobs.backups import FOLDER
from kiosk.rules.instants import MS_PER_S
from kiosk.settings import HubSettings
from kiosk.store.checks import integrity, journal_mode

SAFE_SQLITE = (3, 51, 3)
LOW_DISK_BYTES = 500 * 1024 * 1024
RELEASED_MS = 1_790_000_000_000
"""An instant before this program was made: a clock that shows it is wrong."""


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
        _clock(),
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


def _clock() -> Finding:
    if SystemClock().now() < RELEASED_MS:
        return Finding("clock", ok=False, says="The clock is far off.", do="Set the clock.")
    return Finding("clock", ok=True, says="The clock is plausible.")


def _backup(folder: Path, settings: HubSettings) -> Finding:
    made = latest_at(folder / FOLDER)
    if made is None:
        return Finding("backup", ok=False, says="There is none.", do="Run kiosk back-up.")
    age_s = (SystemClock().now() - made) // MS_PER_S
    if age_s > 4 * interval_s(folder / FOLDER, every_s=settings.backup_interval_s):
        says = f"The newest is {age_s // 60} min old."
        return Finding("backup", ok=False, says=says, do="Start the hub, or run kiosk back-up.")
    return Finding("backup", ok=True, says=f"The newest is {age_s // 60} min old.")
