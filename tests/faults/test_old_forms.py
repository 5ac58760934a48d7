"""Words of before open nothing: the last visitor's forms, the lock's, another site's, another name's.

Every route of the station that changes something is asked, found in its map of routes.
"""

import pytest
from fakes.seat import Desk
from fakes.station_browser import ORIGIN, Browser
from markupsafe import escape

from kiosk.rules.refusals import Refusal
from kiosk.texts import sentence
from station_agent.guard import token

GRACE, HASSAN = "4F7K2M9T", "7Q2M4KX9"
ANYONE = "anyone at the station"


@pytest.fixture
def desk(tmp_path, clock):
    (tmp_path / "memory").mkdir()
    desk = Desk(tmp_path / "station", tmp_path / "memory", clock)
    desk.hub.put_window()
    desk.forward(6)
    yield desk
    desk.agent.store.close()


@pytest.fixture
def browser(desk):
    return Browser(desk)


def posts(app):
    """(who may, path) of each route that changes something; ids are made up."""
    with app.test_request_context(base_url=ORIGIN):
        for rule in app.url_map.iter_rules():
            if "POST" in rule.methods:
                path = rule.build(dict.fromkeys(rule.arguments, "1"), append_unknown=False)[1]
                yield app.view_functions[rule.endpoint].__may__, path


def word(app):
    with app.test_request_context(base_url=ORIGIN):
        return token()


def ask(browser, path, word, *, origin=ORIGIN, base=ORIGIN, site=None):
    headers = {"Origin": origin} | ({"Sec-Fetch-Site": site} if site else {})
    fields = {"csrf_token": word, "request_id": "request-of-before"}
    return browser.client.post(path, base_url=base, headers=headers, data=fields)


def is_too_old(answer):
    """Refused for its word, whatever else is wrong with it."""
    said = escape(sentence(Refusal("csrf_failed"), "en"))
    return answer.status_code == 400 and said.encode() in answer.data


def kept(desk):
    with desk.agent.store.readers.read() as db:
        return [tuple(row) for row in db.execute("SELECT type, seq FROM outbox")]


def test_there_are_routes_to_ask(browser):
    assert len(list(posts(browser.app))) > 15


def test_the_forms_of_the_last_visitor_and_of_the_empty_lock_open_nothing(desk, browser):
    lock = word(browser.app)
    desk.sit_down(GRACE)
    last = word(browser.app)
    desk.agent.finish()
    desk.agent.tick()
    desk.sit_down(HASSAN)
    before = kept(desk)
    for who, path in posts(browser.app):
        assert is_too_old(ask(browser, path, last)), path
        if who != ANYONE:
            assert is_too_old(ask(browser, path, lock)), path
    assert kept(desk) == before
    assert word(browser.app) not in (lock, last)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8071"}, 403),
        ({"origin": "null"}, 403),
        ({"site": "cross-site"}, 403),
        ({"site": "same-site"}, 403),
        ({"base": "http://evil.example:8070", "origin": "http://evil.example:8070"}, 400),
    ],
)
def test_no_route_takes_a_form_of_another_site_or_under_another_name(desk, browser, told, status):
    desk.sit_down(GRACE)
    right, before = word(browser.app), kept(desk)
    for _, path in posts(browser.app):
        assert ask(browser, path, right, **told).status_code == status, path
    assert kept(desk) == before


def test_no_page_is_read_under_another_name(desk, browser):
    """A page elsewhere whose name is made to lead here (DNS rebinding) reads nothing."""
    desk.sit_down(GRACE)
    for rule in browser.app.url_map.iter_rules():
        path = rule.rule.partition("<")[0]
        answer = browser.client.get(path, base_url="http://evil.example:8070")
        assert answer.status_code == 400, path
        assert b"Grace" not in answer.data


def test_no_page_but_pictures_and_our_own_files_is_kept_by_a_browser(desk, browser):
    desk.sit_down(GRACE)
    for path in ("/home", "/learn", "/work", "/earnings", "/my-time", "/finish", "/bar"):
        answer = browser.client.get(path, base_url=ORIGIN)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "Set-Cookie" not in answer.headers
    answer = browser.client.get("/", base_url=ORIGIN)
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_a_page_of_who_sat_here_before_goes_when_the_desk_seats_another_at_once(desk, browser):
    desk.sit_down(GRACE)
    poll = browser.get("/home").partition('hx-get="/bar')[2].partition('"')[0]
    ours = browser.client.get(f"/bar{poll}", base_url=ORIGIN, headers={"HX-Request": "true"})
    assert "HX-Redirect" not in ours.headers
    desk.hub.sell(HASSAN, seconds=1800)
    desk.hub.open_at_desk(HASSAN)
    desk.forward(6)
    theirs = browser.client.get(f"/bar{poll}", base_url=ORIGIN, headers={"HX-Request": "true"})
    assert theirs.headers["HX-Redirect"] == "/"
