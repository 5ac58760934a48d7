"""Blobs: bytes named by their SHA-256, whole or not there."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from kiosk.disk.copying import room_needed, sync
from kiosk.link.client import SignedClient
from kiosk.protocol.sync import BLOB_LIMIT_BYTES, BLOB_PATH
from kiosk.rules.refusals import Refusal

NAME = re.compile(r"[0-9a-f]{64}")
PIECE_BYTES = 64 * 1024
FETCHED_BYTES = 512 * 1024
"""A blob is fetched in pieces of this size."""


class BlobFolder:
    """A folder of blobs. Files are written aside, synced, then renamed: never half there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, content: bytes) -> str:
        """Keep bytes durably and return their name.

        Raises:
            Refusal: `too_large`; `disk_full`, and nothing half is left.
        """
        if len(content) > BLOB_LIMIT_BYTES:
            raise Refusal("too_large", limit_bytes=BLOB_LIMIT_BYTES)
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if not path.exists():
            with room_needed():
                if not path.parent.exists():
                    path.parent.mkdir(exist_ok=True)
                    sync(self._folder)
                _write_whole(path, content)
        return name

    def put_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Keep bytes that come in pieces, under the name they must have.

        Raises:
            Refusal: `malformed` when they have another name; `too_large`, `disk_full`. Nothing half
                is left, and of a blob that is here already no byte is written.
        """
        if not NAME.fullmatch(name):
            raise Refusal("malformed", field="blob")
        path = self._path(name)
        if path.exists():
            _check_name(name, pieces)
            return
        with room_needed():
            if not path.parent.exists():
                path.parent.mkdir(exist_ok=True)
                sync(self._folder)
            _write_pieces(path, _named(name, pieces))

    def adopt(self, path: Path, name: str) -> None:
        """Take a file of this disk as the blob of a name, once its bytes are looked through.

        Raises:
            Refusal: `upload_checksum_wrong` when they have another name.
        """
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != name:
            raise Refusal("upload_checksum_wrong")
        target = self._path(name)
        if target.exists():
            return
        with room_needed():
            if not target.parent.exists():
                target.parent.mkdir(exist_ok=True)
                sync(self._folder)
            sync(path)
            path.rename(target)
            sync(target.parent)

    def came(self, name: str) -> int:
        """How many bytes of a blob came before the link failed."""
        try:
            return self._came(name).stat().st_size
        except FileNotFoundError:
            return 0

    def keep_came(self, name: str, piece: bytes, *, offset: int) -> None:
        """Keep the next bytes of a blob that comes in pieces.

        Raises:
            Refusal: `disk_full`, and what came before is kept.
        """
        path = self._came(name)
        with room_needed():
            path.parent.mkdir(exist_ok=True)
            with path.open("r+b" if path.exists() else "xb") as file:
                file.seek(offset)
                file.write(piece)
                file.truncate()
                file.flush()
                os.fsync(file.fileno())

    def adopt_came(self, name: str) -> None:
        """All of a blob came.

        Raises:
            Refusal: `malformed` when it has another name; then it begins anew.
        """
        try:
            self.adopt(self._came(name), name)
        except Refusal as refusal:
            raise Refusal("malformed", field="blob") from refusal
        finally:
            self.forget_came(name)

    def forget_came(self, name: str) -> None:
        """Throw away what came of a blob."""
        self._came(name).unlink(missing_ok=True)

    def drop(self, name: str) -> None:
        """Let the bytes of a name go; nothing where they are gone already."""
        if NAME.fullmatch(name):
            self._path(name).unlink(missing_ok=True)

    def _came(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise Refusal("malformed", field="blob")
        return self._folder / name[:2] / f".came-{name}"

    def length(self, name: str) -> int:
        """How many bytes a blob has that is here."""
        return self._path(name).stat().st_size

    def opened(self, name: str) -> BinaryIO:
        """A blob's file, to read parts of it; the caller closes it. Refuses as `get`."""
        if not NAME.fullmatch(name):
            raise Refusal("not_found", what="blob")
        try:
            return self._path(name).open("rb")
        except FileNotFoundError as missing:
            raise Refusal("not_found", what="blob") from missing

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a blob, some at a time; refuses as `get`."""
        if not NAME.fullmatch(name):
            raise Refusal("not_found", what="blob")
        try:
            with self._path(name).open("rb") as file:
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except FileNotFoundError as error:
            raise Refusal("not_found", what="blob") from error

    def part(self, name: str, *, first: int, last: int) -> bytes:
        """Some bytes of a blob, by their places in it; refuses as `get`."""
        if not self.has(name):
            raise Refusal("not_found", what="blob")
        with self._path(name).open("rb") as file:
            file.seek(first)
            return file.read(last - first + 1)

    def get(self, name: str) -> bytes:
        """The bytes of a name.

        Raises:
            Refusal: `not_found`, also for a name that is none.
        """
        if not NAME.fullmatch(name):
            raise Refusal("not_found", what="blob")
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise Refusal("not_found", what="blob") from error

    def has(self, name: str) -> bool:
        """Whether the bytes are here."""
        return bool(NAME.fullmatch(name)) and self._path(name).exists()

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name


def fetch_missing(client: SignedClient, folder: BlobFolder, names: Iterable[str]) -> int:
    """Fetch the blobs that are not here yet; returns how many came.

    A large one comes in pieces, and after a cut it goes on where it stopped.

    Raises:
        LinkDownError: the link failed on the way; what came before is kept.
        Refusal: `malformed` when the bytes do not have their name.
    """
    came = 0
    for name in names:
        if folder.has(name):
            continue
        _fetch(client, folder, name)
        came += 1
    return came


def _fetch(client: SignedClient, folder: BlobFolder, name: str) -> None:
    offset = folder.came(name)
    while True:
        asked = {"Range": f"bytes={offset}-{offset + FETCHED_BYTES - 1}"}
        piece = client.call("GET", BLOB_PATH + name, beside=asked)
        if hashlib.sha256(piece).hexdigest() == name:  # all of it at once
            folder.put(piece)
            folder.forget_came(name)
            return
        if len(piece) > FETCHED_BYTES or offset + len(piece) > BLOB_LIMIT_BYTES:
            folder.forget_came(name)
            raise Refusal("malformed", field="blob")
        folder.keep_came(name, piece, offset=offset)
        offset += len(piece)
        if len(piece) < FETCHED_BYTES:
            folder.adopt_came(name)
            return


def _named(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces as they come; refused before the last is kept when they have another name."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        size += len(piece)
        if size > BLOB_LIMIT_BYTES:
            raise Refusal("too_large", limit_bytes=BLOB_LIMIT_BYTES)
        digest.update(piece)
        yield piece
    if digest.hexdigest() != name:
        raise Refusal("malformed", field="blob")


def _check_name(name: str, pieces: Iterable[bytes]) -> None:
    for _ in _named(name, pieces):
        pass


def _write_whole(path: Path, content: bytes) -> None:
    _write_pieces(path, (content,))


def _write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).rename(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    sync(path.parent)
