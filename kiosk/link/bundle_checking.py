"""Looking through a bundle's payload: its hash, its counts, every signature, every blob's name.

Nothing of it is believed before its last byte was read. Source: DESIGN.md §8 (Bundle).
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from kiosk.link.receiver import open_fact_of
from kiosk.protocol.bundles import (
    FRAME_LIMIT_BYTES,
    FRONT_BYTES,
    LENGTH,
    START_BYTES,
    BlobStart,
    Head,
    Opening,
    Piece,
    Record,
    about,
    check_head,
    read_word,
)
from kiosk.protocol.sync import BLOB_LIMIT_BYTES, Sent
from kiosk.rules.refusals import Refusal

TELL_EVERY = 256
"""Records between two words of how far it has come."""
UNREADABLE = frozenset({"malformed", "wrong_signature", "unknown_origin", "too_large"})
"""What is said of a fact or a word that is damaged, or not the writer's."""

Told = Callable[[int, int], None]


def check_whole(
    path: Path, head: Head, *, key: bytes, public_keys: tuple[bytes, ...], tick: Told
) -> frozenset[str]:
    """Read a part from its first byte to its last and believe none of it unseen.

    `public_keys` are its writer's; the first signed its head, any the facts.

    Returns the names of blobs that its facts name.

    Raises:
        Refusal: `bundle_damaged`.
    """
    seen = _Seen(head, public_keys)
    with path.open("rb") as file:
        check_head(file.read(FRONT_BYTES), public_keys[0])
        digest = hashlib.sha256()
        reading = frames(file, head, key=key, eat=digest.update)
        for n, record in enumerate(reading):
            try:
                seen.take(record)
            except Refusal as refusal:
                if refusal.code not in UNREADABLE:
                    raise
                raise Refusal("bundle_damaged") from refusal
            if n % TELL_EVERY == 0:
                tick(file.tell() - FRONT_BYTES, head.payload_bytes)
        if file.read(1) or digest.hexdigest() != head.payload_sha256:
            raise Refusal("bundle_damaged")
    seen.end()
    return frozenset(seen.named)


def frames(
    file: BinaryIO, head: Head, *, key: bytes, eat: Callable[[bytes], None]
) -> Iterator[Record]:
    """The records of a payload; every length is checked before so much is read.

    Raises:
        Refusal: `bundle_damaged`.
    """
    start = file.read(START_BYTES)
    eat(start)
    opening = Opening(start, key=key, about=about(bundle=head.bundle, part=head.part))
    while True:
        prefix = file.read(LENGTH.size)
        if len(prefix) != LENGTH.size:
            raise Refusal("bundle_damaged")
        (length,) = LENGTH.unpack(prefix)
        if length > FRAME_LIMIT_BYTES:
            raise Refusal("bundle_damaged")
        sealed = file.read(length)
        eat(prefix)
        eat(sealed)
        record = opening.open(sealed)
        if record is None:
            return
        yield record


@dataclass(slots=True)
class _Seen:
    """What a look through a payload adds up to."""

    head: Head
    public_keys: tuple[bytes, ...]
    named: set[str] = field(default_factory=set)
    facts: int = 0
    blobs: int = 0
    begun: BlobStart | None = None
    had_bytes: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def take(self, record: Record) -> None:
        if isinstance(record, Piece):
            self._piece(record)
            return
        self._end_blob()
        if isinstance(record, BlobStart):
            self.blobs += 1
            self.begun, self.had_bytes, self.digest = record, 0, hashlib.sha256()
            if record.len > BLOB_LIMIT_BYTES:
                raise Refusal("bundle_damaged")
        elif isinstance(record, Sent):
            self.facts += 1
            read = open_fact_of(record, self.public_keys)
            self.named |= {blob.sha256 for blob in read.fact.blobs}
        else:
            word = read_word(record, public_key=self.public_keys[0])
            if (word.reader, word.maker) != (self.head.source, self.head.reader):
                raise Refusal("bundle_damaged")
        if self.facts > self.head.facts or self.blobs > self.head.blobs:
            raise Refusal("bundle_damaged")

    def _piece(self, piece: Piece) -> None:
        self.had_bytes += len(piece.content)
        if self.begun is None or self.had_bytes > self.begun.len:
            raise Refusal("bundle_damaged")
        self.digest.update(piece.content)

    def _end_blob(self) -> None:
        if self.begun is None:
            return
        if self.digest.hexdigest() != self.begun.sha256 or self.had_bytes != self.begun.len:
            raise Refusal("bundle_damaged")
        self.begun = None

    def end(self) -> None:
        """Refuse a payload that holds less than its head says."""
        self._end_blob()
        if (self.facts, self.blobs) != (self.head.facts, self.head.blobs):
            raise Refusal("bundle_damaged")
