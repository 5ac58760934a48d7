"""Restoring a hub: a checked backup takes the database's place, and new epochs begin.

Numbers given after the copy was made may stand for other facts elsewhere, so each stream begins
a new epoch, and orders to stations go on above them; what stations still hold they send again.
On an empty machine keys, settings, modules and the exchange beside the hub come from the backup
too; what stands in the folder already is never replaced but for the database. Source: DESIGN.md §8.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from nacl.public import PrivateKey

from kiosk import check_notes
from kiosk.backups import backing_up, backup_keys, manifests, sealed_backups
from kiosk.backups.manifests import EXCHANGE, EXCHANGE_DATABASE
from kiosk.backups.sealed_fronts import is_sealed, read_front
from kiosk.disk.copying import change_alone, copy_database, sync
from kiosk.disk.db import Db
from kiosk.disk.open import open_for_reading
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link import backup_blobs, safe_copies, sqlite_inbox, sqlite_outbox
from kiosk.link.backup_marks import site_mark
from kiosk.protocol.keys import change_keys, keys_from, load_keys
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.start_check import FLAG as RUNNING
from kiosk.store import commands, restores
from kiosk.store.schema import bring_up_to_date, version_of


def restore_hub(
    copy: Path, folder: Path, now: Instant, *, private: PrivateKey | None = None
) -> Path:
    """Put a backup in place; returns where the old database is kept. The caller holds the lock.

    Args:
        copy: a backup's folder, or the bare copy of a database.
        folder: the data folder, which may be empty.
        now: new epochs begin from here.
        private: the owner's printed key, for a machine without the hub's keys.

    Raises:
        Refusal: `database_damaged` when the backup does not check, `backup_key_needed`,
            `backup_key_wrong`, `backup_without_keys`, `backup_of_other_site`; `data_folder_wrong`
            for a bare copy and a folder without keys. Nothing was changed then.
    """
    with opened(copy, folder, now, private=private) as plain:
        return _restore(plain, folder, now, private=private)


@contextmanager
def opened(copy: Path, folder: Path, now: Instant, *, private: PrivateKey | None) -> Iterator[Path]:
    """A backup as a plain one: itself, or what is unsealed beside the data that it will become.

    Raises:
        Refusal: `backup_sealed` where no key is given; `backup_key_wrong`, `database_damaged`,
            `backup_renamed`, `backup_of_other_version`, `data_folder_wrong`.
    """
    if not is_sealed(copy):
        yield copy
        return
    if private is None:
        raise Refusal("backup_sealed", mark=read_front(copy).owner)
    was_there = folder.exists()
    for left in folder.glob("unsealed-*.part"):
        shutil.rmtree(left, ignore_errors=True)
    aside = folder / f"unsealed-{now}.part"
    try:
        yield sealed_backups.unseal(copy, aside, private)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        if not was_there:
            with suppress(OSError):  # what was restored stays
                folder.rmdir()


def check_signed(copy: Path, folder: Path) -> None:
    """A backup that was away must have the hub's name on it; one beside the data needs none.

    Raises:
        Refusal: `backup_unsigned`.
    """
    if copy.resolve().is_relative_to(folder.resolve()) or is_sealed(copy):
        return
    if not copy.is_dir() or not manifests.is_signed(copy):
        raise Refusal("backup_unsigned", path=str(copy))


def check_site(copy: Path, mark: str) -> None:
    """The site that stands on the owner's paper made this backup; "" where it names none.

    Raises:
        Refusal: `backup_of_other_site`; what reading it refuses.
    """
    if mark and site_of(copy) not in ("", mark):
        raise Refusal("backup_of_other_site", path=str(copy))


def site_of(copy: Path) -> str:
    """The mark of the site that made a backup; "" where it does not say."""
    if is_sealed(copy):
        return site_mark(read_front(copy).site)
    site = manifests.read(copy).site if copy.is_dir() else ""
    return site_mark(site) if site else ""


def _restore(copy: Path, folder: Path, now: Instant, *, private: PrivateKey | None) -> Path:
    backing_up.check(copy)
    keys = _keys_for(copy, folder, private)
    old = folder / f"hub-before-restore-{now}.db"
    aside = folder / f"{DATABASE}.part"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_ready(_database_of(copy), aside, now, copied_at=backing_up.made_at(copy))
    for name, content in keys.items():
        _write_missing(folder / name, content)
    _follow_keys(folder / KEYS, keys.get(KEYS))
    if copy.is_dir():
        _bring_the_rest(copy, folder)
    _put_aside(folder / DATABASE, old)
    aside.rename(folder / DATABASE)
    (folder / RUNNING).unlink(missing_ok=True)  # what it told of is beside it now
    check_notes.forget(folder)
    sync(folder)
    return old


def restore_exchange(copy: Path, folder: Path, now: Instant, *, instead: bool = False) -> bool:
    """Put the exchange's database in place where there is none; returns whether that was done.

    One that is there knows more than the backup, so it stays unless it is asked for `instead`. The
    exchange itself begins its new epochs: see `kiosk/exchange/acts/restoring.py`.

    Raises:
        Refusal: `database_damaged`.
    """
    source = copy / EXCHANGE_DATABASE
    target = folder / EXCHANGE / EXCHANGE_DATABASE
    if not source.exists() or (target.exists() and not instead):
        return False
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = target.with_name(f"{EXCHANGE_DATABASE}.part")
    try:
        copy_database(source, aside)
    except sqlite3.Error as error:
        raise Refusal("database_damaged", path=str(source), reason=str(error)) from error
    old = target.with_name(f"exchange-before-restore-{now}.db")
    _put_aside(target, old)
    aside.rename(target)
    sync(target.parent)
    return True


def refuse_older_exchange(copy: Path, folder: Path) -> None:
    """The exchange of a backup must have all of which its hubs were told that it is safe.

    Raises:
        Refusal: `exchange_copy_older`, `database_damaged`.
    """
    source = copy / EXCHANGE_DATABASE
    if not source.exists() or safe_copies.read(folder / EXCHANGE) is None:
        return
    try:
        with closing(open_for_reading(source)) as db:
            heard = sqlite_inbox.all_kept(db)
    except sqlite3.Error as error:
        raise Refusal("database_damaged", path=str(source), reason=str(error)) from error
    safe_copies.refuse_older(folder / EXCHANGE, heard)


def _put_aside(database: Path, old: Path) -> None:
    """With its logs, since one that stays would be read into the next database.

    Itself first: cut off between them, nobody works with a database that has lost its log.
    """
    for suffix in ("", "-wal", "-shm", "-journal"):
        part = Path(f"{database}{suffix}")
        if part.exists():
            part.rename(f"{old}{suffix}")
    sync(database.parent)


def _database_of(copy: Path) -> Path:
    return copy / DATABASE if copy.is_dir() else copy


def _keys_for(copy: Path, folder: Path, private: PrivateKey | None) -> dict[str, bytes]:
    """The keys that the folder lacks; refuses where they, or the site's own, do not fit."""
    if not copy.is_dir():
        load_keys(folder / KEYS)
        return {}
    site = manifests.read(copy).site
    if (folder / KEYS).exists():
        held = load_keys(folder / KEYS)
        if site and held.site != site:
            raise Refusal("backup_of_other_site", path=str(copy))
        if manifests.signer_of(copy) in ("", *held.origins):
            return {}  # else the keys here are of before a change, and do not open what is in it
    if private is None:
        raise Refusal("backup_key_needed", mark=manifests.read(copy).key)
    return backup_keys.keys_in(copy, private)


def _follow_keys(path: Path, content: bytes | None) -> None:
    """Keys of before a change make room for those of the backup, which hold them too."""
    if content is None:
        return
    keys = keys_from(content)
    if load_keys(path).origin != keys.origin:
        change_keys(keys, path)


def _make_ready(source: Path, aside: Path, now: Instant, *, copied_at: Instant) -> None:
    try:
        copy_database(source, aside)
        with closing(open_for_reading(aside)) as db:
            is_ours = version_of(db) > 0
        if not is_ours:
            raise Refusal("database_damaged", path=str(source), reason="it is no hub's")
        bring_up_to_date(aside)
        change_alone(aside, lambda db: _begin_anew(db, now, copied_at=copied_at))
    except sqlite3.Error as error:
        raise Refusal("database_damaged", path=str(source), reason=str(error)) from error


def _begin_anew(db: Db, now: Instant, *, copied_at: Instant) -> None:
    sqlite_outbox.start_new_epochs(db)
    restores.note(db, now, copied_at=copied_at)
    commands.leave_numbers_out(db, now)


def _bring_the_rest(copy: Path, folder: Path) -> None:
    """Settings and blobs that are not there; a blob that the backup has lost is fetched again."""
    for name in manifests.setting_names(copy):
        content = (copy / manifests.SETTINGS / name).read_bytes()
        _write_missing(folder / name, content)
    for name, sha256 in manifests.blob_names(copy).items():
        target = folder / name
        pool = copy.parent / backup_blobs.BLOBS
        if target.exists() or not target.resolve().is_relative_to(folder.resolve()):
            continue
        if backup_blobs.is_whole(pool, sha256):
            backup_blobs.link_or_copy(backup_blobs.place_of(pool, sha256), target)


def _write_missing(path: Path, content: bytes) -> None:
    """Write a file for its owner alone; never over one that is there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
