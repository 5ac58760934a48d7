"""Bundles: facts and blobs in one encrypted file that a person carries. Source: DESIGN.md §8.

A file is a mark, a signed head of fixed length, and the payload: records, each one message of
libsodium's secretstream under a key that is sealed to the reader. No name in it is ever used as
the name of a file.
"""

import secrets
import struct
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as SEAL_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as STREAM_HEAD_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull as init_pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push as init_push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_KEYBYTES as STREAM_KEY_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_pull as pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_push as push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_state as stream_state,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_FINAL as LAST,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE as MORE,
)
from nacl.exceptions import CryptoError
from nacl.signing import SigningKey

from kiosk.protocol.codec import decode, encode, pack, unpack
from kiosk.protocol.facts import FACT_LIMIT_BYTES, SEQ_LIMIT, SIGNATURE_BYTES
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.protocol.succession import Handover
from kiosk.protocol.sync import Kept, Result, Sent
from kiosk.protocol.version import VERSIONS_UNDERSTOOD
from kiosk.rules.refusals import Refusal

MARK = b"KXB1"
SUFFIX = ".kxb"
HEAD_BYTES = 8 * 1024
"""The head is written after the payload, into the room that was left for it."""
FRONT_BYTES = len(MARK) + HEAD_BYTES + SIGNATURE_BYTES
PART_LIMIT_BYTES = 1024**3
"""Sticks are often FAT32, which takes 4 GiB a file; a part that is broken is soon written again."""
PARTS_LIMIT = 99
START_BYTES = STREAM_HEAD_BYTES
"""What a payload begins with."""
FACTS_LIMIT = 1_000_000
BLOBS_LIMIT = 100_000
RANGES_LIMIT = 48
CHANGES_LIMIT = 8
"""So many of a writer's last changes of keys stand in a head."""
PIECE_BYTES = 64 * 1024
RECORD_LIMIT_BYTES = 1 + SIGNATURE_BYTES + FACT_LIMIT_BYTES
FRAME_LIMIT_BYTES = RECORD_LIMIT_BYTES + SEAL_BYTES
LENGTH = struct.Struct(">I")
BLOB_HEAD = struct.Struct(">32sQ")
LINES_LIMIT = 100
KEPT_LIMIT = 8
BUNDLES_LIMIT = 200
MAKER = r"^[0-9a-f]{32}\Z"
EPOCH = r"^[0-9a-f]{16}\Z"

BundleId = Annotated[str, msgspec.Meta(pattern=MAKER)]
Origin = Annotated[str, msgspec.Meta(pattern=MAKER)]
Epoch = Annotated[str, msgspec.Meta(pattern=EPOCH)]
Number = Annotated[int, msgspec.Meta(ge=1, le=SEQ_LIMIT)]


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """Facts of one epoch that a bundle holds: the first, the last, how many between."""

    origin: Origin
    epoch: Epoch
    first: Number
    last: Number
    count: Number


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What stands in the open on a stick: who wrote it, for whom, and how much it must hold.

    `chain` leads to the writer's key from those that it had before, where it changed any.
    """

    v: int
    bundle: BundleId
    part: Annotated[int, msgspec.Meta(ge=1, le=PARTS_LIMIT)]
    parts: Annotated[int, msgspec.Meta(ge=1, le=PARTS_LIMIT)]
    source: Origin
    epoch: Annotated[str, msgspec.Meta(max_length=16)]
    reader: Origin
    sealed_key: Annotated[bytes, msgspec.Meta(max_length=128)]
    spans: Annotated[tuple[Span, ...], msgspec.Meta(max_length=RANGES_LIMIT)]
    facts: Annotated[int, msgspec.Meta(ge=0, le=FACTS_LIMIT)]
    blobs: Annotated[int, msgspec.Meta(ge=0, le=BLOBS_LIMIT)]
    payload_bytes: Annotated[int, msgspec.Meta(ge=0, le=2 * PART_LIMIT_BYTES)]
    payload_sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
    made_at: int
    chain: Annotated[tuple[Handover, ...], msgspec.Meta(max_length=CHANGES_LIMIT)] = ()

    @property
    def name(self) -> str:
        """A name for the file, made by its writer; its reader never uses it."""
        return f"steppingstone-{self.reader[:8]}-{self.bundle[:12]}-{self.part}{SUFFIX}"


class Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """What became of one fact; its hash says which fact, should a number stand for two."""

    epoch: Epoch
    seq: Number
    sha256: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    result: Result
    code: Annotated[str, msgspec.Meta(max_length=200)]
    answer: Annotated[str, msgspec.Meta(max_length=200)]


class Acknowledgement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reader's word after its commit. `maker` made the facts; `bundles` are answered whole."""

    reader: Origin
    maker: Origin
    bundles: Annotated[tuple[BundleId, ...], msgspec.Meta(max_length=BUNDLES_LIMIT)]
    kept: Annotated[tuple[Kept, ...], msgspec.Meta(max_length=KEPT_LIMIT)]
    lines: Annotated[tuple[Line, ...], msgspec.Meta(max_length=LINES_LIMIT)]


@dataclass(frozen=True, slots=True)
class BlobStart:
    """A blob follows, in pieces."""

    sha256: str
    len: int


@dataclass(frozen=True, slots=True)
class Piece:
    """The next bytes of the blob that was begun."""

    content: bytes


@dataclass(frozen=True, slots=True)
class SignedWord:
    """An acknowledgement as its reader signed it."""

    raw: bytes
    signature: bytes


Record = Sent | BlobStart | Piece | SignedWord
"""One thing in a payload."""


def write_head(head: Head, key: SigningKey) -> bytes:
    """Mark, head and signature, always of the same length.

    Raises:
        Refusal: `too_many` when it says more than there is room for.
    """
    written = encode(head)
    if len(written) > HEAD_BYTES:
        raise Refusal("too_many", limit=RANGES_LIMIT)
    padded = written.ljust(HEAD_BYTES)
    return MARK + padded + sign(key, Purpose.BUNDLE, padded)


def read_head(front: bytes) -> Head:
    """Read a head without believing it; `check_head` says whether its writer wrote it.

    Raises:
        Refusal: `bundle_damaged`; `wrong_version`.
    """
    if len(front) != FRONT_BYTES or not front.startswith(MARK):
        raise Refusal("bundle_damaged")
    try:
        head = decode(front[len(MARK) : -SIGNATURE_BYTES], Head, limit_bytes=HEAD_BYTES)
    except Refusal as refusal:
        raise Refusal("bundle_damaged") from refusal
    if head.v not in VERSIONS_UNDERSTOOD:
        raise Refusal("wrong_version", version=head.v)
    return head


def check_head(front: bytes, public_key: bytes) -> None:
    """Refuse a head that this key did not sign, to the byte.

    Raises:
        Refusal: `bundle_damaged`.
    """
    padded, signature = front[len(MARK) : -SIGNATURE_BYTES], front[-SIGNATURE_BYTES:]
    try:
        verify(public_key, Purpose.BUNDLE, padded, signature)
    except Refusal as refusal:
        raise Refusal("bundle_damaged") from refusal


class Sealing:
    """Writes records, each as one frame that only the holder of the key can read, in order."""

    def __init__(self, *, key: bytes, about: bytes) -> None:
        self._state = stream_state()
        self._about = about
        self.start: bytes = init_push(self._state, key)

    def seal(self, record: Record) -> bytes:
        """A record as a frame."""
        return self._frame(_write(record), MORE)

    def end(self) -> bytes:
        """The last frame: a payload without it was cut short."""
        return self._frame(b"E", LAST)

    def _frame(self, plain: bytes, tag: int) -> bytes:
        sealed = push(self._state, plain, self._about, tag)
        return LENGTH.pack(len(sealed)) + sealed


class Opening:
    """Reads what `Sealing` wrote, under the same key."""

    def __init__(self, start: bytes, *, key: bytes, about: bytes) -> None:
        self._state = stream_state()
        self._about = about
        try:
            init_pull(self._state, start, key)
        except CryptoError as error:
            raise Refusal("bundle_damaged") from error

    def open(self, sealed: bytes) -> Record | None:
        """The record in a frame; None: it was the last.

        Raises:
            Refusal: `bundle_damaged`.
        """
        try:
            plain, tag = pull(self._state, sealed, self._about)
        except CryptoError as error:
            raise Refusal("bundle_damaged") from error
        if tag == LAST:
            return None
        return _read(plain)


def new_stream_key() -> bytes:
    """A key for one part of one bundle."""
    return secrets.token_bytes(STREAM_KEY_BYTES)


def about(*, bundle: str, part: int) -> bytes:
    """What binds each frame to its bundle and part."""
    return f"{bundle}/{part}".encode()


def _write(record: Record) -> bytes:
    if isinstance(record, Sent):
        return b"F" + record.signature + record.raw
    if isinstance(record, SignedWord):
        return b"A" + record.signature + record.raw
    if isinstance(record, BlobStart):
        return b"B" + BLOB_HEAD.pack(bytes.fromhex(record.sha256), record.len)
    return b"P" + record.content


def _read(plain: bytes) -> Record:
    kind, rest = plain[:1], plain[1:]
    if kind == b"P":
        return Piece(rest)
    if kind == b"B" and len(rest) == BLOB_HEAD.size:
        sha256, length = BLOB_HEAD.unpack(rest)
        return BlobStart(sha256.hex(), length)
    signature, raw = rest[:SIGNATURE_BYTES], rest[SIGNATURE_BYTES:]
    if kind == b"F" and raw:
        return Sent(raw, signature)
    if kind == b"A" and raw:
        return SignedWord(raw, signature)
    raise Refusal("bundle_damaged")


def sign_word(key: SigningKey, word: Acknowledgement) -> SignedWord:
    """An acknowledgement on its way."""
    raw = pack(word)
    return SignedWord(raw, sign(key, Purpose.ACKNOWLEDGEMENT, raw))


def read_word(signed: SignedWord, *, public_key: bytes) -> Acknowledgement:
    """An acknowledgement by the holder of a key.

    Raises:
        Refusal: `wrong_signature`, `too_large`, `malformed`.
    """
    verify(public_key, Purpose.ACKNOWLEDGEMENT, signed.raw, signed.signature)
    return unpack(signed.raw, Acknowledgement, limit_bytes=FACT_LIMIT_BYTES)


Direction = Literal["written", "read"]
"""Whether a bundle was written here or read here."""
