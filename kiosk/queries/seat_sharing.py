"""Who of a class could learn beside whom just now: what a mentor chooses from in the room."""

from collections.abc import Iterator
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import classes, meetings, sharers, sittings, stations


@dataclass(frozen=True, slots=True)
class Sharing:
    """Seats at which one of a class that shares its seats sits alone, and who of it sits nowhere.

    `seats` are numbers and names, `learners` visitors and names; both empty where nobody can.
    """

    seats: tuple[tuple[int, str], ...] = ()
    learners: tuple[tuple[str, str], ...] = ()


def sharing(db: Db, now: Instant) -> Sharing:
    """By the classes that meet now; the act decides whether two of these go together."""
    shared = sharers.all_now(db)
    here = sittings.sittings(db)
    placed = {one.visitor for one in shared} | {one.visitor for one in here}
    taken = {one.session for one in shared}
    numbers = {row.origin: row.number for row in stations.seats(db) if row.origin}
    alone = {
        numbers[one.station]: one
        for one in here
        if one.session not in taken and one.station in numbers  # seats change stations
    }
    seats: dict[int, str] = {}
    learners: dict[str, str] = {}
    for kept, members in _that_share(db, now):
        learners |= {who: name for who, name in members.items() if name and who not in placed}
        seats |= {
            number: one.name
            for number, one in alone.items()
            if one.visitor in members and (not kept or number in kept)
        }
    return Sharing(tuple(sorted(seats.items())), tuple(learners.items()))


def _that_share(db: Db, now: Instant) -> Iterator[tuple[tuple[int, ...], dict[str, str]]]:
    """Of each class that meets and shares its seats: the seats kept for it, and who is in it."""
    for row in meetings.on_at(db, now):
        made = classes.by_id(db, row.class_id)
        if made is not None and made.shares_seats:
            kept = meetings.seats_of(db, row.block) if row.block else ()
            yield kept, {one.visitor: one.name for one in classes.members(db, made.id)}
