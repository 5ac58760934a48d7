"""Modules and pictures beside sealed backups: each once for all of a place, no name tells which."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from kiosk.backups.manifests import Manifest
from kiosk.backups.sealed_fronts import read_front
from kiosk.disk.copying import pieces_of, write_file
from kiosk.link import backup_blobs
from kiosk.link.sealed_keys import KEY_PERSON, Opener
from kiosk.link.sealed_streams import NotWholeError, Opening, sealed, sealed_bytes
from kiosk.rules.refusals import Refusal

POOL = "sealed"


def write(backup: Path, manifest: Manifest, pool: Path, opener: Opener) -> frozenset[str]:
    """Seal what is not in the pool; returns which were written, by their SHA-256."""
    written = set()
    for sha256 in sorted(set(manifest.blobs.values())):
        source = backup_blobs.place_of(backup.parent / backup_blobs.BLOBS, sha256)
        target = backup_blobs.place_of(pool, opener.blob_name(sha256))
        if target.is_file() and target.stat().st_size == sealed_bytes(source.stat().st_size):
            continue
        key = opener.blob_key(sha256)
        write_file(target, sealed([pieces_of(source)], key=key, about=KEY_PERSON))
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


def is_whole(pool: Path, sha256: str, opener: Opener) -> bool:
    """Whether a blob is there, and opens to what its SHA-256 says."""
    try:
        for _piece in pieces(pool, sha256, opener):
            pass
    except (NotWholeError, OSError):
        return False
    return True


def pieces(pool: Path, sha256: str, opener: Opener) -> Iterator[bytes]:
    """A blob's bytes; at the end they are found to be its own.

    Raises:
        NotWholeError: it is gone, or not as it was sealed; there and not later.
    """
    path = backup_blobs.place_of(pool, opener.blob_name(sha256))
    if path.is_symlink() or not path.is_file():
        raise NotWholeError
    digest = hashlib.sha256()
    with path.open("rb") as file:
        opening = Opening(file.read, key=opener.blob_key(sha256), about=KEY_PERSON)
        for piece in opening.section():
            digest.update(piece)
            yield piece
        opening.end()
    if digest.hexdigest() != sha256:
        raise NotWholeError
