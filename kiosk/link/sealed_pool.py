"""Blobs beside sealed copies of a hub or an exchange: each once a place, no name tells which."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from kiosk.disk.copying import pieces_of, write_file
from kiosk.link import backup_blobs
from kiosk.link.sealed_keys import KEY_PERSON, Opener
from kiosk.link.sealed_streams import NotWholeError, Opening, sealed, sealed_bytes


def seal(source: Path, pool: Path, sha256: str, opener: Opener) -> bool:
    """Seal a blob into the pool; False: it is there already, by its length."""
    target = backup_blobs.place_of(pool, opener.blob_name(sha256))
    if target.is_file() and target.stat().st_size == sealed_bytes(source.stat().st_size):
        return False
    key = opener.blob_key(sha256)
    write_file(target, sealed([pieces_of(source)], key=key, about=KEY_PERSON))
    return True


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
