"""When backups are made, where they are, which of them stay.

What one holds, and how it is checked, stands in `kiosk/backups/backup_files.py`.
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.backups import backup_checks, backup_files, manifests, sealed_backups, sealed_blobs
from kiosk.backups.backup_files import Source
from kiosk.backups.sealed_fronts import is_sealed
from kiosk.backups.telling import Tell, silent
from kiosk.disk import lock
from kiosk.disk.copying import sync
from kiosk.disk.writer import is_full
from kiosk.link import backup_blobs
from kiosk.rules import backups
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal

FOLDER = "backups"
"""Beside the hub's database."""
KEEP_AT_LEAST = 3
ROOM_FOR_COPIES = 3
"""How many times the database must find room: for its copy, and for what the hub writes."""
LEFT_FREE_BYTES = 32 * 1024 * 1024
"""So much a copy leaves: while it is written the hub goes on selling."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
TRIED = "tried.txt"
"""When the hub began its last copy by itself: one that fails is not tried again each minute."""
TOOK = "took.txt"
"""How many seconds the last copy took that the hub made by itself, its check with it."""
RESTS = 10
"""So many times as long as a copy took the hub rests before the next: 5 GB take minutes."""
MAKING = "making.lock"
"""Held while one is made or taken elsewhere, by the hub or by a command."""
SECONDS_MOST = 999_999
INSTANT_MOST = 9_999_999_999_999
TORN_AFTER_MS = 3_600_000
"""A copy that is not done after an hour was cut off."""


def back_up(
    database: Path, folder: Path, now: Instant, *, site: str = "", tell: Tell = silent
) -> Path:
    """Make a backup of the hub whose database this is, also while it is written; returns it.

    Raises:
        Refusal: `backup_no_room`; `data_folder_wrong` when the folder takes no copy,
            `database_damaged` when the copy does not check.
    """
    target = folder / f"hub-{now}"
    if target.exists():
        return target
    aside = folder / f"hub-{now}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_room(folder, now, bytes_=sum(backup_files.sizes(database.parent)))
        for torn in folder.glob(f"{aside.name}*"):
            _remove(torn)
        backup_files.write(Source(database.parent, site), aside, now, tell)
        aside.rename(target)
        sync(folder)
    except BaseException as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise _as_refusal(error, folder, database) from error
    forget_old(folder)
    return target


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Around making a backup in the usual folder, or taking it elsewhere.

    Raises:
        Refusal: `busy` while another process or thread does; `data_folder_wrong`.
    """
    _make_folder(folder)
    try:
        held = lock.hold(folder / MAKING)
    except Refusal as refusal:
        if refusal.code != "already_running":
            raise
        raise Refusal("busy") from refusal
    try:
        _sweep(folder)
        yield
    finally:
        os.close(held)


@contextmanager
def alone_in_turn(folder: Path) -> Iterator[None]:
    """The same for a command: it waits for its turn.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    _make_folder(folder)
    with lock.waiting(folder / MAKING):
        _sweep(folder)
        yield


def _sweep(folder: Path) -> None:
    """Who is alone here finds what others left half done, who were killed."""
    for torn in (*folder.glob("hub-*.part*"), *folder.glob(f"{backup_blobs.BLOBS}/??/*.part")):
        _remove(torn)


def _make_folder(folder: Path) -> None:
    with suppress(OSError):  # the lock says what is wrong
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _as_refusal(error: BaseException, folder: Path, database: Path) -> BaseException:
    """A place that takes no more, or a database that cannot be read; else what it was."""
    if is_no_room(error):
        return Refusal("backup_no_room", path=str(folder))
    if isinstance(error, OSError):
        return Refusal("data_folder_wrong", path=str(folder))
    if isinstance(error, sqlite3.OperationalError):
        return Refusal("data_folder_wrong", path=str(folder), reason=str(error))
    if isinstance(error, sqlite3.DatabaseError):
        return Refusal("database_damaged", path=str(database), reason=str(error))
    return error


def is_no_room(error: BaseException) -> bool:
    """Whether a disk, or what one may put there, is full."""
    if isinstance(error, sqlite3.Error):
        return is_full(error)
    return isinstance(error, OSError) and error.errno in NO_ROOM


def check(copy: Path) -> None:
    """Refuse a backup, or the bare copy of a database, that is damaged; a sealed one stays so.

    Raises:
        Refusal: `database_damaged`, `backup_renamed`, `backup_of_other_version`.
    """
    if is_sealed(copy):
        sealed_backups.check_sums(copy)
    elif copy.is_dir():
        backup_checks.check(copy)
    else:
        backup_checks.check_database(copy)


def all_in(folder: Path) -> tuple[Path, ...]:
    """The backups of a folder, the eldest first; each was verified before it had its name."""
    return tuple(sorted(_backups(folder), key=made_at))


def _backups(folder: Path) -> Iterator[Path]:
    for path in folder.glob("hub-*"):
        is_plain = not path.is_dir() or (path / manifests.MANIFEST).is_file()
        is_whole = is_plain or is_sealed(path)
        if is_whole and path.suffix in ("", ".db") and made_at(path):
            yield path


def make_room(folder: Path, now: Instant, *, bytes_: int) -> None:
    """Copies that were cut off go, and old ones where the disk has no room for some of this size.

    A hub whose own backups fill the disk can write nothing any more: where even one does not fit,
    none is begun.

    Raises:
        Refusal: `backup_no_room`.
    """
    for torn in folder.glob("hub-*.part*"):
        began = torn.name.split(".")[0].removeprefix("hub-")
        if began.isdecimal() and int(began) < now - TORN_AFTER_MS:
            _remove(torn)
    copies, wanted = list(all_in(folder)), ROOM_FOR_COPIES * bytes_ + LEFT_FREE_BYTES
    while len(copies) > KEEP_AT_LEAST and shutil.disk_usage(folder).free < wanted:
        _remove(copies.pop(0))
        drop_blobs(folder)
    if shutil.disk_usage(folder).free < bytes_ + LEFT_FREE_BYTES:
        raise Refusal("backup_no_room", path=str(folder))


def forget_old(folder: Path) -> None:
    """Backups that are too many go, and the blobs that only they named."""
    copies = all_in(folder)
    kept = backups.kept(made_at(copy) for copy in copies)
    gone = [copy for copy in copies if made_at(copy) not in kept]
    for old in gone:
        _remove(old)
    if gone:
        drop_blobs(folder)


def drop_blobs(folder: Path) -> None:
    """Blobs that no backup of this place names any more go."""
    left = [copy for copy in all_in(folder) if copy.is_dir()]
    backup_files.drop_blobs(folder, (one for one in left if not is_sealed(one)))
    sealed_blobs.drop(folder, (one for one in left if is_sealed(one)))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def latest_at(folder: Path) -> Instant | None:
    """When the newest copy was made that is in a folder."""
    return max(_made(folder), default=None)


def note_tried(folder: Path, now: Instant) -> None:
    """Keep when a copy was begun.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    note(folder, TRIED, now)


def forget_try(folder: Path) -> None:
    """The last one was ended by us: the next start makes it, and does not rest."""
    with suppress(OSError):
        (folder / TRIED).unlink(missing_ok=True)


def note_took(folder: Path, seconds: int) -> None:
    """Keep how many seconds a copy took.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    note(folder, TOOK, seconds)


def interval_s(folder: Path, *, every_s: int) -> int:
    """From the beginning of one copy to that of the next: as set, or longer where they are slow."""
    took_s = noted(folder, TOOK, most=SECONDS_MOST) or 0
    return max(every_s, (1 + RESTS) * took_s)


def is_due(folder: Path, now: Instant, *, every_s: int) -> bool:
    """Whether the next copy is to be made, by the age of the last one that was verified here.

    It does not matter when the hub was started: one that is restarted every ten minutes is copied
    all the same. One from the future does not count, which a clock left behind that was set back.
    """
    return now >= later(last_try(folder, now), seconds=interval_s(folder, every_s=every_s))


def last_try(folder: Path, now: Instant) -> Instant:
    """When a backup was last made or begun here; 0: never."""
    begun = [*_made(folder), Instant(noted(folder, TRIED, most=INSTANT_MOST) or 0)]
    return max((at for at in begun if at <= now), default=Instant(0))


def made_at(copy: Path) -> Instant:
    """When a copy was made, by its name; 0: its name does not say."""
    stem = copy.name.removesuffix(".db").removeprefix("hub-")
    is_told = stem.isascii() and stem.isdigit() and len(stem) <= len(str(INSTANT_MOST))
    return Instant(int(stem)) if is_told else Instant(0)


def _made(folder: Path) -> list[Instant]:
    """When the copies were made that are in a folder; each was verified before it had its name."""
    return [made_at(path) for path in _backups(folder)]


def note(folder: Path, name: str, number: int) -> None:
    """Keep a number in the usual folder.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).write_text(f"{number}\n", "ascii")
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error


def noted(folder: Path, name: str, *, most: int) -> int | None:
    """A number that was noted; None: there is none, or it is none."""
    with suppress(OSError, ValueError):  # it was never noted, or a disk has torn it
        said = (folder / name).read_text("ascii").strip()
        if len(said) <= len(str(most)) and said.isdigit():
            return int(said)
    return None
