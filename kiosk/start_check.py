"""A look at the database before the hub works with it: as long for a year of data as for a day.

A small database is looked at whole. Of a large one only what does not depend on its size: that it
opens, that its log replays, that it is as long as it says, both ends of each table and index. All
of it is then read beside the hub's work by `kiosk/checking_child.py`.

What was found is shown by `kiosk/damaged.py`; nothing is put in its place. Source: DESIGN.md §4.
"""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk import check_notes
from kiosk.backups.backing_up import FOLDER, all_in, made_at
from kiosk.clock import Clock, SystemClock
from kiosk.disk import file_length
from kiosk.disk.open import EMPTY, is_damage, open_for_reading
from kiosk.hub_folder import DATABASE, KEYS, MAKING
from kiosk.rules import whole_checks
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import checks, ledger_checks, table_checks
from kiosk.store.schema import version_of

FLAG = "running.txt"
"""Stands there from a start to a clean stop; one that is found tells of a power cut or a kill."""
SMALL_BYTES = 32 * 1024 * 1024
"""A file up to this is looked at whole before the hub works: a second at most on a slow disk."""
ENDS_MOST_NS = 1_000_000_000
"""So long is looked at ends of tables; a disk that needs longer is read beside the work."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Why the hub cannot work, as its refusal, and the newest backup that there is."""

    refusal: Refusal
    backup: Path | None
    made_at: Instant | None


def look(folder: Path, *, second: Path | None = None, clock: Clock | None = None) -> Damage | None:
    """What is wrong with the database of a data folder; None: it may be worked with.

    Damage that SQLite met while the hub worked is marked, once all of the file was read.
    """
    database, clock = folder / DATABASE, clock or SystemClock()
    if (folder / MAKING).exists():
        return None
    if not database.exists():
        return _damage(folder, second, "database_missing") if _was_in_use(folder) else None
    mark = check_notes.marked(folder)
    if mark is not None:
        return _damage(folder, second, "database_damaged", mark.reason)
    reason = _reason(folder, clock)
    if reason and check_notes.is_suspect(folder) and not is_small(folder):
        check_notes.mark_damaged(folder, reason, clock.now())
    return None if not reason else _damage(folder, second, "database_damaged", reason)


def was_unclean(folder: Path) -> bool:
    """Whether the hub stopped without saying so."""
    return (folder / FLAG).exists()


def is_small(folder: Path) -> bool:
    """Whether all of the database is looked at before the hub works."""
    sizes = (path.stat().st_size for path in folder.glob(f"{DATABASE}*") if path.is_file())
    return sum(sizes) <= SMALL_BYTES


def note_running(folder: Path, now: Instant) -> None:
    """The hub works from here on; what `look` has left out is kept as wanted."""
    kept = check_notes.checks(folder)
    if is_small(folder) or check_notes.is_suspect(folder):
        asked = whole_checks.after_whole(now)
        check_notes.clear_suspicion(folder)
    else:
        unclean, verified = was_unclean(folder), verified_at(folder)
        asked = whole_checks.after_start(kept, now, unclean=unclean, verified=verified)
    if asked != kept:
        check_notes.keep_checks(folder, asked)
    (folder / FLAG).touch(mode=0o600)


def note_stopped(folder: Path) -> None:
    """It has stopped by itself, all is on disk."""
    (folder / FLAG).unlink(missing_ok=True)


def note_disaster(folder: Path, error: BaseException) -> None:
    """What the writer met: a file that SQLite calls damaged is read through at the next start."""
    if is_damage(error):
        with suppress(OSError):  # the next start reads all of a small one anyway
            check_notes.suspect(folder)


def verified_at(folder: Path) -> Instant | None:
    """When the newest backup was made that is here; each was read through before it counted."""
    made = all_in(folder / FOLDER)
    return made_at(made[-1]) if made else None


def _was_in_use(folder: Path) -> bool:
    marks = (KEYS, FLAG, f"{FOLDER}/hub-*", "hub-before-restore-*")
    return any(any(folder.glob(mark)) for mark in marks)


def _reason(folder: Path, clock: Clock) -> str:
    database, unclean = folder / DATABASE, was_unclean(folder)
    whole, suspect = is_small(folder), check_notes.is_suspect(folder)
    short = file_length.missing(database)
    if short:
        return short
    try:
        with closing(open_for_reading(database)) as db:
            db.execute("BEGIN")
            if version_of(db) == 0:  # SQLite calls a file of no bytes sound
                return EMPTY
            if whole or suspect:
                return _whole(db, deep=unclean or suspect)
            _look_at_ends(db, clock)
    except sqlite3.Error as error:
        return str(error)
    return ""


def _whole(db: sqlite3.Connection, *, deep: bool) -> str:
    found = checks.integrity(db) if deep else checks.quick(db)
    if found != "ok":
        return found
    return "; ".join(ledger_checks.ledger(db).problems[:1]) if deep else ""


def _look_at_ends(db: sqlite3.Connection, clock: Clock) -> None:
    until_ns = clock.boot_ns() + ENDS_MOST_NS
    for _name in table_checks.ends(db):
        if clock.boot_ns() > until_ns:
            return


def _damage(folder: Path, second: Path | None, code: str, reason: str = "") -> Damage:
    places = [folder / FOLDER, *([second] if second is not None else [])]
    copies = [copy for place in places for copy in all_in(place)]
    newest = max(copies, key=made_at, default=None)
    details = {"path": str(folder / DATABASE), "reason": reason}
    return Damage(Refusal(code, **details), newest, None if newest is None else made_at(newest))
