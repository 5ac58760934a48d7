"""Backups, as the audit log keeps them: who asked for one, who made the owner's key, its mark."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import audit


def ask_for_backup(db: Db, now: Instant, *, by: str) -> None:
    """Somebody wants one now; those that the hub makes by itself have no line."""
    audit.record(db, now, by=by, act="back_up", about="backup:now")


def note_owner_key(db: Db, now: Instant, *, by: str, mark: str) -> None:
    """Somebody has made the owner's key; whoever holds its print and a backup is this hub."""
    audit.record(db, now, by=by, act="make_owner_key", about=f"key:{mark}")
