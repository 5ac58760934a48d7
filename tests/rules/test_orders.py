"""What the floor says of an order, and which may be sent once more."""

import pytest

from kiosk.rules.instants import Instant, later
from kiosk.rules.orders import (
    GOOD_FOR_S,
    good_until,
    is_mac,
    is_too_late,
    may_retry,
    order_state,
)

NOW = Instant(1_700_000_000_000)


def at(seconds):
    return later(NOW, seconds=seconds)


@pytest.mark.parametrize(
    ("until_s", "done_s", "outcome", "answers", "state", "retry"),
    [
        pytest.param(None, None, "", True, "sent", False, id="on its way"),
        pytest.param(None, None, "", False, "not_reachable", False, id="it waits for the station"),
        pytest.param(0, None, "", True, "sent", False, id="just in time"),
        pytest.param(-1, None, "", True, "not_reachable", True, id="too late, and nobody heard it"),
        pytest.param(-1, None, "", False, "not_reachable", True, id="too late at a lost station"),
        pytest.param(5, None, "", False, "not_reachable", False, id="in time at a lost station"),
        pytest.param(None, -10, "", True, "done", False, id="done just now"),
        pytest.param(None, -11, "", True, None, False, id="done a while ago"),
        pytest.param(None, -1, "", False, "done", False, id="done, and then lost"),
        pytest.param(-900, -1, "", True, "done", False, id="done in time, and told much later"),
        pytest.param(-62, -1, "late", True, "not_reachable", True, id="passed over"),
        pytest.param(-660, -600, "late", True, "not_reachable", True, id="ten minutes ago"),
        pytest.param(-661, -601, "late", True, None, True, id="passed over, and forgotten"),
        pytest.param(5, -1, "not_set_up", True, "not_set_up", False, id="not set up there"),
        pytest.param(5, -601, "not_set_up", True, None, False, id="not set up, and forgotten"),
    ],
)
def test_how_far_an_order_came(until_s, done_s, outcome, answers, state, retry):
    until = None if until_s is None else at(until_s)
    done_at = None if done_s is None else at(done_s)
    told = {"until": until, "done_at": done_at, "outcome": outcome, "now": NOW}
    shown = order_state(**told, answers=answers)
    assert (None if shown is None else shown.value) == state
    assert may_retry(**told) is retry


@pytest.mark.parametrize("kind", ["take", "renew", "lock", "pause", "resume"])
def test_an_order_for_a_session_keeps(kind):
    assert good_until(kind, NOW) is None


@pytest.mark.parametrize("kind", list(GOOD_FOR_S))
def test_an_order_meant_for_now_does_not(kind):
    assert good_until(kind, NOW) == at(GOOD_FOR_S[kind])


@pytest.mark.parametrize(("until", "late"), [(0, False), (99, True), (100, False), (101, False)])
def test_a_station_passes_over_what_comes_too_late(until, late):
    assert is_too_late("message", until=until, now=100) is late


def test_who_hears_late_that_it_is_woken_is_awake():
    assert not is_too_late("wake", until=99, now=100)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("00:1a:2b:3c:4d:5e", True),
        ("00:1A:2b:3c:4d:5e", False),
        ("00:1a:2b:3c:4d", False),
        ("00:1a:2b:3c:4d:5e\n", False),
        ("", False),
    ],
)
def test_an_address_of_a_card(text, right):
    assert is_mac(text) is right
