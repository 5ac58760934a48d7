"""What the desk orders: once each, passed over when it comes too late, whatever reply is lost."""

from dataclasses import replace

import pytest

from kiosk.protocol.bodies import SessionClosed
from kiosk.protocol.station_calls import NotDone
from station_agent import power
from station_agent.states import State


@pytest.fixture
def restarts(monkeypatch, desk):
    """The commands that would have restarted this machine."""
    asked = []
    desk.settings = replace(desk.settings, restart_command="systemctl reboot")
    desk.restart()
    monkeypatch.setattr(power, "restart", asked.append)
    return asked


def test_an_order_that_comes_too_late_is_passed_over_and_its_number_said(desk):
    desk.hub.order("message", words="We closed an hour ago", until=desk.clock.now() - 1)
    desk.forward(11)
    assert (desk.agent.orders.message, desk.hub.done) == ("", 1)
    assert [beat.not_done for beat in desk.hub.beats if beat.not_done] == [(NotDone(1, "late"),)]


def test_an_order_in_time_is_done(desk):
    desk.hub.order("message", words="We close", until=desk.clock.now() + 60_000)
    desk.forward(11)
    assert (desk.agent.orders.message, desk.hub.done) == ("We close", 1)


def test_a_machine_is_restarted_once_and_only_when_the_hub_has_heard_so(desk, restarts):
    desk.hub.order("restart", until=desk.clock.now() + 60_000)
    desk.agent.tick()
    assert (desk.agent.orders.done, restarts) == (1, [])
    desk.forward(20)
    assert restarts == [desk.agent.settings.restart_command]
    assert desk.hub.done == 1


def test_an_order_whose_reply_is_lost_happens_once(desk, restarts):
    """The hub never hears of the first "done", and orders again what it has ordered before."""
    desk.hub.order("restart", until=desk.clock.now() + 60_000)
    desk.hub.lose_answers = 4
    desk.forward(60)
    assert desk.hub.lose_answers == 0
    assert len(restarts) == 1
    desk.restart()
    desk.forward(20)
    assert len(restarts) == 1


def test_a_station_without_the_command_says_that_it_is_not_set_up(desk):
    desk.hub.order("restart", until=desk.clock.now() + 60_000)
    desk.hub.lose_answers = 1
    desk.forward(30)
    told = [beat.not_done for beat in desk.hub.beats if beat.not_done]
    assert set(told) == {(NotDone(1, "not_set_up"),)}
    assert desk.agent.orders.not_done == ()


def test_to_be_woken_late_is_to_be_awake(desk):
    desk.hub.order("wake", until=desk.clock.now() - 60_000)
    desk.forward(11)
    assert not any(beat.not_done for beat in desk.hub.beats)


def test_to_be_woken_is_nothing_to_do(desk):
    desk.hub.order("wake", until=desk.clock.now() + 60_000)
    desk.forward(11)
    assert (desk.agent.state, desk.hub.done) == (State.LOCKED, 1)


def test_a_session_that_moves_away_is_closed_here_with_what_was_used(desk):
    session = desk.sit_down(seconds=600)
    desk.forward(30)
    desk.hub.order("lock", session=session, words="moved")
    desk.forward(6)
    (closed,) = [one for one in desk.hub.heard if isinstance(one, SessionClosed)]
    assert (closed.session, closed.why, closed.used_s in range(30, 37)) == (session, "moved", True)
    assert desk.agent.state is State.LOCKED


# the machine


def test_a_restart_runs_what_the_owner_set(tmp_path):
    assert power.restart("true --now") is True


@pytest.mark.parametrize("command", ["", "/no/such/program"])
def test_without_a_program_nothing_restarts(command):
    assert power.restart(command) is False


def card(folder, name, address, *, real=True):
    place = folder / name
    place.mkdir()
    if address is not None:
        (place / "address").write_text(address)
    if real:
        (place / "device").mkdir()


def test_the_first_real_card_tells_its_address(tmp_path):
    card(tmp_path, "a-none", None)
    card(tmp_path, "b-bridge", "02:42:00:00:00:01\n", real=False)
    card(tmp_path, "c-lo", power.NO_ADDRESS)
    card(tmp_path, "d-lan", "00:1a:2b:3c:4d:5e\n")
    card(tmp_path, "e-radio", "00:1a:2b:3c:4d:5f\n")
    assert power.mac_address(tmp_path) == "00:1a:2b:3c:4d:5e"
    assert power.mac_address(tmp_path / "nothing") == ""
