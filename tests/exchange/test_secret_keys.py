"""A secret key that was lost or is known to somebody: a new one, and the old one opens nothing."""

import re

import pytest
from exchange.browser import Browser
from exchange.test_stopped import signed_in

from kiosk.exchange import commands
from kiosk.exchange.app import create_app
from kiosk.exchange.store import people
from kiosk.rules.refusals import Refusal

NEW = re.compile(r'name="new" value="([A-Za-z0-9_-]{40})"')


@pytest.fixture
def app(quick_market):
    return create_app(quick_market.exchange)


@pytest.fixture
def made(quick_market):
    return commands.add_requester(quick_market.exchange, name="Duka Data", fund_minor=1000)


@pytest.fixture
def staff(app, quick_market, made):
    return signed_in(app, quick_market)


def new_on(browser, path):
    browser.get(path)
    return NEW.search(browser.page).group(1)


def audited(market):
    with market.exchange.read() as db:
        rows = db.execute(people.audit.select().order_by(people.audit.c.n)).all()
    return [(row.who, row.target, row.why) for row in rows if row.what == "change_secret"]


def test_a_requester_who_is_signed_in_takes_a_new_one(app, made, quick_market):
    own, elsewhere = Browser(app), Browser(app)
    for browser in (own, elsewhere):
        browser.sign_in("Duka Data", made["secret_key"])
    new = new_on(own, "/requester/key")
    assert new != new_on(elsewhere, "/requester/key")
    assert (
        "opens nothing any more"
        in own.follow(own.post("/requester/key", new=new, secret=made["secret_key"])).text
    )
    own.get("/requester/")
    elsewhere.get("/requester/", status=303)  # under the old one
    elsewhere.sign_in("Duka Data", made["secret_key"], status=401)
    elsewhere.sign_in("Duka Data", new)
    assert audited(quick_market) == [(made["requester"], made["requester"], "own")]


def test_whoever_has_the_cookie_alone_changes_nothing(app, made, quick_market):
    own = Browser(app)
    own.sign_in("Duka Data", made["secret_key"])
    new = new_on(own, "/requester/key")
    for _ in range(5):
        own.post("/requester/key", status=401, new=new, secret="wrong")
        assert NEW.search(own.page).group(1) == new  # what was kept already stays the new one
    own.post("/requester/key", status=429, new=new, secret=made["secret_key"])
    assert audited(quick_market) == []


@pytest.mark.parametrize(
    "new", ["", "short", "a" * 41, "a" * 39 + "\x00", "é" * 40, "a" * 40 + "\n"]
)
def test_a_key_that_is_none_of_ours_is_refused(app, made, staff, quick_market, new):
    own = Browser(app)
    own.sign_in("Duka Data", made["secret_key"])
    own.get("/requester/key")
    own.post("/requester/key", status=400, new=new, secret=made["secret_key"])
    path = f"/staff/requesters/{made['requester']}/key"
    staff.get(path)
    staff.post(path, status=400, new=new, why="she called")
    assert audited(quick_market) == []


def test_staff_give_one_to_who_lost_it_and_say_how_they_know(app, made, staff, quick_market):
    path = f"/staff/requesters/{made['requester']}/key"
    staff.get("/staff/requesters")
    assert path in staff.page
    assert made["access_key"] in staff.page
    own = Browser(app)
    own.sign_in("Duka Data", made["secret_key"])
    new = new_on(staff, path)
    for nothing in ("", "  ", "a\x00b"):
        staff.post(path, status=400, new=new, why=nothing)
    own.get("/requester/")
    staff.get(path)
    for _ in range(2):  # its answer was lost
        staff.post(path, new=new, why="Called back on the number in the contract")
        own.get("/requester/", status=303)
    own.sign_in("Duka Data", new)
    own.sign_in("Duka Data", made["secret_key"], status=401)
    assert audited(quick_market)[0] == (
        "staff",
        made["requester"],
        "Called back on the number in the contract",
    )
    for nothing, status in (("A1", 404), ("%00", 400)):
        staff.get(f"/staff/requesters/{nothing}/key", status=status)


def test_a_requester_sees_nothing_of_it(app, made):
    own = Browser(app)
    own.sign_in("Duka Data", made["secret_key"])
    own.get("/requester/key")
    keys = {"new": "a" * 40, "why": "mine"}
    own.post(f"/staff/requesters/{made['requester']}/key", status=401, **keys)
    own.get("/staff/requesters", status=303)


def test_the_command_gives_one_by_name_access_key_or_id(quick_market, app, made):
    for name in ("Duka Data", made["access_key"], made["requester"]):
        told = commands.new_key(quick_market.exchange, requester=name)
        assert told["name"] == "Duka Data"
        Browser(app).sign_in("Duka Data", told["secret_key"])
    Browser(app).sign_in("Duka Data", made["secret_key"], status=401)
    with pytest.raises(Refusal, match="not_found"):
        commands.new_key(quick_market.exchange, requester="Nobody")
