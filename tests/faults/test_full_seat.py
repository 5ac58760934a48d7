"""The disk of a station is full, at any write of an answer: the visitor is told, and the form stays.

Nothing that was not kept goes to the hub; sent again once there is room, it goes there once.
"""

from random import Random

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.station_browser import Browser
from faults.failing import Full, each_place
from faults.power import recording
from faults.seat_day import SeatDay

from station_agent.store.open import FILE

FULL = "The disk is full, so this was not saved."


@pytest.fixture
def seat():
    with quick_disk.folder() as folder, recording(FILE) as recorded:
        day = SeatDay(folder / "seat", folder / "memory", FakeClock(), Random(1))
        day.disk = recorded.disk
        day.browser = Browser(day.desk)
        yield day
        day.disk.refuse = None
        day.close()


def sit_down(seat):
    seat.sit_down()
    seat.desk.forward(6)


def task(seat):
    """A paid task, of a hand that is dealt anew when it is empty."""
    if seat.agent.sitting.kept is None:
        sit_down(seat)
    seat.browser.get("/work")
    seat.browser.send("/work/accept", batch="digits")
    return "/work/answer", ("assignment",)


def practice(seat):
    """The first question of the module, as somebody new meets it."""
    if seat.agent.sitting.kept is not None:
        seat.agent.finish()
    sit_down(seat)
    seat.desk.forward(2)
    while 'name="answer_digit"' not in seat.browser.get("/learn/digits"):
        seat.practise()
    return "/learn/answer", ("module", "step", "item")


def exam(seat):
    """The next question of an exam, whose answers are kept one by one."""
    if seat.agent.sitting.kept is not None:
        seat.agent.finish()
    sit_down(seat)
    seat.sit_exam()
    seat.browser.get("/exam/digits")
    return "/exam/answer", ("module", "attempt", "item")


@pytest.mark.parametrize("begin", [task, practice, exam])
def test_the_visitor_is_told_at_once_and_the_answer_stays_in_the_form(seat, begin):
    told = 0
    for fails in each_place(Full):
        path, names = begin(seat)
        names = {name: seat.browser.hidden(name) for name in (*names, "csrf_token", "request_id")}
        before = seat.figures()
        seat.disk.refuse = fails
        said = seat.browser.send(path, **names, answer_digit="3")
        seat.disk.refuse = None
        if FULL in said:
            told += 1
            assert seat.browser.last.status_code == 507
            assert 'value="3" data-key="3" checked' in " ".join(said.split())
            assert seat.figures() == before
            seat.browser.send(path, **names, answer_digit="3")
        assert seat.browser.last.status_code == 200
        assert seat.figures() != before
        seat.desk.forward(6)
    assert told > 1
