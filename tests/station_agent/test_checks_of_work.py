"""What a visitor reads of a check of work: nothing before the answer, then the truth, kindly."""

import pytest
from fakes.station_browser import Browser, sit_down

from kiosk.protocol.exam_calls import PractiseAgain
from kiosk.protocol.station_calls import Outcome

VISITOR = "visitor-471932"


@pytest.fixture
def seated(desk):
    desk.publish()
    desk.hub.put_window(beat_interval_s=5)
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    return browser


def tell(browser, **changes):
    visitor = browser.desk.agent.visitor()
    browser.desk.hub.tell(visitor, **changes)
    browser.desk.forward(6)


def outcome(check):
    return Outcome("N1", "Read one digit", "Approved", 150, 1, check=check)


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("", "Paid into your account."),
        ("right", "This one was a check, and you were right. Paid like the others."),
        ("wrong", "This one was a check. Your answer was not right; it is paid all the same."),
    ],
)
def test_a_check_is_told_with_its_mark(seated, check, words):
    tell(seated, outcomes=(outcome(check),))
    assert words in seated.get("/earnings")


def test_after_wrong_ones_the_page_says_where_to_practise(seated):
    again = PractiseAgain("digits", "digits", "Read handwritten digits", 2, 5)
    tell(seated, practise_again=(again,))
    page = seated.get("/work")
    assert "of your last" in page
    assert "Practise: Read handwritten digits" in page
    assert 'href="/learn/digits"' in page


def test_of_a_module_that_is_not_here_nothing_is_said(seated):
    tell(seated, practise_again=(PractiseAgain("maps", "maps", "Maps", 2, 5),))
    assert "of your last" not in seated.get("/work")
