"""Reading a bundle: nothing is believed before all of it was looked through.

First the head (who wrote it, for whom), then the whole payload with its hash, its counts, every
signature and every blob's name; only then are its records handed out. Source: DESIGN.md §8.
"""

import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from kiosk.disk.copying import room_needed
from kiosk.link.blobs import BlobFolder
from kiosk.link.bundle_checking import Told, check_whole, frames
from kiosk.link.errand import Tick
from kiosk.link.receiver import open_fact_of
from kiosk.link.sticks import names_in, stick
from kiosk.protocol.bundles import (
    FRONT_BYTES,
    SUFFIX,
    Acknowledgement,
    BlobStart,
    Head,
    Piece,
    Record,
    SignedWord,
    check_head,
    read_head,
    read_word,
)
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.keys import Keys
from kiosk.protocol.sealing import unseal_own
from kiosk.protocol.sync import PUSH_FACTS_LIMIT, Sent
from kiosk.rules.refusals import Refusal

FILES_LIMIT = 100
COPIED_AT_ONCE_BYTES = 1024 * 1024
COPY_NAME_BYTES = 16


KeysOf = Callable[[Head], tuple[bytes, ...]]


class Taker(Protocol):
    """What takes the records of a bundle that was found whole."""

    def facts(self, facts: tuple[SignedFact, ...]) -> None:
        """Keep facts durably: at most `PUSH_FACTS_LIMIT` of them."""

    def word(self, word: Acknowledgement) -> None:
        """Keep what the other side said of our own facts."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file on a stick that says it is a bundle for us; its payload was not looked at."""

    path: Path
    head: Head
    public_keys: tuple[bytes, ...]
    """All that its writer had; the first signed this."""


def tell_nobody(path: Path, why: Refusal) -> None:
    """Pass over a file."""
    del path, why


def found_at(
    path: Path,
    *,
    keys: Keys,
    keys_of: KeysOf,
    skip: Callable[[Head], bool],
    passed: Callable[[Path, Refusal], None] = tell_nobody,
) -> tuple[Found, ...]:
    """The bundles for us in a file or a folder, in the order of their parts.

    In a folder those that are of others, or that `skip` knows, are passed over while one is left.

    Args:
        path: what somebody named.
        keys: our own.
        keys_of: a writer's keys, that of this head first; refuses `bundle_of_stranger`, `revoked`.
        skip: whether this part was read before.
        passed: told of each file of a folder that is passed over, and why.

    Raises:
        Refusal: `bundle_none` when there is none; else what is wrong with the first.
    """
    if path.is_file():
        return (_look(path, keys=keys, keys_of=keys_of),)
    with stick():
        ours = (one for one in names_in(path) if one.suffix == SUFFIX and one.is_file())
        names = sorted(ours)[:FILES_LIMIT]  # a pipe of that name would be waited for for ever
    found, wrong, known = [], [], 0
    for name in names:
        try:
            one = _look(name, keys=keys, keys_of=keys_of)
        except Refusal as refusal:
            wrong.append(_named(refusal, name))
            passed(name, refusal)
            continue
        if skip(one.head):
            known += 1
            passed(name, Refusal("bundle_known"))
        else:
            found.append(one)
    if found:
        return tuple(sorted(found, key=lambda one: (one.head.made_at, one.head.part)))
    if known:
        raise Refusal("bundle_known")
    raise next(iter(wrong), Refusal("bundle_none"))


def _look(path: Path, *, keys: Keys, keys_of: KeysOf) -> Found:
    with stick(), path.open("rb") as file:
        front = file.read(FRONT_BYTES)
    head = read_head(front)
    if head.source in keys.origins:
        raise Refusal("bundle_is_ours")
    try:
        public_keys = keys_of(head)
    except Refusal:
        if head.reader not in keys.origins:
            raise Refusal("bundle_not_for_us") from None
        raise
    check_head(front, public_keys[0])
    if head.reader not in keys.origins:
        raise Refusal("bundle_not_for_us")
    return Found(path, head, public_keys)


def stream_key(head: Head, keys: Keys) -> bytes:
    """The key under which the payload is readable.

    Raises:
        Refusal: `bundle_damaged` when it was sealed to another.
    """
    try:
        return unseal_own(keys, head.sealed_key)
    except Refusal as refusal:
        raise Refusal("bundle_damaged") from refusal


@dataclass(frozen=True, slots=True)
class Checked:
    """A copy on our own disk in which every byte is right, and the blobs that its facts name."""

    path: Path
    found: Found
    key: bytes
    named: frozenset[str]


def check_copy(path: Path, found: Found, keys: Keys, *, tick: Told) -> Checked:
    """Look through a copy that stands on our own disk.

    Raises:
        Refusal: `bundle_damaged`, also when its head is not the one that was looked at.
    """
    with path.open("rb") as file:
        front = file.read(FRONT_BYTES)
    if read_head(front) != found.head:
        raise Refusal("bundle_damaged")
    check_head(front, found.public_keys[0])
    key = stream_key(found.head, keys)
    named = check_whole(path, found.head, key=key, public_keys=found.public_keys, tick=tick)
    return Checked(path, found, key, named)


def take_in(checked: Checked, *, blobs: BlobFolder, taker: Taker, tick: Told) -> None:
    """Hand a checked copy's blobs, facts and words to those that keep them.

    A blob that no fact in it names is passed over.

    Raises:
        Refusal: `disk_full`, and what the taker refuses; what was kept before is kept.
    """
    head, public_keys = checked.found.head, checked.found.public_keys
    facts: list[SignedFact] = []
    with checked.path.open("rb") as file:
        file.seek(FRONT_BYTES)
        reading = _Peeked(frames(file, head, key=checked.key, eat=lambda _: None))
        for record in reading:
            if isinstance(record, BlobStart) and record.sha256 in checked.named:
                blobs.put_pieces(record.sha256, reading.pieces())
            elif isinstance(record, Sent):
                facts.append(open_fact_of(record, public_keys))
            elif isinstance(record, SignedWord):
                _hand(facts, taker)
                taker.word(read_word(record, public_key=public_keys[0]))
            if len(facts) == PUSH_FACTS_LIMIT:
                _hand(facts, taker)
                tick(file.tell() - FRONT_BYTES, head.payload_bytes)
        _hand(facts, taker)


def _hand(facts: list[SignedFact], taker: Taker) -> None:
    if facts:
        taker.facts(tuple(facts))
        facts.clear()


class _Peeked:
    """Records one by one, and the pieces of a blob as long as they last."""

    def __init__(self, records: Iterator[Record]) -> None:
        self._records = records
        self._next: Record | None = None

    def __iter__(self) -> Iterator[Record]:
        while True:
            if self._next is None:
                self._next = next(self._records, None)
            if self._next is None:
                return
            record, self._next = self._next, None
            yield record

    def pieces(self) -> Iterator[bytes]:
        for record in self._records:
            if not isinstance(record, Piece):
                self._next = record
                return
            yield record.content


def clear_spool(spool: Path) -> None:
    """Make the folder for copies, and throw away what a power cut left in it."""
    spool.mkdir(mode=0o700, exist_ok=True)
    for left in spool.iterdir():
        with suppress(OSError):
            left.unlink()


class Part(Protocol):
    """A part that was read before; what both sides keep of one."""

    @property
    def bundle(self) -> str:
        """The bundle that it is of."""

    @property
    def parts(self) -> int:
        """Of so many."""


def whole(read: Sequence[Part]) -> tuple[str, ...]:
    """The bundles of which every part was read: only these are signed for."""
    counted = Counter(one.bundle for one in read)
    return tuple(dict.fromkeys(one.bundle for one in read if counted[one.bundle] == one.parts))


def read_all(
    found: Sequence[Found],
    *,
    spool: Path,
    keys: Keys,
    blobs: BlobFolder,
    taker: Taker,
    done: Callable[[Head], None],
    tick: Tick,
) -> None:
    """Copy in all parts, look through all, then keep what is in them, part by part.

    Raises:
        Refusal: `stick_gone`, `bundle_damaged`, and nothing was changed; `disk_full`, and what was
            kept before it is kept.
    """
    copies: list[Path] = []
    try:
        for one in found:
            copies.append(_copy_in(one, spool, tick=tick))  # noqa: PERF401  what came before a fault is thrown away too
        checked = [
            _checked(copy, one, keys, tick=_of(tick, "checking"))
            for copy, one in zip(copies, found, strict=True)
        ]
        for part in checked:
            take_in(part, blobs=blobs, taker=taker, tick=_of(tick, "reading"))
            done(part.found.head)
    finally:
        for copy in copies:
            copy.unlink(missing_ok=True)


def _checked(copy: Path, found: Found, keys: Keys, *, tick: Told) -> Checked:
    try:
        return check_copy(copy, found, keys, tick=tick)
    except Refusal as refusal:
        raise _named(refusal, found.path) from refusal


def _named(refusal: Refusal, path: Path) -> Refusal:
    """The same, saying of which file."""
    return Refusal(refusal.code, **{**refusal.details, "file": path.name})


def _of(tick: Tick, step: str) -> Told:
    return lambda done, of: tick(step, done, of)


def _copy_in(found: Found, spool: Path, *, tick: Tick) -> Path:
    """Bring a part onto our own disk: from then on the stick may be pulled out."""
    size = FRONT_BYTES + found.head.payload_bytes
    target = spool / secrets.token_hex(COPY_NAME_BYTES)
    copied = 0
    try:
        with stick(), found.path.open("rb") as reading:
            _check_size(reading, size)
            with room_needed(), target.open("xb") as writing:
                while piece := reading.read(COPIED_AT_ONCE_BYTES):
                    writing.write(piece)
                    copied += len(piece)
                    tick("copying", copied, size)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target


def _check_size(file: BinaryIO, size: int) -> None:
    if os.fstat(file.fileno()).st_size != size:
        raise Refusal("bundle_damaged")
