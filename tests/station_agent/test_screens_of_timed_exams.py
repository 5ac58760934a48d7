"""What a visitor sees of an exam with a time limit, of a wait, and of an answer too fast."""

import pytest
from fakes.learner import changed
from fakes.seat import shipped
from fakes.station_browser import learn_up_to, sit_down

from kiosk.protocol.exam_calls import Attempted
from kiosk.rules.modules import StepKind
from station_agent.player.standing import standing

VISITOR, EDITION = "visitor-471932", "digits-e2"
LIMIT_S = 300


def module(browser, **fields):
    browser.desk.publish_module(changed(shipped("digits"), edition=2, **fields))
    browser.desk.forward(6)
    sit_down(browser)
    return learn_up_to(browser, StepKind.EXAM)


def answer(browser, digit="7"):
    fields = {name: browser.hidden(name) for name in ("module", "attempt", "item")}
    return browser.send("/exam/answer", **fields, answer_digit=digit)


@pytest.fixture
def timed(browser):
    module(browser, time_limit_s=LIMIT_S, tries=3)
    return browser


def test_who_begins_knows_how_long_it_is_and_how_many_tries_there_are(timed):
    page = timed.get("/exam/digits")
    for words in ("5 min", "20 questions", "3 tries left.", "stands still", "Begin"):
        assert words in page
    assert "answer_digit" not in page


def test_the_bar_shows_what_is_left_and_where_the_page_goes_then(timed):
    timed.get("/exam/digits")
    page = timed.send("/exam/digits/begin")
    assert 'data-counts="300" data-form="words" data-then="/exam/digits-e2?again=1"' in page
    assert "5 min left" in page


def test_when_it_is_over_the_answer_that_was_chosen_counts_too(timed):
    timed.get("/exam/digits")
    timed.send("/exam/digits/begin")
    answer(timed)
    draft = f"exam:{timed.hidden('attempt')}:{timed.hidden('item')}"
    timed.send("/draft", draft=draft, answer_digit="3")
    timed.desk.forward(LIMIT_S + 1)
    page = timed.get("/exam/digits?again=1")
    assert "Your exam is saved" in page
    assert "The time was over. What you had answered counts." in page
    timed.desk.agent.tick()
    (sent,) = timed.desk.hub.bodies("exam")
    assert sorted(one["digit"] for one in sent.answers.values()) == ["3", "7"]


def test_when_nothing_was_chosen_it_ends_with_what_was_answered(timed):
    timed.get("/exam/digits")
    timed.send("/exam/digits/begin")
    timed.desk.forward(LIMIT_S + 1)
    assert "Your exam is saved" in timed.get("/exam/digits?again=1")


def test_one_that_was_begun_says_what_is_left_before_it_goes_on(timed):
    timed.get("/exam/digits")
    timed.send("/exam/digits/begin")
    answer(timed)
    timed.desk.forward(60)
    timed.desk.agent.finish()
    sit_down(timed)
    page = timed.get("/exam/digits")
    assert "4 min left" in page
    assert "19 questions" in page
    assert "Go on" in page


def test_a_session_that_is_too_short_says_why_and_what_to_do(timed):
    timed.get("/exam/digits")
    token = timed.hidden("csrf_token")
    timed.desk.forward(timed.desk.agent.seconds_left - 120, step=30)
    for path in ("/home", "/exam/digits"):
        page = timed.get(path)
        assert "3 min" in page
        assert "time" in page
    assert "Ask the desk for more time" in page
    timed.send("/exam/digits/begin", csrf_token=token)
    assert "too short for this exam" in timed.text
    assert timed.desk.hub.bodies("exam_begun") == []


def test_a_begin_that_makes_no_sense_is_said_in_a_sentence(browser):
    sit_down(browser)
    browser.desk.publish_module(changed(shipped("digits"), edition=2, time_limit_s=LIMIT_S))
    browser.desk.forward(6)
    browser.get("/finish")
    assert "Please finish the practice first" in browser.send("/exam/digits/begin")
    assert browser.last.status_code == 409


@pytest.mark.parametrize(
    ("hours", "words"),
    [(1, "You can try again in 1 h."), (48, "You can try again in 2 days.")],
)
def test_a_wait_is_told_in_words_and_leads_elsewhere(browser, hours, words):
    found = module(browser, retry_after_h=hours)
    at = browser.desk.agent.hub_now
    marked = Attempted(EDITION, 1, "marked", right=1, asked=20, passed=False, at=at)
    browser.desk.hub.tell(VISITOR, attempts=(marked,))
    browser.desk.forward(6)
    assert standing(browser.desk.agent, found).exam.state == "failed"
    page = browser.get("/exam/digits")
    assert words in page
    assert 'href="/learn"' in page
    assert "You can try this exam again later" in browser.get("/exam/digits?again=1")


def test_an_answer_too_fast_is_asked_for_once_and_stays_on_the_page(browser):
    module(browser, fast_floor_s=3)
    browser.get("/exam/digits")
    browser.desk.clock.forward(seconds=1)
    page = answer(browser, "4")
    assert "Take your time." in page
    assert browser.last.status_code == 409
    answer(browser, "4")
    assert "<bdi>2</bdi> of <bdi>20</bdi>" in browser.text
