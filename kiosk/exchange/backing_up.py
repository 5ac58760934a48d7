"""`kiosk exchange back-up`: a copy of an exchange that stands alone, verified before it counts.

    exchange-1795300000000/
        manifest.json    when, whose, how far each hub's facts are in it, the last transfer, sums
        exchange.db      a copy of the file, read through as `kiosk verify` does; or
        exchange.dump    what pg_dump wrote, read back by pg_restore from its first byte to its last
        exchange.toml
    exchange-blobs/ab/abcd…  pictures, once for all copies of this place

`exchange.keys` is not in it: who has it is the exchange. Source: DESIGN.md §8.
"""

import hashlib
import shutil
import sqlite3
from pathlib import Path

import msgspec
from sqlalchemy.exc import DatabaseError

from kiosk.disk import disks
from kiosk.disk.copying import copy_database, pieces_of, sync, write_file
from kiosk.disk.disks import Standing
from kiosk.exchange.copies import DUMP, MANIFEST, read_file
from kiosk.exchange.dumping import dump
from kiosk.exchange.exchange import BLOBS, DATABASE, KEYS
from kiosk.exchange.queries.verify import verify_database
from kiosk.exchange.saved_settings import FILE as SETTINGS
from kiosk.exchange.store.engine import sqlite_url
from kiosk.protocol.keys import load_keys
from kiosk.protocol.sync import Kept
from kiosk.rules import backups
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

POOL = "exchange-blobs"
NAME = "exchange-"
ASIDE = ".part"
TORN_AFTER_MS = 3_600_000
"""A copy that is not done after an hour was cut off."""


class Manifest(msgspec.Struct, frozen=True):
    """What a copy says of itself."""

    made_at: Instant
    exchange: str
    exchange_heard: tuple[Kept, ...]
    transfers: int
    files: dict[str, str]
    blobs: tuple[str, ...]


def back_up(
    folder: Path, settings: ExchangeSettings, place: Path, now: Instant
) -> tuple[Path, Standing]:
    """Make a copy, verify it, give it its name; returns where it is, and whether a disk apart.

    Raises:
        Refusal: `data_folder_wrong` when the place takes no more, `database_damaged` when the copy
            does not check, `database_of_another`, `database_unreachable`, `tool_missing`.
    """
    origin = load_keys(folder / KEYS).origin
    target = place / f"{NAME}{now}"
    aside = target.with_name(f"{target.name}{ASIDE}")
    try:
        _forget_torn(place, now)
        aside.mkdir(mode=0o700, parents=True)
        standing = _write(folder, settings, aside, origin=origin, now=now)
        aside.rename(target)
        sync(place)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(place)) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _forget_old(place)
    return target, standing


def _write(
    folder: Path, settings: ExchangeSettings, aside: Path, *, origin: str, now: Instant
) -> Standing:
    place = aside.parent
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
    if (folder / SETTINGS).exists():
        write_file(aside / SETTINGS, pieces_of(folder / SETTINGS))
    files = {path.name: _sha256_of(path) for path in sorted(aside.iterdir())}
    blobs = _keep_blobs(folder / BLOBS, place / POOL)
    manifest = Manifest(now, origin, heard, transfers, files, blobs)
    write_file(aside / MANIFEST, (msgspec.json.format(msgspec.json.encode(manifest), indent=1),))
    sync(aside)
    return standing


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
    for path in sorted(folder.glob("??/*")):
        name, target = path.name, pool / path.parent.name / path.name
        if not path.is_file() or path.suffix or len(name) != hashlib.sha256().digest_size * 2:
            continue
        if not target.exists() or target.stat().st_size != path.stat().st_size:
            write_file(target, pieces_of(path))
            if _sha256_of(target) != name:
                target.unlink()
                continue
        kept.append(name)
    return tuple(kept)


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
