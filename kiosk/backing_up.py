"""When backups are made, where they are, which of them stay.

What one holds, and how it is checked, stands in `kiosk/backup_files.py`.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kiosk import backup_files
from kiosk.backup_files import Source
from kiosk.disk.copying import sync
from kiosk.rules import backups
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

FOLDER = "backups"
"""Beside the hub's database."""
KEEP_AT_LEAST = 3
ROOM_FOR_COPIES = 3
"""How many times the database must find room: for its copy, and for what the hub writes."""
ELSEWHERE = "elsewhere.txt"
"""When a copy was made in another folder, so that nobody is told that there is none."""
SECOND = "second.txt"
"""When a copy was last put into the second place."""
APART = "apart.txt"
"""The second place that was on another disk than the database."""
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


def back_up(database: Path, folder: Path, now: Instant, *, site: str = "") -> Path:
    """Make a backup of the hub whose database this is, also while it is written; returns it.

    Raises:
        Refusal: `data_folder_wrong` when the folder takes no copy, `database_damaged` when the
            copy does not check.
    """
    target = folder / f"hub-{now}"
    if target.exists():
        return target
    aside = folder / f"hub-{now}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(folder, now, bytes_=ROOM_FOR_COPIES * database.stat().st_size)
        for torn in folder.glob(f"{aside.name}*"):
            _remove(torn)
        backup_files.write(Source(database.parent, site), aside, now)
        aside.rename(target)
        sync(folder)
    except BaseException as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise _as_refusal(error, folder, database) from error
    _forget_old(folder)
    return target


def _as_refusal(error: BaseException, folder: Path, database: Path) -> BaseException:
    """A place that takes no more, or a database that cannot be read; else what it was."""
    if isinstance(error, OSError):
        return Refusal("data_folder_wrong", path=str(folder))
    if isinstance(error, sqlite3.OperationalError):
        return Refusal("data_folder_wrong", path=str(folder), reason=str(error))
    if isinstance(error, sqlite3.DatabaseError):
        return Refusal("database_damaged", path=str(database), reason=str(error))
    return error


def copy_to_second_place(backup: Path, place: Path, *, folder: Path, now: Instant) -> Path:
    """Put a verified backup into the second place, and keep in the usual folder that it is there.

    The place is never made here: where it is missing, its disk or share is not there, and what
    looked like a copy would fill the very disk that it is to outlive.

    Raises:
        Refusal: `backup_place_missing`; `data_folder_wrong` when it takes no more;
            `database_damaged` when it does not read back the same.
    """
    if not place.is_dir() or _is_unplugged(place, folder):
        raise Refusal("backup_place_missing", path=str(place))
    try:
        _make_room(place, now, bytes_=ROOM_FOR_COPIES * backup_files.size_bytes(backup))
        target = backup_files.copy_out(backup, place)
        _forget_old(place)
    except OSError as error:
        shutil.rmtree(place / f"{backup.name}.part", ignore_errors=True)
        raise Refusal("data_folder_wrong", path=str(place)) from error
    _note(folder, SECOND, now)
    if not is_same_disk(place, folder):
        with suppress(OSError):
            (folder / APART).write_text(f"{place}\n", "utf-8")
    return target


def _is_unplugged(place: Path, folder: Path) -> bool:
    """Whether only the empty folder is left where another disk was: it lies beside the database."""
    with suppress(OSError, ValueError):
        was_apart = (folder / APART).read_text("utf-8").strip() == str(place)
        return was_apart and is_same_disk(place, folder)
    return False


def is_same_disk(place: Path, folder: Path) -> bool:
    """Whether a disk that breaks takes both."""
    with suppress(OSError):
        return place.stat().st_dev == folder.stat().st_dev
    return False


def check(copy: Path) -> None:
    """Refuse a backup, or the bare copy of a database, that is damaged.

    Raises:
        Refusal: `database_damaged`.
    """
    if copy.is_dir():
        backup_files.check(copy)
    else:
        backup_files.check_database(copy)


def all_in(folder: Path) -> tuple[Path, ...]:
    """The backups of a folder, the eldest first; each was verified before it had its name."""
    return tuple(sorted(_backups(folder), key=made_at))


def _backups(folder: Path) -> Iterator[Path]:
    for path in folder.glob("hub-*"):
        is_whole = not path.is_dir() or (path / backup_files.MANIFEST).is_file()
        if is_whole and path.suffix in ("", ".db") and made_at(path):
            yield path


def _make_room(folder: Path, now: Instant, *, bytes_: int) -> None:
    """Copies that were cut off go, and old ones where the disk has no room for another.

    A hub whose own backups fill the disk can write nothing any more.
    """
    for torn in folder.glob("hub-*.part*"):
        began = torn.name.split(".")[0].removeprefix("hub-")
        if began.isdecimal() and int(began) < now - TORN_AFTER_MS:
            _remove(torn)
    copies = list(all_in(folder))
    while len(copies) > KEEP_AT_LEAST and shutil.disk_usage(folder).free < bytes_:
        _remove(copies.pop(0))


def _forget_old(folder: Path) -> None:
    copies = all_in(folder)
    kept = backups.kept(made_at(copy) for copy in copies)
    gone = [copy for copy in copies if made_at(copy) not in kept]
    for old in gone:
        _remove(old)
    if gone:
        backup_files.drop_blobs(folder, (copy for copy in all_in(folder) if copy.is_dir()))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


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


def second_at(folder: Path) -> Instant | None:
    """When the newest backup was put into the second place; None: never."""
    at = _noted(folder, SECOND, most=INSTANT_MOST)
    return None if at is None else Instant(at)


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
    return now >= later(last_try(folder, now), seconds=interval_s(folder, every_s=every_s))


def last_try(folder: Path, now: Instant) -> Instant:
    """When a backup was last made or begun here; 0: never."""
    begun = [*_made(folder), Instant(_noted(folder, TRIED, most=INSTANT_MOST) or 0)]
    return max((at for at in begun if at <= now), default=Instant(0))


def made_at(copy: Path) -> Instant:
    """When a copy was made, by its name; 0: its name does not say."""
    stem = copy.name.removesuffix(".db").removeprefix("hub-")
    is_told = stem.isascii() and stem.isdigit() and len(stem) <= len(str(INSTANT_MOST))
    return Instant(int(stem)) if is_told else Instant(0)


def _made(folder: Path) -> list[Instant]:
    """When the copies were made that are in a folder; each was verified before it had its name."""
    return [made_at(path) for path in _backups(folder)]


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
