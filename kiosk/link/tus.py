"""What tus 1.0 says in headers about uploads and downloads of blobs; `uploads.py` does it.

Source: https://tus.io/protocols/resumable-upload (1.0.0: core, creation, checksum, expiration).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import formatdate

from kiosk.link.blobs import BlobFolder
from kiosk.link.gate import Headers
from kiosk.link.uploads import EXPIRES_AFTER_S, Uploads
from kiosk.protocol.sync import BLOB_LIMIT_BYTES, BLOB_PATH
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal

TUS = "1.0.0"
DIGITS = 12
CHUNK_TYPE = "application/offset+octet-stream"
METADATA_LIMIT = 1000
RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{1,12})")


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
