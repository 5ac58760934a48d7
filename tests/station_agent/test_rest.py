"""A break is offered every 45 minutes of used time, and taken by who wants it."""

import pytest
from fakes.station_browser import sit_down

from station_agent.screens.rest import EVERY_S, Rests


@pytest.mark.parametrize(
    ("used_s", "due"), [(0, False), (EVERY_S - 1, False), (EVERY_S, True), (2 * EVERY_S, True)]
)
def test_a_break_is_due_after_each_45_minutes(used_s, due):
    assert Rests().due("session-1", used_s=used_s) is due


def test_who_answered_is_asked_again_45_minutes_later():
    rests = Rests()
    rests.answer("session-1", used_s=EVERY_S + 10)
    assert not rests.due("session-1", used_s=2 * EVERY_S - 1)
    assert rests.due("session-1", used_s=2 * EVERY_S)


def test_an_answer_of_another_session_counts_for_nobody_else():
    rests = Rests()
    rests.answer("session-1", used_s=3 * EVERY_S)
    assert rests.due("session-2", used_s=EVERY_S)


def test_a_visitor_takes_a_break_and_goes_on(browser):
    sit_down(browser)
    assert "Rest your eyes" not in browser.get("/home")
    browser.desk.forward(EVERY_S)
    assert "Rest your eyes" in browser.get("/home")
    assert "Your time goes on" in browser.get("/rest")
    browser.send("/rest")
    assert browser.path == "/home"
    assert "Rest your eyes" not in browser.text


def test_nobody_is_called_away_from_an_exam(browser):
    sit_down(browser)
    browser.desk.forward(EVERY_S)
    asked = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1/exam/digits"}
    assert "Rest your eyes" not in browser.get("/bar", **asked)
    asked["HX-Current-URL"] = "http://127.0.0.1/home"
    assert "Rest your eyes" in browser.get("/bar", **asked)


def test_the_page_is_for_who_sits_here(browser):
    browser.get("/rest")
    assert browser.path == "/"
