"""What a seat of the floor shows: its state, who sits there, for whom it is kept, what it needs."""

from dataclasses import dataclass
from typing import Protocol

from kiosk.queries.subscriptions import Lapsing
from kiosk.rules.instants import Instant
from kiosk.rules.orders import OrderState
from kiosk.rules.stations import Seat, SessionId, StationId, StationState
from kiosk.store.buy_outs import LatePart
from kiosk.store.dues import Due
from kiosk.store.equipment import LoanLine
from kiosk.store.exam_flags import Flagged
from kiosk.store.floor_pauses import FloorPause
from kiosk.store.rests import Rest

SOON_S = 600
"""UI.md: ten minutes and less is the amber seat."""
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

    `rests` is what walk-ins could not use and nobody gave them yet; `flagged` are exams that
    somebody should look at.
    """

    seats: tuple[FloorSeat, ...]
    pause: FloorPause | None = None
    at: Instant = Instant(0)  # noqa: RUF009  a NewType call makes no new thing
    overdue: tuple[LoanLine, ...] = ()
    late_parts: tuple[LatePart, ...] = ()
    lapsing: tuple[Lapsing, ...] = ()
    rests: tuple[Rest, ...] = ()
    flagged: tuple[Flagged, ...] = ()

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
        return (*seats, self.lapsing, self.flagged)


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
