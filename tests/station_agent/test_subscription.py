"""At the seat: a subscription that lapses is said, and paid only after a yes by PIN."""

import pytest

from kiosk.protocol.time_calls import Lapsing
from kiosk.rules.refusals import Refusal

DAY_MS = 86_400_000
CODE, PIN = "471902", "4711"


def sits(browser, *, said="ends", days=2, payable=True, balance_minor=25_000):
    """A visitor whose subscription stops in so many days."""
    desk = browser.desk
    until = desk.clock.now() + days * DAY_MS
    lapsing = Lapsing("Weekly", said, until, 2, 20_000, payable)
    told = {"lapsing": lapsing, "balance_minor": balance_minor}
    desk.sit_down(CODE, seconds=3_600, pin=PIN, name="Grace Wanjiru", **told)
    browser.get("/home")


def pay(browser, **typed):
    browser.get("/subscription")
    read = {"period": browser.hidden("period"), "price": browser.hidden("price")}
    return browser.send("/subscription", **read, **typed)


@pytest.mark.parametrize(
    ("said", "days", "payable", "words"),
    [
        ("ends", 2, True, "Renew at the desk, or here from your account."),
        ("ends", 0, True, "Your subscription ends today."),
        ("ends", 9, True, "2026. Renew at the desk, or here"),
        ("short", 2, False, "Renew at the desk."),
        ("owed", 2, True, "Pay at the desk, or here from your account."),
        ("owed", 2, False, "Pay at the desk."),
    ],
)
def test_home_says_when_it_ends_and_where_it_is_paid(browser, said, days, payable, words):
    sits(browser, said=said, days=days, payable=payable)
    page = browser.get("/home")
    assert words in page
    assert ('href="/subscription"' in page) is payable


def test_nothing_is_said_where_nothing_lapses(browser):
    browser.desk.sit_down(CODE, pin=PIN, name="Grace Wanjiru")
    assert "subscription" not in browser.get("/home")
    assert "Pay from your account?" not in browser.get("/subscription")
    assert "Pay from your account?" not in browser.send("/subscription", pin=PIN)


def test_what_the_account_does_not_hold_is_not_asked_for_here(browser):
    sits(browser, payable=False)
    assert "Pay from your account?" not in browser.get("/subscription")


def test_only_the_right_pin_is_a_yes(browser):
    sits(browser)
    page = browser.get("/subscription")
    assert "KSh\N{NO-BREAK SPACE}200" in page
    assert "KSh\N{NO-BREAK SPACE}50" in page
    assert "Pay from your account?" in pay(browser, pin="0000")
    assert browser.desk.hub.payments == []
    pay(browser, pin=PIN)
    (paid,) = browser.desk.hub.payments
    assert (paid.period, paid.price_minor, paid.session) == (2, 20_000, "session-1")
    assert "subscription" not in browser.get("/home")


def test_pictures_are_as_good_as_digits_and_asked_for_first(browser):
    sits(browser)
    browser.get("/subscription")
    assert "Pick your three pictures" in browser.send("/subscription", how="pictures")
    page = pay(browser, how="pictures", pictures="sun sun sun")
    assert "Pick your three pictures" in page
    assert browser.desk.hub.payments == []


@pytest.mark.parametrize("price", ["-1", "lots", ""])
def test_a_price_that_is_none_is_refused(browser, price):
    sits(browser)
    browser.get("/subscription")
    browser.send("/subscription", pin=PIN, period="2", price=price)
    assert browser.desk.hub.payments == []


def test_what_the_hub_refuses_is_said_on_the_page(browser):
    sits(browser)
    browser.desk.hub.refuses_payment = "below_zero"
    assert "There is not enough money in the account." in pay(browser, pin=PIN)


def test_with_the_hub_away_it_is_paid_at_the_desk_only(browser, monkeypatch):
    sits(browser)
    browser.get("/subscription")
    browser.desk.hub.up = False
    assert "Pay from your account?" in pay(browser, pin=PIN)
    browser.desk.forward(10)
    assert 'href="/subscription"' not in browser.get("/home")
    assert browser.desk.hub.payments == []


def test_it_is_paid_though_the_news_of_it_is_lost(browser, monkeypatch):
    sits(browser)

    def lost():
        raise Refusal("busy")

    monkeypatch.setattr(browser.desk.agent.rounds, "take_record", lost)
    pay(browser, pin=PIN)
    assert len(browser.desk.hub.payments) == 1
