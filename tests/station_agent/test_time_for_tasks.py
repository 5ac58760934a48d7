"""No task is begun with less time than it needs; what was begun goes on; a class's time is enough."""

import pytest
from fakes.station_browser import sit_down

from kiosk.rules.refusals import Refusal
from station_agent.player import work

ESTIMATE_S = 300


@pytest.fixture
def short(browser):
    """A visitor whose session has a minute less than two tasks need."""
    desk = browser.desk
    session = desk.sit_down("4F7K2M9T", seconds=2 * ESTIMATE_S - 60)
    desk.deal(session, 3, seconds_estimate=ESTIMATE_S)
    desk.forward(6)
    browser.get("/")
    return browser


def test_there_is_time_for_the_first_and_none_for_the_second(short):
    short.get("/work")
    assert "too short" not in short.text
    short.send("/work/accept", batch="digits")
    assert short.path == "/work/task"
    short.desk.forward(ESTIMATE_S - 30, step=30)
    begun = work.in_hand(short.desk.agent).accepted
    short.get("/work/task")
    short.send("/work/answer", assignment=begun, answer_digit="4")
    assert short.path == "/work"  # the answer is kept, the next one is not begun
    assert "too short for this task. Add time first." in short.text
    assert 'name="batch"' not in short.text
    with pytest.raises(Refusal, match="task_needs_time"):
        work.accept(short.desk.agent, "digits")
    short.desk.forward(6)
    assert [one.assignment for one in short.desk.hub.bodies("submission")] == [begun]


def test_what_was_begun_goes_on_in_however_little_time(short):
    short.get("/work")
    short.send("/work/accept", batch="digits")
    begun = work.in_hand(short.desk.agent).accepted
    short.desk.forward(ESTIMATE_S, step=30)
    assert work.accept(short.desk.agent, "digits") == begun
    short.get("/work")
    assert "too short" not in short.text


def test_a_form_of_an_older_page_leads_to_the_page_that_says_why(short):
    short.get("/work")
    short.desk.forward(ESTIMATE_S, step=30)
    short.send("/work/accept", batch="digits")
    assert short.path == "/work"
    assert "too short for this task" in short.text


def test_other_refusals_are_said_as_before(browser):
    sit_down(browser, hand=1)
    browser.get("/work")
    browser.send("/work/accept", batch="nothing")
    assert browser.last.status_code == 404
