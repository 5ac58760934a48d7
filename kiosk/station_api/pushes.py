"""Taking a station's batch: one of each station in work, and no fact may end the hub for ever."""

import shutil
from itertools import groupby

from kiosk.acts import ingest, removed_stations
from kiosk.acts.opening import OpenedFact, open_fact
from kiosk.hub import Hub
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import Kept, Outcome, PushAnswer
from kiosk.rules.moments import Anchor
from kiosk.rules.refusals import Refusal
from kiosk.store import stations

QUEUED_MOST = 200
"""Acts that wait for the writer: beyond, people at the desk would feel it. Facts can wait."""
DISK_FREE_LEAST_BYTES = 16 * 1024 * 1024
"""The last room is for sales, ends of sessions and settling, not for what stations keep anyway."""
AFTER_S, AFTER_FULL_S = 5, 60


def check_room(hub: Hub) -> None:
    """Ask stations to wait while the hub has enough to do, or hardly any disk left.

    Raises:
        Refusal: `busy`, with `after_s`.
    """
    if hub.queued > QUEUED_MOST:
        raise Refusal("busy", after_s=AFTER_S)
    if shutil.disk_usage(hub.folder).free < DISK_FREE_LEAST_BYTES:
        raise Refusal("busy", after_s=AFTER_FULL_S)


def take_all(hub: Hub, *, station: str, batch: tuple[SignedFact, ...]) -> PushAnswer:
    """Take what a station sends, also what it made under keys that it had before.

    What bears the key of a removed station is held for staff, whoever brings it.

    Raises:
        Refusal: see `take_batch` and `hold_batch`.
    """
    results: list[Outcome] = []
    kept: dict[tuple[str, str], Kept] = {}
    by_maker = [(maker, tuple(made)) for maker, made in groupby(batch, _maker)]
    for maker, made in by_maker or [(station, ())]:
        with hub.read() as db:
            removed = stations.removed_at(db, maker) is not None
        take = hold_batch if removed else take_batch
        answer = take(hub, station=maker, batch=made)
        results += answer.results
        kept |= {(one.origin, one.epoch): one for one in answer.kept}
    return PushAnswer(tuple(results), tuple(kept.values()))


def _maker(signed: SignedFact) -> str:
    return signed.fact.origin


def take_batch(hub: Hub, *, station: str, batch: tuple[SignedFact, ...]) -> PushAnswer:
    """Keep and apply a batch; facts that were there when the hub ended are applied one by one.

    Raises:
        Refusal: `busy` while another batch of this station is in work, it has sent more than its
            share, or there is no room; `disk_full`.
    """
    check_room(hub)
    hub.turns.take(station, facts=len(batch))
    outcomes: dict[str, Outcome] = {}
    kept: dict[str, Kept] = {}
    for one in batch:
        named = (blob.sha256 for blob in one.fact.blobs)
        hub.uploads.keep_named(origin=one.fact.origin, names=named)
    with hub.trying.turn_of(station):
        for facts in hub.trying.groups(batch) or ((),):
            answer = _take(hub, station, facts)
            outcomes |= {one.id: one for one in answer.results}
            kept |= {one.epoch: one for one in answer.kept}
    return PushAnswer(tuple(outcomes.values()), tuple(kept.values()))


def hold_batch(hub: Hub, *, station: str, batch: tuple[SignedFact, ...]) -> PushAnswer:
    """Keep what a removed station still held, unread, until staff say what becomes of it.

    Raises:
        Refusal: `busy`, `disk_full`.
    """
    check_room(hub)
    hub.turns.take(station, facts=len(batch))
    anchor = _anchor(hub, station)
    with hub.trying.turn_of(station):
        facts = ingest.Facts({one.fact.id: OpenedFact(one, anchor=anchor) for one in batch})
        return hub.write(removed_stations.hold_facts, station=station, facts=facts)


def _take(hub: Hub, station: str, facts: tuple[SignedFact, ...]) -> PushAnswer:
    alone = any(hub.trying.crashes(one.fact.id) for one in facts)
    poison = {one.fact.id for one in facts if hub.trying.is_poison(one.fact.id)}
    with hub.trying.names_of(station, facts):
        opened = {
            one.fact.id: OpenedFact(one, crashed=True)
            if one.fact.id in poison
            else _open(hub, one, _anchor(hub, station))
            for one in facts
        }
        taken = ingest.Facts(opened, alone=alone)
        return hub.write(ingest.take_station_facts, station=station, facts=taken)


def _anchor(hub: Hub, station: str) -> Anchor | None:
    heard = hub.heard.get(station)
    return None if heard is None else heard.anchor


def _open(hub: Hub, signed: SignedFact, anchor: Anchor | None) -> OpenedFact:
    return open_fact(signed, keys=hub.keys, module_of=hub.module_of, anchor=anchor)
