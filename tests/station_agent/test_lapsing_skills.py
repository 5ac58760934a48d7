"""Home says which qualification lapses soon, and what renews it."""

from fakes.station_browser import sit_down

from kiosk.protocol.exam_calls import LapsingSkill
from kiosk.rules.instants import S_PER_DAY, later

VISITOR = "visitor-471932"


def tell(browser, *skills):
    sit_down(browser)
    now = browser.desk.agent.hub_now
    told = tuple(
        LapsingSkill(name, later(now, seconds=days * S_PER_DAY), missing)
        for name, days, missing in skills
    )
    browser.desk.hub.tell(VISITOR, lapsing_skills=told)
    browser.desk.forward(6)
    return browser.get("/home")


def test_it_is_told_by_the_modules_title_with_its_day_and_what_renews_it(browser):
    page = tell(browser, ("digits", 10, 12), ("boxes", 12, 1), ("typing", 13, 3))
    assert browser.desk.agent.library.module("digits").title in page
    assert "12 more approved tasks renew it." in page
    assert "1 more approved task renews it." in page
    assert "boxes ends on" in page
    assert "typing" not in page


def test_one_that_has_lapsed_by_now_is_not(browser):
    assert "boxes" not in tell(browser, ("boxes", 0, 5))
