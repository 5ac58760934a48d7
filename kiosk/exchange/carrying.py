"""The exchange's bundles: written for a hub, read from one. As `kiosk/carrying.py`."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from kiosk.exchange.acts import carrying
from kiosk.exchange.acts.allotting import allot
from kiosk.exchange.acts.awards import tell
from kiosk.exchange.acts.key_changes import follow_hub, way_of
from kiosk.exchange.acts.retention import tell_gone
from kiosk.exchange.exchange import Exchange
from kiosk.exchange.receiving import take_batch
from kiosk.exchange.stick_files import COME
from kiosk.exchange.store import awards, carried, hub_keys, inbox, offers, outbox, people, work
from kiosk.exchange.store.carried import Carried
from kiosk.link.bundle_reading import Found, KeysOf, clear_spool, found_at, read_all, whole
from kiosk.link.bundles import Cargo, Route, Written, write_bundle
from kiosk.link.errand import Tick
from kiosk.link.gate import Peer
from kiosk.link.sticks import folder_of
from kiosk.protocol.bundles import (
    FRONT_BYTES,
    KEPT_LIMIT,
    LINES_LIMIT,
    PART_LIMIT_BYTES,
    Acknowledgement,
    Head,
    Line,
    SignedWord,
    sign_word,
)
from kiosk.protocol.codec import decode
from kiosk.protocol.facts import Fact, SignedFact
from kiosk.protocol.signing import origin_of
from kiosk.protocol.sync import PULL_FACTS_LIMIT, Sent
from kiosk.rules.refusals import Refusal

SPOOL = "bundles"
STOPPED = frozenset({"parked", "rejected", "conflict"})


def write(
    exchange: Exchange,
    folder: Path,
    *,
    hub: str = "",
    by: str = "command",
    tick: Tick,
    limit_bytes: int = PART_LIMIT_BYTES,
) -> dict[str, Any]:
    """Write what hubs do not have yet, and our word for what they brought, onto a stick.

    `hub` is a name or an origin; empty: all hubs.

    Raises:
        Refusal: `not_found` when no such hub is let in; what `write_bundle` and `folder_of` refuse.
    """
    with exchange.read() as db:
        peers = people.hubs_named(db, hub)
    if not peers:
        raise Refusal("not_found", what="hub")
    folder = folder_of(folder)
    written = [_write_for(exchange, folder, one, limit_bytes, tick, by) for one in peers]
    return {
        "hubs": [one.name for one in peers],
        "files": [str(path) for done in written for path in done.files],
        "facts": sum(done.facts for done in written),
        "blobs": sum(done.blobs for done in written),
        "bytes": sum(done.bytes for done in written),
    }


def _write_for(
    exchange: Exchange, folder: Path, peer: Peer, limit_bytes: int, tick: Tick, by: str
) -> Written:
    """A hub's allotment is topped up first, as when it asks by network."""
    _top_up(exchange, peer.origin)
    exchange.write(tell_gone, hub=peer.origin, has=_has(exchange, peer.origin))
    with exchange.read() as db:
        feed = outbox.feed(db, peer.origin)
        after = _has(exchange, peer.origin)
        read = carried.unsettled(db, "read", hub=peer.origin)
    cargo = Cargo(
        _facts_of(exchange, peer.origin, after=after),
        0 if feed is None else feed.last_seq,
        exchange.blobs,
        _words(exchange, peer.origin, read),
    )
    route = Route(
        exchange.keys, peer.origin, peer.public_sealing, "" if feed is None else feed.epoch
    )
    done = write_bundle(
        folder, cargo, route, exchange.clock.now(), limit_bytes=limit_bytes, tick=tick
    )
    told = Carried(
        "written",
        done.bundle,
        len(done.files),
        len(done.files),
        peer.origin,
        done.facts,
        done.blobs,
        done.bytes,
        answers=whole(read),
    )
    exchange.write(carrying.note_carried, told=told, by=by)
    return done


def read(exchange: Exchange, path: Path, *, by: str = "command", tick: Tick) -> dict[str, Any]:
    """Read bundles of our hubs off a stick: copied, looked through whole, then kept.

    Says what was in them, which files were passed over and why, and how many facts stopped.

    Raises:
        Refusal: what `found_at` and `read_all` refuse.
    """
    spool = exchange.folder / SPOOL
    clear_spool(spool)
    where = path if path.is_file() else folder_of(path)
    passed: list[dict[str, Any]] = []

    def pass_over(one: Path, why: Refusal) -> None:
        passed.append({"file": one.name, "refusal": why.code, "details": why.details})

    found = found_at(
        where,
        keys=exchange.keys,
        keys_of=_keys_of(exchange),
        skip=_known(exchange),
        passed=pass_over,
    )
    _follow(exchange, found)
    taken = _Taken(exchange, by)
    read_all(
        found,
        spool=spool,
        keys=exchange.keys,
        blobs=exchange.blobs,
        taker=taken,
        done=taken.note,
        tick=tick,
    )
    return {
        "facts": taken.came,
        "new": taken.new,
        "stopped": taken.stopped,
        "hubs": sorted(taken.hubs),
        "parts": taken.parts,
        "passed": passed,
    }


def read_once(exchange: Exchange, place: Path, *, by: str, tick: Tick) -> dict[str, Any]:
    """Read a stick, or files that staff sent: those are gone afterwards, however it ends.

    Raises:
        Refusal: what `read` refuses.
    """
    try:
        return read(exchange, place, by=by, tick=tick)
    finally:
        if place.is_relative_to(exchange.folder / COME):
            shutil.rmtree(place, ignore_errors=True)


def _follow(exchange: Exchange, found: Sequence[Found]) -> None:
    """Hubs that changed their keys are known by these before their facts are taken."""
    for head in (one.head for one in found):
        with exchange.read() as db:
            is_known = people.hub_of(db, head.source) is not None
        if not is_known:
            exchange.write(follow_hub, chain=head.chain)


def _top_up(exchange: Exchange, hub: str) -> None:
    with exchange.read() as db:
        has_room = work.live(db, hub) < exchange.settings.allotment_target
        may_allot = has_room and offers.has_open(db, exchange.clock.now())
        may_tell = awards.any_waiting(db, hub)
    if may_allot:
        exchange.write(allot, hub=hub)
    if may_tell:
        exchange.write(tell, hub=hub)


def _has(exchange: Exchange, hub: str) -> int:
    """How far a hub surely has its stream.

    What it said last by stick may be less than what it pulled since: some facts go twice, and a hub
    that was restored from a backup gets what it lost.
    """
    with exchange.read() as db:
        epoch, read = outbox.read_upto(db, hub)
        told = carried.last_told(db, hub=hub)
    if told is None:
        return read
    return min(read, told[1] if told[0] == epoch else 0)


def _facts_of(
    exchange: Exchange, hub: str, *, after: int
) -> Callable[[int, int], Iterator[tuple[int, Sent]]]:
    """The stream of a hub, a page at a time."""

    def facts(start: int, upto: int) -> Iterator[tuple[int, Sent]]:
        n = max(start, after)
        while n < upto:
            with exchange.read() as db:
                epoch, _ = outbox.read_upto(db, hub)
                page = outbox.after(db, hub=hub, epoch=epoch, seq=n, limit=PULL_FACTS_LIMIT)
            if not page:
                return
            for sent in page:
                n = decode(sent.raw, Fact).seq
                if n > upto:
                    return
                yield n, sent

    return facts


def _words(exchange: Exchange, hub: str, read: tuple[Carried, ...]) -> tuple[SignedWord, ...]:
    """What became of all that came in bundles the hub has no word for yet; the last closes them.

    It also says how far a verified copy has the hub's facts: no network may ever tell it.
    """
    ours = exchange.keys.origin
    words = [Acknowledgement(ours, hub, (), (), lines) for lines in _lines(exchange, read)]
    with exchange.read() as db:
        kept = inbox.kept_of_makers(db, hub_keys.names_of(db, hub), limit=KEPT_LIMIT)
    words.append(Acknowledgement(ours, hub, whole(read), kept, ()))
    return tuple(sign_word(exchange.keys.signing, word) for word in words)


def _lines(exchange: Exchange, read: tuple[Carried, ...]) -> Iterator[tuple[Line, ...]]:
    for span in dict.fromkeys(span for one in read for span in one.spans):
        after = 0
        while True:
            with exchange.read() as db:
                lines = carried.lines_of(db, span, after=after, limit=LINES_LIMIT)
            if not lines:
                break
            yield lines
            after = lines[-1].seq


def _keys_of(exchange: Exchange) -> KeysOf:
    """The key that a head was signed with, and all others of that hub.

    One of before counts too, for the stick may be older than the change; one that is new here is
    believed by the chain in the head.
    """

    def keys_of(head: Head) -> tuple[bytes, ...]:
        with exchange.read() as db:
            found = people.hub_of(db, head.source)
            if found is None:
                return _keys_by_chain(db, head)
            if found.revoked:
                raise Refusal("revoked", origin=head.source)
            keys = {found.public_signing, *hub_keys.keys_of(db, found.origin)}
        return tuple(sorted(keys, key=lambda key: origin_of(key) != head.source))

    return keys_of


def _keys_by_chain(db: Connection, head: Head) -> tuple[bytes, ...]:
    try:
        way = way_of(db, head.chain)
    except Refusal as refusal:
        if refusal.code == "revoked":
            raise
        raise Refusal("bundle_of_stranger") from refusal
    if origin_of(way.keys[0]) != head.source:
        raise Refusal("bundle_of_stranger")
    return (*way.keys, *hub_keys.keys_of(db, way.hub.origin))


def _known(exchange: Exchange) -> Callable[[Head], bool]:
    def known(head: Head) -> bool:
        with exchange.read() as db:
            return carried.was_read(db, "read", bundle=head.bundle, part=head.part)

    return known


class _Taken:
    """Keeps what bundles bring by the acts that the network's door uses too."""

    def __init__(self, exchange: Exchange, by: str) -> None:
        self.exchange = exchange
        self.by = by
        self.came = self.new = self.stopped = 0
        self.hubs: set[str] = set()
        self.parts: list[dict[str, Any]] = []
        self.told = ("", 0)

    def facts(self, facts: tuple[SignedFact, ...]) -> None:
        """Keep and apply facts of one hub."""
        answer = take_batch(self.exchange, way=f"stick-{facts[0].fact.origin}", batch=facts)
        self.came += len(facts)
        self.new += sum(one.result != "duplicate" for one in answer.results)
        self.stopped += sum(one.result in STOPPED for one in answer.results)

    def word(self, word: Acknowledgement) -> None:
        """Note how far the hub has our facts."""
        with self.exchange.read() as db:
            hub = people.kept_as(db, word.reader)
            epoch, _ = outbox.read_upto(db, hub)
        have = {kept.epoch: kept.have for kept in word.kept}
        self.told = (epoch, have.get(epoch, 0))
        self.exchange.write(carrying.take_word, hub=hub, word=word)

    def note(self, head: Head) -> None:
        """This part was read to its end."""
        with self.exchange.read() as db:
            found = people.hub_of(db, head.source)
        hub, name = (head.source, head.source) if found is None else (found.origin, found.name)
        self.hubs.add(name)
        size = FRONT_BYTES + head.payload_bytes
        self.parts.append(
            {
                "hub": name,
                "part": head.part,
                "parts": head.parts,
                "facts": head.facts,
                "blobs": head.blobs,
                "bytes": size,
                "made_at": head.made_at,
            }
        )
        told = Carried(
            "read",
            head.bundle,
            head.part,
            head.parts,
            hub,
            head.facts,
            head.blobs,
            size,
            spans=head.spans,
            told_epoch=self.told[0],
            told_have=self.told[1],
        )
        self.exchange.write(carrying.note_carried, told=told, by=self.by)
