"""Questions of earlier days at a seat: asked one by one, told to the hub once, never marked."""

import pytest
from fakes.station_browser import Browser, sit_down

from kiosk.protocol.recall import ToRecall
from station_agent.player.standing import standing

VISITOR = "visitor-471932"
ASKED = tuple(ToRecall("digits", "practice", item) for item in ("p01", "p02"))


@pytest.fixture
def seated(desk):
    desk.publish()
    desk.forward(6)
    browser = Browser(desk)
    sit_down(browser)
    return browser


def tell(browser, *asked):
    browser.desk.hub.tell(browser.desk.agent.visitor(), recall=asked)
    browser.desk.forward(6)


def gold(browser, item):
    return module(browser).items[item].gold["digit"]


def module(browser):
    return browser.desk.agent.library.module("digits")


def answer(browser, number, digit):
    browser.get(f"/recall/{number}")
    return browser.send(f"/recall/{number}", answer_digit=digit)


def goes_to(browser, path):
    browser.get(path)
    return browser.path


def wrong(browser, item):
    return str((int(gold(browser, item)) + 1) % 10)


def told(browser):
    return [(one.item, one.right) for one in browser.desk.hub.bodies("recall")]


def test_nothing_is_said_where_nothing_waits(seated):
    assert "from before" not in seated.get("/learn")
    assert goes_to(seated, "/recall") == "/learn"


def test_a_round_from_its_card_to_its_end(seated):
    tell(seated, *ASKED)
    assert "2 questions from before wait." in seated.get("/learn")
    assert goes_to(seated, "/recall") == "/recall/1"
    answer(seated, 1, gold(seated, "p01"))
    page = seated.get("/recall/1")
    assert "Right" in page
    assert 'href="/recall/2"' in page
    answer(seated, 2, wrong(seated, "p02"))
    assert "Look again" in seated.get("/recall/2")
    answer(seated, 2, gold(seated, "p02"))
    assert 'href="/recall/over"' in seated.get("/recall/2")
    assert "1/2" in seated.get("/recall/over")
    seated.desk.forward(6)
    assert told(seated) == [("p01", True), ("p02", False)]
    assert "from before" not in seated.get("/learn")


def test_the_first_answer_alone_is_told_and_marks_nothing(seated):
    before = standing(seated.desk.agent, module(seated)).attempt
    tell(seated, *ASKED)
    seated.get("/recall")
    for digit in (wrong(seated, "p01"), wrong(seated, "p01"), gold(seated, "p01")):
        answer(seated, 1, digit)
    answer(seated, 1, wrong(seated, "p01"))  # it is done
    seated.desk.forward(6)
    assert told(seated) == [("p01", False)]
    assert standing(seated.desk.agent, module(seated)).attempt == before
    assert seated.desk.hub.bodies("practice") == []


def test_the_last_hint_shows_the_answer_so_nobody_is_stuck(seated):
    tell(seated, *ASKED)
    seated.get("/recall")
    for _try in range(len(module(seated).items["p01"].hints) + 1):
        answer(seated, 1, wrong(seated, "p01"))
    assert "This is the answer" in seated.get("/recall/1")


def test_a_round_goes_on_where_it_stopped(seated):
    tell(seated, *ASKED)
    seated.get("/recall")
    answer(seated, 1, gold(seated, "p01"))
    assert "1 question from before waits." in seated.get("/learn")
    assert goes_to(seated, "/recall") == "/recall/2"


def test_what_the_hub_asks_after_a_round_is_a_new_round(seated):
    tell(seated, ASKED[0])
    seated.get("/recall")
    answer(seated, 1, gold(seated, "p01"))
    tell(seated, *ASKED)
    assert "1 question from before waits." in seated.get("/learn")
    assert goes_to(seated, "/recall") == "/recall/1"
    answer(seated, 1, gold(seated, "p02"))
    seated.desk.forward(6)
    assert told(seated) == [("p01", True), ("p02", True)]


@pytest.mark.parametrize(
    "unknown",
    [
        ToRecall("maps", "practice", "p01"),
        ToRecall("digits", "practice", "nothing"),
        ToRecall("digits", "nothing", "p01"),
        ToRecall("digits", "exam", "x1"),
    ],
)
def test_what_is_not_here_is_not_asked(seated, unknown):
    tell(seated, unknown, ASKED[0])
    assert "1 question from before waits." in seated.get("/learn")
    seated.get("/recall")
    assert goes_to(seated, "/recall/2") == "/recall/2"
    assert seated.last.status_code == 404


def test_an_answer_of_the_wrong_shape_changes_nothing(seated):
    tell(seated, *ASKED)
    seated.get("/recall")
    answer(seated, 1, "77")
    assert seated.last.status_code == 400
    seated.desk.forward(6)
    assert told(seated) == []
