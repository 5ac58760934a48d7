"""Who has no time left may pay from the account: asked first, and agreed to with the PIN."""

from station_agent.states import State


def came(browser, **typed):
    return browser.send("/open", code="471902", **typed)


def at_the_lock(browser):
    desk = browser.desk
    desk.hub.sell("471902", seconds=3600, pin="4711", kind="account", name="Grace Wanjiru")
    desk.hub.offers_account["471902"] = (7_000, 7_000)
    browser.get("/")


def test_the_account_pays_only_after_a_yes_with_the_pin(browser):
    at_the_lock(browser)
    assert "Pay from your account?" not in came(browser)
    page = came(browser, pin="4711")
    assert "Pay from your account?" in page
    assert page.count("KSh\N{NO-BREAK SPACE}70") == 2
    assert browser.desk.agent.state is State.LOCKED
    aside = browser.hidden("aside")
    page = came(browser, pin="0000", aside=aside, per_hour=browser.hidden("per_hour"))
    assert "Pay from your account?" in page
    assert browser.desk.agent.state is State.LOCKED
    came(browser, pin="4711", aside=aside, per_hour=browser.hidden("per_hour"))
    assert browser.desk.agent.state is State.OPEN
    assert browser.desk.hub.account_minor == 7_000


def test_a_sum_that_is_none_is_no_yes(browser):
    at_the_lock(browser)
    for aside in ("-5", "lots", "9" * 13, "0"):
        assert "Pay from your account?" in came(browser, pin="4711", aside=aside, per_hour="x")
    assert browser.desk.agent.state is State.LOCKED
