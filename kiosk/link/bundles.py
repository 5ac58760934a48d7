"""Bundles as files: written aside, on disk, renamed, read again; copied in and checked whole.

The same on hub and exchange; what is in them comes from a `Cargo` and goes to a `Reader`.
Source: DESIGN.md §8 (Bundle).
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kiosk.disk.copying import forget_cached, sync
from kiosk.link.blobs import BlobFolder
from kiosk.link.bundle_checking import TELL_EVERY, check_whole
from kiosk.link.errand import Tick
from kiosk.link.sticks import stick
from kiosk.protocol.bundles import (
    CHANGES_LIMIT,
    FRONT_BYTES,
    PARTS_LIMIT,
    BlobStart,
    Head,
    Piece,
    Record,
    Sealing,
    SignedWord,
    Span,
    about,
    new_stream_key,
    write_head,
)
from kiosk.protocol.codec import decode
from kiosk.protocol.facts import BlobRef, Fact
from kiosk.protocol.keys import Keys
from kiosk.protocol.sealing import seal
from kiosk.protocol.succession import chain_of
from kiosk.protocol.sync import Sent
from kiosk.protocol.version import WIRE_VERSION
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

BUNDLE_BYTES = 16
BESIDE_RAW_BYTES = 100
ASIDE = ".part"


@dataclass(frozen=True, slots=True)
class Route:
    """Who writes a bundle for whom."""

    keys: Keys
    reader: str
    reader_sealing: bytes
    epoch: str
    """The writer's epoch for this reader; empty before its first fact."""


@dataclass(frozen=True, slots=True)
class Cargo:
    """What goes: facts after a number, by their numbers, up to one; their blobs; our word."""

    facts: Callable[[int, int], Iterator[tuple[int, Sent]]]
    upto: int
    blobs: BlobFolder
    words: tuple[SignedWord, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A bundle that stands on a stick and was read again."""

    bundle: str
    files: tuple[Path, ...]
    facts: int
    blobs: int
    bytes: int

    def told(self) -> dict[str, Any]:
        """As a command prints it."""
        return {
            "files": [str(path) for path in self.files],
            "facts": self.facts,
            "blobs": self.blobs,
            "bytes": self.bytes,
        }


@dataclass(slots=True)
class _Load:
    """What one part will hold."""

    after: int
    upto: int
    facts: int
    bytes: int
    blobs: list[BlobRef]


def write_bundle(
    folder: Path, cargo: Cargo, route: Route, now: Instant, *, limit_bytes: int, tick: Tick
) -> Written:
    """Write all that waits, part by part; returns when every part was read back from the stick.

    Raises:
        Refusal: `stick_full`, `stick_locked`, `stick_gone`, and no new file is left;
            `bundle_damaged` when the stick gives back other bytes; `too_many`.
    """
    loads = _plan(cargo, limit_bytes)
    bundle = secrets.token_hex(BUNDLE_BYTES)
    files: list[Path] = []
    heads: list[Head] = []
    try:
        for part, load in enumerate(loads, 1):
            writer = _Part(route, bundle, part, len(loads), now, tick)
            path, head = writer.write(folder, _records(cargo, load, part), load)
            files.append(path)
            heads.append(head)
    except BaseException:
        for path in files:
            with suppress(OSError):
                path.unlink()
        raise
    return Written(
        bundle=bundle,
        files=tuple(files),
        facts=sum(head.facts for head in heads),
        blobs=sum(head.blobs for head in heads),
        bytes=sum(FRONT_BYTES + head.payload_bytes for head in heads),
    )


def _plan(cargo: Cargo, limit_bytes: int) -> list[_Load]:
    """Which facts and blobs go into which part; a blob goes once, before the facts that name it."""
    load = _Load(0, 0, 0, 0, [])
    loads, seen = [load], set[str]()
    for n, sent in cargo.facts(0, cargo.upto):
        fact = decode(sent.raw, Fact)
        new = {blob.sha256: blob for blob in fact.blobs if blob.sha256 not in seen}
        blobs = [blob for name, blob in new.items() if cargo.blobs.has(name)]
        size = len(sent.raw) + BESIDE_RAW_BYTES + sum(blob.len for blob in blobs)
        if load.facts and load.bytes + size > limit_bytes:
            load = _Load(load.upto, load.upto, 0, 0, [])
            loads.append(load)
            if len(loads) > PARTS_LIMIT:
                raise Refusal("too_many", limit=PARTS_LIMIT)
        load.upto, load.facts, load.bytes = n, load.facts + 1, load.bytes + size
        load.blobs += blobs
        seen |= {blob.sha256 for blob in blobs}
    return loads


def _records(cargo: Cargo, load: _Load, part: int) -> Iterator[Record]:
    for blob in load.blobs:
        yield BlobStart(blob.sha256, blob.len)
        for piece in cargo.blobs.pieces(blob.sha256):
            yield Piece(piece)
    for _n, sent in cargo.facts(load.after, load.upto):
        yield sent
    if part == 1:
        yield from cargo.words


@dataclass(frozen=True, slots=True)
class _Part:
    route: Route
    bundle: str
    part: int
    parts: int
    now: Instant
    tick: Tick

    def write(self, folder: Path, records: Iterable[Record], load: _Load) -> tuple[Path, Head]:
        """One file: aside, on disk, under its name, and read again from the stick."""
        aside = folder / f".{self.bundle}-{self.part}{ASIDE}"
        path: Path | None = None
        try:
            with stick():
                head, key = self._write_aside(aside, records, load)
                path = folder / head.name
                aside.rename(path)
                sync(folder)
                check_whole(
                    path,
                    head,
                    key=key,
                    public_keys=self.route.keys.all_public_signing,
                    tick=lambda done, of: self.tick("checking", done, of),
                )
        except BaseException:
            for left in (aside, path):
                with suppress(OSError):
                    if left is not None:
                        left.unlink()
            raise
        return path, head

    def _write_aside(
        self, aside: Path, records: Iterable[Record], load: _Load
    ) -> tuple[Head, bytes]:
        key = new_stream_key()
        with aside.open("xb") as file:
            head = self._write_payload(file, records, key=key, load=load)
            file.seek(0)
            file.write(write_head(head, self.route.keys.signing))
            file.flush()
            forget_cached(file.fileno())
        return head, key

    def _write_payload(
        self, file: BinaryIO, records: Iterable[Record], *, key: bytes, load: _Load
    ) -> Head:
        sealing = Sealing(key=key, about=about(bundle=self.bundle, part=self.part))
        payload, counted = _Payload(file), _Counted()
        file.seek(FRONT_BYTES)
        payload.write(sealing.start)
        for n, record in enumerate(records):
            counted.take(record)
            payload.write(sealing.seal(record))
            if n % TELL_EVERY == 0:
                self.tick("writing", payload.size, max(load.bytes, payload.size))
        payload.write(sealing.end())
        return Head(
            v=WIRE_VERSION,
            bundle=self.bundle,
            part=self.part,
            parts=self.parts,
            source=self.route.keys.origin,
            epoch=self.route.epoch,
            reader=self.route.reader,
            sealed_key=seal(self.route.reader_sealing, key),
            spans=counted.spans(),
            facts=counted.facts,
            blobs=counted.blobs,
            payload_bytes=payload.size,
            payload_sha256=payload.digest.hexdigest(),
            made_at=self.now,
            chain=chain_of(self.route.keys)[-CHANGES_LIMIT:],
        )


class _Payload:
    """Bytes on their way into the file, hashed and counted."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, frame: bytes) -> None:
        self._file.write(frame)
        self.digest.update(frame)
        self.size += len(frame)


class _Counted:
    """What a payload holds, for its head."""

    def __init__(self) -> None:
        self.facts = self.blobs = 0
        self._spans: dict[tuple[str, str], tuple[int, int, int]] = {}

    def take(self, record: Record) -> None:
        if isinstance(record, BlobStart):
            self.blobs += 1
        elif isinstance(record, Sent):
            self.facts += 1
            fact = decode(record.raw, Fact)
            place = (fact.origin, fact.epoch)
            first, last, count = self._spans.get(place, (fact.seq, fact.seq, 0))
            self._spans[place] = min(first, fact.seq), max(last, fact.seq), count + 1

    def spans(self) -> tuple[Span, ...]:
        return tuple(Span(*place, *numbers) for place, numbers in self._spans.items())
