"""Facts: immutable, signed records of what happened, stored once as bytes.

The bytes are never serialised again, so no two machines can disagree on them.
Source: DESIGN.md §8.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from nacl.signing import SigningKey

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.signing import Purpose, origin_of, sign, verify
from kiosk.protocol.version import VERSIONS_UNDERSTOOD, WIRE_VERSION
from kiosk.rules.refusals import Refusal

FACT_LIMIT_BYTES = 64 * 1024
REFS_LIMIT = 32
BLOBS_LIMIT = 256
SEQ_LIMIT = 2**53
SIGNATURE_BYTES = 64
ENVELOPE_BYTES = 1024
"""More than a fact has besides its body and its blobs, where it has no refs."""

Hex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]+\Z", max_length=64)]
FactType = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z_]{1,39}\Z")]
Ms = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
"""Whatever a clock may show, both of a moment's together fit a column of SQLite."""
FACT_ID = re.compile(r"[0-9a-f]{32}/[0-9a-f]{16}/[0-9]{1,16}")


class Moment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a fact was made, by every clock there was; order never depends on `wall`."""

    wall: Ms
    boot_id: Annotated[str, msgspec.Meta(max_length=64)]
    boot_ns: Annotated[int, msgspec.Meta(ge=-(10**18), le=10**18)]
    offset_ms: Ms = 0


class BlobRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bytes that belong to a fact, named by their SHA-256 (hex)."""

    sha256: Hex
    len: Annotated[int, msgspec.Meta(ge=0, le=10**15)]
    mime: Annotated[str, msgspec.Meta(max_length=100)]


class Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The envelope: who made it, which one it is, what it says."""

    v: int
    origin: Hex
    epoch: Hex
    seq: Annotated[int, msgspec.Meta(ge=1, le=SEQ_LIMIT)]
    type: FactType
    tv: Annotated[int, msgspec.Meta(ge=1, le=999)]
    refs: Annotated[tuple[str, ...], msgspec.Meta(max_length=REFS_LIMIT)]
    blobs: Annotated[tuple[BlobRef, ...], msgspec.Meta(max_length=BLOBS_LIMIT)]
    at: Moment
    body_sha256: Hex
    body: str

    @property
    def id(self) -> str:
        """`origin/epoch/seq`: the fact's name everywhere and for ever."""
        return f"{self.origin}/{self.epoch}/{self.seq}"

    @property
    def body_bytes(self) -> bytes:
        """The body as made."""
        return base64.b64decode(self.body, validate=True)


@dataclass(frozen=True, slots=True)
class SignedFact:
    """A fact with the very bytes it was signed in.

    `sha256` is over those bytes: it tells a repeat from another fact with the same id.
    """

    fact: Fact
    raw: bytes
    signature: bytes
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new fact stands: its maker, the maker's epoch, its number in it."""

    origin: str
    epoch: str
    seq: int


def make_fact(
    key: SigningKey,
    place: Place,
    *,
    type: str,  # noqa: A002  the wire's own word
    body: bytes,
    at: Moment,
    tv: int = 1,
    refs: tuple[str, ...] = (),
    blobs: tuple[BlobRef, ...] = (),
) -> SignedFact:
    """Write and sign a fact.

    Raises:
        Refusal: `too_large` above 64 KiB; put such bytes in a blob.
    """
    fact = Fact(
        v=WIRE_VERSION,
        origin=place.origin,
        epoch=place.epoch,
        seq=place.seq,
        type=type,
        tv=tv,
        refs=refs,
        blobs=blobs,
        at=at,
        body_sha256=hashlib.sha256(body).hexdigest(),
        body=base64.b64encode(body).decode("ascii"),
    )
    raw = encode(fact)
    if len(raw) > FACT_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=FACT_LIMIT_BYTES)
    return SignedFact(fact, raw, sign(key, Purpose.FACT, raw), hashlib.sha256(raw).digest())


def fits(body: bytes, *, blobs: Sequence[BlobRef] = ()) -> bool:
    """Whether a fact with this body and these blobs, without refs, keeps its limits."""
    written = 4 * -(-len(body) // 3) + len(encode(blobs)) + ENVELOPE_BYTES
    return written <= FACT_LIMIT_BYTES and len(blobs) <= BLOBS_LIMIT


def read_fact(raw: bytes, signature: bytes, *, public_key: bytes) -> SignedFact:
    """Check a fact that came in: shape, signature, maker, body.

    Raises:
        Refusal: `too_large`, `malformed`, `wrong_version`, `wrong_signature`, `unknown_origin`
            (made under another key than the one it is checked with).
    """
    fact = decode(raw, Fact, limit_bytes=FACT_LIMIT_BYTES)
    if fact.v not in VERSIONS_UNDERSTOOD:
        raise Refusal("wrong_version", version=fact.v)
    if fact.origin != origin_of(public_key):
        raise Refusal("unknown_origin", origin=fact.origin)
    verify(public_key, Purpose.FACT, raw, signature)
    try:
        body = fact.body_bytes
    except (binascii.Error, ValueError) as error:
        raise Refusal("malformed", field="body") from error
    if hashlib.sha256(body).hexdigest() != fact.body_sha256:
        raise Refusal("malformed", field="body_sha256")
    return SignedFact(fact, raw, signature, hashlib.sha256(raw).digest())
