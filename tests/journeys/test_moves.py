"""A move with a cable pulled, a machine killed or a reply lost on the way: one session, charged once."""

from pathlib import Path

import pytest
from fakes.bad_network import GOOD
from journeys import holding
from journeys.desk import operator
from journeys.journey import Journey
from journeys.seeds import seeded
from journeys.small_site import memory_folder

from kiosk.acts import front_desk, moving
from kiosk.acts.selling import Counter as Till
from kiosk.link.client import LinkDownError
from kiosk.store import sessions
from station_agent.states import State

pytestmark = pytest.mark.journey
USED_BEFORE_S = 60
USED_AFTER_S = 40


@pytest.fixture
def journey():
    """Somebody sits at seat 1 for a minute; all lines are good."""
    with memory_folder() as folder, seeded(11):
        journey = Journey(11, Path(folder))
        for line in journey.lines.values():
            line.odds = GOOD
        till = Till("half-hour", 4000, operator(journey))
        journey.hub.write(front_desk.start_session, seat=1, counter=till, visitor=None)
        while journey.agents[1].state is State.LOCKED:
            journey.pass_time(1)
        second_by_second(journey, USED_BEFORE_S)
        yield journey
        journey.close()


def second_by_second(journey, seconds):
    for _ in range(seconds):
        journey.pass_time(1)


def ask(journey):
    journey.hub.write(moving.ask_move, seat=1, target=2, by=operator(journey))


def hub_is_killed(journey):
    journey.crash("hub")


def origin_is_killed(journey):
    journey.crash(1)


def target_is_killed(journey):
    journey.crash(2)


def origin_loses_power(journey):
    journey.power_cut(1)


def origin_is_cut(journey):
    journey.lines[1].up = False
    second_by_second(journey, 30)
    journey.lines[1].up = True


def target_is_cut(journey):
    journey.lines[2].up = False
    second_by_second(journey, 30)
    journey.lines[2].up = True


def nothing(_journey):
    pass


ACCIDENTS = (
    nothing,
    hub_is_killed,
    origin_is_killed,
    target_is_killed,
    origin_loses_power,
    origin_is_cut,
    target_is_cut,
)


@pytest.mark.parametrize("after_s", [0, 3, 6, 12])
@pytest.mark.parametrize("accident", ACCIDENTS, ids=lambda accident: accident.__name__)
def test_whatever_happens_on_the_way_the_session_goes_on_at_the_other_seat(
    journey, accident, after_s
):
    (before,) = open_sessions(journey)
    ask(journey)
    second_by_second(journey, after_s)
    accident(journey)
    for _ in range(120):
        if journey.agents[2].state is State.OPEN:
            break
        journey.pass_time(1)
    assert (journey.agents[1].state, journey.agents[2].state) == (State.LOCKED, State.OPEN)
    begun_s = journey.agents[2].sitting.used_s
    second_by_second(journey, USED_AFTER_S)
    used_s = journey.agents[2].sitting.used_s
    assert used_s - begun_s == USED_AFTER_S
    journey.agents[2].finish()
    second_by_second(journey, 10)
    with journey.hub.read() as db:
        closed = sessions.by_id(db, before.id)
        assert sessions.spent_s(db, before.id) == closed.used_s == used_s
    assert open_sessions(journey) == ()
    assert list(holding.broken(journey)) == []


@pytest.mark.parametrize("seat", [1, 2])
@pytest.mark.parametrize("lost", [1, 2, 3])
def test_a_lost_reply_moves_it_once(journey, seat, lost):
    (before,) = open_sessions(journey)
    ask(journey)
    lose_replies(journey, seat, lost)
    second_by_second(journey, 60)
    assert journey.agents[2].state is State.OPEN
    used_s = journey.agents[2].sitting.used_s
    journey.agents[2].finish()
    second_by_second(journey, 10)
    with journey.hub.read() as db:
        kinds = [fact.kind for fact in sessions.facts(db, before.id)]
        assert sorted(kinds) == ["closed", "moved", "opened"]
        assert sessions.spent_s(db, before.id) == used_s
    assert list(holding.broken(journey)) == []


def test_a_station_that_does_not_answer_is_left_and_locks_when_it_is_back(journey):
    """It ran on meanwhile; what nobody heard of is not charged."""
    (before,) = open_sessions(journey)
    told_s = journey.agents[1].sitting.used_s
    journey.lines[1].up = False
    second_by_second(journey, 50)
    journey.hub.write(
        moving.move_lost_session, seat=1, target=2, told_used_s=told_s, by=operator(journey)
    )
    second_by_second(journey, 20)
    assert (journey.agents[1].state, journey.agents[2].state) == (State.OPEN, State.OPEN)
    journey.lines[1].up = True
    second_by_second(journey, 60)
    assert (journey.agents[1].state, journey.agents[2].state) == (State.LOCKED, State.OPEN)
    used_s = journey.agents[2].sitting.used_s
    assert told_s < used_s < told_s + 85
    journey.agents[2].finish()
    second_by_second(journey, 10)
    with journey.hub.read() as db:
        assert sessions.spent_s(db, before.id) == used_s
    assert list(holding.broken(journey)) == []


def open_sessions(journey):
    with journey.hub.read() as db:
        return sessions.all_open(db)


def lose_replies(journey, seat, count):
    """The next answers to this station are lost on their way."""
    line = journey.lines[seat]
    send, left = line.send, [count]

    def losing(method, path, headers, body):
        answer = send(method, path, headers, body)
        if left[0]:
            left[0] -= 1
            raise LinkDownError("answer lost")
        return answer

    line.send = losing
