"""The page of two at a seat: who may see it, what it says, what was typed."""

import re

import pytest

CODE, PIN, PLACE = "471902", "4711", "/beside"


@pytest.fixture
def sits(browser):
    browser.desk.hub.sell("471903", seconds=0, pin="4712", name="Ruth Achieng")
    told = {"name": "Grace Wanjiru", "shares_seats": True}
    browser.desk.sit_down(CODE, seconds=3_600, pin=PIN, **told)
    return browser


def sign_in(browser, code="471903", pin="4712"):
    browser.get(PLACE)
    browser.send(PLACE, code=code)
    return browser.send(PLACE, code=code, pin=pin)


def plain(page):
    return re.sub("<[^>]+>", "", page)


def test_whoever_is_in_no_such_class_sees_no_button(browser):
    browser.desk.sit_down(CODE, seconds=3_600, pin=PIN, name="Grace Wanjiru")
    assert PLACE not in browser.get("/learn")
    browser.get(PLACE)
    assert browser.path == "/learn"


def test_the_code_then_the_pin_and_both_names_stand_there(sits):
    assert f'href="{PLACE}"' in sits.get("/learn")
    sits.get(PLACE)
    assert "Type your PIN" in sits.send(PLACE, code="471903")
    page = sign_in(sits)
    assert "Grace W. and Ruth A. learn here" in plain(sits.get(PLACE))
    assert "Only Grace W. gets paid tasks." in plain(sits.text)
    assert "Two learn here" in sits.get("/learn")
    assert "Grace W. gets these tasks and their pay" in plain(sits.get("/work"))
    assert "0000" not in page


def test_a_voucher_and_a_wrong_pin_are_told_so(sits):
    sits.get(PLACE)
    assert "Only a learner with a card" in sits.send(PLACE, code="4F7K2M9T")
    assert "The code or the PIN is wrong" in sign_in(sits, pin="0000")
    assert "Pick your three pictures" in sits.send(PLACE, code="471903", how="pictures")


def test_what_the_hub_refuses_asks_for_the_code_anew(sits):
    sits.desk.hub.refuses_beside = "seat_stranger"
    page = sign_in(sits)
    assert "This person is not in the class" in page
    assert "Type your code" in page


def test_with_the_hub_away_it_is_said_kindly(sits):
    sits.get(PLACE)
    sits.send(PLACE, code="471903")
    sits.desk.hub.up = False
    assert "needs the hub at the desk" in sits.send(PLACE, code="471903", pin="4712")
    sits.desk.forward(10)
    assert "needs the hub at the desk" in sits.get(PLACE)


def test_the_one_beside_leaves(sits):
    sign_in(sits)
    sits.get(PLACE)
    sits.send(f"{PLACE}/leave")
    assert "Two learn here" not in sits.get("/learn")
    assert sits.desk.agent.sitting.kept is not None
