"""The floor: every seat with its state, who sits there and how long; what needs staff now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.disk.db import Db
from kiosk.queries.subscriptions import Lapsing
from kiosk.rules.bookings import LIVE, BookingState, state_of
from kiosk.rules.instants import MS_PER_S, S_PER_HOUR, Instant, later, seconds_between
from kiosk.rules.orders import OrderState, may_retry, order_state
from kiosk.rules.stations import Seat, Seen, SessionId, StationId, StationState, shown_state
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
from kiosk.store.buy_outs import LatePart
from kiosk.store.commands import Order
from kiosk.store.dues import Due
from kiosk.store.equipment import LoanLine
from kiosk.store.floor_pauses import FloorPause
from kiosk.store.rests import Rest
from kiosk.store.sittings import Sitting
from kiosk.store.stations import SeatRow

BOOKED_SOON_S = 4 * S_PER_HOUR
"""A free seat says that it is booked from so long before on."""
BOOKINGS_LIMIT = 4000
SOON_S = 600
"""UI.md: ten minutes and less is the amber seat."""
OVERDUE_SHOWN = 5
"""More things that should be back stand on the page of equipment."""
PAUSED = "paused"
TURNS = frozenset({"pause", "resume", "lock"})
"""Orders that turn a session into another state as soon as its station answers."""
DRIFT_MS = 60_000
"""A seat's end that moved by less than about this needs no new page."""


class LastWord(Protocol):
    """What a station last said (`kiosk.hub.Heard`)."""

    at: Instant
    state: str
    session: str
    used_s: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The settings that decide what a seat shows, in seconds."""

    lost_after_s: int
    ending_s: int
    booked_before_s: int = 600


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who sits at a seat. `ends` is None while nothing counts: paused, lost, or not begun."""

    session: str
    visitor: str
    name: str
    is_guest: bool
    offer: str
    granted_s: int
    left_s: int
    ends: Instant | None
    pays: str = "prepaid"
    told_used_s: int = 0
    opened_at: Instant = Instant(0)  # noqa: RUF009  a NewType call makes no new thing
    limit_minor: int = 0
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """What a seat is kept for: a booking, or the class `block`; `held`: it waits for them now.

    `ticket` is the number of who was called from the waiting list; `booking` is that ticket then.
    """

    booking: str
    name: str
    starts: Instant
    ends: Instant
    visitor: str | None
    block: str | None
    held: bool
    holds_from: Instant
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class LastOrder:
    """What became of the newest order to a seat's station; `again`: it may be sent once more."""

    kind: str
    state: OrderState
    again: bool
    session: str = ""


@dataclass(frozen=True, slots=True)
class FloorSeat:
    """A place on the map. `station` is "" where none is enrolled; `broken` says why it is off.

    `due`: what is still to be paid for the session that was here.
    `to` is the seat where its session is going, `comes` the one from where one is coming; 0: none.
    """

    number: int
    row_name: str
    zone: str
    station: str
    state: StationState
    broken: str
    sitter: Sitter | None
    due: Due | None = None
    order: LastOrder | None = None
    to: int = 0
    comes: int = 0
    kept: Kept | None = None

    @property
    def in_class(self) -> bool:
        """Whether it is kept for a class now."""
        return self.kept is not None and self.kept.held and self.kept.block is not None

    @property
    def asked(self) -> str:
        """What its session was just told, while its station has not answered: the order, or ""."""
        order, sitter = self.order, self.sitter
        if order is None or sitter is None or self.to or order.session != sitter.session:
            return ""
        waits = order.kind in TURNS and order.state is OrderState.SENT
        return order.kind if waits else ""

    def is_wanted(self, now: Instant) -> bool:
        """Whether somebody sits here who did not come for the booking that has begun."""
        kept, sitter = self.kept, self.sitter
        if kept is None or sitter is None or now < kept.starts:
            return False
        return sitter.opened_at < kept.holds_from

    @property
    def is_soon(self) -> bool:
        """Whether ten minutes or less are left."""
        running = self.state in (StationState.IN_USE, StationState.ENDING)
        return running and self.sitter is not None and self.sitter.left_s <= SOON_S

    @property
    def as_rule(self) -> Seat:
        """The seat as `rules/stations.py` judges it."""
        session = None if self.sitter is None else SessionId(self.sitter.session)
        return Seat(StationId(self.station), self.zone, self.state, session)


@dataclass(frozen=True, slots=True)
class Floor:
    """All seats by number; what is late: things, parts not paid; who is about to lapse.

    `rests` is what walk-ins could not use and nobody gave them yet.
    """

    seats: tuple[FloorSeat, ...]
    pause: FloorPause | None = None
    at: Instant = Instant(0)  # noqa: RUF009  a NewType call makes no new thing
    overdue: tuple[LoanLine, ...] = ()
    late_parts: tuple[LatePart, ...] = ()
    lapsing: tuple[Lapsing, ...] = ()
    rests: tuple[Rest, ...] = ()

    def seat(self, number: int) -> FloorSeat | None:
        """The seat of this number."""
        return next((seat for seat in self.seats if seat.number == number), None)

    @property
    def free(self) -> tuple[FloorSeat, ...]:
        """Where the next walk-in may sit."""
        return tuple(seat for seat in self.seats if seat.state is StationState.FREE)

    @property
    def needs(self) -> tuple[FloorSeat, ...]:
        """Seats where somebody must act, the most urgent first."""
        found = [(_urgency(seat, self.at), seat.number, seat) for seat in self.seats]
        urgent = [(how, number, seat) for how, number, seat in found if how is not None]
        return tuple(seat for _how, _number, seat in sorted(urgent, key=lambda each: each[:2]))

    @property
    def live(self) -> tuple[tuple[object, ...], ...]:
        """What may change without a commit: compared before a page is made."""
        seats = tuple(
            (
                seat.number,
                seat.state,
                seat.is_soon,
                _minute(seat.sitter),
                seat.order,
                seat.kept,
                seat.is_wanted(self.at),
            )
            for seat in self.seats
        )
        return (*seats, self.lapsing)


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


def _minute(sitter: Sitter | None) -> int | None:
    if sitter is None or sitter.ends is None:
        return None
    return sitter.ends // DRIFT_MS


def _urgency(seat: FloorSeat, now: Instant) -> tuple[int, int] | None:
    """Money first, then what runs out first; None for a seat that needs nobody."""
    again = (3, 0) if seat.order is not None and seat.order.again else None
    if seat.due is not None or (seat.sitter and seat.state is StationState.TIME_OVER):
        return (0, 0)
    if seat.sitter is None:
        return (1, 0) if seat.kept is not None and seat.kept.ticket else again
    if seat.state is StationState.LOST:
        return (1, seat.sitter.left_s)
    if seat.is_wanted(now):
        return (1, 0)
    if seat.is_soon:
        return (2, seat.sitter.left_s)
    return again


def since_s(at: Instant, now: Instant) -> int:
    """Whole seconds since an instant, never negative."""
    return max(0, (now - at) // MS_PER_S)
