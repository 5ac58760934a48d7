"""A look at the database before the hub works with it: short always, whole after an unclean stop.

What was found is shown by `kiosk/damaged.py`; nothing is written, nothing is put in its place.
Source: DESIGN.md §4.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kiosk.backing_up import FOLDER, all_in, made_at
from kiosk.disk.open import EMPTY, open_for_reading
from kiosk.hub import DATABASE, KEYS, MAKING
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import checks
from kiosk.store.schema import version_of

FLAG = "running.txt"
"""Stands there from a start to a clean stop; one that is found tells of a power cut or a kill."""


@dataclass(frozen=True, slots=True)
class Damage:
    """Why the hub cannot work, as its refusal, and the newest backup that there is."""

    refusal: Refusal
    backup: Path | None
    made_at: Instant | None


def look(folder: Path, *, second: Path | None = None) -> Damage | None:
    """What is wrong with the database of a data folder; None: it may be worked with."""
    database = folder / DATABASE
    if (folder / MAKING).exists():
        return None
    if not database.exists():
        return _damage(folder, second, "database_missing") if _was_in_use(folder) else None
    reason = _reason(database, whole=was_unclean(folder))
    return None if not reason else _damage(folder, second, "database_damaged", reason)


def was_unclean(folder: Path) -> bool:
    """Whether the hub stopped without saying so."""
    return (folder / FLAG).exists()


def note_running(folder: Path) -> None:
    """The hub works from here on."""
    (folder / FLAG).touch(mode=0o600)


def note_stopped(folder: Path) -> None:
    """It has stopped by itself, all is on disk."""
    (folder / FLAG).unlink(missing_ok=True)


def _was_in_use(folder: Path) -> bool:
    marks = (KEYS, FLAG, f"{FOLDER}/hub-*", "hub-before-restore-*")
    return any(any(folder.glob(mark)) for mark in marks)


def _reason(database: Path, *, whole: bool) -> str:
    try:
        with closing(open_for_reading(database)) as db:
            db.execute("BEGIN")
            if version_of(db) == 0:  # SQLite calls a file of no bytes sound
                return EMPTY
            found = checks.integrity(db) if whole else checks.quick(db)
            if found != "ok":
                return found
            return "; ".join(checks.ledger(db).problems[:1]) if whole else ""
    except sqlite3.Error as error:
        return str(error)


def _damage(folder: Path, second: Path | None, code: str, reason: str = "") -> Damage:
    places = [folder / FOLDER, *([second] if second is not None else [])]
    copies = [copy for place in places for copy in all_in(place)]
    newest = max(copies, key=made_at, default=None)
    details = {"path": str(folder / DATABASE), "reason": reason}
    return Damage(Refusal(code, **details), newest, None if newest is None else made_at(newest))
