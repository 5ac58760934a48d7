"""States of a station's agent and what may happen next. Source: DESIGN.md §2 and §7."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kiosk.rules.refusals import Refusal


class State(StrEnum):
    """What the agent is doing; the last four are what a beat says."""

    ENROLLING = "enrolling"
    LOCKED = "locked"
    OPEN = "open"
    PAUSED = "paused"
    ENDING = "ending"


class Event(StrEnum):
    """What can happen to it."""

    ENROL = "enrol"
    OPEN = "open"
    PAUSE = "pause"
    RESUME = "resume"
    NEAR_END = "near_end"
    EXTEND = "extend"
    CLOSE = "close"


_S, _E = State, Event

TRANSITIONS: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        (_S.ENROLLING, _E.ENROL): _S.LOCKED,
        (_S.LOCKED, _E.OPEN): _S.OPEN,
        (_S.OPEN, _E.PAUSE): _S.PAUSED,
        (_S.OPEN, _E.NEAR_END): _S.ENDING,
        (_S.OPEN, _E.EXTEND): _S.OPEN,
        (_S.OPEN, _E.CLOSE): _S.LOCKED,
        (_S.PAUSED, _E.RESUME): _S.OPEN,
        (_S.PAUSED, _E.EXTEND): _S.PAUSED,
        (_S.PAUSED, _E.CLOSE): _S.LOCKED,
        (_S.ENDING, _E.PAUSE): _S.PAUSED,
        (_S.ENDING, _E.EXTEND): _S.OPEN,
        (_S.ENDING, _E.CLOSE): _S.LOCKED,
    }
)

IN_SESSION = frozenset({_S.OPEN, _S.PAUSED, _S.ENDING})
RUNNING = frozenset({_S.OPEN, _S.ENDING})
"""States in which seconds are spent."""


def next_state(state: State, event: Event) -> State:
    """The state after `event`.

    Raises:
        Refusal: `already_enrolled`, `already_paused`, `not_paused`, `station_not_free`,
            `no_session_here` or `station_state_wrong`, whichever names what is in the way.
    """
    after = TRANSITIONS.get((state, event))
    if after is None:
        raise Refusal(_in_the_way(state, event), state=state.value, event=event.value)
    return after


def _in_the_way(state: State, event: Event) -> str:
    if event is Event.ENROL:
        return "already_enrolled"
    if event is Event.OPEN and state in IN_SESSION:
        return "station_not_free"
    if state not in IN_SESSION:
        return "station_state_wrong" if event is Event.OPEN else "no_session_here"
    if (state, event) == (State.PAUSED, Event.PAUSE):
        return "already_paused"
    return "not_paused" if event is Event.RESUME else "station_state_wrong"
