"""The ending offers a little more where the owner allows it, once, while the hub is there."""

from station_agent.states import State


def at_the_end(browser, *, allowed=180):
    desk = browser.desk
    desk.hub.put_window(last_extension_s=allowed)
    desk.forward(6)
    desk.sit_down(seconds=90)
    desk.forward(40)
    assert desk.agent.state is State.ENDING
    return browser.get("/ending")


def test_a_little_more_is_taken_once(browser):
    page = at_the_end(browser)
    assert "A little more?" in page
    browser.send("/ending/more")
    browser.desk.forward(2)
    assert browser.desk.agent.state is State.OPEN
    browser.desk.forward(190)
    browser.get("/ending")
    page = browser.send("/ending/more")
    assert "The free time was given already" in page


def test_it_is_not_offered_where_the_owner_allows_none(browser):
    assert "A little more?" not in at_the_end(browser, allowed=0)


def test_a_hub_that_went_away_says_so_and_the_time_goes_on(browser):
    at_the_end(browser)
    browser.desk.hub.up = False
    page = browser.send("/ending/more")
    assert "A little more?" not in page
    assert browser.desk.agent.state is State.ENDING
