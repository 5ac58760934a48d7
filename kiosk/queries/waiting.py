"""The line as pages show it: who waits, who is called where, and what wait may be expected."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.queries import floor as floor_query
from kiosk.queries.floor_seats import Floor, LastWord, Pace
from kiosk.rules.instants import Instant
from kiosk.rules.waiting import (
    Ticket,
    TicketState,
    expected_s,
    in_line,
    place_of,
    state_of,
)
from kiosk.store import stations
from kiosk.store import waiting as store

ENDS_ARE_KNOWN = frozenset({"prepaid", "free"})
"""Who pays as they go has no end that could be told to others."""


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody in the line. `before`: how many wait before them; `wait_s` None: nobody can say."""

    ticket: Ticket
    state: TicketState
    before: int
    wait_s: int | None


def line(db: Db, now: Instant, *, heard: Mapping[str, LastWord], pace: Pace) -> tuple[InLine, ...]:
    """Who waits or is called, the first first."""
    tickets = store.open_ones(db, now)
    if not tickets:
        return ()
    floor = floor_query.floor(db, now, heard=heard, pace=pace)
    return tuple(_shown(tickets, one, now, floor) for one in in_line(tickets, now))


def one(
    db: Db, now: Instant, ticket: Ticket, *, heard: Mapping[str, LastWord], pace: Pace
) -> InLine:
    """One ticket, also when it is over."""
    tickets = store.open_ones(db, now)
    floor = floor_query.floor(db, now, heard=heard, pace=pace)
    return _shown(tickets, ticket, now, floor)


def zones(db: Db) -> tuple[str, ...]:
    """The zones where one may wait for a seat."""
    return tuple(dict.fromkeys(place.zone for place in stations.seats(db) if place.station))


def _shown(tickets: tuple[Ticket, ...], ticket: Ticket, now: Instant, floor: Floor) -> InLine:
    ends_s = [
        seat.sitter.left_s
        for seat in floor.seats
        if seat.sitter is not None
        and ticket.wants(seat.zone)
        and seat.sitter.pays in ENDS_ARE_KNOWN
        and not seat.in_class
    ]
    return InLine(
        ticket=ticket,
        state=state_of(ticket, now),
        before=place_of(tickets, ticket, now),
        wait_s=expected_s(tickets, ticket, now, ends_s=ends_s),
    )
