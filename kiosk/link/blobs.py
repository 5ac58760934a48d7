"""Blobs: bytes named by their SHA-256, whole or not there."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from kiosk.disk.copying import room_needed, sync
from kiosk.link.client import SignedClient
from kiosk.protocol.sync import BLOB_LIMIT_BYTES, BLOB_PATH
from kiosk.rules.refusals import Refusal

NAME = re.compile(r"[0-9a-f]{64}")


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

    Raises:
        LinkDownError: the link failed on the way; what came before is kept.
        Refusal: `malformed` when the bytes do not have their name.
    """
    came = 0
    for name in names:
        if folder.has(name):
            continue
        content = client.call("GET", BLOB_PATH + name)
        if hashlib.sha256(content).hexdigest() != name:
            raise Refusal("malformed", field="blob")
        folder.put(content)
        came += 1
    return came


def _write_whole(path: Path, content: bytes) -> None:
    descriptor, aside = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).rename(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    sync(path.parent)
