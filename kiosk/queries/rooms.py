"""A room of learners: who sits there, what each is at, and the first answers of all in a module."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from kiosk.disk.db import Db
from kiosk.queries import classes
from kiosk.rules.instants import S_PER_HOUR, Instant, later, seconds_between
from kiosk.rules.rooms import NOWHERE, At, FirstAnswer, Learning, Need, by_need, need_of
from kiosk.store import blocks, bookings, revisions, sharers, sittings, stations, training
from kiosk.store import classes as class_members
from kiosk.store.floor_pauses import BLOCK, MEETING

S_PER_MIN = 60
RUNS_MOST_S = 24 * S_PER_HOUR
BLOCKS_LOOKED_AT = 100


class LearnerWord(Protocol):
    """What a station last said (`kiosk.hub.Heard`)."""

    at: Instant
    state: str
    session: str
    waiting: int
    set_aside: int
    learner: At | None


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """A learner at a seat. `lost`: the station is silent, so this is what it said last.

    `group` is the class that is on there, "" for none; `beside` who learns beside them, "" for
    nobody.
    """

    seat: int
    zone: str
    visitor: str
    name: str
    paused: bool
    lost: bool
    at: At
    need: Need
    group: str = ""
    session: str = ""
    beside: str = ""

    @property
    def learning(self) -> Learning:
        """As the rules look at it."""
        return Learning(self.seat, self.at, self.need)

    def minutes(self, now: Instant) -> int:
        """How long the hand has been up, or nothing was done; 0 where that matters to nobody."""
        since = {Need.HAND: self.at.hand, Need.STUCK: self.at.moved}.get(self.need)
        return 0 if since is None else max(0, seconds_between(since, now)) // S_PER_MIN


@dataclass(frozen=True, slots=True)
class Packed:
    """A seat before the power goes off. `known`: the station was heard since a little while."""

    seat: int
    sits: bool
    waiting: int
    set_aside: int
    known: bool
    heard: Instant | None

    @property
    def clear(self) -> bool:
        """Whether it may be switched off: nobody sits there, and nothing waits."""
        return self.known and not self.sits and not self.waiting and not self.set_aside


@dataclass(frozen=True, slots=True)
class Part:
    """A class that is on, as a part of the room: by its seats, or by who is in it."""

    name: str
    title: str
    seats: frozenset[int]
    visitors: frozenset[str]

    def holds(self, *, seat: int, visitor: str) -> bool:
        """Whether somebody who sits there belongs to it."""
        return seat in self.seats or visitor in self.visitors


def learners(
    db: Db, now: Instant, *, heard: Mapping[str, LearnerWord], zone: str, lost_after_s: int
) -> tuple[LearnerRow, ...]:
    """Everybody who sits in the room, or in one part of it (see `parts`; "": all), by need."""
    place = {row.origin: row for row in stations.seats(db) if row.origin}
    running = running_classes(db, now)
    asked = next((one for one in running if one.name == zone), None)
    beside = {one.session: one.name for one in sharers.all_now(db)}
    rows = []
    for sitting in sittings.sittings(db):
        seat, word = place.get(sitting.station), heard.get(sitting.station)
        if seat is None:
            continue
        inside = [one for one in running if one.holds(seat=seat.number, visitor=sitting.visitor)]
        if zone != "" and not (seat.zone == zone if asked is None else asked in inside):
            continue
        said = word is not None and word.session == sitting.session
        at = (word.learner if word is not None and said else None) or NOWHERE
        lost = word is None or seconds_between(word.at, now) > lost_after_s
        paused = sitting.state == "paused"
        need = need_of(at, now)
        group = inside[0].title if inside else ""
        rows.append(
            LearnerRow(
                *(seat.number, seat.zone, sitting.visitor, sitting.name, paused, lost, at, need),
                group=group,
                session=sitting.session,
                beside=beside.get(sitting.session, ""),
            )
        )
    return tuple(sorted(rows, key=lambda row: by_need(row.learning)))


def parts(db: Db, now: Instant) -> tuple[tuple[str, str], ...]:
    """What a mentor may look at alone: classes that are on now, then zones; each with its name."""
    running = [(one.name, one.title) for one in running_classes(db, now)]
    zones = dict.fromkeys(row.zone for row in stations.seats(db))
    return (*running, *((zone, zone) for zone in zones if len(zones) > 1))


def running_classes(db: Db, now: Instant) -> tuple[Part, ...]:
    """Classes that are on: with seats of their own, then those that meet at any seat."""
    near = blocks.from_on(db, later(now, seconds=-RUNS_MOST_S), limit=BLOCKS_LOOKED_AT)
    seated = [
        Part(f"{BLOCK}{one.id}", one.title, _seats_of(db, one.id), frozenset())
        for one in near
        if one.is_running(now)
    ]
    anywhere = [
        Part(f"{MEETING}{one.id}", one.title, frozenset(), _members(db, one.class_id))
        for one in classes.meeting_now(db, now)
        if one.block is None
    ]
    return (*seated, *anywhere)


def _seats_of(db: Db, block: str) -> frozenset[int]:
    rows = bookings.of_block(db, block)
    return frozenset(row.booking.seat for row in rows if row.booking.cancelled_at is None)


def _members(db: Db, class_id: str) -> frozenset[str]:
    return frozenset(one.visitor for one in class_members.members(db, class_id))


def first_answers(db: Db, *, edition: str, visitors: Collection[str]) -> tuple[FirstAnswer, ...]:
    """What these visitors answered first in an edition."""
    found = training.first_answers(db, edition=edition, visitors=visitors)
    return tuple(FirstAnswer(*row) for row in found)


def answers_seen(db: Db) -> int:
    """Changes with every first answer that comes."""
    return revisions.current(db, revisions.ROOM)


def packing(
    db: Db, now: Instant, *, heard: Mapping[str, LearnerWord], lost_after_s: int, zone: str = ""
) -> tuple[Packed, ...]:
    """Every seat with a station, by number: what still waits there to be sent.

    Of one part of the room (see `parts`) these seats alone.
    """
    taken = {sitting.station: sitting.visitor for sitting in sittings.sittings(db)}
    asked = next((one for one in running_classes(db, now) if one.name == zone), None)
    rows = []
    for row in stations.seats(db):
        word = heard.get(row.origin)
        if not row.origin:
            continue
        if zone != "" and not (
            row.zone == zone
            if asked is None
            else asked.holds(seat=row.number, visitor=taken.get(row.origin, ""))
        ):
            continue
        known = word is not None and seconds_between(word.at, now) <= lost_after_s
        told = (0, 0, None) if word is None else (word.waiting, word.set_aside, word.at)
        rows.append(Packed(row.number, row.origin in taken, told[0], told[1], known, told[2]))
    return tuple(rows)
