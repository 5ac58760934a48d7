"""The owner's key for backups, as the audit log keeps it: who made one, and its mark."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import audit


def note_owner_key(db: Db, now: Instant, *, by: str, mark: str) -> None:
    """Somebody has made the owner's key; whoever holds its print and a backup is this hub."""
    audit.record(db, now, by=by, act="make_owner_key", about=f"key:{mark}")
