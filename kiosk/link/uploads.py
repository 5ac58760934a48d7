"""Blobs on their way up, by the rules of tus 1.0: resumed where they stopped, whole or not there.

What a machine sends lies in a folder of its own until a fact of that machine names it: two that
send the same blob do not meet before, and what nobody names fills no disk (it goes after a week).
No machine may take more than a share of the room that is left: one never stops the others.
The signature of a request covers its path and bytes;
the tus headers beside them can, if somebody changes them, only make an upload fail.
Source: DESIGN.md §8 (Blobs); https://tus.io/protocols/resumable-upload (1.0.0: core, creation,
checksum, expiration).
"""

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.disk.copying import room_needed, sync
from kiosk.link.blobs import NAME, BlobFolder
from kiosk.protocol.sync import BLOB_LIMIT_BYTES
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant
from kiosk.rules.refusals import Refusal

CHUNK_LIMIT_BYTES = 512 * 1024
BEGUN_LIMIT = 32
"""Uploads that one machine may have begun and not ended."""
UNNAMED_LIMIT = 1000
"""Blobs of one machine that no fact names, also those that are whole."""
UNNAMED_LIMIT_BYTES = 256 * 1024 * 1024
"""What these may come to together, as they were announced."""
SHARE_OF_ROOM = 8
"""One machine's unnamed blobs take at most this part of what the disk has left."""
EXPIRES_AFTER_S = 7 * S_PER_DAY
NS_PER_MS = 1_000_000
LOCKS = 64
WHOLE = ".whole"
AWAITED = "awaited"
"""A folder with the names of blobs that facts name and that are still to come."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an upload is; it is whole where both are the same."""

    offset: int
    length: int


class Uploads:
    """Uploads to one machine. Any number of threads use it."""

    def __init__(self, folder: Path, blobs: BlobFolder) -> None:
        self._folder = folder
        self._blobs = blobs
        self._locks = [threading.Lock() for _ in range(LOCKS)]

    def begin(self, now: Instant, *, origin: str, name: str, length: int) -> None:
        """Make room for a blob; begun before or here already, nothing changes.

        Raises:
            Refusal: `malformed` for a name that is none; `too_large`, also while too much of this
                machine is named by no fact; `too_many`; `disk_full`, also where it would take more
                than its share of the room that is left.
        """
        if not NAME.fullmatch(name):
            raise Refusal("malformed", field="sha256")
        if length > BLOB_LIMIT_BYTES:
            raise Refusal("too_large", limit_bytes=BLOB_LIMIT_BYTES)
        self.expire(now, origin=origin)
        with self._lock(origin, ""):
            if self._blobs.has(name) or self._find(origin, name) is not None:
                return
            self._check_quota(origin, length)
            with room_needed():
                self._make(now, origin=origin, name=name, length=length)

    def progress(self, *, origin: str, name: str) -> Progress:
        """How far a blob is; whole is only what was looked through.

        Raises:
            Refusal: `not_found` when it was not begun by this machine, or lapsed;
                `upload_checksum_wrong`, and then it begins anew; `disk_full`.
        """
        with self._lock(origin, name):
            return self._progress(origin, name)

    def _progress(self, origin: str, name: str) -> Progress:
        if self._blobs.has(name):
            length = self._blobs.length(name)
            return Progress(length, length)
        found = self._find(origin, name)
        if found is None:
            raise Refusal("not_found", what="upload")
        at = Progress(found.stat().st_size, _length(found))
        if at.offset == at.length and found.suffix != WHOLE:  # we were cut off at its last byte
            self._end(found, origin=origin, name=name)
        return at

    def keep_named(self, *, origin: str, names: Iterable[str]) -> None:
        """Facts of this machine name these blobs: they are kept, also those that are still to come.

        Called before the facts are, for what a machine was told to be here must stay.

        Raises:
            Refusal: `disk_full`.
        """
        for name in dict.fromkeys(names):
            if not NAME.fullmatch(name) or self._blobs.has(name):
                continue
            with self._lock(origin, name), room_needed():
                found = self._find(origin, name)
                if found is not None and found.suffix == WHOLE:
                    self._adopt(found, name)
                else:
                    self._await(origin, name)
                    self._end_if_all_came(found, origin, name)

    def unnamed_bytes(self, origin: str) -> int:
        """What a machine has here that no fact of it names, as it was announced."""
        return sum(map(_length, self._begun(origin)))

    def append(
        self, now: Instant, *, origin: str, name: str, offset: int, chunk: bytes
    ) -> Progress:
        """Take the next bytes; on the disk when this returns, and the blob whole at its last.

        Raises:
            Refusal: `not_found`; `upload_offset_wrong`; `too_large` for a chunk that is too long or
                runs past the end; `upload_checksum_wrong` when the whole has another name, and then
                it begins anew; `disk_full`.
        """
        if len(chunk) > CHUNK_LIMIT_BYTES:
            raise Refusal("too_large", limit_bytes=CHUNK_LIMIT_BYTES)
        with self._lock(origin, name):
            at = self._progress(origin, name)
            if offset != at.offset:
                raise Refusal("upload_offset_wrong", offset=at.offset)
            if offset + len(chunk) > at.length:
                raise Refusal("too_large", limit_bytes=at.length)
            path = self._find(origin, name)
            if path is None or path.suffix == WHOLE:  # it is here already
                return at
            with room_needed():
                _write_at(path, now, offset=offset, chunk=chunk)
            if offset + len(chunk) == at.length:
                self._end(path, origin=origin, name=name)
            return Progress(offset + len(chunk), at.length)

    def expire(self, now: Instant, *, origin: str) -> int:
        """Throw away what this machine did not go on with, or named in no fact; how many."""
        gone = 0
        for path in list(self._begun(origin)):
            with self._lock(origin, path.name.partition(".")[0]), suppress(FileNotFoundError):
                idle_ms = now - path.stat().st_mtime_ns // NS_PER_MS
                if idle_ms > EXPIRES_AFTER_S * MS_PER_S:
                    path.unlink()
                    gone += 1
        return gone

    def expire_all(self, now: Instant) -> int:
        """The same for every machine; how many that is."""
        with suppress(FileNotFoundError):
            return sum(self.expire(now, origin=one.name) for one in self._folder.iterdir())
        return 0

    def _check_quota(self, origin: str, length: int) -> None:
        unnamed = list(self._begun(origin))
        if sum(path.suffix != WHOLE for path in unnamed) >= BEGUN_LIMIT:
            raise Refusal("too_many", limit=BEGUN_LIMIT)
        if len(unnamed) >= UNNAMED_LIMIT:
            raise Refusal("too_many", limit=UNNAMED_LIMIT)
        has = sum(map(_length, unnamed))
        if has + length > UNNAMED_LIMIT_BYTES:
            raise Refusal("too_large", limit_bytes=UNNAMED_LIMIT_BYTES)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        here = sum(map(_size, unnamed))
        room = shutil.disk_usage(self._folder).free + here
        if has + length > room // SHARE_OF_ROOM:
            raise Refusal("disk_full")

    def _end_if_all_came(self, found: Path | None, origin: str, name: str) -> None:
        """We were cut off at its last byte, and its sender may ask no more."""
        if found is None or found.stat().st_size != _length(found):
            return
        with suppress(Refusal):  # another blob than its name says: its sender begins anew
            self._end(found, origin=origin, name=name)

    def _end(self, path: Path, *, origin: str, name: str) -> None:
        """All bytes came: it waits for a fact that names it, or one has named it before."""
        awaited = self._folder / origin / AWAITED / name
        if awaited.exists():
            self._adopt(path, name)
            awaited.unlink()
            return
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != name:
            path.unlink()
            raise Refusal("upload_checksum_wrong")
        with room_needed():
            path.rename(path.with_name(path.name + WHOLE))
            sync(path.parent)

    def _adopt(self, path: Path, name: str) -> None:
        """Where the disk is full it stays as it is, for the next try."""
        try:
            self._blobs.adopt(path, name)
        except Refusal as refusal:
            if refusal.code == "upload_checksum_wrong":
                path.unlink()
            raise
        path.unlink(missing_ok=True)  # the same blob was here already

    def _await(self, origin: str, name: str) -> None:
        folder = self._folder / origin / AWAITED
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).touch()
        sync(folder)

    def _make(self, now: Instant, *, origin: str, name: str, length: int) -> None:
        folder = self._folder / origin
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{name}.{length}"
        path.touch()
        os.utime(path, ns=(now * NS_PER_MS, now * NS_PER_MS))
        sync(folder)
        if length == 0:
            self._end(path, origin=origin, name=name)

    def _begun(self, origin: str) -> Iterator[Path]:
        """What no fact names: `SHA256.LENGTH`, and `SHA256.LENGTH.whole` once it is."""
        with suppress(FileNotFoundError):
            yield from (one for one in (self._folder / origin).iterdir() if one.name != AWAITED)

    def _find(self, origin: str, name: str) -> Path | None:
        begins = f"{name}."
        return next((path for path in self._begun(origin) if path.name.startswith(begins)), None)

    def _lock(self, origin: str, name: str) -> threading.Lock:
        return self._locks[hash((origin, name)) % LOCKS]


def _length(path: Path) -> int:
    return int(path.name.split(".")[1])


def _size(path: Path) -> int:
    """Bytes that came; 0 where it was named in a fact a moment ago and is no longer here."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _write_at(path: Path, now: Instant, *, offset: int, chunk: bytes) -> None:
    """What was cut off on the way is cut off here too: no byte stands that was not synced."""
    with path.open("r+b") as file:
        file.seek(offset)
        try:
            file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(offset)
            raise
    os.utime(path, ns=(now * NS_PER_MS, now * NS_PER_MS))
