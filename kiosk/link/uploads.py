"""Blobs on their way up, by the rules of tus 1.0: resumed where they stopped, whole or not there.

What was begun lies apart from what is whole, in a folder of its own for each machine: two that send
the same blob do not meet before its end. The signature of a request covers its path and bytes;
the tus headers beside them can, if somebody changes them, only make an upload fail.
Source: DESIGN.md §8 (Blobs); https://tus.io/protocols/resumable-upload (1.0.0: core, creation,
checksum, expiration).
"""

import base64
import binascii
import hashlib
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path

from kiosk.disk.copying import room_needed, sync
from kiosk.link.blobs import NAME, BlobFolder
from kiosk.link.gate import Headers
from kiosk.protocol.sync import BLOB_LIMIT_BYTES, BLOB_PATH
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant
from kiosk.rules.refusals import Refusal

TUS = "1.0.0"
CHUNK_LIMIT_BYTES = 512 * 1024
BEGUN_LIMIT = 32
"""Uploads that one machine may have begun and not ended."""
BEGUN_LIMIT_BYTES = 256 * 1024 * 1024
"""What these may come to together, as they were announced."""
EXPIRES_AFTER_S = 7 * S_PER_DAY
NS_PER_MS = 1_000_000
LOCKS = 64
DIGITS = 12
CHUNK_TYPE = "application/offset+octet-stream"
METADATA_LIMIT = 1000
RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})")


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
            Refusal: `malformed` for a name that is none; `too_large`; `too_many`; `disk_full`.
        """
        if not NAME.fullmatch(name):
            raise Refusal("malformed", field="sha256")
        if length > BLOB_LIMIT_BYTES:
            raise Refusal("too_large", limit_bytes=BLOB_LIMIT_BYTES)
        with self._lock(origin, ""):
            if self._blobs.has(name) or self._find(origin, name) is not None:
                return
            self.expire(now, origin=origin)
            begun = list(self._begun(origin))
            if len(begun) >= BEGUN_LIMIT:
                raise Refusal("too_many", limit=BEGUN_LIMIT)
            if sum(map(_length, begun)) + length > BEGUN_LIMIT_BYTES:
                raise Refusal("too_large", limit_bytes=BEGUN_LIMIT_BYTES)
            with room_needed():
                self._make(now, origin=origin, name=name, length=length)

    def progress(self, *, origin: str, name: str) -> Progress:
        """How far a blob is.

        Raises:
            Refusal: `not_found` when it was not begun by this machine, or lapsed.
        """
        if self._blobs.has(name):
            length = self._blobs.length(name)
            return Progress(length, length)
        found = self._find(origin, name)
        if found is None:
            raise Refusal("not_found", what="upload")
        return Progress(found.stat().st_size, _length(found))

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
            at = self.progress(origin=origin, name=name)
            if offset != at.offset:
                raise Refusal("upload_offset_wrong", offset=at.offset)
            if offset + len(chunk) > at.length:
                raise Refusal("too_large", limit_bytes=at.length)
            path = self._find(origin, name)
            if path is None:  # it is here already
                return at
            with room_needed():
                _write_at(path, now, offset=offset, chunk=chunk)
            if offset + len(chunk) == at.length:
                self._end(path, name)
            return Progress(offset + len(chunk), at.length)

    def expire(self, now: Instant, *, origin: str) -> int:
        """Throw away what this machine began and did not go on with; how many that is."""
        gone = 0
        for path in list(self._begun(origin)):
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

    def _end(self, path: Path, name: str) -> None:
        try:
            self._blobs.adopt(path, name)
        finally:
            path.unlink(missing_ok=True)

    def _make(self, now: Instant, *, origin: str, name: str, length: int) -> None:
        folder = self._folder / origin
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{name}.{length}"
        path.touch()
        os.utime(path, ns=(now * NS_PER_MS, now * NS_PER_MS))
        sync(folder)
        if length == 0:
            self._end(path, name)

    def _begun(self, origin: str) -> Iterator[Path]:
        with suppress(FileNotFoundError):
            yield from (self._folder / origin).iterdir()

    def _find(self, origin: str, name: str) -> Path | None:
        return next((path for path in self._begun(origin) if path.stem == name), None)

    def _lock(self, origin: str, name: str) -> threading.Lock:
        return self._locks[hash((origin, name)) % LOCKS]


def _length(path: Path) -> int:
    return int(path.suffix[1:])


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


# what tus says in headers


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status and its headers; a body where there is one."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""


def options() -> Reply:
    """What this machine understands."""
    told = {
        "Tus-Version": TUS,
        "Tus-Extension": "creation,checksum,expiration",
        "Tus-Max-Size": str(BLOB_LIMIT_BYTES),
        "Tus-Checksum-Algorithm": "sha256,sha1",
    }
    return _reply(204, told)


def create(uploads: Uploads, now: Instant, headers: Headers, *, origin: str) -> Reply:
    """POST: announce a blob by its SHA-256 (in `Upload-Metadata`) and its length."""
    _check_version(headers)
    name = _named_in(headers.get("Upload-Metadata") or "")
    uploads.begin(now, origin=origin, name=name, length=_number(headers, "Upload-Length"))
    return _reply(201, {"Location": BLOB_PATH + name, **_until(now)})


def head(uploads: Uploads, headers: Headers, *, origin: str, name: str) -> Reply:
    """HEAD: how far it is."""
    _check_version(headers)
    at = uploads.progress(origin=origin, name=name)
    told = {"Upload-Offset": str(at.offset), "Upload-Length": str(at.length)}
    return _reply(200, {**told, "Cache-Control": "no-store"})


def patch(
    uploads: Uploads,
    now: Instant,
    headers: Headers,
    *,
    origin: str,
    name: str,
    chunk: bytes,
) -> Reply:
    """PATCH: the next bytes, from where it stopped."""
    _check_version(headers)
    if (headers.get("Content-Type") or "").partition(";")[0].strip() != CHUNK_TYPE:
        raise Refusal("malformed", field="Content-Type")
    offset = _number(headers, "Upload-Offset")
    _check_sum(headers.get("Upload-Checksum") or "", chunk)
    at = uploads.append(now, origin=origin, name=name, offset=offset, chunk=chunk)
    return _reply(204, {"Upload-Offset": str(at.offset), **_until(now)})


def download(blobs: BlobFolder, headers: Headers, *, name: str) -> Reply:
    """GET: a blob, or the part of it that `Range` asks for, so that a cut costs one piece.

    Behind the end there is nothing, and that is said with no bytes: whoever asks knows no length.
    """
    asked = RANGE.fullmatch(headers.get("Range") or "")
    if asked is None:
        return Reply(200, {}, blobs.get(name))
    first, last = int(asked[1]), int(asked[2])
    content = blobs.part(name, first=first, last=max(last, first - 1))
    told = f"bytes {first}-{first + len(content) - 1}/{blobs.length(name)}"
    return Reply(206, {"Content-Range": told} if content else {}, content)


def _reply(status: int, headers: Mapping[str, str]) -> Reply:
    return Reply(status, {"Tus-Resumable": TUS, **headers})


def _until(now: Instant) -> dict[str, str]:
    return {"Upload-Expires": formatdate(now // MS_PER_S + EXPIRES_AFTER_S, usegmt=True)}


def _check_version(headers: Headers) -> None:
    if headers.get("Tus-Resumable") != TUS:
        raise Refusal("tus_version_wrong", version=TUS)


def _number(headers: Headers, name: str) -> int:
    text = headers.get(name) or ""
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise Refusal("malformed", field=name)
    return int(text)


def _named_in(metadata: str) -> str:
    """The value of `sha256` in a list of `key base64` with commas between."""
    for pair in metadata[:METADATA_LIMIT].split(","):
        key, _, value = pair.strip().partition(" ")
        if key == "sha256":
            with suppress(binascii.Error, ValueError):
                return base64.b64decode(value, validate=True).decode("ascii")
    raise Refusal("malformed", field="Upload-Metadata")


def _check_sum(told: str, chunk: bytes) -> None:
    """Refuse a chunk that was damaged on the way; where no sum is told there is nothing to check.

    Raises:
        Refusal: `malformed` for a way of summing that is not understood; `upload_checksum_wrong`.
    """
    if not told:
        return
    way, _, value = told.partition(" ")
    if way not in ("sha256", "sha1"):
        raise Refusal("malformed", field="Upload-Checksum")
    digest = hashlib.new(way, chunk, usedforsecurity=False).digest()
    if base64.b64encode(digest).decode("ascii") != value:
        raise Refusal("upload_checksum_wrong")
