"""A backup is a copy that was opened and checked."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from kiosk.disk.copying import copy_database, sync
from kiosk.disk.open import open_for_reading
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.store.checks import integrity

FOLDER = "backups"
"""Beside the hub's database."""
KEEP = 96
KEEP_AT_LEAST = 3
ROOM_FOR_COPIES = 3
"""How many times the database must find room: for its copy, and for what the hub writes."""
ELSEWHERE = "elsewhere.txt"
"""When a copy was made in another folder, so that nobody is told that there is none."""
TRIED = "tried.txt"
"""When the hub began its last copy by itself: one that fails is not tried again each minute."""
TOOK = "took.txt"
"""How many seconds the last copy took that the hub made by itself, its check with it."""
RESTS = 10
"""So many times as long as a copy took the hub rests before the next: 5 GB take minutes."""
SECONDS_MOST = 999_999
INSTANT_MOST = 9_999_999_999_999
TORN_AFTER_MS = 3_600_000
"""A copy that is not done after an hour was cut off."""


def back_up(database: Path, folder: Path, now: Instant) -> Path:
    """Copy a database, also while it is written; returns the copy.

    Raises:
        Refusal: `data_folder_wrong` when the folder takes no copy, `database_damaged` when the
            copy does not check.
    """
    target = folder / f"hub-{now}.db"
    aside = target.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(folder, now, bytes_=ROOM_FOR_COPIES * database.stat().st_size)
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


def _make_room(folder: Path, now: Instant, *, bytes_: int) -> None:
    """Copies that were cut off go, and old ones where the disk has no room for another.

    A hub whose own backups fill the disk can write nothing any more.
    """
    for torn in folder.glob("hub-*.part*"):
        began = torn.name.split(".")[0].removeprefix("hub-")
        if began.isdecimal() and int(began) < now - TORN_AFTER_MS:
            torn.unlink()
    copies = sorted(folder.glob("hub-*.db"))
    while len(copies) > KEEP_AT_LEAST and shutil.disk_usage(folder).free < bytes_:
        copies.pop(0).unlink()


def _forget_old(folder: Path) -> None:
    for old in sorted(folder.glob("hub-*.db"))[:-KEEP]:
        old.unlink()


def latest_at(folder: Path) -> Instant | None:
    """When the newest copy was made that is in a folder, or that was noted there as elsewhere."""
    elsewhere = _noted(folder, ELSEWHERE, most=INSTANT_MOST)
    made = _made(folder) if elsewhere is None else [*_made(folder), Instant(elsewhere)]
    return max(made, default=None)


def note_elsewhere(folder: Path, now: Instant) -> None:
    """Keep in the usual folder that a copy was made in another, such as on a stick.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    _note(folder, ELSEWHERE, now)


def note_tried(folder: Path, now: Instant) -> None:
    """Keep when a copy was begun.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    _note(folder, TRIED, now)


def note_took(folder: Path, seconds: int) -> None:
    """Keep how many seconds a copy took.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    _note(folder, TOOK, seconds)


def interval_s(folder: Path, *, every_s: int) -> int:
    """From the beginning of one copy to that of the next: as set, or longer where they are slow."""
    took_s = _noted(folder, TOOK, most=SECONDS_MOST) or 0
    return max(every_s, (1 + RESTS) * took_s)


def is_due(folder: Path, now: Instant, *, every_s: int) -> bool:
    """Whether the next copy is to be made, by the age of the last one that was verified here.

    It does not matter when the hub was started: one that is restarted every ten minutes is copied
    all the same. A copy elsewhere does not count, since its stick may be gone; nor one from the
    future, which a clock left behind that was set back.
    """
    begun = [*_made(folder), _noted(folder, TRIED, most=INSTANT_MOST) or 0]
    last = max((at for at in begun if at <= now), default=0)
    return now >= later(Instant(last), seconds=interval_s(folder, every_s=every_s))


def made_at(copy: Path) -> Instant:
    """When a copy was made, by its name; 0: its name does not say."""
    stem = copy.stem.removeprefix("hub-")
    is_told = stem.isascii() and stem.isdigit() and len(stem) <= len(str(INSTANT_MOST))
    return Instant(int(stem)) if is_told else Instant(0)


def _made(folder: Path) -> list[Instant]:
    """When the copies were made that are in a folder; each was verified before it had its name."""
    stems = (path.stem.removeprefix("hub-") for path in folder.glob("hub-*.db"))
    return [Instant(int(stem)) for stem in stems if stem.isascii() and stem.isdigit()]


def _note(folder: Path, name: str, number: int) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).write_text(f"{number}\n", "ascii")
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error


def _noted(folder: Path, name: str, *, most: int) -> int | None:
    """A number that was noted; None: there is none, or it is none."""
    with suppress(OSError, ValueError):  # it was never noted, or a disk has torn it
        said = (folder / name).read_text("ascii").strip()
        if len(said) <= len(str(most)) and said.isdigit():
            return int(said)
    return None
