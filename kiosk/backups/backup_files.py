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

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

import msgspec

from kiosk.disk.copying import copy_database, copy_open, pieces_of, sync, write_file
from kiosk.disk.db import Db
from kiosk.disk.open import open_for_reading
from kiosk.link import backup_blobs, backup_marks, owner_key, sqlite_inbox
from kiosk.link.backup_blobs import BLOBS
from kiosk.protocol.keys import load_keys
from kiosk.protocol.signing import origin_of
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import checks
from kiosk.store import ledger as ledger_store

HUB_DATABASE, EXCHANGE_DATABASE = "hub.db", "exchange.db"
EXCHANGE = "exchange"
MANIFEST, SEALED, SETTINGS = "manifest.json", "keys.sealed", "settings"
HUB_KEYS = "hub.keys"
FORMAT = 1
ASIDE = ".part"
UNREADABLE = (OSError, ValueError, RecursionError, msgspec.DecodeError)
"""What reading a file of ours comes to that somebody else had in their hands."""
MANIFEST_LIMIT_BYTES = 64 * 1024 * 1024
BLOB_FOLDERS = ("modules", "blobs", "exchange/blobs")
BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")
"""SQLite reads these with a database; a backup's is one file, so that they are somebody else's."""
KEY_FILES = ("*.keys", "exchange/*.keys", "*.pem", "ca/*", "exchange/*.pem")
SETTING_FILES = ("*.toml", "exchange/*.toml", owner_key.FILE)
NO_KEY = "no key was printed: kiosk backup key"
NO_EXCHANGE = "the exchange is elsewhere, or keeps its rows in PostgreSQL: see the RUNBOOK"


class Totals(msgspec.Struct, frozen=True):
    """The ledger at one instant: transfers, the chain's head, the sum of all postings."""

    transfers: int
    head: str
    minor: int


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. `files` and `blobs`: path in the data folder's own words to SHA-256."""

    format: int
    made_at: int
    site: str
    ledger: Totals
    heard: tuple[Kept, ...]
    files: dict[str, str]
    blobs: dict[str, str]
    key: str
    left_out: dict[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up: the data folder of a hub, and its name as a maker of facts."""

    folder: Path
    site: str = ""


def totals(db: Db) -> Totals:
    """The ledger as this transaction sees it."""
    transfers, head, minor = ledger_store.totals(db)
    return Totals(transfers, head.hex(), minor)


def write(source: Source, aside: Path, now: Instant) -> Manifest:
    """Write a backup into a new folder and check it against the live one at the copy's instant.

    Raises:
        Refusal: `database_damaged` when a copy does not check.
        OSError, sqlite3.Error: the place takes no more.
    """
    aside.mkdir(mode=0o700, parents=True)
    live = _copy_hub(source.folder / HUB_DATABASE, aside / HUB_DATABASE)
    left_out = {} if _copy_exchange(source.folder, aside) else {EXCHANGE_DATABASE: NO_EXCHANGE}
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
    manifest = Manifest(
        format=FORMAT,
        made_at=now,
        site=source.site if keys is None else keys.site,
        ledger=live,
        heard=heard,
        files={name: sha256_of(aside / name) for name in sorted(_names(aside))},
        blobs=blobs,
        key="" if public is None else owner_key.mark(public),
        left_out=left_out,
    )
    raw = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    write_file(aside / MANIFEST, (raw,))
    if keys is not None:
        backup_marks.sign_file(aside / MANIFEST, keys)
    sync(aside)
    return _check_databases(aside, manifest)  # the sums are of what the disk gave back just now


def read(backup: Path) -> Manifest:
    """The manifest of a backup, unchecked.

    Raises:
        Refusal: `database_damaged` where there is none, or one of a newer program.
    """
    try:
        if not (backup / MANIFEST).is_file():  # a pipe would be read for ever
            raise damaged(backup, f"{MANIFEST} is missing")
        with (backup / MANIFEST).open("rb") as file:
            manifest = msgspec.json.decode(file.read(MANIFEST_LIMIT_BYTES), type=Manifest)
    except UNREADABLE as error:
        raise damaged(backup, str(error)) from error
    if manifest.format != FORMAT:
        raise Refusal("backup_of_other_version", path=str(backup))
    return manifest


def check(backup: Path) -> Manifest:
    """Read all of a backup again: sums of files, both databases, the ledger's totals.

    Raises:
        Refusal: `database_damaged`.
    """
    return _check_databases(backup, _check_sums(backup))


def _check_sums(backup: Path) -> Manifest:
    """Every file is as it was when its sum was taken."""
    manifest = read(backup)
    _check_signature(backup, manifest)
    for name, sha256 in manifest.files.items():
        if not _is_own_file(backup, name) or sha256_of(backup / name) != sha256:
            raise damaged(backup, f"{name} is not as it was written")
    return manifest


def _check_databases(backup: Path, manifest: Manifest) -> Manifest:
    """Both databases are whole, and the ledger is that of the copy's instant."""
    for name in (HUB_DATABASE, EXCHANGE_DATABASE):
        _check_alone(backup, name)
        if name in manifest.files:
            check_database(backup / name)
    if HUB_DATABASE not in manifest.files:
        raise damaged(backup, f"{HUB_DATABASE} is missing")
    try:
        with closing(open_for_reading(backup / HUB_DATABASE)) as db:
            found = totals(db)
    except sqlite3.Error as error:  # whole, but no hub's
        raise damaged(backup, str(error)) from error
    if found != manifest.ledger:
        raise damaged(backup, "the ledger is not as it was at the copy's instant")
    return manifest


def is_signed(backup: Path) -> bool:
    """Whether a hub put its name to it; those that were made before hubs did so have none."""
    return backup_marks.signed_by(backup / MANIFEST) is not None


def _check_signature(backup: Path, manifest: Manifest) -> None:
    """What a hub has signed is as it was, for this instant: none is shown as a newer one.

    Raises:
        Refusal: `database_damaged`, `backup_renamed`.
    """
    if not is_signed(backup):
        return
    if not backup_marks.fits(backup / MANIFEST, site=manifest.site):
        raise damaged(backup, f"{MANIFEST} is not as the hub signed it")
    if backup.name.removesuffix(ASIDE) != f"hub-{manifest.made_at}":
        raise Refusal("backup_renamed", path=str(backup), name=f"hub-{manifest.made_at}")


def _check_alone(backup: Path, name: str) -> None:
    for suffix in BESIDE_A_DATABASE:
        if (backup / f"{name}{suffix}").exists():
            raise damaged(backup, f"{name}{suffix} is none of its files")


def check_database(copy: Path) -> None:
    """Refuse a database that is damaged.

    Raises:
        Refusal: `database_damaged`.
    """
    try:
        with closing(open_for_reading(copy)) as db:
            found = checks.integrity(db)
    except sqlite3.DatabaseError as error:
        raise damaged(copy, str(error)) from error
    if found != "ok":
        raise damaged(copy, found)


def copy_out(backup: Path, place: Path) -> Path:
    """Put a checked backup into a second place, compare every byte there, then give it its name.

    Raises:
        Refusal: `database_damaged` when it does not read back the same.
        OSError: the place takes no more, or is not there.
    """
    manifest, target = read(backup), place / backup.name
    aside = target.with_name(f"{backup.name}{ASIDE}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    for name in (*manifest.files, MANIFEST):
        write_file(aside / name, pieces_of(backup / name))
    backup_marks.copy_signature(backup / MANIFEST, aside / MANIFEST)
    for sha256 in set(manifest.blobs.values()):
        source = backup_blobs.place_of(backup.parent / BLOBS, sha256)
        backup_blobs.keep(source, place / BLOBS, sha256)
    if _check_sums(aside) != manifest:
        raise damaged(aside, "it is not the backup that was copied")
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)
    sync(place)
    return target


def signer_of(backup: Path) -> str:
    """The name of the hub that signed a backup when it was made; "" where none did."""
    signer = backup_marks.signed_by(backup / MANIFEST)
    return "" if signer is None else origin_of(signer)


def setting_names(backup: Path) -> tuple[str, ...]:
    """The checked settings of a backup by their path in the data folder."""
    names = (name.removeprefix(f"{SETTINGS}/") for name in read(backup).files)
    return tuple(name for name in names if fits(name, SETTING_FILES))


def blob_names(backup: Path) -> dict[str, str]:
    """The blobs of a backup by their path in the data folder; one with another path is none."""
    places = tuple(f"{inside}/??/*" for inside in BLOB_FOLDERS)
    named = read(backup).blobs.items()
    return {name: sha256 for name, sha256 in named if fits(name, places)}


def drop_blobs(place: Path, backups: Iterable[Path]) -> int:
    """Blobs that no backup of this place names any more go; returns how many.

    None go while a backup cannot be read, for it may name them.
    """
    try:
        named = {sha256 for backup in backups for sha256 in read(backup).blobs.values()}
    except Refusal:
        return 0
    return backup_blobs.drop_others(place / BLOBS, named)


def lost_blobs(backup: Path) -> int:
    """How many modules and pictures that a backup names are not there, or are damaged."""
    pool = backup.parent / BLOBS
    return sum(not backup_blobs.is_whole(pool, sha) for sha in set(read(backup).blobs.values()))


def size_bytes(backup: Path) -> int:
    """What a backup takes, without the blobs that it shares."""
    if backup.is_file():
        return backup.stat().st_size
    return sum(path.stat().st_size for path in backup.rglob("*") if path.is_file())


def sha256_of(path: Path) -> str:
    """The sum of a file; none of one that cannot be read."""
    digest = hashlib.sha256()
    try:
        for piece in pieces_of(path):
            digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def _copy_hub(source: Path, target: Path) -> Totals:
    """Copy within one read transaction, so that the totals are those of the copy's instant."""
    with closing(open_for_reading(source)) as db:
        db.execute("BEGIN")
        live = totals(db)
        copy_open(db, target)
    return live


def _copy_exchange(folder: Path, aside: Path) -> bool:
    """After the hub's: then the exchange's copy has all that the hub's copy believes it has."""
    database = folder / EXCHANGE / EXCHANGE_DATABASE
    if not database.exists():
        return False
    copy_database(database, aside / EXCHANGE_DATABASE)
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


def _is_own_file(backup: Path, name: str) -> bool:
    """Whether it is a plain file in the backup, and no link or pipe on the stick leads away."""
    path = backup / name
    return is_inside(name) and path.is_file() and path.resolve() == backup.resolve() / name


def is_inside(name: str) -> bool:
    """Whether a path of a manifest leads nowhere but into its folder."""
    path = PurePath(name)
    return not path.is_absolute() and ".." not in path.parts


def fits(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path has as many parts as a pattern, and each fits."""
    parts = PurePath(name).parts
    wanted = (PurePath(pattern).parts for pattern in patterns)
    return is_inside(name) and any(
        len(parts) == len(one) and all(map(fnmatchcase, parts, one)) for one in wanted
    )


def damaged(path: Path, reason: str) -> Refusal:
    """The backup is not as it was written."""
    return Refusal("database_damaged", path=str(path), reason=reason)
