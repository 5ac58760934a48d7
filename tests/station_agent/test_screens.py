"""The screens over HTTP: who may see what, what a form must carry, what the lock says."""

import re

import pytest
from fakes.clock import START
from fakes.station_browser import ORIGIN, sit_down
from house.test_routes import unguarded
from msgspec.structs import replace

from kiosk.looks.jinja import STATIC
from kiosk.protocol.bodies import Hours
from kiosk.rules.pins import PICTURES
from station_agent.agent import UNTOLD
from station_agent.closing import today
from station_agent.states import State

MONDAYS = ((1, 23), (1, 30), (2, 7), (2, 14), (2, 21), (2, 28))


def test_every_route_says_who_may_use_it(browser):
    assert unguarded(browser.app) == []


def test_the_lock_shows_seat_prices_and_languages(browser):
    page = browser.get("/")
    for shown in ("Kibera Career Centre", "30 minutes", "العربية", "Type your code"):
        assert shown in page


def test_the_lock_calls_an_offer_as_its_reader_does(browser):
    window = browser.desk.agent.window
    (first, *others) = window.prices
    named = replace(first, names={"ar": "نصف ساعة"})
    browser.desk.hub.put(replace(window, prices=(named, *others)))
    browser.desk.forward(6)
    assert "30 minutes" in browser.get("/")
    browser.desk.agent.choose_language("ar")
    page = browser.get("/")
    assert "نصف ساعة" in page
    assert "30 minutes" not in page


def test_an_open_lock_notices_that_the_desk_started_the_seat(browser):
    page = browser.get("/")
    poll = re.search(r'hx-get="(/\?run=[\w-]+)"', page)[1]
    browser.get(poll, **{"HX-Request": "true"})
    assert "HX-Redirect" not in browser.last.headers
    sit_down(browser)
    answer = browser.client.get(poll, base_url=ORIGIN, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/home")


def test_a_lock_that_an_earlier_run_made_is_loaded_anew(browser):
    browser.get("/?run=earlier", **{"HX-Request": "true"})
    assert browser.last.headers["HX-Redirect"] == "/"


def test_a_voucher_opens_the_seat(browser):
    browser.desk.hub.sell("4F7K2M9T", seconds=1800)
    browser.get("/")
    page = browser.send("/open", code="4f7k2m9t".upper())
    assert browser.path == "/home"
    assert "30 min left" in page


def test_a_visitors_code_asks_for_the_pin(browser):
    browser.desk.hub.sell("471932", seconds=1800, pin="4711", name="Grace Wanjiru")
    browser.get("/")
    assert "Type your PIN" in browser.send("/open", code="471932")
    page = browser.send("/open", code="471932", pin="0000")
    assert "The code or the PIN is wrong" in page
    assert "Type your PIN" in page
    page = browser.send("/open", code="471932", pin="4711")
    assert browser.path == "/home"
    assert "Grace W." in page
    assert "Wanjiru" not in page


@pytest.mark.parametrize(
    ("week", "exceptions", "shown"),
    [
        ((), (), None),
        (("sat 20:00-02:00",), (), "Open until 02:00"),
        (("sun 08:00-20:00",), (), "We are closed. We open at 08:00."),
        (("mon 08:00-20:00",), (), "We are closed. We open on Monday at 08:00."),
        (("sun 08:00-20:00",), ("2026-11-22 closed",), "We open on Sunday at 08:00."),
        (
            ("mon 08:00-09:00",),
            tuple(f"2026-1{m}-{d:02} closed" for m, d in MONDAYS),
            "closed now.",
        ),
        (("gibberish",), (), None),
    ],
)
def test_the_lock_says_when_the_site_closes_also_with_the_desk_away(
    browser, week, exceptions, shown
):
    """It is Sunday, 01:26:40."""
    desk = browser.desk
    desk.hub.put_window(hours=Hours(week, exceptions), timezone="Africa/Nairobi")
    desk.forward(6)
    for up in (True, False):
        desk.hub.up = up
        desk.forward(6)
        page = browser.get("/")
        if shown is None:
            assert "Open until" not in page
            assert "closed" not in page
        else:
            assert shown in page
    desk.restart()


def test_a_zone_that_this_machine_does_not_know_is_taken_for_utc():
    told = replace(UNTOLD, hours=Hours(("sat 20:00-23:00",)), timezone="Nowhere/Here")
    assert today(told, START).closes - START == (33 * 60 + 20) * 1000


def test_the_slip_of_a_visitors_booking_asks_for_the_pin(browser):
    hub = browser.desk.hub
    hub.sell("4F7K2M9T", seconds=1800, pin="4711", name="Grace Wanjiru")
    hub.needs_pin.add("4F7K2M9T")
    browser.get("/")
    page = browser.send("/open", code="KB1:4F7K2M9T")
    assert "Type your PIN" in page
    assert "Check one thing" not in page
    page = browser.send("/open", code="4F7K2M9T", pin="0000")
    assert "The code or the PIN is wrong" in page
    assert "Type your PIN" in page
    browser.send("/open", code="4F7K2M9T", pin="4711")
    assert browser.path == "/home"


def test_pictures_in_order_stand_for_a_pin(browser):
    browser.desk.hub.sell("471932", seconds=1800, pin="P120108", name="Grace Wanjiru")
    browser.get("/")
    assert "I have pictures" in browser.send("/open", code="471932")
    assert "Pick your three pictures" in browser.send("/open", code="471932", how="pictures")
    for picked in ("sun key cat", "key sun", "key sun dragon", ""):
        page = browser.send("/open", code="471932", how="pictures", pictures=picked)
        assert "The code or the PIN is wrong" in page
        assert "Pick your three pictures" in page
    assert "Type your PIN" in browser.send("/open", code="471932", how="digits")
    browser.send("/open", code="471932", how="pictures", pictures="key sun cat")
    assert browser.path == "/home"


def test_after_a_power_cut_the_same_pictures_go_on(browser):
    browser.desk.hub.sell("471932", seconds=1800, pin="P120108", name="Grace Wanjiru")
    browser.get("/")
    browser.send("/open", code="471932", how="pictures", pictures="key sun cat")
    browser.desk.agent.sitting.pause("desk")
    browser.desk.hub.up = False
    browser.get("/")
    assert "wrong" in browser.send("/open", code="471932", how="pictures", pictures="cat sun key")
    browser.send("/open", code="471932", how="pictures", pictures="key sun cat")
    assert browser.path == "/home"


def test_the_pad_shows_the_pictures_of_the_rules_in_their_order(browser):
    browser.desk.hub.sell("471932", seconds=1800, pin="P120108", name="Grace Wanjiru")
    browser.get("/")
    page = browser.send("/open", code="471932", how="pictures")
    assert tuple(re.findall(r'data-picture="(\w+)"', page)) == PICTURES
    drawn = STATIC / "pictures"
    assert {path.stem for path in drawn.glob("*.svg")} == set(PICTURES)


def test_with_the_desk_away_a_typed_code_is_refused_in_plain_words(browser):
    browser.desk.hub.up = False
    browser.desk.forward(6)
    assert "desk is not reachable" in browser.get("/")
    assert "The desk cannot be reached just now" in browser.send("/open", code="4F7K2M9T")


def test_the_language_is_chosen_on_the_lock_and_reset_at_the_end(browser):
    browser.get("/")
    page = browser.send("/language", language="ar")
    assert 'dir="rtl"' in page
    sit_down(browser)
    assert 'lang="ar"' in browser.get("/home")
    browser.get("/finish")
    assert 'lang="en"' in browser.send("/finish")


IN_SESSION = [
    "/home",
    "/finish",
    "/learn",
    "/learn/digits",
    "/learn/digits/work",
    "/learn/digits/check/c01",
    "/exam/digits",
    "/work",
    "/work/task",
    "/work/again/assignment-1",
    "/earnings",
    "/my-time",
    "/earnings/appeal/assignment-1",
    "/ending",
    "/pictures/" + "0" * 64,
]
POSTS = [
    "/finish",
    "/learn/digits/work",
    "/learn/answer",
    "/learn/language",
    "/exam/answer",
    "/exam/digits/begin",
    "/work/accept",
    "/work/answer",
    "/work/back",
    "/earnings/agree",
    "/earnings/appeal/assignment-1",
    "/draft",
]


def test_nobody_sees_a_visitors_page_on_a_locked_seat(browser):
    for path in IN_SESSION:
        browser.get(path)
        assert browser.path == "/", path


def test_nobody_sends_a_visitors_form_on_a_locked_seat(browser):
    for path in POSTS:
        browser.get("/")
        browser.send(path)
        assert browser.path == "/", path
    assert browser.desk.hub.heard == []


def test_a_paused_session_shows_the_lock(browser):
    sit_down(browser)
    browser.desk.agent.sitting.pause("desk")
    for path in IN_SESSION:
        page = browser.get(path)
        assert browser.path == "/", path
        assert "Your time does not run. Your work is saved." in page


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"csrf_token": "guessed"}, 400, id="a form of another page"),
        pytest.param({"origin": "http://evil.example"}, 403, id="another site"),
        pytest.param({"origin": "null"}, 403, id="a sandboxed page"),
        pytest.param({"origin": "http://127.0.0.1:9999"}, 403, id="another port"),
        pytest.param({"site": "cross-site"}, 403, id="another site, as the browser says"),
        pytest.param({"site": "same-site"}, 403, id="another port, as the browser says"),
    ],
)
def test_only_our_own_pages_may_send_forms(browser, change, status):
    sit_down(browser)
    for path in [*POSTS, "/open", "/language"]:
        browser.get("/finish")
        browser.send(path, **change)
        assert browser.last.status_code == status, path
    assert browser.desk.agent.state is State.OPEN


def test_a_browser_that_hides_the_origin_of_our_own_forms_is_let_in(browser):
    sit_down(browser)
    browser.get("/finish")
    browser.send("/finish", site="same-origin")
    assert browser.desk.agent.state is State.LOCKED


def test_another_host_name_is_refused(browser):
    answer = browser.client.get("/", base_url="http://rebound.example")
    assert answer.status_code == 400
    assert "We could not read this." in answer.text


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/", 405)])
def test_a_page_that_is_not_there_is_not_called_a_forged_form(browser, path, status):
    assert browser.client.post(path, base_url="http://127.0.0.1").status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404),
        ("/learn/unknown", 404),
        ("/learn/digits/nowhere", 404),
        ("/learn/digits/check/p01", 404),
        ("/learn/digits/exam/c01", 404),
        ("/exam/digits", 409),
        ("/work/again/assignment-1", 404),
        ("/earnings/appeal/assignment-1", 404),
        ("/media/digits/items.csv", 404),
        ("/media/digits/media/none.png", 404),
        ("/media/unknown/media/work.png", 404),
        ("/pictures/" + "0" * 64, 404),
        ("/pictures/..%2fstation.keys", 404),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(browser, path, status):
    sit_down(browser)
    page = browser.get(path)
    assert browser.last.status_code == status
    assert "This did not work" in page


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/learn/answer", {}, 400),
        ("/learn/language", {"language": "tlh"}, 400),
        ("/learn/answer", {"module": "digits", "step": "check", "item": "none"}, 404),
        ("/learn/digits/check", {}, 400),
        ("/exam/answer", {"module": "digits", "attempt": "x"}, 400),
        ("/work/accept", {}, 400),
        ("/work/accept", {"batch": "none"}, 404),
        ("/work/answer", {"assignment": "none"}, 404),
        ("/work/back", {"assignment": "none"}, 404),
        ("/earnings/agree", {"assignment": "none"}, 404),
        ("/draft", {"draft": ""}, 413),
        ("/draft", {"draft": "x" * 201}, 413),
        ("/language", {}, 400),
        ("/language", {"language": "x" * 300}, 413),
        ("/finish", {"request_id": "r", "more": "x" * 300_000}, 413),
    ],
)
def test_what_makes_no_sense_changes_nothing(browser, path, fields, status):
    sit_down(browser)
    browser.get("/finish")
    browser.send(path, **fields)
    assert browser.last.status_code == status
    assert browser.desk.agent.state is State.OPEN
    assert browser.desk.agent.waiting() == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"code": "x" * 201}, 413),
        ({"code": "471932", "pin": "1" * 21}, 413),
        ({"code": "4F7K2M9T", "request_id": "x" * 65}, 413),
        ({"code": "4F7K2M9T"}, 404),
    ],
)
def test_codes_that_cannot_be(browser, fields, status):
    browser.get("/")
    browser.send("/open", **fields)
    assert browser.last.status_code == status
    assert browser.desk.agent.state is State.LOCKED
