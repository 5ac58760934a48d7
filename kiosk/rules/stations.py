"""States of a station and what may happen next. Source: DESIGN.md §2."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from kiosk.rules.refusals import Refusal

StationId = NewType("StationId", str)
SessionId = NewType("SessionId", str)


class StationState(StrEnum):
    """What a seat on the floor is."""

    FREE = "free"
    BOOKED = "booked"
    IN_USE = "in_use"
    PAUSED = "paused"
    ENDING = "ending"
    TIME_OVER = "time_over"
    LOST = "lost"
    OUT_OF_ORDER = "out_of_order"


class StationEvent(StrEnum):
    """What can happen to a station. A move is `close` at the old seat and `start` at the new."""

    BOOK = "book"
    UNBOOK = "unbook"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    NEAR_END = "near_end"
    RUN_OUT = "run_out"
    CLOSE = "close"
    LOSE = "lose"
    FIND = "find"
    FIND_IN_SESSION = "find_in_session"
    TAKE_OUT = "take_out"
    PUT_BACK = "put_back"


_S, _E = StationState, StationEvent

TRANSITIONS: Mapping[tuple[StationState, StationEvent], StationState] = MappingProxyType(
    {
        (_S.FREE, _E.BOOK): _S.BOOKED,
        (_S.FREE, _E.START): _S.IN_USE,
        (_S.FREE, _E.LOSE): _S.LOST,
        (_S.FREE, _E.TAKE_OUT): _S.OUT_OF_ORDER,
        (_S.BOOKED, _E.UNBOOK): _S.FREE,
        (_S.BOOKED, _E.START): _S.IN_USE,
        (_S.BOOKED, _E.LOSE): _S.LOST,
        (_S.BOOKED, _E.TAKE_OUT): _S.OUT_OF_ORDER,
        (_S.IN_USE, _E.PAUSE): _S.PAUSED,
        (_S.IN_USE, _E.EXTEND): _S.IN_USE,
        (_S.IN_USE, _E.NEAR_END): _S.ENDING,
        (_S.IN_USE, _E.RUN_OUT): _S.TIME_OVER,
        (_S.IN_USE, _E.CLOSE): _S.FREE,
        (_S.IN_USE, _E.LOSE): _S.LOST,
        (_S.PAUSED, _E.RESUME): _S.IN_USE,
        (_S.PAUSED, _E.EXTEND): _S.PAUSED,
        (_S.PAUSED, _E.CLOSE): _S.FREE,
        (_S.PAUSED, _E.LOSE): _S.LOST,
        (_S.ENDING, _E.PAUSE): _S.PAUSED,
        (_S.ENDING, _E.EXTEND): _S.IN_USE,
        (_S.ENDING, _E.RUN_OUT): _S.TIME_OVER,
        (_S.ENDING, _E.CLOSE): _S.FREE,
        (_S.ENDING, _E.LOSE): _S.LOST,
        (_S.TIME_OVER, _E.EXTEND): _S.IN_USE,
        (_S.TIME_OVER, _E.CLOSE): _S.FREE,
        (_S.TIME_OVER, _E.LOSE): _S.LOST,
        # The session of a lost station goes on by its lease; closing it does not find the station.
        (_S.LOST, _E.CLOSE): _S.LOST,
        (_S.LOST, _E.FIND): _S.FREE,
        (_S.LOST, _E.FIND_IN_SESSION): _S.IN_USE,
        (_S.LOST, _E.TAKE_OUT): _S.OUT_OF_ORDER,
        (_S.OUT_OF_ORDER, _E.PUT_BACK): _S.FREE,
    }
)

NEEDS_SESSION = frozenset({_E.PAUSE, _E.EXTEND, _E.NEAR_END, _E.RUN_OUT, _E.CLOSE})
NEEDS_EMPTY_SEAT = frozenset({_E.BOOK, _E.START, _E.TAKE_OUT})
WITH_SESSION = frozenset({_S.IN_USE, _S.PAUSED, _S.ENDING, _S.TIME_OVER})


@dataclass(frozen=True, slots=True)
class Seat:
    """A station as the floor sees it."""

    station: StationId
    zone: str
    state: StationState
    session: SessionId | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What the hub knows of a station at one moment.

    `seconds_left` is None for a session that counts up; `beat_age_s` is None before the first beat.
    """

    session: SessionId | None
    beat_age_s: int | None
    paused: bool = False
    seconds_left: int | None = None
    booked: bool = False
    out_of_order: bool = False


def next_state(state: StationState, event: StationEvent) -> StationState:
    """The state after `event`.

    Raises:
        Refusal: `station_lost`, `station_not_free`, `already_paused`, `not_paused`,
            `no_session_here` or `station_state_wrong`, whichever names what is in the way.
    """
    after = TRANSITIONS.get((state, event))
    if after is None:
        raise Refusal(_in_the_way(state, event), state=state, event=event)
    return after


def check_start(seat: Seat) -> None:
    """Refuse to start a session at a seat that is not free; a booked one waits for its visitor.

    Raises:
        Refusal: `station_lost`, `station_not_free`, in that order.
    """
    if seat.state is StationState.LOST:
        raise Refusal("station_lost", station=seat.station)
    if seat.state is not StationState.FREE:
        raise Refusal("station_not_free", station=seat.station)


def check_start_booked(seat: Seat) -> None:
    """Refuse to start the session of the one who booked this seat, unless it is free or booked.

    Raises:
        Refusal: `station_lost`, `station_not_free`, in that order.
    """
    if seat.state is not StationState.BOOKED:
        check_start(seat)


def check_move(*, origin: Seat, target: Seat) -> None:
    """Refuse a move that cannot happen.

    Raises:
        Refusal: `no_session_here`, `same_station`, `station_not_free`, in that order.
    """
    if origin.session is None:
        raise Refusal("no_session_here", station=origin.station)
    if target.station == origin.station:
        raise Refusal("same_station", station=target.station)
    if target.state is not StationState.FREE:
        raise Refusal("station_not_free", station=target.station)


def shown_state(seen: Seen, *, lost_after_s: int, ending_s: int) -> StationState:
    """What the floor shows: computed from what is known, never kept."""
    if seen.out_of_order:
        return StationState.OUT_OF_ORDER
    if seen.beat_age_s is None or seen.beat_age_s > lost_after_s:
        return StationState.LOST
    if seen.session is None:
        return StationState.BOOKED if seen.booked else StationState.FREE
    return _shown_in_session(seen, ending_s=ending_s)


def _shown_in_session(seen: Seen, *, ending_s: int) -> StationState:
    if seen.seconds_left is not None and seen.seconds_left <= 0:
        return StationState.TIME_OVER
    if seen.paused:
        return StationState.PAUSED
    if seen.seconds_left is not None and seen.seconds_left <= ending_s:
        return StationState.ENDING
    return StationState.IN_USE


def _in_the_way(state: StationState, event: StationEvent) -> str:
    if state is StationState.LOST and event is not StationEvent.LOSE:
        return "station_lost"
    if event is StationEvent.RESUME:
        return "not_paused"
    if (state, event) == (StationState.PAUSED, StationEvent.PAUSE):
        return "already_paused"
    if event in NEEDS_SESSION and state not in WITH_SESSION:
        return "no_session_here"
    if event in NEEDS_EMPTY_SEAT:
        return "station_not_free"
    return "station_state_wrong"
