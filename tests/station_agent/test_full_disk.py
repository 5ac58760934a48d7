"""A full disk at a seat: nothing is called saved that is not, and all goes on once there is room."""

import pytest
from fakes.station_browser import sit_down

from kiosk.rules.refusals import Refusal
from station_agent.states import State


@pytest.fixture
def full(desk, monkeypatch):
    """Nothing more is written from here on; call it again and there is room."""

    def no_room(act, **_arguments):
        raise Refusal("disk_full")

    def turn(*, on):
        if on:
            monkeypatch.setattr(desk.agent.store.writer, "run", no_room)
        else:
            monkeypatch.undo()

    return turn


def test_an_answer_is_not_called_saved_and_the_same_form_saves_it_once_there_is_room(
    browser, desk, full
):
    sit_down(browser, hand=2)
    browser.get("/work")
    browser.send("/work/accept", batch="digits")
    form = {
        "assignment": browser.hidden("assignment"),
        "csrf_token": browser.hidden("csrf_token"),
        "request_id": browser.hidden("request_id"),
        "answer_digit": "4",
    }
    full(on=True)
    said = browser.send("/work/answer", **form)
    assert browser.last.status_code == 507
    assert "The disk is full, so this was not saved." in said
    desk.forward(10)
    assert desk.hub.bodies("submission") == []
    full(on=False)
    assert "Saved on this computer." in browser.send("/work/answer", **form)
    desk.forward(3)
    assert len(desk.hub.bodies("submission")) == 1


def test_the_duties_go_on_and_the_time_goes_on_counting(desk, full):
    desk.sit_down(seconds=1800)
    before = desk.agent.sitting.used_s
    full(on=True)
    desk.forward(60)
    full(on=False)
    desk.forward(60)
    assert desk.agent.sitting.used_s - before == pytest.approx(120, abs=1)
    assert desk.agent.sitting.kept.used_ms >= 110_000


def test_a_pause_locks_the_screen_before_it_is_on_disk(desk, full):
    """Else the meter stands still while the visitor goes on."""
    desk.sit_down(seconds=1800)
    full(on=True)
    with pytest.raises(Refusal, match="disk_full"):
        desk.agent.sitting.pause("desk")
    assert desk.agent.state is State.PAUSED


def test_nobody_pays_for_a_screen_that_stays_locked(desk, full):
    desk.sit_down(seconds=1800)
    desk.agent.sitting.pause("desk")
    used_s = desk.agent.sitting.used_s
    full(on=True)
    with pytest.raises(Refusal, match="disk_full"):
        desk.agent.sitting.resume()
    desk.forward(60)
    assert (desk.agent.state, desk.agent.sitting.used_s) == (State.PAUSED, used_s)
    full(on=False)
    desk.agent.sitting.resume()
    assert desk.agent.state is State.OPEN


def test_at_the_end_of_the_time_the_seat_locks_as_soon_as_there_is_room(desk, full):
    desk.sit_down(seconds=120)
    full(on=True)
    desk.forward(150)
    assert (desk.agent.state, desk.agent.seconds_left) == (State.ENDING, 0)
    full(on=False)
    desk.forward(3)
    assert desk.agent.state is State.LOCKED
    assert [body.used_s for body in desk.hub.bodies("session_closed")] == [120]
