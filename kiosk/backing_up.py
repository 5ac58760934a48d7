"""A backup is a copy that was opened and checked."""

import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.disk.copying import copy_database, sync
from kiosk.disk.open import open_for_reading
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store.checks import integrity

KEEP = 96


def back_up(database: Path, folder: Path, now: Instant) -> Path:
    """Copy a database, also while it is written; returns the copy.

    Raises:
        Refusal: `data_folder_wrong` when the folder takes no copy, `database_damaged` when the
            copy does not check.
    """
    target = folder / f"hub-{now}.db"
    aside = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        copy_database(database, aside)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error
    except sqlite3.OperationalError as error:
        aside.unlink(missing_ok=True)
        raise Refusal("data_folder_wrong", path=str(folder), reason=str(error)) from error
    except sqlite3.DatabaseError as error:
        raise Refusal("database_damaged", path=str(database), reason=str(error)) from error
    check(aside)
    aside.rename(target)
    sync(folder)
    _forget_old(folder)
    return target


def check(copy: Path) -> None:
    """Refuse a copy that is damaged.

    Raises:
        Refusal: `database_damaged`.
    """
    try:
        with closing(open_for_reading(copy)) as db:
            found = integrity(db)
    except sqlite3.DatabaseError as error:
        raise Refusal("database_damaged", path=str(copy), reason=str(error)) from error
    if found != "ok":
        raise Refusal("database_damaged", path=str(copy), reason=found)


def _forget_old(folder: Path) -> None:
    for old in sorted(folder.glob("hub-*.db"))[:-KEEP]:
        old.unlink()
