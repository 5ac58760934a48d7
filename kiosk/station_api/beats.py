"""Beats: what a station last said is kept in memory; an idle beat writes no row.

The answer is made anew only when something was committed since the last one. Source: DESIGN.md §13.
"""

from dataclasses import dataclass

from msgspec import structs

from kiosk.acts import put_back, station_link
from kiosk.disk.db import Db
from kiosk.heard import Boots, Heard
from kiosk.hub import Hub
from kiosk.link import sqlite_inbox, sqlite_outbox
from kiosk.link.gate import Peer
from kiosk.protocol.speaking import said_to
from kiosk.protocol.station_calls import Beat, BeatAnswer, Command
from kiosk.protocol.sync import Feed, Kept
from kiosk.protocol.version import CALLS_VERSION
from kiosk.rules.instants import Instant
from kiosk.rules.moments import Anchor
from kiosk.rules.rooms import At
from kiosk.rules.silences import Ear, heard_since
from kiosk.store import commands, revisions, sessions, sharers, stations
from kiosk.store.sessions import Session


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a station is told, as of one commit."""

    changes: int
    seat: str
    ordered: int
    commands: tuple[Command, ...]
    feed: Feed | None
    kept: tuple[Kept, ...]
    record: int
    waiting: int
    mac: str
    beside: str = ""
    beside_record: int = 0


class Beats:
    """Answers beats from memory."""

    def __init__(self) -> None:
        self._prepared: dict[str, Prepared] = {}
        self._waiting = (-1, 0)

    def answer(self, hub: Hub, peer: Peer, beat: Beat) -> BeatAnswer:
        """Note what the station says and tell it what is new."""
        now = hub.now()
        _note(hub, now, peer.origin, beat)
        prepared = self._prepare(hub, peer.origin)
        if beat.done > prepared.ordered:  # our folder was put back
            since = hub.started
            hub.write(put_back.hear_ahead, station=peer.origin, done=beat.done, since=since)
            prepared = self._prepare(hub, peer.origin)
        if beat.mac and beat.mac != prepared.mac:
            hub.write(station_link.note_mac, station=peer.origin, mac=beat.mac)
        if any(command.n <= beat.done for command in prepared.commands):
            hub.write(
                station_link.note_done, station=peer.origin, n=beat.done, not_done=beat.not_done
            )
            prepared = self._prepare(hub, peer.origin)
        answer = said_to(beat.speaks, _answer(hub, now, prepared))
        # A station begins plainly: only here it hears that this hub knows more.
        return structs.replace(answer, speaks=CALLS_VERSION)

    def _prepare(self, hub: Hub, station: str) -> Prepared:
        known = self._prepared.get(station)
        changes = hub.changes.n
        if known is not None and known.changes == changes:
            return known
        with hub.read() as db:
            place = stations.seat_of(db, station)
            session = sessions.open_at(db, station)
            area = "" if session is None else revisions.record_of(session.visitor)
            beside = _beside(db, session)
            prepared = Prepared(
                changes,
                "" if place is None else str(place.number),
                commands.highest(db, station),
                commands.waiting(db, station),
                sqlite_outbox.feed(db, f"station:{station}"),
                _kept_of(db, station),
                revisions.current(db, area),
                self._count_waiting(db, changes),
                stations.mac_of(db, station),
                beside,
                revisions.current(db, revisions.record_of(beside)) if beside else 0,
            )
        self._prepared[station] = prepared
        return prepared

    def _count_waiting(self, db: Db, changes: int) -> int:
        """Facts for the exchange: many after days without it, so counted once for all stations."""
        counted = self._waiting
        if counted[0] != changes:
            counted = self._waiting = (changes, sqlite_outbox.waiting(db, "exchange"))
        return counted[1]


def _note(hub: Hub, now: Instant, station: str, beat: Beat) -> None:
    before = hub.heard.get(station)
    since = heard_since(None if before is None else Ear(before.at, before.since), now)
    hub.heard[station] = Heard(
        *(now, beat.state, beat.session, beat.used_s, beat.waiting, beat.boot_id, beat.version),
        since=since,
        waiting_since=beat.waiting_since,
        set_aside=beat.set_aside,
        filled_percent=beat.filled_percent,
        anchor=_anchor(hub, now, beat),
        learner=_at(now, beat),
        boots=_boots(before, now, beat.boot_id),
    )


def _boots(before: Heard | None, now: Instant, boot_id: str) -> Boots:
    known = None if before is None else before.boots
    return Boots((boot_id,)) if known is None else known.after(boot_id, now)


def _anchor(hub: Hub, now: Instant, beat: Beat) -> Anchor | None:
    """None from a station that does not say how old its boot is, and while ours is in doubt."""
    if beat.boot_ms == 0 or hub.clock_doubt() is not None:
        return None
    return Anchor(beat.boot_id, beat.boot_ms, now)


def _at(now: Instant, beat: Beat) -> At | None:
    """What the visitor is at; nothing of it lies ahead of our clock."""
    told = beat.learner
    if told is None or not beat.session:
        return None
    since, moved, hand = (Instant(min(one, now)) for one in (told.since, told.moved, told.hand))
    place = (told.edition, told.step, told.item, told.last)
    return At(*place, since, moved, hand, told.coming, told.asked, told.chosen)


def _answer(hub: Hub, now: Instant, prepared: Prepared) -> BeatAnswer:
    return BeatAnswer(
        now=now,
        seat=prepared.seat,
        commands=prepared.commands,
        feed=prepared.feed,
        kept=prepared.kept,
        record=prepared.record,
        offline_since=0 if hub.line.up else hub.line.since,
        waiting=prepared.waiting,
        now_unsure=hub.clock_doubt() is not None,
        speaks=CALLS_VERSION,
        beside=prepared.beside,
        beside_record=prepared.beside_record,
    )


def _beside(db: Db, session: Session | None) -> str:
    """Who learns beside the one who sits there, "" for nobody."""
    found = () if session is None else sharers.beside(db, session.id)
    return found[0].visitor if found else ""


def _kept_of(db: Db, station: str) -> tuple[Kept, ...]:
    """How far we have what a station made, also under the keys that it had before."""
    names = (station, *(one.origin for one in stations.before(db, station)))
    return tuple(kept for name in names for kept in sqlite_inbox.kept_of(db, name))
