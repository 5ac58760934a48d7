"""Modules and pictures beside sealed backups: each once for all of a place, no name tells which."""

from collections.abc import Iterable
from pathlib import Path

from kiosk.backups.manifests import Manifest
from kiosk.backups.sealed_fronts import read_front
from kiosk.link import backup_blobs, sealed_pool
from kiosk.link.sealed_keys import Opener
from kiosk.rules.refusals import Refusal

POOL = "sealed"


def write(backup: Path, manifest: Manifest, pool: Path, opener: Opener) -> frozenset[str]:
    """Seal what is not in the pool; returns which were written, by their SHA-256."""
    written = set()
    for sha256 in sorted(set(manifest.blobs.values())):
        source = backup_blobs.place_of(backup.parent / backup_blobs.BLOBS, sha256)
        if sealed_pool.seal(source, pool, sha256, opener):
            written.add(sha256)
    return frozenset(written)


def missing(backup: Path) -> int:
    """How many of its blobs are not in the pool; whether they are whole, only the key can tell."""
    pool = backup.parent / POOL
    return sum(not backup_blobs.place_of(pool, name).is_file() for name in read_front(backup).blobs)


def drop(place: Path, backups: Iterable[Path]) -> int:
    """Sealed blobs that no backup of this place names go; none while one cannot be read."""
    try:
        named = {name for backup in backups for name in read_front(backup).blobs}
    except Refusal:
        return 0
    return backup_blobs.drop_others(place / POOL, named)
