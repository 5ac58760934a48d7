"""Wrong tries at the lock of a paused session: five, then nobody is asked for a quarter of an hour."""

import pytest

from kiosk.rules.refusals import Refusal
from station_agent.tries import LOCKED_OUT_S, TRIES

CODE, PIN = "471902", "4711"


@pytest.fixture
def paused(desk):
    desk.sit_down(CODE, seconds=3_600, pin=PIN, name="Grace")
    desk.agent.sitting.pause("desk")
    return desk


def tried(desk, pin="0000"):
    with pytest.raises(Refusal) as refused:
        desk.agent.sitting.resume_with(pin)
    return refused.value.code


def test_the_right_one_after_some_slips_forgives_them(paused):
    for _ in range(2):
        assert [tried(paused) for _ in range(TRIES - 1)] == ["wrong_pin"] * (TRIES - 1)
        paused.agent.sitting.resume_with(PIN)
        paused.agent.sitting.pause("desk")
        paused.restart()
    paused.agent.sitting.resume_with(PIN)


def test_a_killed_agent_still_knows_how_often_somebody_was_wrong(paused):
    said = []
    for _ in range(TRIES):
        said.append(tried(paused))
        paused.restart()
    assert said == ["wrong_pin"] * TRIES
    assert tried(paused, PIN) == "locked_out"
    paused.clock.forward(seconds=LOCKED_OUT_S)
    paused.agent.sitting.resume_with(PIN)


def test_after_a_power_cut_the_lock_out_begins_anew(paused):
    for _ in range(TRIES):
        tried(paused)
    paused.clock.forward(seconds=LOCKED_OUT_S - 1)
    paused.kill()
    paused.clock.reboot()
    paused.start()
    paused.clock.forward(seconds=LOCKED_OUT_S - 1)
    assert tried(paused, PIN) == "locked_out"
    paused.clock.forward(seconds=1)
    paused.agent.sitting.resume_with(PIN)


def test_on_a_full_disk_they_are_counted_all_the_same(paused, monkeypatch):
    def no_room(act, **_arguments):
        raise Refusal("disk_full")

    monkeypatch.setattr(paused.agent.store.writer, "run", no_room)
    for _ in range(TRIES):
        assert tried(paused) == "wrong_pin"
    assert tried(paused, PIN) == "locked_out"
