"""Every state with every event: where it leads, or what is in the way."""

import pytest

from kiosk.rules.refusals import Refusal
from station_agent.states import TRANSITIONS, Event, State, next_state

LEADS = [
    (State.ENROLLING, Event.ENROL, State.LOCKED),
    (State.LOCKED, Event.OPEN, State.OPEN),
    (State.OPEN, Event.PAUSE, State.PAUSED),
    (State.OPEN, Event.NEAR_END, State.ENDING),
    (State.OPEN, Event.EXTEND, State.OPEN),
    (State.OPEN, Event.CLOSE, State.LOCKED),
    (State.PAUSED, Event.RESUME, State.OPEN),
    (State.PAUSED, Event.EXTEND, State.PAUSED),
    (State.PAUSED, Event.CLOSE, State.LOCKED),
    (State.ENDING, Event.PAUSE, State.PAUSED),
    (State.ENDING, Event.EXTEND, State.OPEN),
    (State.ENDING, Event.CLOSE, State.LOCKED),
]
IN_THE_WAY = {
    (State.ENROLLING, Event.OPEN): "station_state_wrong",
    (State.OPEN, Event.OPEN): "station_not_free",
    (State.PAUSED, Event.OPEN): "station_not_free",
    (State.ENDING, Event.OPEN): "station_not_free",
    (State.PAUSED, Event.PAUSE): "already_paused",
    (State.OPEN, Event.RESUME): "not_paused",
    (State.ENDING, Event.RESUME): "not_paused",
    (State.PAUSED, Event.NEAR_END): "station_state_wrong",
    (State.ENDING, Event.NEAR_END): "station_state_wrong",
}


@pytest.mark.parametrize(("state", "event", "after"), LEADS)
def test_what_may_happen_leads_on(state, event, after):
    assert next_state(state, event) is after


def test_the_table_holds_nothing_else():
    assert {(state, event): after for state, event, after in LEADS} == dict(TRANSITIONS)


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, event) for state in State for event in Event if (state, event) not in TRANSITIONS],
)
def test_what_may_not_happen_is_refused_by_name(state, event):
    with pytest.raises(Refusal) as refused:
        next_state(state, event)
    expected = "already_enrolled" if event is Event.ENROL else "no_session_here"
    assert refused.value.code == IN_THE_WAY.get((state, event), expected)
