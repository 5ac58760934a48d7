"""One backup: a folder with all that a dead hub needs, its sums in a manifest, checked when made.

    hub-1795300000000/
        manifest.json    what is in it, with SHA-256 sums; what is not, and why
        manifest.json.sig  the hub's signature over the manifest
        hub.db           and exchange.db, where the exchange stands beside the hub
        settings/        hub.toml, exchange.toml
        keys.sealed      keys of hub, exchange and certificates, to the owner's key
    blobs/ab/abcd…       modules and pictures, once for all backups of this place

So it stands beside the hub's database, which is as readable. How it leaves the machine stands in
`kiosk/backups/sealed_backups.py`. What is left out is named with its reason. Source: DESIGN.md §8.
"""

import os
import shutil
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.backups.backup_checks import check_databases, check_sums, sha256_of, totals
from kiosk.backups.manifests import (
    ASIDE,
    BLOB_FOLDERS,
    EXCHANGE,
    EXCHANGE_DATABASE,
    FORMAT,
    HUB_DATABASE,
    HUB_KEYS,
    KEY_FILES,
    MANIFEST,
    SEALED,
    SETTING_FILES,
    SETTINGS,
    Manifest,
    Totals,
    damaged,
    read,
)
from kiosk.backups.telling import Meter, Step, Tell, silent
from kiosk.disk import copying
from kiosk.disk.copying import copy_database, copy_open, pieces_of, sync, write_file
from kiosk.disk.open import open_for_reading
from kiosk.link import backup_blobs, backup_marks, owner_key, sqlite_inbox
from kiosk.link.backup_blobs import BLOBS
from kiosk.protocol.keys import load_keys
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

WRITTEN_AND_READ = 2
"""Each byte of a copy in a second place is written, and then read there."""
NO_KEY = "no key was printed: kiosk backup key"
NO_EXCHANGE = "the exchange is elsewhere, or keeps its rows in PostgreSQL: see the RUNBOOK"


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: the data folder of a hub, and its name as a maker of facts."""

    folder: Path
    site: str = ""


def write(source: Source, aside: Path, now: Instant, tell: Tell = silent) -> Manifest:
    """Write a backup into a new folder and check it against the live one at the copy's instant.

    Raises:
        Refusal: `database_damaged` when a copy does not check.
        OSError, sqlite3.Error: the place takes no more.
    """
    aside.mkdir(mode=0o700, parents=True)
    live, has_exchange = _copy_databases(source.folder, aside, tell)
    left_out = {} if has_exchange else {EXCHANGE_DATABASE: NO_EXCHANGE}
    for path in _found(source.folder, SETTING_FILES):
        write_file(aside / SETTINGS / path.relative_to(source.folder), pieces_of(path))
    public = owner_key.public(source.folder)
    if public is None:
        left_out[SEALED] = NO_KEY
    else:
        write_file(aside / SEALED, (owner_key.seal(public, _keys(source.folder)),))
    blobs = _keep_blobs(source.folder, aside.parent / BLOBS)
    keys = load_keys(source.folder / HUB_KEYS) if (source.folder / HUB_KEYS).exists() else None
    with closing(open_for_reading(aside / HUB_DATABASE)) as db:
        heard = sqlite_inbox.all_kept(db)
    meter = Meter(tell, Step.READING, total=size_bytes(aside))
    manifest = Manifest(
        format=FORMAT,
        made_at=now,
        site=source.site if keys is None else keys.site,
        ledger=live,
        heard=heard,
        files={name: sha256_of(aside / name, meter) for name in sorted(_names(aside))},
        blobs=blobs,
        key="" if public is None else owner_key.mark(public),
        left_out=left_out,
    )
    raw = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    write_file(aside / MANIFEST, (raw,))
    if keys is not None:
        backup_marks.sign_file(aside / MANIFEST, keys)
    sync(aside)
    return check_databases(
        aside, manifest, tell
    )  # the sums are of what the disk gave back just now


def copy_out(backup: Path, place: Path, tell: Tell = silent) -> Path:
    """Put a checked backup into a second place, compare every byte there, then give it its name.

    Raises:
        Refusal: `database_damaged` when it does not read back the same.
        OSError: the place takes no more, or is not there.
    """
    manifest, target = read(backup), place / backup.name
    aside = target.with_name(f"{backup.name}{ASIDE}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    meter = Meter(tell, Step.COPYING, total=WRITTEN_AND_READ * size_bytes(backup))
    for name in (*manifest.files, MANIFEST):
        write_file(aside / name, meter.of(pieces_of(backup / name)))
    backup_marks.copy_signature(backup / MANIFEST, aside / MANIFEST)
    for sha256 in set(manifest.blobs.values()):
        source = backup_blobs.place_of(backup.parent / BLOBS, sha256)
        backup_blobs.keep(source, place / BLOBS, sha256)
    if check_sums(aside, meter) != manifest:
        raise damaged(aside, "it is not the backup that was copied")
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)
    sync(place)
    return target


def drop_blobs(place: Path, backups: Iterable[Path]) -> int:
    """Blobs that no backup of this place names any more go; returns how many.

    None go while a backup cannot be read, for it may name them.
    """
    try:
        named = {sha256 for backup in backups for sha256 in read(backup).blobs.values()}
    except Refusal:
        return 0
    return backup_blobs.drop_others(place / BLOBS, named)


def size_bytes(backup: Path) -> int:
    """What a backup takes, without the blobs that it shares; what goes meanwhile takes nothing."""
    paths = [backup]
    paths += [Path(inside, name) for inside, _, names in os.walk(backup) for name in names]
    found = 0
    for path in paths:
        with suppress(FileNotFoundError):
            found += path.stat().st_size if path.is_file() else 0
    return found


def _copy_databases(folder: Path, aside: Path, tell: Tell) -> tuple[Totals, bool]:
    """The hub's, then the exchange's where it is beside it; the ledger, and whether it is."""
    hub, exchange = sizes(folder)
    meter = Meter(tell, Step.WRITING, total=hub + exchange)
    live = _copy_hub(folder / HUB_DATABASE, aside / HUB_DATABASE, meter.part_of(hub))
    source, target = folder / EXCHANGE / EXCHANGE_DATABASE, aside / EXCHANGE_DATABASE
    return live, _copy_exchange(source, target, meter.part_of(exchange))


def sizes(folder: Path) -> tuple[int, int]:
    """How many bytes the databases of a data folder have: the hub's, the exchange's beside it."""
    paths = (folder / HUB_DATABASE, folder / EXCHANGE / EXCHANGE_DATABASE)
    hub, exchange = (path.stat().st_size if path.exists() else 0 for path in paths)
    return hub, exchange


def _copy_hub(source: Path, target: Path, tell: copying.Tell) -> Totals:
    """Copy within one read transaction, so that the totals are those of the copy's instant."""
    with closing(open_for_reading(source)) as db:
        db.execute("BEGIN")
        live = totals(db)
        copy_open(db, target, tell)
    return live


def _copy_exchange(source: Path, target: Path, tell: copying.Tell) -> bool:
    """After the hub's: then the exchange's copy has all that the hub's copy believes it has."""
    if not source.exists():
        return False
    copy_database(source, target, tell)
    return True


def _keys(folder: Path) -> bytes:
    found = {str(path.relative_to(folder)): path.read_bytes() for path in _found(folder, KEY_FILES)}
    return msgspec.msgpack.encode(found)


def _found(folder: Path, patterns: tuple[str, ...]) -> tuple[Path, ...]:
    paths = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
    return tuple(sorted(paths))


def _keep_blobs(folder: Path, pool: Path) -> dict[str, str]:
    kept = {}
    for inside in BLOB_FOLDERS:
        for path in sorted((folder / inside).glob("??/*")):
            if path.is_file() and not path.name.endswith(".part") and len(path.name) == 64:
                backup_blobs.keep(path, pool, path.name)
                kept[f"{inside}/{path.parent.name}/{path.name}"] = path.name
    return kept


def _names(aside: Path) -> list[str]:
    return [str(path.relative_to(aside)) for path in aside.rglob("*") if path.is_file()]
