"""An exchange's copy as it leaves the machine: sealed to the owner's key, signed by the exchange.

    exchange-1795300000000/
        sealed.json      when, whose, to which key; sums of the parts; names of the pictures
        sealed.json.sig  the exchange's signature over it
        part-1 …         one stream: the manifest, then its files, exchange.keys among them
    exchange-sealed/3f/3f21…   pictures, once for all copies of this place; no name tells which

As `kiosk/backups/sealed_backups.py`; what was written is read again from the medium before it has
its name. Source: DESIGN.md §8.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
from nacl.public import PrivateKey

from kiosk.disk.copying import pieces_of, sync, write_file
from kiosk.exchange.copies import MANIFEST, MANIFEST_LIMIT_BYTES, Manifest
from kiosk.link import backup_blobs, backup_marks, owner_key, sealed_pool
from kiosk.link.sealed_keys import Opener, Sealer, new_opener, opener_from
from kiosk.link.sealed_parts import Part, PartReader, write_parts
from kiosk.link.sealed_streams import NotWholeError, Opening, sealed
from kiosk.rules.refusals import Refusal

FRONT, POOL, ASIDE = "sealed.json", "exchange-sealed", ".part"
FORMAT = 1
FRONT_LIMIT_BYTES = 64 * 1024 * 1024
PLAIN_NAMES = frozenset({"exchange.db", "exchange.dump", "exchange.toml", "exchange.keys"})
"""No other file is made out of a copy, whatever its manifest says."""

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Front(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What anybody may read of a sealed copy. `owner` is the mark of the key that opens it."""

    format: int
    made_at: int
    exchange: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    owner: str
    sealed_keys: bytes
    parts: tuple[Part, ...]
    blobs: tuple[Sha256, ...]

    @property
    def about(self) -> bytes:
        """What binds each frame to this copy."""
        return f"kiosk-exchange-copy/{self.exchange}/{self.made_at}".encode()


def is_sealed(copy: Path) -> bool:
    """Whether this is a sealed copy, by its front."""
    return (copy / FRONT).is_file()


def seal(plain: Path, target: Path, blobs: Path, sealer: Sealer) -> None:
    """Seal a verified plain copy, read it again from the medium, only then give it its name.

    `blobs` is where its pictures stand plain.

    Raises:
        Refusal: `database_damaged` when it does not read back the same.
        OSError: the place takes no more.
    """
    manifest = _manifest_of((plain / MANIFEST).read_bytes())
    opener = new_opener(sealer)
    aside = target.with_name(f"{target.name}{ASIDE}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700, parents=True)
    try:
        _write_blobs(manifest, blobs, target.parent / POOL, opener)
        front = _write_stream(plain, manifest, aside, opener=opener, sealer=sealer)
        write_file(aside / FRONT, (msgspec.json.encode(front),))
        backup_marks.sign_file(aside / FRONT, sealer.keys)
        if _read_stream(aside, read_front(aside), opener, into=None) != manifest:
            raise damaged(aside, "it is not the copy that was made")
        _give_its_name(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def read_front(copy: Path) -> Front:
    """The front of a sealed copy; its own exchange has signed it, for this instant.

    Raises:
        Refusal: `database_damaged`, `backup_renamed`, `backup_of_other_version`.
    """
    try:
        with (copy / FRONT).open("rb") as file:
            raw = file.read(FRONT_LIMIT_BYTES)
        if msgspec.json.decode(raw, type=_Versioned).format != FORMAT:
            raise Refusal("backup_of_other_version", path=str(copy))
        front = msgspec.json.decode(raw, type=Front)
    except (OSError, ValueError, msgspec.DecodeError, RecursionError) as error:
        raise damaged(copy, str(error)) from error
    if not backup_marks.fits(copy / FRONT, site=front.exchange):
        raise damaged(copy, f"{FRONT} is not as the exchange signed it")
    if copy.name.removesuffix(ASIDE) != f"exchange-{front.made_at}":
        raise Refusal("backup_renamed", path=str(copy), name=f"exchange-{front.made_at}")
    return front


class _Versioned(msgspec.Struct, frozen=True):
    format: int


def check_sums(copy: Path) -> Front:
    """Look through a sealed copy without its key: every byte is as the exchange signed it.

    Raises:
        Refusal: as `read_front`.
    """
    front = read_front(copy)
    try:
        with closing(PartReader(copy, front.parts)) as reader:
            while reader.read(1024 * 1024):
                pass
    except NotWholeError as error:
        raise damaged(copy, "a part is not as it was written") from error
    return front


def check(copy: Path, private: PrivateKey) -> tuple[Manifest, int]:
    """Read all of a sealed copy with the owner's key; how many pictures are lost.

    Raises:
        Refusal: `backup_key_wrong`; as `read_front`.
    """
    front = read_front(copy)
    opener = opener_from(front.sealed_keys, private)
    manifest = _read_stream(copy, front, opener, into=None)
    lost = sum(not sealed_pool.is_whole(copy.parent / POOL, one, opener) for one in manifest.blobs)
    return manifest, lost


def unseal(copy: Path, into: Path, private: PrivateKey) -> int:
    """Make the plain copy again, pictures in `blobs` beside its files; how many of them are lost.

    Raises:
        Refusal: as `check`; `data_folder_wrong` where there is no room.
    """
    front = read_front(copy)
    opener = opener_from(front.sealed_keys, private)
    lost = 0
    try:
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifest = _read_stream(copy, front, opener, into=into)
        for sha256 in manifest.blobs:
            try:
                pieces = sealed_pool.pieces(copy.parent / POOL, sha256, opener)
                write_file(backup_blobs.place_of(into / backup_blobs.BLOBS, sha256), pieces)
            except NotWholeError:
                lost += 1
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(into), reason=str(error)) from error
    return lost


def damaged(path: Path, reason: str) -> Refusal:
    """The copy is not as it was written."""
    return Refusal("database_damaged", path=str(path), reason=reason)


def _give_its_name(aside: Path, target: Path) -> None:
    """Where the same copy stands there plain, it goes once the sealed one has its name."""
    before = target.with_name(f"{target.name}.plain{ASIDE}")
    if target.is_dir():
        target.rename(before)
    aside.rename(target)
    sync(target.parent)
    shutil.rmtree(before, ignore_errors=True)


def _manifest_of(raw: bytes) -> Manifest:
    try:
        return msgspec.json.decode(raw, type=Manifest)
    except (ValueError, msgspec.DecodeError, RecursionError) as error:
        raise NotWholeError from error


def _write_stream(
    plain: Path, manifest: Manifest, aside: Path, *, opener: Opener, sealer: Sealer
) -> Front:
    front = Front(
        format=FORMAT,
        made_at=manifest.made_at,
        exchange=manifest.exchange,
        owner=owner_key.mark(sealer.owner),
        sealed_keys=owner_key.seal(sealer.owner, opener.key + opener.secret),
        parts=(),
        blobs=tuple(sorted(opener.blob_name(sha) for sha in manifest.blobs)),
    )
    sections = (pieces_of(plain / name) for name in (MANIFEST, *sorted(manifest.files)))
    parts = write_parts(aside, sealed(sections, key=opener.key, about=front.about))
    return msgspec.structs.replace(front, parts=parts)


def _read_stream(copy: Path, front: Front, opener: Opener, *, into: Path | None) -> Manifest:
    """Read all of it, put its files `into` a folder if one is given, compare sums, find the end."""
    try:
        with closing(PartReader(copy, front.parts)) as reader:
            opening = Opening(reader.read, key=opener.key, about=front.about)
            manifest = _read_manifest(opening, front, into=into)
            for name, sha256 in sorted(manifest.files.items()):
                if _take(opening, name, into=into) != sha256:
                    raise damaged(copy, f"{name} is not as it was written")
            opening.end()
    except NotWholeError as error:
        raise damaged(copy, "it was cut or changed") from error
    return manifest


def _read_manifest(opening: Opening, front: Front, *, into: Path | None) -> Manifest:
    raw = bytearray()
    for piece in opening.section():
        raw += piece
        if len(raw) > MANIFEST_LIMIT_BYTES:
            raise NotWholeError
    manifest = _manifest_of(bytes(raw))
    if (manifest.made_at, manifest.exchange) != (front.made_at, front.exchange):
        raise NotWholeError
    if not manifest.files.keys() <= PLAIN_NAMES:
        raise NotWholeError
    if into is not None:
        write_file(into / MANIFEST, (bytes(raw),))
    return manifest


def _take(opening: Opening, name: str, *, into: Path | None) -> str:
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for piece in opening.section():
            digest.update(piece)
            yield piece

    if into is None:
        for _piece in hashed():
            pass
    else:
        write_file(into / name, hashed())
    return digest.hexdigest()


def _write_blobs(manifest: Manifest, blobs: Path, pool: Path, opener: Opener) -> None:
    """Seal what is not in the pool, and read back what was written."""
    for sha256 in manifest.blobs:
        source = backup_blobs.place_of(blobs, sha256)
        if not sealed_pool.seal(source, pool, sha256, opener):
            continue
        if not sealed_pool.is_whole(pool, sha256, opener):
            target = backup_blobs.place_of(pool, opener.blob_name(sha256))
            target.unlink(missing_ok=True)
            if backup_blobs.is_whole(blobs, sha256):  # else it is damaged here, and no copy
                raise damaged(target, "it does not read back")
