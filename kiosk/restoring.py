"""Restoring a hub: a checked copy takes the database's place, and new epochs begin.

Numbers given after the copy was made may stand for other facts elsewhere, so each stream begins
a new epoch, and orders to stations go on above them; what stations still hold they send again.
Source: DESIGN.md §8.
"""

import sqlite3
from pathlib import Path

from kiosk import backing_up
from kiosk.disk.copying import change_alone, copy_database, sync
from kiosk.disk.db import Db
from kiosk.hub import DATABASE, KEYS
from kiosk.link import sqlite_outbox
from kiosk.protocol.keys import load_keys
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import commands, restores


def restore_hub(copy: Path, folder: Path, now: Instant) -> Path:
    """Put the copy in place; returns where the old database is kept. The caller holds the lock.

    Raises:
        Refusal: `data_folder_wrong` when the folder has no keys, `database_damaged` when the copy
            does not check; nothing was changed then.
    """
    load_keys(folder / KEYS)
    backing_up.check(copy)
    copied_at = backing_up.made_at(copy)
    old = folder / f"hub-before-restore-{now}.db"
    aside = folder / f"{DATABASE}.part"
    try:
        copy_database(copy, aside)
        change_alone(aside, lambda db: _begin_anew(db, now, copied_at=copied_at))
    except sqlite3.Error as error:
        raise Refusal("database_damaged", path=str(copy), reason=str(error)) from error
    for suffix in ("", "-wal", "-shm"):
        part = folder / f"{DATABASE}{suffix}"
        if part.exists():
            part.rename(f"{old}{suffix}")
    aside.rename(folder / DATABASE)
    sync(folder)
    return old


def _begin_anew(db: Db, now: Instant, *, copied_at: Instant) -> None:
    sqlite_outbox.start_new_epochs(db)
    restores.note(db, now, copied_at=copied_at)
    commands.leave_numbers_out(db, now)
