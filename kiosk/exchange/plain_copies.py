"""A plain copy of an exchange is read again: sums of its files, its database, its pictures."""

import hashlib
from pathlib import Path

import msgspec

from kiosk.disk.copying import pieces_of
from kiosk.exchange import putting_back
from kiosk.exchange.backing_up import POOL
from kiosk.exchange.copies import MANIFEST, MANIFEST_LIMIT_BYTES, Manifest
from kiosk.link import backup_blobs
from kiosk.rules.refusals import Refusal


def check(copy: Path) -> tuple[Manifest, int]:
    """What a plain copy says of itself, once all of it was read, and how many pictures are lost.

    Raises:
        Refusal: `database_damaged`.
    """
    putting_back.read(copy)
    try:
        with (copy / MANIFEST).open("rb") as file:
            manifest = msgspec.json.decode(file.read(MANIFEST_LIMIT_BYTES), type=Manifest)
        wrong = [name for name, sha in manifest.files.items() if _sum(copy, name) != sha]
    except (OSError, ValueError, msgspec.DecodeError, RecursionError) as error:
        raise Refusal("database_damaged", path=str(copy), reason=str(error)) from error
    if wrong:
        reason = f"{wrong[0]} is not as it was written"
        raise Refusal("database_damaged", path=str(copy), reason=reason)
    pool = copy.parent / POOL
    return manifest, sum(not backup_blobs.is_whole(pool, sha) for sha in manifest.blobs)


def _sum(copy: Path, name: str) -> str:
    """Nothing outside of the copy is read, whatever its manifest says."""
    path = copy / Path(name).name
    if not path.is_file():  # a pipe would be read for ever
        return ""
    digest = hashlib.sha256()
    for piece in pieces_of(path):
        digest.update(piece)
    return digest.hexdigest()
