"""Modules and pictures beside backups: each once for all backups of a place, by its SHA-256."""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from kiosk.disk.copying import pieces_of, write_file

BLOBS = "blobs"


def place_of(pool: Path, name: str) -> Path:
    """Where the blob of a name stands in a pool."""
    return pool / name[:2] / name


def keep(source: Path, pool: Path, sha256: str) -> None:
    """Put a blob into a pool where it is not there.

    Raises:
        OSError: the place takes no more.
    """
    target = place_of(pool, sha256)
    if target.exists() and target.stat().st_size == source.stat().st_size:
        return
    link_or_copy(source, target)


def link_or_copy(source: Path, target: Path) -> None:
    """A blob never changes, so that one file will do where it is the same disk.

    Raises:
        OSError: the place takes no more.
    """
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.hardlink_to(source)
    except OSError:
        write_file(target, pieces_of(source))


def is_whole(pool: Path, sha256: str) -> bool:
    """Whether a blob is there as its name says; what is a link or a pipe is none."""
    path = place_of(pool, sha256)
    if path.is_symlink() or not path.is_file():
        return False
    digest = hashlib.sha256()
    with suppress(OSError):
        for piece in pieces_of(path):
            digest.update(piece)
    return digest.hexdigest() == sha256


def drop_others(pool: Path, named: Collection[str]) -> int:
    """Blobs with another name go; returns how many. None in a folder that is elsewhere."""
    if pool.is_symlink():
        return 0
    gone = [path for path in pool.glob("??/*") if path.name not in named]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
