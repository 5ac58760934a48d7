"""`kiosk exchange restore`: a checked copy takes the database's place; the old one stays beside it.

On an empty machine keys and settings come from a sealed copy too; what stands in the folder already
is never replaced but for the database. Pictures that are missing come back. Source: DESIGN.md §8.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey
from sqlalchemy.exc import DatabaseError

from kiosk.disk.copying import copy_database, pieces_of, sync, write_file
from kiosk.exchange import copies, sealed_copies
from kiosk.exchange.backing_up import POOL
from kiosk.exchange.copies import DUMP
from kiosk.exchange.exchange import BLOBS, DATABASE, KEYS
from kiosk.exchange.queries.verify import verify_database
from kiosk.exchange.saved_settings import FILE as SETTINGS
from kiosk.exchange.start_check import FLAG
from kiosk.exchange.store.engine import sqlite_url
from kiosk.link import backup_blobs, safe_copies
from kiosk.protocol.keys import load_keys
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was put in place: `dump` is for pg_restore, `old` the database of before."""

    exchange: str
    dump: Path | None
    old: Path | None
    lost: int


def put_back(
    copy: Path, folder: Path, now: Instant, *, private: PrivateKey | None, older: bool
) -> PutBack:
    """Put a copy in place; the caller holds the lock, and begins new epochs afterwards.

    Raises:
        Refusal: `backup_sealed` where no key is given, `backup_key_wrong`, `backup_renamed`,
            `backup_without_keys` for a plain copy and a folder without keys,
            `database_of_another`, `database_damaged`, `exchange_copy_older`, `data_folder_wrong`.
            Nothing was changed then.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _opened(copy, folder, now, private) as (plain, blobs, lost):
            return _put_back(plain, blobs, folder, now, lost=lost, older=older)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error


@contextmanager
def _opened(
    copy: Path, folder: Path, now: Instant, private: PrivateKey | None
) -> Iterator[tuple[Path, Path, int]]:
    """The plain copy, where its pictures are, and how many of them are lost."""
    if not sealed_copies.is_sealed(copy):
        yield copy, copy.parent / POOL, 0
        return
    if private is None:
        raise Refusal("backup_sealed", mark=sealed_copies.read_front(copy).owner)
    for left in folder.glob("unsealed-*.part"):
        shutil.rmtree(left, ignore_errors=True)
    aside = folder / f"unsealed-{now}.part"
    try:
        lost = sealed_copies.unseal(copy, aside, private)
        yield aside, aside / backup_blobs.BLOBS, lost
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put_back(
    plain: Path, blobs: Path, folder: Path, now: Instant, *, lost: int, older: bool
) -> PutBack:
    origin = _checked(plain, folder, older=older)
    old = dump = None
    if (plain / DATABASE).exists():
        aside = folder / f"{DATABASE}.part"
        copy_database(plain / DATABASE, aside)
        _write_missing(plain, folder)
        old = _put_aside(folder / DATABASE, folder / f"exchange-before-restore-{now}.db")
        aside.rename(folder / DATABASE)
        (folder / FLAG).unlink(missing_ok=True)  # what it told of is beside it now
    else:
        _write_missing(plain, folder)
        dump = folder / DUMP
        write_file(dump, pieces_of(plain / DUMP))
    for source in blobs.glob("??/*"):
        target = backup_blobs.place_of(folder / BLOBS, source.name)
        if not target.exists() and source.is_file():
            write_file(target, pieces_of(source))
    sync(folder)
    return PutBack(origin, dump, old, lost)


def _checked(plain: Path, folder: Path, *, older: bool) -> str:
    """Whose copy it is, once all of its database was read."""
    _, origin, heard = read(plain)
    keys = folder / KEYS if (folder / KEYS).exists() else plain / KEYS
    if not keys.exists():
        raise Refusal("backup_without_keys")
    if load_keys(keys).origin != origin:
        raise Refusal("database_of_another", path=str(plain))
    if not older:
        safe_copies.refuse_older(folder, heard)
    return origin


def read(plain: Path) -> tuple[Instant, str, tuple[Kept, ...]]:
    """When a plain copy was made, whose it is, what it has; all of its database is read.

    Raises:
        Refusal: `database_damaged`.
    """
    try:
        told = copies.read(plain)
        if (plain / DATABASE).exists():
            found = verify_database(sqlite_url(plain / DATABASE))
            if not found["ok"]:
                raise Refusal("database_damaged", path=str(plain), reason=found["problems"][0])
    except (sqlite3.Error, DatabaseError) as error:
        raise Refusal("database_damaged", path=str(plain), reason=str(error)) from error
    return told


def _write_missing(plain: Path, folder: Path) -> None:
    for name in (KEYS, SETTINGS):
        if (plain / name).exists() and not (folder / name).exists():
            write_file(folder / name, pieces_of(plain / name))


def _put_aside(database: Path, old: Path) -> Path | None:
    """The old database with its log; None where there was none."""
    if not database.exists():
        return None
    for suffix in ("-wal", "-shm", ""):
        beside = Path(f"{database}{suffix}")
        if beside.exists():
            beside.rename(f"{old}{suffix}")
    return old
