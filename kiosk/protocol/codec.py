"""Words on the wire, decoded strictly: size first, then shape."""

from typing import TypeVar

import msgspec

from kiosk.rules.refusals import Refusal

T = TypeVar("T")

WORDS_LIMIT_BYTES = 256 * 1024
"""A call or answer that is no batch of facts and no blob."""


def encode(value: object) -> bytes:
    """JSON bytes of a message."""
    return msgspec.json.encode(value)


def decode(raw: bytes, shape: type[T], *, limit_bytes: int = WORDS_LIMIT_BYTES) -> T:
    """Read JSON of a known shape.

    Raises:
        Refusal: `too_large`, `malformed` (with the decoder's reason, which holds no values).
    """
    if len(raw) > limit_bytes:
        raise Refusal("too_large", limit_bytes=limit_bytes)
    try:
        return msgspec.json.decode(raw, type=shape)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refusal("malformed", reason=str(error)[:200]) from error


def pack(value: object) -> bytes:
    """MessagePack bytes of a batch: facts are bytes and stay bytes."""
    return msgspec.msgpack.encode(value)


def unpack(raw: bytes, shape: type[T], *, limit_bytes: int) -> T:
    """Read MessagePack of a known shape.

    Raises:
        Refusal: `too_large`, `malformed`.
    """
    if len(raw) > limit_bytes:
        raise Refusal("too_large", limit_bytes=limit_bytes)
    try:
        return msgspec.msgpack.decode(raw, type=shape)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refusal("malformed", reason=str(error)[:200]) from error
