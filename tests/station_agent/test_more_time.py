"""At the seat more time is bought from the account: after a yes by PIN, also in the last minute."""

import pytest

from kiosk.link.client import LinkDownError
from kiosk.protocol.time_calls import Buy, ForSale
from kiosk.rules.refusals import Refusal
from station_agent.states import State

CODE, PIN = "471902", "4711"
PLACE = "/time/more"
HALF_HOUR = ForSale("half-hour", "30 minutes", 1_800, 3_500)
DAY = ForSale("day", "Day pass", 36_000, 30_000)


def sits(browser, *, seconds=3_600, balance_minor=10_000, on_sale=(HALF_HOUR, DAY)):
    desk = browser.desk
    desk.hub.on_sale = on_sale
    told = {"name": "Grace Wanjiru", "balance_minor": balance_minor}
    desk.sit_down(CODE, seconds=seconds, pin=PIN, **told)
    browser.get("/home")


def buy(browser, offer="half-hour", **typed):
    browser.get(f"{PLACE}?offer={offer}")
    return browser.send(PLACE, **{"offer": offer, "price": browser.hidden("price"), **typed})


def test_what_the_account_cannot_pay_is_shown_and_cannot_be_chosen(browser):
    sits(browser)
    page = browser.get(PLACE)
    assert f'href="{PLACE}?offer=half-hour"' in page
    assert f'href="{PLACE}?offer=day"' not in page
    assert "Not enough" in page
    assert "Pay from your account?" not in browser.get(f"{PLACE}?offer=day")
    assert "Pay from your account?" not in browser.send(PLACE, offer="day", price="1", pin=PIN)
    assert browser.desk.hub.payments == []


def test_only_the_right_pin_is_a_yes(browser):
    sits(browser)
    assert "KSh\N{NO-BREAK SPACE}65" in browser.get(f"{PLACE}?offer=half-hour")
    assert "Pay from your account?" in buy(browser, pin="0000")
    assert browser.desk.hub.payments == []
    buy(browser, pin=PIN)
    (paid,) = browser.desk.hub.payments
    assert (paid.offer, paid.price_minor, paid.session) == ("half-hour", 3_500, "session-1")
    assert browser.desk.agent.seconds_left > 5_000


def test_pictures_are_asked_for_with_the_offer_kept(browser):
    sits(browser)
    browser.get(f"{PLACE}?offer=half-hour")
    assert "Pick your three pictures" in browser.send(PLACE, offer="half-hour", how="pictures")
    assert browser.hidden("offer") == "half-hour"
    page = buy(browser, how="pictures", pictures="sun sun sun")
    assert "Pick your three pictures" in page
    assert browser.desk.hub.payments == []


def test_in_the_last_minute_the_page_stays_and_the_session_goes_on(browser):
    sits(browser, seconds=90)
    browser.desk.forward(40)
    assert browser.desk.agent.state is State.ENDING
    assert f'href="{PLACE}"' in browser.get("/ending")
    assert "Buy more time" in browser.get(PLACE)
    buy(browser, pin=PIN)
    browser.desk.forward(2)
    assert browser.desk.agent.state is State.OPEN


@pytest.mark.parametrize("balance_minor", [0, -100])
def test_an_empty_account_buys_nothing(browser, balance_minor):
    sits(browser, seconds=90, balance_minor=balance_minor)
    browser.desk.forward(40)
    assert PLACE not in browser.get("/ending")
    assert "There is not enough money in the account." in browser.get(PLACE)
    browser.get("/ending")
    assert "There is not enough money in the account." in browser.send(PLACE, offer="half-hour")


def test_a_guest_has_no_account(browser):
    browser.desk.sit_down(seconds=90)
    browser.desk.forward(40)
    assert PLACE not in browser.get("/ending")


def test_my_time_leads_to_it_where_the_account_holds_something(browser):
    sits(browser)
    assert f'href="{PLACE}"' in browser.get("/my-time")
    browser.desk.hub.tell("visitor-471902", balance_minor=0)
    browser.desk.forward(10)
    assert f'href="{PLACE}"' not in browser.get("/my-time")


def test_where_nothing_is_sold_it_says_so(browser):
    sits(browser, on_sale=())
    assert "Nothing is sold at this seat now." in browser.get(PLACE)


def test_with_the_hub_away_the_desk_is_asked(browser):
    sits(browser)
    browser.get(f"{PLACE}?offer=half-hour")
    browser.desk.hub.up = False
    page = browser.send(PLACE, offer="half-hour", price="3500", pin=PIN)
    assert "Pay from your account?" not in page
    browser.desk.forward(10)
    assert f'href="{PLACE}?offer' not in browser.get(PLACE)
    assert browser.desk.hub.payments == []


def test_what_the_hub_refuses_is_said_on_the_page(browser):
    sits(browser)
    browser.desk.hub.refuses_payment = "offer_not_here"
    assert "This time cannot be used here now." in buy(browser, pin=PIN)


def test_a_hub_that_sells_nothing_to_this_seat_says_why(browser, monkeypatch):
    sits(browser)

    def refuse(session):
        raise Refusal("busy")

    monkeypatch.setattr(browser.desk.agent.link, "on_sale", refuse)
    assert f'href="{PLACE}?offer' not in browser.get(PLACE)


def test_a_purchase_whose_answer_was_lost_is_asked_again_by_its_name(browser, monkeypatch):
    sits(browser, balance_minor=50_000)
    desk, asked = browser.desk, []
    sold = desk.hub._buy

    def sell(buying):
        asked.append(buying)
        if len(asked) == 1:
            desk.hub.lose_answers = 1
        return sold(buying)

    monkeypatch.setattr(desk.hub, "_buy", sell)
    buy(browser, pin=PIN)
    for pin in ("0000", PIN, PIN):
        desk.forward(10)
        buy(browser, pin=pin)
    names = [one.request_id for one in asked]
    assert (len(names), len(set(names[:3])), len(set(names))) == (4, 1, 2)


def kill(desk):
    desk.restart()


def cut_the_power(desk):
    desk.kill()
    desk.clock.reboot()
    for kept in desk.memory.rglob("*"):
        if kept.is_file():
            kept.unlink()
    desk.start()
    desk.agent.sitting.resume_with(PIN)


@pytest.mark.parametrize("die", [kill, cut_the_power])
def test_a_purchase_whose_answer_was_lost_is_paid_once_though_the_agent_died(browser, die):
    sits(browser, balance_minor=50_000)
    desk = browser.desk
    sold, bought = desk.hub._buy, {}
    desk.hub._buy = lambda buying: bought.setdefault(buying.request_id, sold(buying))
    desk.hub.lose_answers = 1
    with pytest.raises(LinkDownError):
        desk.agent.link.buy(Buy("request-1", "session-1", PIN, "half-hour", 3_500))
    die(desk)
    desk.agent.link.buy(Buy("request-2", "session-1", PIN, "half-hour", 3_500))
    assert set(bought) == {"request-1"}
    desk.agent.link.buy(Buy("request-3", "session-1", PIN, "half-hour", 3_500))
    assert set(bought) == {"request-1", "request-3"}, "a second one that is wanted is sold"


def test_no_pin_is_written_down_with_what_was_asked(browser):
    sits(browser, balance_minor=50_000)
    desk = browser.desk
    desk.hub.lose_answers = 1
    with pytest.raises(LinkDownError):
        desk.agent.link.buy(Buy("request-1", "session-1", "8352", "half-hour", 3_500))
    with desk.agent.store.readers.read() as db:
        (row,) = db.execute("SELECT asked FROM unanswered").fetchall()
    assert "half-hour" in row["asked"]
    assert "8352" not in row["asked"]
    desk.agent.finish()
    with desk.agent.store.readers.read() as db:
        assert db.execute("SELECT asked FROM unanswered").fetchall() == []
