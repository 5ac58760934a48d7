"""A hub's fact that ends the exchange is parked, blocks no others, and staff see it on a page."""

import hashlib
import json
import re
from dataclasses import replace

import pytest
from exchange.browser import Browser
from exchange.market import HubAtWork, request_id

from kiosk.exchange import commands, receiving
from kiosk.exchange.acts import staffing
from kiosk.exchange.app import create_app
from kiosk.exchange.queries.standing import facts_now
from kiosk.exchange.receiving import retry_parked, take_batch
from kiosk.exchange.store import people, stopped
from kiosk.protocol.bodies import type_of, write_body
from kiosk.protocol.facts import BlobRef, Moment, Place, make_fact
from kiosk.rules.refusals import Refusal
from kiosk.trying import Trying


class Crash(BaseException):
    """The end of the process, as a test can survive it."""


@pytest.fixture
def facts(market):
    """Five answers of one hub, none sent."""
    market.post(rows=5)
    names = [slot.assignment for slot in market.hub.slots()]
    return [market.hub.fact(market.hub.submission(name)) for name in names]


def crashing(market, monkeypatch, poison):
    """The process ends while that fact is applied."""
    real = receiving.take_facts.__globals__["_take_submission"]

    def take(db, now, office, signed, body, **whose):
        if signed.fact.id == poison:
            folder = market.exchange.folder / "trying"
            raise Crash({path: path.read_bytes() for path in folder.glob("*.ids")})
        return real(db, now, office, signed, body, **whose)

    monkeypatch.setattr("kiosk.exchange.acts.taking._take_submission", take)


def restart(market, crash):
    """The exchange comes up with what lay in its folder at the crash."""
    for path, content in crash.args[0].items():
        path.write_bytes(content)
    trying = Trying(market.exchange.folder / "trying")
    market.exchange = market.hub.exchange = replace(market.exchange, trying=trying)


def push(market, facts):
    return take_batch(market.exchange, way=market.hub.origin, batch=tuple(facts)).results


def crash_three_times(market, act):
    for _ in range(3):
        with pytest.raises(Crash) as caught:
            act()
        restart(market, caught.value)


def words(answer):
    return [(one.result, one.code) for one in answer]


def test_the_one_that_ends_the_exchange_is_parked_and_all_others_are_applied(
    market, facts, monkeypatch
):
    crashing(market, monkeypatch, facts[2].fact.id)
    crash_three_times(market, lambda: push(market, facts))
    answer = {one.id: one for one in push(market, facts)}
    assert words([answer[facts[2].fact.id]]) == [("parked", "crashed")]
    others = [answer[one.fact.id].answer for n, one in enumerate(facts) if n != 2]
    assert others == ["accepted"] * 4
    retry_parked(market.exchange)  # not by itself: only when staff say so
    assert market.adds_up()["facts"]["parked"] == 1
    monkeypatch.undo()
    market.exchange.write(staffing.retry_fact, fact=facts[2].fact.id)
    retry_parked(market.exchange)
    assert market.adds_up()["facts"] | {"parked": 0, "submissions": 5} == market.adds_up()["facts"]


def test_a_parked_one_that_ends_the_exchange_when_it_is_tried_again_is_named_too(
    market, monkeypatch
):
    """Its batch, which had nothing to do with it, was applied before."""
    (name, other) = market.submitted(rows=2)
    market.decide(name, "reject")
    market.hub.pull()
    second = market.hub.fact(market.hub.submission(name, "8", 3))  # waits for the second
    assert words(push(market, [second])) == [("parked", "not_understood_yet")]
    crashing(market, monkeypatch, second.fact.id)
    bystander = market.hub.fact(market.hub.submission(other, "9", 2))
    with pytest.raises(Crash) as caught:
        push(market, [bystander])
    restart(market, caught.value)
    assert words(push(market, [bystander])) == [("duplicate", "")]
    for _ in range(2):
        with pytest.raises(Crash) as caught:
            retry_parked(market.exchange)
        restart(market, caught.value)
    retry_parked(market.exchange)
    with market.exchange.read() as db:
        (only,) = stopped.latest(db, limit=10)
    assert (only.where, only.code, only.fact) == ("parked", "crashed", second.fact.id)


def test_a_second_batch_that_comes_the_same_way_waits_its_turn(market, facts):
    with market.exchange.trying.turn_of(market.hub.origin):
        with pytest.raises(Refusal, match="busy"):
            push(market, facts)
        stick = take_batch(market.exchange, way="stick-x", batch=tuple(facts)).results
    assert [one.answer for one in stick] == ["accepted"] * 5
    with market.exchange.trying.turn_of(f"parked-{market.hub.origin}"):
        retry_parked(market.exchange)
    assert push(market, []) == ()


def test_the_last_room_on_the_disk_is_not_for_facts(market, facts, monkeypatch):
    monkeypatch.setattr(receiving, "DISK_FREE_LEAST_BYTES", 1 << 62)
    with pytest.raises(Refusal) as caught:
        push(market, facts)
    assert (caught.value.code, caught.value.details) == ("busy", {"after_s": 60})


def test_a_blob_that_a_fact_names_is_kept(market):
    exchange, hub = market.exchange, market.hub
    now = exchange.clock.now()
    exchange.uploads.begin(now, origin=hub.origin, name=sha256(b"blob"), length=4)
    exchange.uploads.append(now, origin=hub.origin, name=sha256(b"blob"), offset=0, chunk=b"blob")
    assert not exchange.blobs.has(sha256(b"blob"))
    body = hub.submission("nothing")
    fact = make_fact(
        hub.keys.signing,
        Place(hub.origin, hub.epoch, 1),
        type=type_of(body),
        body=write_body(body),
        at=Moment(wall=0, boot_id="b", boot_ns=0),
        blobs=(BlobRef(sha256(b"blob"), 4, "image/png"),),
    )
    push(market, [fact])
    assert exchange.blobs.get(sha256(b"blob")) == b"blob"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def test_more_parked_ones_than_a_page_are_all_tried(market, monkeypatch):
    monkeypatch.setattr(receiving, "PARKED_AT_ONCE", 2)
    names = market.submitted(rows=5)
    for name in names:
        market.decide(name, "reject")
    market.hub.pull()
    late = [market.hub.fact(market.hub.submission(name, "8", 3)) for name in names]
    assert [one.result for one in push(market, late)] == ["parked"] * 5
    second = [market.hub.fact(market.hub.submission(name, "9", 2)) for name in names]
    push(market, second)
    retry_parked(market.exchange)
    assert market.adds_up()["facts"]["parked"] == 0  # void: there is no third round


def test_gaps_and_what_waits_are_known_of_every_hub(market, clock):
    away = HubAtWork(market.exchange, "Turkana")
    market.post(rows=2)
    market.hub.slots()
    facts = [away.fact(away.submission("nothing", nth=n)) for n in (1, 2, 3, 4)]
    take_batch(market.exchange, way=away.origin, batch=(facts[0], facts[3]))
    clock.forward(hours=3)
    with market.exchange.read() as db:
        now = facts_now(db)
    (gap,) = now.gaps
    assert (gap.origin, gap.missing) == (away.origin, 2)
    waiting = {one.name: one.waiting for one in now.hubs}
    assert waiting == {"Kibera": 1, "Turkana": 0}


# the page


@pytest.fixture
def app(quick_market):
    return create_app(quick_market.exchange)


@pytest.fixture
def staff(quick_market, app):
    return signed_in(app, quick_market)


def signed_in(app, market):
    browser = Browser(app)
    browser.get("/staff/sign-in")
    browser.follow(browser.post("/staff/sign-in", code=commands.staff(market.exchange)["code"]))
    return browser


def stopped_facts(market):
    """One that crashed, one that was refused, two under one number."""
    name = market.submitted(rows=1)[0]
    crashed = market.hub.fact(market.hub.submission(name, "8", 3))
    push(market, [crashed])
    market.exchange.write(receiving.take_parked_facts, facts=(crashed,), poison=(crashed.fact.id,))
    market.hub.react("nothing", "seen")
    market.hub.push_facts(market.hub.fact(market.hub.submission(name, "3", 3), seq=1))
    return crashed.fact.id


def test_staff_see_what_stopped_have_it_tried_again_and_take_it_home(quick_market, staff):
    crashed = stopped_facts(quick_market)
    page = staff.get("/staff/").text
    for word in (
        "The exchange’s program ended three times",
        "Refused here",
        "Two different ones under one number",
        "Kibera",
    ):
        assert word in page, word
    told = json.loads(staff.post("/staff/export", status=200).text)
    assert {one["where"] for one in told} == {"parked", "rejected", "conflict"}
    assert all(one["raw"] and one["signature"] for one in told)
    staff.get("/staff/")
    staff.follow(staff.post("/staff/retry", fact=crashed))
    assert "tried again within a minute" in staff.page
    with quick_market.exchange.read() as db:
        codes = {one.fact: one.code for one in stopped.latest(db, limit=10)}
    assert codes[crashed] == "not_understood_yet"
    for nothing in ("", "x", "0" * 32 + "/" + "0" * 16 + "/1"):
        staff.get("/staff/")
        staff.post("/staff/retry", status=404, fact=nothing)


def test_an_exchange_where_all_is_well_says_so(quick_market, app, staff):
    assert "Nothing stopped" in staff.page
    assert "Has all" in staff.page
    quick_market.hub.push_facts(quick_market.hub.fact(quick_market.hub.submission("x"), seq=7))
    assert "6 messages missing" in staff.get("/staff/").text


def test_a_code_opens_once_and_within_ten_minutes(quick_market, app, clock):
    code = commands.staff(quick_market.exchange)["code"]
    first, second = Browser(app), Browser(app)
    for browser in (first, second):
        browser.get("/staff/sign-in")
    for wrong in ("", "ABCD", code[:-1] + ("A" if code[-1] != "A" else "B"), "é" * 24):
        first.post("/staff/sign-in", status=401, code=wrong)
    first.post("/staff/sign-in", code=f" {code.lower()} ")
    said = second.post("/staff/sign-in", status=401, code=code).text
    assert "was used" in said
    late = commands.staff(quick_market.exchange)["code"]
    clock.forward(minutes=11)
    second.post("/staff/sign-in", status=401, code=late)


def test_nobody_else_sees_it(quick_market, app, staff, clock):
    made = commands.add_requester(quick_market.exchange, name="Duka Data", fund_minor=1000)
    stranger, requester = Browser(app), Browser(app)
    requester.sign_in("Duka Data", made["secret_key"])
    for browser in (stranger, requester):
        assert browser.get("/staff/", status=303).headers["Location"].endswith("/staff/sign-in")
        browser.get("/staff/sign-in")
        browser.post("/staff/export", status=401)
    staff.get("/requester/", status=303)
    copied = staff.client.get_cookie("exchange_session").value
    staff.get("/staff/")
    staff.post("/staff/leave")
    copy = Browser(app)
    copy.client.set_cookie("exchange_session", copied)
    copy.get("/staff/", status=303)
    idle = signed_in(app, quick_market)
    clock.forward(hours=3)
    idle.get("/staff/", status=303)
    idle.get("/staff/sign-in")
    idle.post("/staff/leave")


def test_what_staff_did_stands_in_the_audit_log(quick_market, staff):
    crashed = stopped_facts(quick_market)
    quick_market.exchange.write(staffing.retry_fact, request_id=request_id(), fact=crashed)
    staff.get("/staff/")
    staff.post("/staff/export", status=200)
    with quick_market.exchange.read() as db:
        lines = [
            (row.who, row.what)
            for row in db.execute(people.audit.select().order_by(people.audit.c.n))
        ]
    for line in (("staff", "sign_in"), ("staff", "retry_fact"), ("staff", "export_facts"), ("exchange", "park_crashed")):  # fmt: skip
        assert line in lines
    assert not re.search("secret", str(lines))
