"""A station that was upgraded before its hub: nobody finds a seat shut for that."""

import json

import pytest
from protocol.test_versions import check

from kiosk.protocol import station_calls as words
from kiosk.protocol.version import CALLS_VERSION
from kiosk.rules.refusals import Refusal
from station_agent.states import State

SHAPES = {
    words.BEAT_PATH: "Beat",
    words.OPEN_PATH: "Open",
    words.TAKE_PATH: "Take",
    words.RENEW_PATH: "Renew",
    words.EXTEND_PATH: "Extend",
}


@pytest.fixture
def older(desk, monkeypatch):
    """The hub reads as version 1 did, and refuses what that refused; `run` is what it runs."""
    route, hub = desk.hub._route, desk.hub
    hub.runs, hub.refused, hub.said = 1, 0, []

    def read(path, body):
        if path in SHAPES:
            hub.said.append(json.loads(body))
            try:
                check(hub.runs, SHAPES[path], json.loads(body))
            except ValueError as error:
                hub.refused += 1
                raise Refusal("malformed", reason="fields") from error
        answer = json.loads(route(path, body)) if path == words.BEAT_PATH else None
        if answer is None:
            return route(path, body)
        return json.dumps({**answer, **({"speaks": 2} if hub.runs > 1 else {})}).encode()

    monkeypatch.setattr(hub, "_route", read)
    return hub


def test_a_hub_of_the_version_before_takes_all_that_a_visitor_does(desk, older):
    session = desk.sit_down(seconds=600)
    desk.forward(120)
    older.order("lock", session=session)
    desk.forward(30)
    assert (older.refused, desk.agent.hub_away) == (0, False)
    assert [one.session for one in older.bodies("session_closed")] == [session]


def test_a_hub_that_is_upgraded_hears_all_and_one_put_back_is_spoken_to_plainly_again(desk, older):
    desk.forward(6)
    assert not any("speaks" in one for one in older.said)
    older.runs = 2
    desk.forward(20)
    assert older.said[-1]["speaks"] == CALLS_VERSION
    assert older.refused == 0
    older.runs = 1
    desk.forward(30)
    assert older.refused == 1
    assert "speaks" not in older.said[-1]
    assert desk.agent.state is State.LOCKED
    assert not desk.agent.hub_away


def test_an_order_of_a_newer_hub_is_said_to_be_not_set_up_and_the_next_is_done(desk):
    desk.hub.order("sing", until=desk.clock.now() + 60_000)
    desk.hub.order("message", words="We close")
    desk.forward(11)
    assert (desk.agent.orders.message, desk.hub.done) == ("We close", 2)
    told = [beat.not_done for beat in desk.hub.beats if beat.not_done]
    assert told == [(words.NotDone(1, "not_set_up"),)]


def test_what_a_newer_hub_adds_to_its_answers_is_passed_over(desk, monkeypatch):
    route = desk.hub._route

    def newer(path, body):
        answer = route(path, body)
        if not path.startswith("/station/"):
            return answer
        return json.dumps({**json.loads(answer), "of_tomorrow": 1}).encode()

    monkeypatch.setattr(desk.hub, "_route", newer)
    desk.sit_down(seconds=600)
    desk.forward(40)
    assert desk.agent.state is State.OPEN
    assert not desk.agent.hub_away


def test_the_beat_says_what_it_is_given_when_all_is_understood(desk):
    beat = words.Beat("locked", "boot", waiting_since=5, speaks=CALLS_VERSION)
    desk.agent.link._hub_speaks = CALLS_VERSION
    desk.agent.link.beat(beat)
    assert desk.hub.beats[-1] == beat
