"""At the seat: what a subscription includes this day or week, and when more comes."""

import pytest

from kiosk.protocol.time_calls import Included

DAY_MS, HOUR = 86_400_000, 3_600
CODE, PIN = "471902", "4711"


def home(browser, **told):
    browser.desk.sit_down(CODE, seconds=HOUR, pin=PIN, name="Grace Wanjiru", **told)
    return browser.get("/home")


@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_home_says_what_was_left_and_when_more_comes(browser, every):
    then = browser.desk.clock.now() + 2 * DAY_MS
    page = home(browser, included=Included("Ten hours", every, 10 * HOUR, 4 * HOUR, then))
    assert f"when you sat down, 4 h of 10 h were left for the {every}." in page
    assert "More comes on" in page


def test_where_no_more_is_paid_for_no_day_is_named(browser):
    page = home(browser, included=Included("Ten hours", "week", 10 * HOUR, 0, 0))
    assert "0 min of 10 h were left for the week." in page
    assert "More comes on" not in page


@pytest.mark.parametrize("included", [None, Included("Ten hours", "year", HOUR, HOUR, 0)])
def test_nothing_is_said_of_what_there_is_not(browser, included):
    assert "were left for" not in home(browser, included=included)
