"""Bytes sealed as one stream of any length, in sections: read in order and whole, or not at all.

libsodium's secretstream: each frame is a length and a sealed chunk; the tag of a frame that ends a
section, and of the last one of all, is sealed with it. What is cut, swapped, doubled or changed
does not open.
"""

import secrets
import struct
from collections.abc import Callable, Iterable, Iterator

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES as SEAL_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_HEADERBYTES as START_BYTES,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_pull as init_pull,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_init_push as init_push,
)
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_KEYBYTES as KEY_BYTES,
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
from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_TAG_PUSH as SECTION_ENDS,
)
from nacl.exceptions import CryptoError

CHUNK_BYTES = 1024 * 1024
LENGTH = struct.Struct(">I")
FRAME_LIMIT_BYTES = CHUNK_BYTES + SEAL_BYTES


class NotWholeError(Exception):
    """The stream was cut or changed, or sealed under another key or for another place."""


def new_key() -> bytes:
    """A key for one stream."""
    return secrets.token_bytes(KEY_BYTES)


def sealed(sections: Iterable[Iterable[bytes]], *, key: bytes, about: bytes) -> Iterator[bytes]:
    """The bytes to be written, a frame at a time; each piece is at most `CHUNK_BYTES` long.

    Args:
        sections: what is sealed, in the order in which it will be read.
        key: used for this stream alone.
        about: what binds each frame to its place, known to the reader too.
    """
    state = stream_state()
    yield init_push(state, key)

    def frame(plain: bytes, tag: int) -> bytes:
        content = push(state, plain, about, tag)
        return LENGTH.pack(len(content)) + content

    for section in sections:
        for piece in section:
            yield frame(piece, MORE)
        yield frame(b"", SECTION_ENDS)
    yield frame(b"", LAST)


def sealed_bytes(plain: int) -> int:
    """How long a stream of one section is, whose pieces are as long as they may be."""
    frames = -(-plain // CHUNK_BYTES) + 2
    return START_BYTES + plain + frames * (LENGTH.size + SEAL_BYTES)


class Opening:
    """Reads what `sealed` wrote: section by section, then the end."""

    def __init__(self, read: Callable[[int], bytes], *, key: bytes, about: bytes) -> None:
        self._read = read
        self._about = about
        self._state = stream_state()
        try:
            init_pull(self._state, self._exactly(START_BYTES), key)
        except CryptoError as error:
            raise NotWholeError from error

    def section(self) -> Iterator[bytes]:
        """The pieces of the next section.

        Raises:
            NotWholeError: there and not later, so that no changed byte is handed out.
        """
        while (frame := self._frame())[1] == MORE:
            yield frame[0]
        if frame != (b"", SECTION_ENDS):
            raise NotWholeError

    def end(self) -> None:
        """Refuse what goes on: nothing may stand behind the last section.

        Raises:
            NotWholeError.
        """
        if self._frame() != (b"", LAST) or self._read(1):
            raise NotWholeError

    def _frame(self) -> tuple[bytes, int]:
        (length,) = LENGTH.unpack(self._exactly(LENGTH.size))
        if not SEAL_BYTES <= length <= FRAME_LIMIT_BYTES:
            raise NotWholeError
        try:
            return pull(self._state, self._exactly(length), self._about)
        except CryptoError as error:
            raise NotWholeError from error

    def _exactly(self, count: int) -> bytes:
        found = self._read(count)
        if len(found) != count:
            raise NotWholeError
        return found
