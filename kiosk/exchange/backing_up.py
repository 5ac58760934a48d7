"""`kiosk exchange back-up`: a copy of an exchange that stands alone, verified before it counts.

    exchange-1795300000000/
        manifest.json    when, whose, how far each hub's facts are in it, the last transfer, sums
        exchange.db      a copy of the file, read through as `kiosk verify` does; or
        exchange.dump    what pg_dump wrote, read back by pg_restore from its first byte to its last
        exchange.toml
    exchange-blobs/ab/abcd…  pictures, once for all copies of this place

`exchange.keys` is not in it: who has it is the exchange. Once the owner has made a key, a copy is
sealed to it before it leaves (`sealed_copies.py`), keys and all. Source: DESIGN.md §8.
"""

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy.exc import DatabaseError

from kiosk.disk import disks
from kiosk.disk.copying import copy_database, pieces_of, sync, write_file
from kiosk.disk.disks import Standing
from kiosk.exchange.copies import DUMP, MANIFEST, Manifest, read_file
from kiosk.exchange.dumping import dump
from kiosk.exchange.exchange import BLOBS, DATABASE, KEYS
from kiosk.exchange.queries.verify import verify_database
from kiosk.exchange.saved_settings import FILE as SETTINGS
from kiosk.exchange.sealed_copies import seal
from kiosk.exchange.store.engine import sqlite_url
from kiosk.link import backup_blobs, owner_key
from kiosk.link.sealed_keys import Sealer
from kiosk.link.sealed_streams import NotWholeError
from kiosk.protocol.keys import load_keys
from kiosk.protocol.sync import Kept
from kiosk.rules import backups
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

POOL = "exchange-blobs"
NAME = "exchange-"
ASIDE = ".part"
COPYING = "copying"
"""Where a copy stands plain in the exchange's own folder, until it is sealed elsewhere."""
BLOB_NAME = re.compile("[0-9a-f]{64}")
TORN_AFTER_MS = 3_600_000
"""A copy that is not done after an hour was cut off."""


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made and read back. `readable`: so many of this place whoever finds reads."""

    path: Path
    standing: Standing
    is_sealed: bool
    readable: int


def sealer_of(folder: Path) -> Sealer | None:
    """Who seals what leaves this folder; None: its owner has made no key yet.

    Raises:
        Refusal: `data_folder_wrong` where the owner's key cannot be read: nothing goes out readable
            because a file was damaged.
    """
    owner = owner_key.public(folder)
    if owner is not None:
        return Sealer(load_keys(folder / KEYS), owner)
    if (folder / owner_key.FILE).exists():
        raise Refusal("data_folder_wrong", path=str(folder / owner_key.FILE))
    return None


def back_up(
    folder: Path,
    settings: ExchangeSettings,
    place: Path,
    now: Instant,
    *,
    verified: Callable[[Path, Standing], None] = lambda *_: None,
) -> Made:
    """Make a copy, verify it, give it its name; sealed where the owner has made a key.

    `verified` is told of the plain copy, and whether it lies on a disk apart, once it counts.

    Raises:
        Refusal: `data_folder_wrong` when the place takes no more, `database_damaged` when the copy
            does not check, `database_of_another`, `database_unreachable`, `tool_missing`.
    """
    sealer = sealer_of(folder)
    target = place / f"{NAME}{now}"
    aside = target.with_name(f"{target.name}{ASIDE}") if sealer is None else folder / COPYING
    readable = 0
    try:
        _forget_torn(place, now)
        shutil.rmtree(folder / COPYING, ignore_errors=True)
        aside.mkdir(mode=0o700, parents=True)
        standing = _write(folder, settings, aside, place, now=now, is_sealed=sealer is not None)
        if sealer is None:
            aside.rename(target)
            sync(place)
            verified(target, standing)
        else:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            seal(aside, target, folder / BLOBS, sealer)
            verified(aside, standing)
            readable = _seal_those_of_before(place, sealer)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(place)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _forget_old(place)
    return Made(target, standing, sealer is not None, readable)


def _write(
    folder: Path,
    settings: ExchangeSettings,
    aside: Path,
    place: Path,
    *,
    now: Instant,
    is_sealed: bool,
) -> Standing:
    """The plain copy; `exchange.keys` is in it only where all of it will be sealed."""
    origin = load_keys(folder / KEYS).origin
    standing = disks.standing(place, folder)
    if settings.database_url:
        made = dump(settings.database_url, aside / DUMP)
        owner, heard, transfers = made.owner, made.heard, made.transfers
        if standing is Standing.APART:
            standing = _beside_server(place, made.server_folder, is_here=made.server_is_here)
    else:
        owner, heard, transfers = _copy_file(folder / DATABASE, aside / DATABASE)
    if owner != origin:
        raise Refusal("database_of_another", path=str(aside))
    for name in (SETTINGS, *((KEYS,) if is_sealed else ())):
        if (folder / name).exists():
            write_file(aside / name, pieces_of(folder / name))
    files = {path.name: _sha256_of(path) for path in sorted(aside.iterdir())}
    blobs = _names(folder / BLOBS) if is_sealed else _keep_blobs(folder / BLOBS, place / POOL)
    manifest = Manifest(now, origin, heard, transfers, files, blobs)
    write_file(aside / MANIFEST, (msgspec.json.format(msgspec.json.encode(manifest), indent=1),))
    sync(aside)
    return standing


def _seal_those_of_before(place: Path, sealer: Sealer) -> int:
    """Copies that lie there readable are sealed in turn; returns how many could not be."""
    left = 0
    for copy in sorted(place.glob(f"{NAME}*")):
        if not made_at(copy) or not (copy / MANIFEST).is_file():
            continue
        try:
            seal(copy, copy, place / POOL, sealer)
        except (Refusal, NotWholeError, FileNotFoundError):
            left += 1
    if not left:
        shutil.rmtree(place / POOL, ignore_errors=True)
    return left


def _copy_file(source: Path, target: Path) -> tuple[str, tuple[Kept, ...], int]:
    """A copy of the file, and what was found when all of it was read."""
    try:
        copy_database(source, target)
        found = verify_database(sqlite_url(target))
        owner, heard = read_file(target)
    except (sqlite3.Error, DatabaseError) as error:
        raise Refusal("database_damaged", path=str(source), reason=str(error)) from error
    if not found["ok"]:
        raise Refusal("database_damaged", path=str(target), reason=found["problems"][0])
    return owner, heard, found["ledger"]["transfers"]


def _beside_server(place: Path, server_folder: str | None, *, is_here: bool) -> Standing:
    """A server elsewhere has its disk elsewhere; one here must say where its files are."""
    if not is_here:
        return Standing.APART
    if server_folder is None:
        return Standing.SAME_DISK
    return disks.standing(place, Path(server_folder))


def _keep_blobs(folder: Path, pool: Path) -> tuple[str, ...]:
    """Each picture once, read back; one that is damaged here does not become a copy."""
    kept = []
    for name in _names(folder):
        path, target = backup_blobs.place_of(folder, name), backup_blobs.place_of(pool, name)
        if not target.exists() or target.stat().st_size != path.stat().st_size:
            write_file(target, pieces_of(path))
            if _sha256_of(target) != name:
                target.unlink()
                continue
        kept.append(name)
    return tuple(kept)


def _names(folder: Path) -> tuple[str, ...]:
    found = (path for path in sorted(folder.glob("??/*")) if path.is_file())
    return tuple(path.name for path in found if BLOB_NAME.fullmatch(path.name))


def _sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()


def _forget_torn(place: Path, now: Instant) -> None:
    for torn in place.glob(f"{NAME}*{ASIDE}"):
        if 0 < made_at(torn.with_suffix("")) < now - TORN_AFTER_MS:
            shutil.rmtree(torn, ignore_errors=True)


def _forget_old(place: Path) -> None:
    """Copies that are too many go, as a hub's do; pictures stay."""
    made = {made_at(path): path for path in place.glob(f"{NAME}*") if made_at(path)}
    kept = backups.kept(made)
    for at, path in made.items():
        if at not in kept:
            shutil.rmtree(path, ignore_errors=True)


def made_at(copy: Path) -> Instant:
    """When a copy was made, by its name; 0: its name does not say."""
    stem = copy.name.removeprefix(NAME)
    return Instant(int(stem)) if stem.isascii() and stem.isdecimal() else Instant(0)
