"""A backup as it leaves the machine: all of it sealed to the owner's key, signed by the hub.

    hub-1795300000000/
        sealed.json      when, by which hub, to which key; sums of the parts; names of the blobs
        sealed.json.sig  the hub's signature over it
        part-1 …         one stream: the plain backup's manifest, its signature, then its files
    sealed/3f/3f21…      modules and pictures, once for all backups of this place

Who finds it reads which hub made it, when, how large it is and how many blobs it names. A blob is
named by a keyed hash of its SHA-256 and sealed under a key of its own; both come from one secret
that lies sealed in each backup, so that a blob is written once and no name tells its contents.

What was written is read again from the medium under the key of its stream, which the hub forgets
then, and every file's sum is compared with the verified plain backup. Source: DESIGN.md §8.
"""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import msgspec
from nacl.public import PrivateKey

from kiosk.backups import manifests, sealed_blobs
from kiosk.backups.backup_files import WRITTEN_AND_READ, size_bytes
from kiosk.backups.manifests import ASIDE, MANIFEST, MANIFEST_LIMIT_BYTES, UNREADABLE, Manifest
from kiosk.backups.sealed_blobs import POOL
from kiosk.backups.sealed_fronts import FORMAT, FRONT, Front, damaged, opener_of, read_front
from kiosk.backups.telling import Meter, Step, Tell, silent
from kiosk.disk.copying import pieces_of, sync, write_file
from kiosk.link import backup_blobs, backup_marks, owner_key, sealed_pool, sealed_streams
from kiosk.link.sealed_keys import Opener, Sealer, new_opener
from kiosk.link.sealed_parts import PartReader, is_part, write_parts
from kiosk.link.sealed_streams import NotWholeError, Opening, sealed
from kiosk.rules.refusals import Refusal

REREAD_OF = 16
"""Of the blobs that stood there already so many parts; one part is read again with each backup."""


def copy_out(backup: Path, place: Path, sealer: Sealer, tell: Tell = silent) -> Path:
    """Seal a verified plain backup into a place, read it again there, only then give it its name.

    Where the same backup stands there plain, it is sealed in its stead.

    Raises:
        Refusal: `database_damaged` when it does not read back the same.
        OSError: the place takes no more, or is not there.
    """
    manifest, target = manifests.read(backup), place / backup.name
    opener = new_opener(sealer)
    aside = target.with_name(f"{backup.name}{ASIDE}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    meter = Meter(tell, Step.COPYING, total=WRITTEN_AND_READ * size_bytes(backup))
    written = sealed_blobs.write(backup, manifest, place / POOL, opener)
    front = _write_stream(backup, manifest, aside, opener=opener, sealer=sealer, meter=meter)
    write_file(aside / FRONT, (msgspec.json.encode(front),))
    backup_marks.sign_file(aside / FRONT, sealer.keys)
    _check_written(aside, place / POOL, opener, backup=backup, fresh=written, meter=meter)
    _give_its_name(aside, target)
    return target


def check_sums(backup: Path) -> Front:
    """Look through a sealed backup without its key: every byte is as the hub signed it.

    Raises:
        Refusal: `database_damaged`, `backup_renamed`, `backup_of_other_version`.
    """
    front = read_front(backup)
    try:
        with closing(PartReader(backup, front.parts)) as reader:
            while reader.read(sealed_streams.CHUNK_BYTES):
                pass
    except NotWholeError as error:
        raise damaged(backup, "a part is not as it was written") from error
    return front


def check(backup: Path, private: PrivateKey) -> tuple[Manifest, int]:
    """Read all of a sealed backup with the owner's key; nothing is written anywhere.

    Returns its manifest and how many blobs are missing or damaged.

    Raises:
        Refusal: `backup_key_wrong`, `database_damaged`, `backup_renamed`,
            `backup_of_other_version`.
    """
    front = read_front(backup)
    opener = opener_of(front, private)
    manifest = _read_stream(backup, front, opener, into=None)
    pool = backup.parent / POOL
    lost = sum(not sealed_pool.is_whole(pool, sha, opener) for sha in set(manifest.blobs.values()))
    return manifest, lost


def unseal(backup: Path, aside: Path, private: PrivateKey) -> Path:
    """Make the plain backup again, in a folder that is not there yet; returns it, unchecked.

    A blob that is gone or damaged is left out, as one that a plain backup has lost.

    Raises:
        Refusal: as `check`; `data_folder_wrong` where there is no room for it.
    """
    front = read_front(backup)
    opener = opener_of(front, private)
    plain = aside / backup.name
    try:
        plain.mkdir(mode=0o700, parents=True)
        manifest = _read_stream(backup, front, opener, into=plain)
        for sha256 in set(manifest.blobs.values()):
            with suppress(NotWholeError):
                pieces = sealed_pool.pieces(backup.parent / POOL, sha256, opener)
                write_file(backup_blobs.place_of(aside / backup_blobs.BLOBS, sha256), pieces)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(aside), reason=str(error)) from error
    return plain


def _write_stream(
    backup: Path, manifest: Manifest, aside: Path, *, opener: Opener, sealer: Sealer, meter: Meter
) -> Front:
    front = Front(
        format=FORMAT,
        made_at=manifest.made_at,
        site=sealer.keys.site,
        owner=owner_key.mark(sealer.owner),
        sealed_keys=owner_key.seal(sealer.owner, opener.key + opener.secret),
        parts=(),
        blobs=tuple(sorted({opener.blob_name(sha) for sha in manifest.blobs.values()})),
    )
    names = (MANIFEST, f"{MANIFEST}{backup_marks.SUFFIX}", *sorted(manifest.files))
    sections = (meter.of(_pieces_if_there(backup / name)) for name in names)
    parts = write_parts(aside, sealed(sections, key=opener.key, about=front.about))
    return msgspec.structs.replace(front, parts=parts)


def _pieces_if_there(path: Path) -> Iterator[bytes]:
    """A plain backup of an older program has no signature: its section is empty."""
    if path.exists() or path.suffix != backup_marks.SUFFIX:
        yield from pieces_of(path)


def _read_stream(
    backup: Path, front: Front, opener: Opener, *, into: Path | None, meter: Meter | None = None
) -> Manifest:
    """Read all of it, put its files `into` a folder if one is given, compare sums, find the end."""
    try:
        with closing(PartReader(backup, front.parts)) as reader:
            read = reader.read if meter is None else meter.reading(reader.read)
            opening = Opening(read, key=opener.key, about=front.about)
            manifest = _read_manifest(opening, front, into=into)
            for name, sha256 in sorted(manifest.files.items()):
                if _take(opening, name, into=into) != sha256:
                    raise damaged(backup, f"{name} is not as it was written")
            opening.end()
    except NotWholeError as error:
        raise damaged(backup, "it was cut or changed") from error
    return manifest


def _read_manifest(opening: Opening, front: Front, *, into: Path | None) -> Manifest:
    raw = bytearray()
    for piece in opening.section():
        raw += piece
        if len(raw) > MANIFEST_LIMIT_BYTES:
            raise NotWholeError
    try:
        manifest = msgspec.json.decode(bytes(raw), type=Manifest)
    except UNREADABLE as error:
        raise NotWholeError from error
    if manifest.made_at != front.made_at or manifest.site not in ("", front.site):
        raise NotWholeError
    if into is not None:
        write_file(into / MANIFEST, (bytes(raw),))
    signature = b"".join(opening.section())
    if into is not None and signature:
        write_file(into / f"{MANIFEST}{backup_marks.SUFFIX}", (signature,))
    return manifest


def _take(opening: Opening, name: str, *, into: Path | None) -> str:
    """Read the next file, and put it `into` a folder if one is given; returns its sum."""
    digest = hashlib.sha256()

    def hashed() -> Iterator[bytes]:
        for piece in opening.section():
            digest.update(piece)
            yield piece

    if into is None:
        for _piece in hashed():
            pass
    elif manifests.is_inside(name):
        write_file(into / name, hashed())
    else:
        raise NotWholeError
    return digest.hexdigest()


def _check_written(
    aside: Path,
    pool: Path,
    opener: Opener,
    *,
    backup: Path,
    fresh: frozenset[str],
    meter: Meter,
) -> None:
    """What stands on the medium is the verified plain backup, to the byte.

    Raises:
        Refusal: `database_damaged`.
    """
    front = read_front(aside)
    manifest = _read_stream(aside, front, opener, into=None, meter=meter)
    if manifest != manifests.read(backup):
        raise damaged(aside, "it is not the backup that was copied")
    turn = front.made_at % REREAD_OF
    for sha256 in set(manifest.blobs.values()):
        name = opener.blob_name(sha256)
        if sha256 not in fresh and int(name[:2], 16) % REREAD_OF != turn:
            continue
        if not sealed_pool.is_whole(pool, sha256, opener):
            backup_blobs.place_of(pool, name).unlink(missing_ok=True)  # it is written anew
            raise damaged(backup_blobs.place_of(pool, name), "it does not read back")


def _give_its_name(aside: Path, target: Path) -> None:
    """Where the same backup stands there plain, its files go once the sealed ones are on disk."""
    if not target.is_dir():
        aside.rename(target)
        sync(target.parent)
        return
    names = sorted(path.name for path in aside.iterdir())
    for name in (*(name for name in names if name != FRONT), FRONT):
        (aside / name).rename(target / name)
    sync(target)
    aside.rmdir()
    leave_sealed_only(target)


def leave_sealed_only(backup: Path) -> None:
    """Whatever else stands in a sealed backup goes: it was readable.

    Raises:
        OSError: the place is gone, or takes no changes.
    """
    for path in sorted(backup.iterdir()):
        if path.name in (FRONT, f"{FRONT}{backup_marks.SUFFIX}") or is_part(path.name):
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
