"""The hub's bundles: written for its exchange, read from it. Slow work around short acts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.acts import carrying, exchange_link
from kiosk.acts.carrying import Word
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import OpenedFact
from kiosk.hub import Hub
from kiosk.link import sqlite_inbox, sqlite_outbox
from kiosk.link.bundle_reading import KeysOf, clear_spool, found_at, read_all, whole
from kiosk.link.bundles import Cargo, Route, write_bundle
from kiosk.link.enrol import Upstream
from kiosk.link.errand import Errand, Tick
from kiosk.link.sticks import folder_of
from kiosk.protocol.bundles import (
    FRONT_BYTES,
    PART_LIMIT_BYTES,
    Acknowledgement,
    Direction,
    Head,
    sign_word,
)
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.signing import origin_of
from kiosk.protocol.sync import Sent
from kiosk.rules.refusals import Refusal
from kiosk.store import carried, upstream
from kiosk.store.carried import Carried

SPOOL = "bundles"


def write(
    hub: Hub, folder: Path, *, by: str, tick: Tick, limit_bytes: int = PART_LIMIT_BYTES
) -> dict[str, Any]:
    """Write all that waits for the exchange, and our word for what was read, onto a stick.

    Nothing is settled by that: only the exchange's signed word settles it. When this returns, every
    byte was read back, and the stick may be unplugged.

    Raises:
        Refusal: `exchange_not_joined`; what `write_bundle` and `folder_of` refuse.
    """
    there = _exchange(hub)
    folder = folder_of(folder)
    origin = origin_of(there.public_signing)
    with hub.read() as db:
        upto = carried.newest_waiting(db)
        feed = sqlite_outbox.feed(db, "exchange")
        answers = whole(carried.unsettled(db, "read"))
        kept = sqlite_inbox.kept_of(db, origin)
    word = Acknowledgement(hub.keys.origin, origin, answers, kept, ())
    cargo = Cargo(_facts_of(hub), upto, hub.blobs, (sign_word(hub.keys.signing, word),))
    route = Route(hub.keys, origin, there.public_sealing, "" if feed is None else feed.epoch)
    done = write_bundle(folder, cargo, route, hub.now(), limit_bytes=limit_bytes, tick=tick)
    told = Carried(
        "written",
        done.bundle,
        len(done.files),
        len(done.files),
        done.facts,
        done.blobs,
        done.bytes,
        answers,
        by,
        hub.now(),
    )
    hub.write(carrying.note_carried, told=told)
    return done.told()


def read(hub: Hub, path: Path, *, by: str, tick: Tick) -> dict[str, Any]:
    """Read a bundle of our exchange off a stick: copied, looked through whole, then kept.

    A bundle may come twice, in any order, in parts, and beside the network.

    Raises:
        Refusal: what `found_at` and `read_all` refuse.
    """
    there = _exchange(hub)
    spool = hub.folder / SPOOL
    clear_spool(spool)
    where = path if path.is_file() else folder_of(path)
    found = found_at(where, keys=hub.keys, keys_of=_keys_of(there), skip=_known(hub))
    taken = _Taken(hub)
    read_all(
        found,
        spool=spool,
        keys=hub.keys,
        blobs=hub.blobs,
        taker=taken,
        done=lambda head: _note_read(hub, head, by=by),
        tick=tick,
    )
    return {"facts": taken.came, "new": taken.new, "settled": taken.settled}


def begin(hub: Hub, kind: Direction, path: Path, *, by: str, asked: str = "") -> Errand:
    """Write or read beside the doors; `hub.errands.last` says how far it has come.

    Raises:
        Refusal: `carrying_already`; `exchange_not_joined`.
    """
    _exchange(hub)
    work = write if kind == "written" else read
    return hub.errands.begin(
        kind,
        str(path),
        lambda tick: work(hub, path, by=by, tick=tick),
        at=hub.now(),
        asked=asked,
    )


def _exchange(hub: Hub) -> Upstream:
    with hub.read() as db:
        found = upstream.load(db)
    if found is None:
        raise Refusal("exchange_not_joined")
    return found[1]


def _keys_of(there: Upstream) -> KeysOf:
    def keys_of(head: Head) -> tuple[bytes, ...]:
        if head.source != origin_of(there.public_signing):
            raise Refusal("bundle_of_stranger")
        return (there.public_signing,)

    return keys_of


def _known(hub: Hub) -> Callable[[Head], bool]:
    def known(head: Head) -> bool:
        with hub.read() as db:
            return carried.was_read(db, bundle=head.bundle, part=head.part)

    return known


def _facts_of(hub: Hub) -> Callable[[int, int], Iterator[tuple[int, Sent]]]:
    """What waits, a page at a time: a long outbox is never in memory, nor in one long read."""

    def facts(after: int, upto: int) -> Iterator[tuple[int, Sent]]:
        while True:
            with hub.read() as db:
                page = carried.waiting_after(db, n=after, upto=upto)
            if not page:
                return
            yield from page
            after = page[-1][0]

    return facts


@dataclass(slots=True)
class _Taken:
    """Keeps what a bundle brings by the acts that the network's door uses too."""

    hub: Hub
    came: int = 0
    new: int = 0
    settled: int = 0

    def facts(self, facts: tuple[SignedFact, ...]) -> None:
        """Keep and apply facts; one whose picture is not here waits for it."""
        opened = {one.fact.id: self._with_pictures(one) for one in facts}
        answer = self.hub.write(exchange_link.take_exchange_facts, facts=Facts(opened))
        self.came += len(facts)
        self.new += sum(one.result != "duplicate" for one in answer.results)

    def _with_pictures(self, signed: SignedFact) -> OpenedFact:
        here = all(self.hub.blobs.has(blob.sha256) for blob in signed.fact.blobs)
        return OpenedFact(signed, parked=not here)

    def word(self, word: Acknowledgement) -> None:
        """Settle what the exchange has signed for."""
        self.settled += self.hub.write(carrying.take_word, word=Word(word))


def _note_read(hub: Hub, head: Head, *, by: str) -> None:
    told = Carried(
        "read",
        head.bundle,
        head.part,
        head.parts,
        head.facts,
        head.blobs,
        FRONT_BYTES + head.payload_bytes,
        (),
        by,
        hub.now(),
    )
    hub.write(carrying.note_carried, told=told)
