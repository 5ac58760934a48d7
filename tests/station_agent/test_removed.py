"""A computer that staff removed: locked for good, in words, and what it holds is kept and sent."""

import re

import pytest

from kiosk.protocol.bodies import SessionClosed
from kiosk.rules.refusals import Refusal
from station_agent import entering
from station_agent.states import State


def test_a_removed_computer_ends_what_is_open_and_stays_locked(desk):
    session = desk.sit_down()
    desk.hub.remove()
    desk.forward(10)
    assert desk.agent.state is State.LOCKED
    assert desk.agent.link.hop.refused == "revoked"
    closed = desk.hub.bodies("session_closed")
    assert [(type(one), one.session, one.why) for one in closed] == [
        (SessionClosed, session, "desk")
    ]
    desk.hub.sell("5555AAAA", seconds=600)
    with pytest.raises(Refusal, match="revoked"):
        entering.enter(desk.agent, code="5555AAAA", pin="", request_id="r")


def test_it_stays_so_over_a_restart_and_without_the_hub(desk):
    desk.hub.remove()
    desk.forward(10)
    desk.hub.up = False
    desk.restart()
    desk.forward(10)
    with pytest.raises(Refusal, match="revoked"):
        entering.enter(desk.agent, code="5555AAAA", pin="", request_id="r")


def test_a_hub_that_takes_nothing_from_it_leaves_all_where_it_is(desk):
    """An older hub lets no removed station in at all."""
    desk.sit_down()
    desk.hub.takes_from_removed = False
    desk.hub.remove()
    desk.forward(30)
    assert desk.agent.link.hop.refused == "revoked"
    assert desk.agent.waiting() == 1
    desk.hub.takes_from_removed = True
    desk.forward(60)
    assert desk.agent.waiting() == 0


def test_its_screen_says_so_and_asks_for_nothing(desk, browser):
    desk.hub.remove()
    desk.forward(10)
    page = browser.get("/")
    assert "This computer was removed" in page
    assert 'name="code"' not in page
    assert "Look around" not in page
    assert "This computer was removed" in browser.send("/open", code="5555AAAA")


def test_an_open_lock_is_loaded_anew_when_its_computer_is_removed(desk, browser):
    poll = re.search(r'hx-get="(/\?run=[\w-]+)"', browser.get("/"))[1]
    desk.hub.remove()
    desk.forward(10)
    browser.get(poll, **{"HX-Request": "true"})
    assert browser.last.headers["HX-Redirect"] == "/"


def test_it_opens_again_when_the_hub_lets_it_in(desk, browser):
    """Removed by mistake, and enrolled anew."""
    desk.hub.remove()
    desk.forward(10)
    desk.hub.remove(revoked=False)
    desk.forward(10)
    assert "Type your code" in browser.get("/")
    assert desk.restart().removal.is_so is False
    assert desk.sit_down()


def test_only_what_the_hub_signed_removes_a_computer(desk):
    """A neighbour on the network who answers 403 locks nobody out."""
    send = desk.hub.send
    desk.hub.remove()

    def forged(method, path, headers, body):
        answer = send(method, path, headers, body)
        return type(answer)(answer.status, {}, answer.body)

    desk.hub.send = forged
    desk.forward(10)
    assert desk.agent.removal.is_so is False
    assert desk.agent.hub_away
