"""The floor: every seat with its state, who sits there and how long; what needs staff now."""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.disk.db import Db
from kiosk.queries.floor_seats import (
    Floor,
    FloorSeat,
    Kept,
    LastOrder,
    LastWord,
    Pace,
    Sitter,
)
from kiosk.rules.bookings import LIVE, BookingState, state_of
from kiosk.rules.instants import MS_PER_S, S_PER_HOUR, Instant, later, seconds_between
from kiosk.rules.orders import may_retry, order_state
from kiosk.rules.stations import Seen, SessionId, StationState, shown_state
from kiosk.rules.waiting import Ticket, TicketState
from kiosk.rules.waiting import state_of as waiting_state
from kiosk.store import (
    bookings,
    buy_outs,
    commands,
    dues,
    equipment,
    floor_pauses,
    revisions,
    sittings,
    stations,
    waiting,
)
from kiosk.store.bookings import BookingRow
from kiosk.store.commands import Order
from kiosk.store.dues import Due
from kiosk.store.sittings import Sitting
from kiosk.store.stations import SeatRow

BOOKED_SOON_S = 4 * S_PER_HOUR
"""A free seat says that it is booked from so long before on."""
BOOKINGS_LIMIT = 4000
OVERDUE_SHOWN = 5
"""More things that should be back stand on the page of equipment."""
PAUSED = "paused"


def floor(db: Db, now: Instant, *, heard: Mapping[str, LastWord], pace: Pace) -> Floor:
    """The floor at this moment."""
    words, rows = dict(heard), stations.seats(db)
    at_station = {sitting.station: sitting for sitting in sittings.sittings(db)}
    owed = {due.seat: due for due in reversed(dues.open_ones(db))}
    orders = commands.last_of_all(db)
    number = {row.origin: row.number for row in rows if row.origin}
    comes = {one.moving_to: number.get(one.station, 0) for one in at_station.values()}
    kept = _kept_seats(db, now, pace=pace)
    seats = []
    for row in rows:
        here = row.origin
        sitting, word = at_station.get(here), words.get(here)
        waits = kept.get(row.number)
        booked = bool(comes.get(here)) or (waits is not None and waits.held)
        seat = _seat(row, now, word=word, sitting=sitting, pace=pace, booked=booked)
        to = 0 if sitting is None else number.get(sitting.moving_to or "", 0)
        order = _last_order(orders.get(here), now, word=word, pace=pace)
        seat = replace(seat, order=order, to=to, comes=comes.get(here, 0), kept=waits)
        seats.append(_owing(seat, owed.get(seat.number)))
    late = equipment.overdue(db, now)[:OVERDUE_SHOWN]
    parts = buy_outs.late(db, now)[:OVERDUE_SHOWN]
    return Floor(tuple(seats), floor_pauses.open_one(db), now, late, parts)


def _kept_seats(db: Db, now: Instant, *, pace: Pace) -> dict[int, Kept]:
    """The first booking of each seat that is still to come, or for which it waits."""
    until = later(now, seconds=BOOKED_SOON_S)
    first: dict[int, Kept] = {}
    for row in bookings.between(db, since=now, until=until, limit=BOOKINGS_LIMIT):
        state = state_of(row.booking, now, before_s=pace.booked_before_s)
        if state in LIVE:
            first.setdefault(row.booking.seat, _kept(row, state, pace))
    for ticket in waiting.open_ones(db, now):
        kept = first.get(ticket.seat)
        if waiting_state(ticket, now) is TicketState.CALLED and not (kept and kept.held):
            first[ticket.seat] = _called(ticket)
    return first


def _called(ticket: Ticket) -> Kept:
    called_at = ticket.called_at or ticket.joined_at
    return Kept(
        booking=ticket.id,
        name=ticket.name,
        starts=called_at,
        ends=ticket.held_until or called_at,
        visitor=ticket.visitor,
        block=None,
        held=True,
        holds_from=called_at,
        ticket=ticket.number,
    )


def _kept(row: BookingRow, state: BookingState, pace: Pace) -> Kept:
    one = row.booking
    return Kept(
        booking=one.id,
        name=row.name,
        starts=one.starts,
        ends=one.ends,
        visitor=one.visitor,
        block=one.block,
        held=state is BookingState.HELD,
        holds_from=max(later(one.starts, seconds=-pace.booked_before_s), one.changed_at),
    )


def revision(db: Db) -> int:
    """The floor's number: another one means that something was committed."""
    return revisions.current(db, revisions.FLOOR)


def _last_order(
    order: Order | None, now: Instant, *, word: LastWord | None, pace: Pace
) -> LastOrder | None:
    if order is None:
        return None
    answers = word is not None and since_s(word.at, now) <= pace.lost_after_s
    until, done_at = order.until, order.done_at
    state = order_state(
        until=until, done_at=done_at, outcome=order.outcome, now=now, answers=answers
    )
    if state is None:
        return None
    again = may_retry(until=until, done_at=done_at, outcome=order.outcome, now=now)
    return LastOrder(order.kind, state, again, order.session)


def _seat(
    row: SeatRow,
    now: Instant,
    *,
    word: LastWord | None,
    sitting: Sitting | None,
    pace: Pace,
    booked: bool,
) -> FloorSeat:
    age_s = None if word is None else since_s(word.at, now)
    mine = None
    if word is not None and sitting is not None and since_s(word.at, now) <= pace.lost_after_s:
        mine = word if word.session == sitting.session else None
    sitter = None if sitting is None else _sitter(sitting, now, word=mine)
    if sitting is not None and sitter is not None and word is not None and mine is None:
        told_s = word.used_s if word.session == sitting.session else 0  # by its last beat of all
        sitter = replace(sitter, told_used_s=max(sitter.told_used_s, told_s))
    seen = Seen(
        session=None if sitting is None else SessionId(sitting.session),
        beat_age_s=age_s,
        paused=mine is not None and mine.state == PAUSED,
        seconds_left=None if mine is None or sitter is None else sitter.left_s,
        booked=booked,
        out_of_order=bool(row.out_of_order) or row.station is None,
    )
    state = shown_state(seen, lost_after_s=pace.lost_after_s, ending_s=pace.ending_s)
    return FloorSeat(
        row.number, row.row_name, row.zone, row.station or "", state, row.out_of_order, sitter
    )


def _owing(seat: FloorSeat, due: Due | None) -> FloorSeat:
    """A seat whose last session is not paid yet waits for the money, not for the next visitor."""
    if due is None:
        return seat
    state = seat.state if seat.sitter is not None else StationState.TIME_OVER
    return replace(seat, state=state, due=due)


def _sitter(sitting: Sitting, now: Instant, *, word: LastWord | None) -> Sitter:
    """By the station's newest word where it speaks of this session, else by what was kept."""
    used_s = sitting.used_s if word is None else max(word.used_s, sitting.used_s)
    left_s = max(0, sitting.granted_s - used_s)
    ends = None
    if word is not None and word.state != PAUSED and left_s:
        ends = later(word.at, seconds=left_s)
        left_s = max(0, seconds_between(now, ends))
    return Sitter(
        session=sitting.session,
        visitor=sitting.visitor,
        name=sitting.name,
        is_guest=sitting.is_guest,
        offer=sitting.offer,
        granted_s=sitting.granted_s,
        left_s=left_s,
        ends=ends,
        pays=sitting.pays,
        told_used_s=used_s,
        opened_at=sitting.opened_at,
        limit_minor=sitting.limit_minor,
        extended=sitting.extended,
    )


def since_s(at: Instant, now: Instant) -> int:
    """Whole seconds since an instant, never negative."""
    return max(0, (now - at) // MS_PER_S)
