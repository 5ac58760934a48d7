"""At the seat: whether a subscription renews by itself is said by PIN, and taken back without."""

import pytest

from kiosk.protocol.time_calls import Lapsing, Renewing
from kiosk.rules.refusals import Refusal

CODE, PIN = "471902", "4711"
PLACE = "/subscription/by-itself"


def sits(browser, *, agreed=False, **record):
    """A visitor with a weekly subscription."""
    told = {"renewing": Renewing("Weekly", 20_000, agreed), "balance_minor": 5_000, **record}
    browser.desk.sit_down(CODE, seconds=3_600, pin=PIN, name="Grace Wanjiru", **told)
    browser.get("/home")


def test_the_pin_is_the_yes(browser):
    sits(browser)
    assert f'href="{PLACE}"' in browser.get("/home")
    page = browser.get(PLACE)
    assert "KSh\N{NO-BREAK SPACE}200" in page
    assert "KSh\N{NO-BREAK SPACE}50" in page
    assert "Renew by itself?" in browser.send(PLACE, price="20000", pin="0000")
    assert browser.desk.hub.answers == []
    browser.send(PLACE, price=browser.hidden("price"), pin=PIN)
    (said,) = browser.desk.hub.answers
    assert (said.price_minor, said.pin, said.session) == (20_000, PIN, "session-1")
    assert "Renews by itself" in browser.get(PLACE)


def test_it_is_taken_back_without_a_pin(browser):
    sits(browser, agreed=True)
    assert "You agreed that your account pays." in browser.get(PLACE)
    browser.send(PLACE, answer="stop")
    (said,) = browser.desk.hub.answers
    assert (said.price_minor, said.pin) == (0, "")
    assert "Renew by itself?" in browser.get(PLACE)


def test_pictures_are_asked_for_first(browser):
    sits(browser)
    browser.get(PLACE)
    assert "Pick your three pictures" in browser.send(PLACE, how="pictures")
    assert "Pick your three pictures" in browser.send(
        PLACE, how="pictures", pictures="sun sun sun", price="20000"
    )
    assert browser.desk.hub.answers == []


@pytest.mark.parametrize("price", ["-1", "lots", ""])
def test_a_price_that_is_none_is_refused(browser, price):
    sits(browser)
    browser.get(PLACE)
    browser.send(PLACE, pin=PIN, price=price)
    assert browser.desk.hub.answers == []


def test_who_has_none_is_not_asked(browser):
    browser.desk.sit_down(CODE, pin=PIN, name="Grace Wanjiru")
    assert PLACE not in browser.get("/home")
    assert "Renew by itself?" not in browser.get(PLACE)
    assert "Renew by itself?" not in browser.send(PLACE, pin=PIN)


def test_where_the_account_is_short_home_leads_there(browser):
    until = browser.desk.clock.now() + 86_400_000
    sits(browser, lapsing=Lapsing("Weekly", "ask", until, 2, 20_000, False))
    assert f'href="{PLACE}"' in browser.get("/home")


def test_with_the_hub_away_nothing_is_said(browser):
    sits(browser)
    browser.get(PLACE)
    browser.desk.hub.up = False
    assert "Renew by itself?" in browser.send(PLACE, price="20000", pin=PIN)
    browser.desk.forward(10)
    assert f'href="{PLACE}"' not in browser.get("/home")


def test_it_is_kept_though_the_news_of_it_is_lost(browser, monkeypatch):
    sits(browser)
    browser.get(PLACE)

    def lost():
        raise Refusal("busy")

    monkeypatch.setattr(browser.desk.agent.rounds, "take_record", lost)
    browser.send(PLACE, price="20000", pin=PIN)
    assert len(browser.desk.hub.answers) == 1
