"""Whether a backup is whole: sums, signature, both databases, the ledger of its instant."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk.backups.manifests import (
    ASIDE,
    EXCHANGE_DATABASE,
    HUB_DATABASE,
    MANIFEST,
    Manifest,
    Totals,
    damaged,
    is_inside,
    is_signed,
    read,
)
from kiosk.backups.telling import Meter, Step, Tell, silent
from kiosk.disk.copying import pieces_of
from kiosk.disk.db import Db
from kiosk.disk.open import open_for_reading
from kiosk.link import backup_blobs, backup_marks
from kiosk.link.backup_blobs import BLOBS
from kiosk.rules.refusals import Refusal
from kiosk.store import checks
from kiosk.store import ledger as ledger_store

BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")
"""SQLite reads these with a database; a backup's is one file, so that they are somebody else's."""


def check(backup: Path) -> Manifest:
    """Read all of a backup again: sums of files, both databases, the ledger's totals.

    Raises:
        Refusal: `database_damaged`.
    """
    return check_databases(backup, check_sums(backup))


def check_sums(backup: Path, meter: Meter | None = None) -> Manifest:
    """Every file is as it was when its sum was taken."""
    manifest = read(backup)
    _check_signature(backup, manifest)
    for name, sha256 in manifest.files.items():
        if not _is_own_file(backup, name) or sha256_of(backup / name, meter) != sha256:
            raise damaged(backup, f"{name} is not as it was written")
    return manifest


def check_databases(backup: Path, manifest: Manifest, tell: Tell = silent) -> Manifest:
    """Both databases are whole, and the ledger is that of the copy's instant."""
    tell(Step.CHECKING, 0.0)
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


def _is_own_file(backup: Path, name: str) -> bool:
    """Whether it is a plain file in the backup, and no link or pipe on the stick leads away."""
    path = backup / name
    return is_inside(name) and path.is_file() and path.resolve() == backup.resolve() / name


def lost_blobs(backup: Path) -> int:
    """How many modules and pictures that a backup names are not there, or are damaged."""
    pool = backup.parent / BLOBS
    return sum(not backup_blobs.is_whole(pool, sha) for sha in set(read(backup).blobs.values()))


def totals(db: Db) -> Totals:
    """The ledger as this transaction sees it."""
    transfers, head, minor = ledger_store.totals(db)
    return Totals(transfers, head.hex(), minor)


def sha256_of(path: Path, meter: Meter | None = None) -> str:
    """The sum of a file; none of one that cannot be read."""
    digest, pieces = hashlib.sha256(), pieces_of(path)
    try:
        for piece in pieces if meter is None else meter.of(pieces):
            digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()
