"""Every route of hub and exchange for every role, about what belongs to somebody else.

The panel's own routes stand in `tests/admin_panel/test_routes.py` (roles) and `test_wrong_ids.py`
(things of other kinds); here are the doors of machines, the lobby and the exchange's pages. The URL
maps are read: a new route that names somebody's thing fails here until it has its row.
"""

import json
import re

import pytest
from exchange.market import HubAtWork
from fakes.machines import SeatMachine
from faults.web import REQUEST_ID, SENDING, address, routes_of, site, token, trade

from kiosk.acts import accounts
from kiosk.exchange import carrying, stick_files
from kiosk.exchange.acts.approving import approve_soon
from kiosk.exchange.acts.posting import post_batch
from kiosk.link.client import SignedClient
from kiosk.link.errand import no_tick
from kiosk.protocol import drafts, time_calls
from kiosk.protocol import station_calls as words
from kiosk.protocol.bodies import Submission
from kiosk.protocol.codec import decode, encode, pack
from kiosk.protocol.enrolment import ENROL_PATH
from kiosk.protocol.keys import make_keys
from kiosk.protocol.seat_calls import BESIDE_PATH, SitBeside
from kiosk.protocol.sync import PUSH_PATH, Push, PushAnswer, Sent
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay

CLICK = "a-click-of-mine"
CANARY = "Wambui Canary"
PIN = "4711"
OPEN_TO_ALL = {
    *("sign_in.show", "sign_in.enter", "sign_in.leave", "language.choose"),
    *("lobby.show", "lobby_line.show", "lobby_line.join", "lobby_line.screen"),
    *("lobby_line.ticket", "lobby_line.leave", "lobby_award.show", "lobby_award.check"),
    *("lobby_class.show", "lobby_class.join"),
    *("public.tasks", "public.task", "public.picture"),
    *("requester.sign_in", "requester.check_sign_in", "requester.leave"),
    *("staff.sign_in", "staff.check_sign_in", "staff.leave"),
    *("station_api.enrol", "hub_api.enrol", "hub_api.follow"),
    *("trust_page.show", "trust_page.root", "trust.trust", "figures.health"),
}
"""What nobody signs in for, by intent; anything else that is open fails."""


@pytest.fixture(scope="module")
def cafe():
    with site() as made:
        made.world.open_shift(made.world.amina)
        yield made


@pytest.fixture(scope="module")
def market():
    with trade() as made:
        yield made


@pytest.fixture(scope="module")
def sitter(cafe):
    """Somebody at seat 1 with money on the account."""
    world = cafe.world
    visitor = world.visitor(name=CANARY)
    paid = {"amount_minor": 50_000, "tendered_minor": 50_000, "pay": Pay(), "by": world.amina}
    world.hub.write(accounts.top_up, visitor=visitor, **paid)
    return visitor, world.start(1, by=world.amina, visitor=visitor).session


def stations_calls(session):
    """What a machine may say of a session: by endpoint, a method, a path and a body."""
    named = {"request_id": REQUEST_ID, "session": session}
    lease = {"session": session, "boot_id": "boot-1"}
    return {
        "take": ("POST", words.TAKE_PATH, words.Take(**lease)),
        "renew": ("POST", words.RENEW_PATH, words.Renew(lease_id="x", used_s=10, **lease)),
        "extend": ("POST", words.EXTEND_PATH, words.Extend(**named)),
        "join_class": ("POST", words.JOIN_CLASS_PATH, words.JoinClass(code="00000000", **named)),
        "sit_beside": ("POST", BESIDE_PATH, SitBeside(session, "000000", PIN)),
        "beside": ("GET", f"{BESIDE_PATH}?session={session}", None),
        "pay_subscription": (
            "POST",
            words.SUBSCRIPTION_PATH,
            time_calls.PaySubscription(pin=PIN, period=1, price_minor=1, **named),
        ),
        "buy": (
            "POST",
            words.BUY_PATH,
            time_calls.Buy(pin=PIN, offer="hour", price_minor=7200, **named),
        ),
        "answer_renewal": (
            "POST",
            words.RENEWAL_PATH,
            time_calls.AnswerRenewal(pin=PIN, price_minor=0, **named),
        ),
        "on_sale": ("GET", f"{words.ON_SALE_PATH}?session={session}", None),
        "record": ("GET", f"{words.RECORD_PATH}?session={session}", None),
        "keep_draft": (
            "POST",
            drafts.DRAFT_PATH,
            drafts.KeepDraft(session, drafts.Draft("0" * 32, b"s" * 60), 0),
        ),
        "drafts": ("GET", f"{drafts.DRAFTS_PATH}?session={session}", None),
    }


NAMES_NO_SESSION = {"open_", "push", "pull", "blob"}
"""Doors whose body or address names no session; a push is tried below."""


def kept(hub, *names):
    with hub.read() as db:
        return {n: [tuple(row) for row in db.execute(f"SELECT * FROM {n}")] for n in names}


def refused(ask, method, path, body):
    with pytest.raises(Refusal) as said:
        ask(method, path, b"" if body is None else encode(body))
    return said.value.code


def test_every_route_says_who_may_use_it_and_few_are_open(cafe, market):
    for app in (cafe.app, market.app):
        for route in routes_of(app):
            assert route.may, route.endpoint
            is_open = route.may.startswith("anyone")
            assert is_open == (route.endpoint in OPEN_TO_ALL), route.endpoint


def test_every_door_that_names_a_session_is_tried(cafe):
    doors = {
        route.endpoint.partition(".")[2]
        for route in routes_of(cafe.app)
        if route.may == "enrolled machine"
    }
    assert doors - NAMES_NO_SESSION >= set(stations_calls(""))
    assert {door for door in doors if "blob" not in door} <= {
        *NAMES_NO_SESSION,
        *stations_calls(""),
    }


def test_no_station_may_touch_or_read_the_session_of_another(cafe, sitter):
    _visitor, session = sitter
    tables = ("transfer", "session_fact", "lease", "pass", "audit")
    before = kept(cafe.world.hub, *tables)
    other = cafe.station(2)
    for name, (method, path, body) in stations_calls(session).items():
        assert refused(other, method, path, body) in {"no_session_here", "not_found"}, name
    assert kept(cafe.world.hub, *tables) == before


def test_its_own_station_may(cafe, sitter):
    _visitor, session = sitter
    method, path, _body = stations_calls(session)["record"]
    assert cafe.station(1)(method, path, b"")
    with pytest.raises(Refusal) as said:
        cafe.station(1)("GET", f"{words.RECORD_PATH}?session=other", b"")
    assert said.value.code == "no_session_here"


def test_a_station_says_nothing_in_the_name_of_another(cafe, sitter):
    visitor, session = sitter
    one, two = SeatMachine(cafe.world, 1), SeatMachine(cafe.world, 2)
    forged = two.say(Submission(session, visitor, "A-1", 1, {"digit": "7"}, 2000))
    answer = decode(_pushed(cafe.station(2), forged), PushAnswer)
    assert [one.result for one in answer.results] in (["rejected"], ["parked"])  # never stored
    theirs = one.say(Submission(session, visitor, "A-1", 1, {"digit": "7"}, 2000))
    with pytest.raises(Refusal) as said:
        _pushed(cafe.station(2), theirs)  # signed by another key
    assert said.value.code in {"wrong_signature", "bad_signature", "malformed"}


def _pushed(ask, *facts):
    return ask("POST", PUSH_PATH, pack(Push(tuple(Sent(one.raw, one.signature) for one in facts))))


def test_a_station_pulls_its_own_facts_only(cafe, sitter):
    """The audience is who signed, whatever the address says."""
    mine = cafe.station(1)("GET", "/sync/v1/pull?epoch=&after=0", b"")
    theirs = cafe.station(2)(
        "GET", "/sync/v1/pull?epoch=&after=0&station=1&audience=station:1", b""
    )
    assert CANARY.encode() not in theirs
    assert mine != theirs or len(theirs) < 100


@pytest.mark.parametrize("side", ["hub", "exchange"])
def test_no_door_opens_to_a_machine_that_is_not_enrolled_here(cafe, market, side):
    """Unsigned, signed by nobody, by a machine of the other side, and by one that was revoked."""
    here = cafe if side == "hub" else market
    hub_keys = cafe.world.hub.keys.public_signing
    host = hub_keys if side == "hub" else market.exchange.keys.public_signing
    other = market.market.hub.keys if side == "hub" else cafe.world.keys[1]
    from faults.web import Line

    strangers = [SignedClient(Line(here.app), keys, host).call for keys in (make_keys(), other)]
    tried = 0
    for route in routes_of(here.app):
        if route.may != "enrolled machine":
            continue
        place = address(here.app, route, dict.fromkeys(route.rule.arguments, "a" * 64))
        bare = here.app.test_client().open(place, method=route.method)
        assert bare.status_code == 401, route
        assert json.loads(bare.data)["refusal"] == "unsigned"
        for ask in strangers:
            assert refused(ask, route.method, place, None) == "unknown_origin", route
        tried += 1
    assert tried >= 3


def test_no_door_for_machines_opens_by_a_cookie_and_no_page_by_a_signature(cafe, market):
    owner, requester = cafe.staff("naomi"), market.requester("Cookie")
    for side, client in ((cafe, owner), (market, requester)):
        for route in routes_of(side.app):
            if route.may == "enrolled machine":
                place = address(side.app, route, dict.fromkeys(route.rule.arguments, "a"))
                assert client.open(place, method=route.method).status_code == 401, route
    ask = cafe.station(1)
    for page in ("/floor", "/people", "/reports/money", "/settings/staff"):
        with pytest.raises(Exception):  # noqa: B017  whatever it is, it is no signed answer
            ask("GET", page, b"")


def test_a_cookie_of_the_exchange_opens_nothing_at_the_hub_and_the_other_way_round(cafe, market):
    owner, requester = cafe.staff("naomi"), market.requester("Across")
    ours = owner.get_cookie("hub_session").value
    theirs = requester.get_cookie("exchange_session").value
    for name in ("hub_session", "exchange_session"):
        at_hub, at_exchange = cafe.stranger(), market.app.test_client()
        at_hub.set_cookie(name, theirs)
        at_exchange.set_cookie(name, ours)
        assert at_hub.get("/floor").status_code == 303
        assert at_exchange.get("/requester/").status_code == 303


# --- the requester's pages -----------------------------------------------------------------


@pytest.fixture(scope="module")
def posted(market):
    """A requester's batch with answers, a draft, and an approval that may be undone."""
    market.requester("Mine")
    market.requester("Theirs")
    with market.exchange.read() as db:
        mine = _id_of(db, "Mine")
    batch = market.exchange.write(
        post_batch,
        request_id="posted-by-mine",
        requester=mine,
        title=CANARY,
        plan=market.market.plan(3),
    ).batch
    work = market.market.hub
    names = [slot.assignment for slot in work.slots()]
    assert [work.submit(name) for name in names] == ["accepted"] * len(names)
    soon = {"assignments": (names[2],), "request_id": CLICK, "click": CLICK}
    market.exchange.write(approve_soon, requester=mine, **soon)
    return {"batch": batch, "names": names}


def _id_of(db, name):
    from kiosk.exchange.store import people

    return people.requester_named(db, name).id


def _typed(posted):
    return {
        "requester.reopen": {"request_id": REQUEST_ID, "confirm": "yes"},
        "requester.undo": {"click": CLICK, "request_id": REQUEST_ID},
        "requester.decide": {
            "assignment": posted["names"][0],
            "request_id": REQUEST_ID,
            "verdict": "approve",
        },
        "requester.change_key": {"new": "a" * 40, "secret": "not mine"},
        "requester.post_batch": {"confirm": "yes", "draft": "0" * 24},
    }


def test_every_page_about_a_batch_is_its_requesters_alone(market, posted):
    """Not there, to anybody else: neither shown nor changed, and not even said to exist."""
    theirs, stranger = market.signed_in("Theirs"), market.app.test_client()
    state = [market.market.state(name) for name in posted["names"]]
    tried = 0
    for route in routes_of(market.app):
        if route.room != "requester" or route.endpoint in OPEN_TO_ALL:
            continue
        typed = _typed(posted).get(route.endpoint, {})
        assert typed or route.method not in SENDING, f"{route.endpoint} has no row in _typed"
        place = address(market.app, route, posted)
        for client, signed_in in ((theirs, True), (stranger, False)):
            typed = {**typed, "csrf_token": token(client, "/requester/sign-in")}
            answer = client.open(place, method=route.method, data=typed)
            assert CANARY not in answer.text, route.endpoint
            if not signed_in:
                assert answer.status_code in {303, 401}, route.endpoint
            elif route.rule.arguments or route.method in SENDING:
                assert answer.status_code in {401, 403, 404, 409}, route.endpoint
            tried += 1
    assert tried >= 20
    assert [market.market.state(name) for name in posted["names"]] == state
    market.clock.forward(seconds=12)
    market.exchange.let_time_pass()
    assert market.market.state(posted["names"][2]) == "Approved"  # nobody else undid it
    absent = market.signed_in("Theirs").get("/requester/batches/nothing").text
    other = market.signed_in("Theirs").get(f"/requester/batches/{posted['batch']}").text
    assert _less_keys(absent.replace("nothing", "")) == _less_keys(
        other.replace(posted["batch"], "")
    )


def _less_keys(page):
    return re.sub(r'value="[^"]*"', "", page)


def test_what_staff_of_the_exchange_see_is_theirs_alone(market):
    clients = (market.app.test_client(), market.requester("Curious"))
    carrying.write(
        market.exchange, stick_files.new_ready(market.exchange.folder, no_tick), tick=no_tick
    )
    names = [one.path.name for one in stick_files.ready(market.exchange.folder)]
    tried = 0
    for route in routes_of(market.app):
        if route.room != "staff" or route.endpoint in OPEN_TO_ALL:
            continue
        for client in clients:
            typed = {"csrf_token": token(client, "/staff/sign-in"), "request_id": REQUEST_ID}
            place = address(market.app, route, {"name": names[0], "requester": "A1"})
            answer = client.open(place, method=route.method, data=typed)
            assert answer.status_code in {303, 401}, route.endpoint
            assert "Kibera" not in answer.text, route.endpoint
            tried += 1
    assert tried >= 16
    assert not (market.exchange.folder / stick_files.COME).exists()
    assert market.exchange.errands.last is None


def test_its_own_requester_sees_it(market, posted):
    mine = market.signed_in("Mine")
    assert CANARY in mine.get(f"/requester/batches/{posted['batch']}").text
    assert mine.get(f"/requester/batches/{posted['batch']}/results.csv").status_code == 200


def test_a_hub_neither_reads_nor_answers_what_was_allotted_to_another(market):
    mine, other = HubAtWork(market.exchange, "Mine"), HubAtWork(market.exchange, "Other")
    market.market.post(rows=2)
    names = [slot.assignment for slot in mine.slots()]
    assert len(names) == 2
    before = [market.market.state(name) for name in names]
    stolen = [other.submit(name) for name in names]
    assert all(said not in {"accepted", "late", "already"} for said in stolen), stolen
    given = other.push(*[_returned(name) for name in names])
    assert [market.market.state(name) for name in names] == before, given
    path = f"/sync/v1/pull?epoch=&after=0&hub={mine.origin}"
    pulled = market.hub(other)("GET", path, b"")
    assert all(name.encode() not in pulled for name in names)


def _returned(name):
    from kiosk.protocol.bodies import Returned

    return Returned((name,))


# --- the lobby ------------------------------------------------------------------------------


def test_the_lobby_shows_nobodys_name_and_opens_no_number_but_by_its_address(cafe, sitter):
    phone, other = cafe.stranger(), cafe.stranger()
    phone.environ_base["REMOTE_ADDR"] = "127.0.0.77"  # one phone joins once a minute
    typed = {"csrf_token": token(phone, "/lobby/line"), "name": CANARY, "zone": ""}
    mine = phone.post("/lobby/line", data=typed).location
    key = re.search(r"/lobby/line/([^/?]+)", mine)[1]
    assert len(key) >= 20  # not guessed
    for route in routes_of(cafe.app):
        if route.room in {"lobby", "lobby_line"} and route.method == "GET":
            for ticket in (key, "1", "0" * len(key), sitter[0], sitter[1]):
                page = other.get(address(cafe.app, route, {"ticket": ticket}))
                assert CANARY not in page.text
                assert page.status_code in {200, 404}
    for guess in ("1", "0" * len(key), sitter[0], sitter[1]):
        typed = {"csrf_token": token(other, "/lobby/line")}
        assert other.post(f"/lobby/line/{guess}/leave", data=typed).status_code == 404


# --- what nobody is enrolled for -------------------------------------------------------------


def test_enrolment_tells_a_stranger_nothing(cafe, market):
    for app in (cafe.app, market.app):
        for body in (b"", b"{}", b"[]", b"\xff" * 100, b'{"token":"' + b"a" * 9000 + b'"}'):
            answer = app.test_client().post(ENROL_PATH, data=body)
            assert 400 <= answer.status_code < 500
            assert set(json.loads(answer.data)) == {"refusal", "details"}
