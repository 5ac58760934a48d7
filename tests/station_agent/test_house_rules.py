"""The house rules at a seat: asked once, in the visitor's language, with the hub there or away."""

import pytest

from kiosk.protocol.bodies import HouseRules, HouseText

RULES = HouseRules(1, (HouseText("en", ("No food here.",)), HouseText("ar", ("لا طعام هنا.",))))
NEXT = HouseRules(2, (HouseText("en", ("No food at all.",)),))


@pytest.fixture
def asked(browser):
    """The hub has told the rules; somebody signs in."""
    browser.desk.hub.put(RULES)
    browser.desk.forward(6)
    browser.desk.sit_down("471932", seconds=1800, pin="4711", name="Grace Wanjiru")
    browser.get("/home")
    return browser


def said(browser):
    browser.desk.forward(6)
    return [(one.edition, one.language) for one in browser.desk.hub.bodies("rules_accepted")]


def test_who_has_not_agreed_is_asked_first_whatever_page_they_open(asked):
    for path in ("/home", "/work", "/learn", "/earnings"):
        assert "No food here." in asked.get(path)
        assert asked.path == "/rules"


def test_a_yes_leads_home_and_goes_to_the_hub_once(asked):
    asked.send("/rules", edition="1")
    assert asked.path == "/home"
    asked.desk.agent.asking.accept(1)
    assert said(asked) == [(1, "en")]
    asked.get("/rules")
    assert asked.path == "/home"


def test_the_rules_are_shown_in_the_language_of_the_session(browser):
    browser.desk.hub.put(RULES)
    browser.desk.forward(6)
    browser.desk.agent.choose_language("ar")
    browser.desk.sit_down("471932", seconds=1800, pin="4711", name="Grace Wanjiru")
    page = browser.get("/home")
    assert "لا طعام هنا." in page
    browser.send("/rules", edition="1")
    assert said(browser) == [(1, "ar")]


@pytest.mark.parametrize("edition", ["2", "0", "-1", "x", "", "9" * 30])
def test_a_yes_to_something_else_is_none(asked, edition):
    asked.send("/rules", edition=edition)
    assert asked.path == "/rules"
    assert said(asked) == []


def test_who_says_no_leaves(asked):
    assert "/finish" in asked.text
    asked.get("/finish")
    asked.send("/finish")
    assert asked.path == "/"


def test_with_the_hub_away_the_time_goes_on_and_the_yes_travels_later(asked):
    asked.desk.hub.up = False
    left = asked.desk.agent.seconds_left
    asked.send("/rules", edition="1")
    assert asked.path == "/home"
    asked.desk.forward(20)
    assert asked.desk.agent.seconds_left == left - 20
    assert said(asked) == []
    asked.desk.hub.up = True
    asked.desk.forward(400)
    assert said(asked) == [(1, "en")]


def test_a_killed_agent_remembers_the_yes(asked):
    asked.send("/rules", edition="1")
    asked.desk.restart()
    asked.start()
    asked.desk.forward(6)
    asked.get("/home")
    assert asked.path == "/home"


def test_who_agreed_before_is_not_asked_again_until_the_next_edition(browser):
    browser.desk.hub.put(RULES)
    browser.desk.forward(6)
    told = {"seconds": 1800, "pin": "4711", "name": "Grace Wanjiru", "rules_accepted": 1}
    browser.desk.sit_down("471932", **told)
    browser.get("/home")
    assert browser.path == "/home"
    browser.desk.hub.put(NEXT)
    browser.desk.forward(6)
    browser.get("/home")
    assert browser.path == "/home"  # not in the middle of a session
    browser.get("/finish")
    browser.send("/finish")
    browser.desk.sit_down("471932", **told)
    assert "No food at all." in browser.get("/home")


def test_a_guest_is_asked_in_each_session(browser):
    browser.desk.hub.put(RULES)
    browser.desk.forward(6)
    for _session in range(2):
        browser.desk.sit_down("4F7K2M9T")
        assert "No food here." in browser.get("/home")
        browser.send("/rules", edition="1")
        browser.get("/finish")
        browser.send("/finish")
    assert len(said(browser)) == 2


def test_rules_without_lines_ask_nothing_and_older_ones_that_come_late_change_nothing(browser):
    for body in (HouseRules(3, ()), RULES):
        browser.desk.hub.put(body)
    browser.desk.forward(6)
    browser.desk.sit_down("4F7K2M9T")
    browser.get("/home")
    assert browser.path == "/home"
