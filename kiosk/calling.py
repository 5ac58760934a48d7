"""Calls from the waiting list: whoever looks at floor, list or screen first sees to it.

The job does the same every few seconds, so that a call comes promptly also where nobody looks;
whose turn it is and how long a seat is held never depends on either.
"""

from kiosk.acts import waiting as acts
from kiosk.hub import Hub
from kiosk.queries import floor as floor_query
from kiosk.queries.floor_seats import FloorSeat, Pace
from kiosk.rules.stations import StationState
from kiosk.rules.waiting import FreeSeat, TicketState, next_calls, state_of
from kiosk.store import waiting as store


def pace_of(hub: Hub) -> Pace:
    """The settings that decide what a seat shows."""
    settings = hub.settings
    return Pace(settings.lost_after_s, settings.ending_s, settings.booked_before_s)


def call_next(hub: Hub) -> None:
    """Call whose turn it is to the seats that are free and answer; writes only where one is due.

    Nobody while the wall clock is in doubt: who was called would lose the turn by a wrong day.
    """
    if hub.clock_doubt() is not None:
        return
    now = hub.now()
    with hub.read() as db:
        tickets = store.open_ones(db, now)
        if not tickets:
            return
        floor = floor_query.floor(db, now, heard=hub.heard, pace=pace_of(hub))
    free = tuple(FreeSeat(seat.number, seat.zone) for seat in floor.seats if _takes(seat))
    numbers = {seat.number for seat in free}
    lapsed = any(state_of(one, now) is TicketState.NO_SHOW for one in tickets)
    gone = any(one.seat and one.seat not in numbers for one in tickets)
    if lapsed or gone or next_calls(tickets, free, now):
        hub.write(acts.note_calls, free=free)


def _takes(seat: FloorSeat) -> bool:
    """Whether somebody from the list may sit there: free, or held for one of them."""
    called = seat.kept is not None and seat.kept.ticket > 0
    return seat.state is StationState.FREE or (seat.state is StationState.BOOKED and called)
