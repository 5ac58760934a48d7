"""Forms that another site sends in somebody's name, names that are not ours, and cookies.

The routes come from the URL maps of hub (panel, lobby, stations' doors) and exchange.
"""

import pytest
from faults.web import REQUEST_ID, SENDING, address, routes_of, site, token, trade

from kiosk.exchange.requester_pages.frame import IDLE_S, SIGNED_IN_S
from kiosk.settings import HubSettings

SIGNED = {"enrolled machine"}
BY_CODE = {"station_api.enrol", "hub_api.enrol", "hub_api.follow"}
"""A newcomer, or who has new keys, has no cookie: nobody can send it in their name."""
FOREIGN = (
    pytest.param({"Sec-Fetch-Site": "cross-site"}, id="another site"),
    pytest.param({"Sec-Fetch-Site": "same-site"}, id="another port of this machine"),
    pytest.param({"Origin": "https://evil.example"}, id="an origin of another site"),
    pytest.param({"Origin": "http://localhost:8090"}, id="an origin of another port"),
    pytest.param({"Origin": "null"}, id="an origin that hides"),
    pytest.param({"Origin": "http://localhost.evil.example"}, id="an origin that looks like ours"),
    pytest.param({"Origin": "http://[::1"}, id="an origin that is none"),
    pytest.param({"Origin": "http://localhost@evil.example"}, id="an origin with our name in it"),
    pytest.param({"Referer": "https://evil.example/localhost"}, id="a page of another site"),
    pytest.param(
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, id="two that differ"
    ),
)
OWN = (
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost"},
    {"Origin": "https://localhost"},
    {"Referer": "http://localhost/floor"},
)
PATIENCE_S = HubSettings().sign_in_idle_s


@pytest.fixture(scope="module")
def cafe():
    with site(
        **{name: getattr(HubSettings(), name) for name in ("signed_in_for_s", "sign_in_idle_s")}
    ) as made:
        yield made


@pytest.fixture(scope="module")
def market():
    with trade() as made:
        yield made


def forms(app):
    """Every route that changes something, with an address of nothing."""
    for route in routes_of(app):
        if route.method in SENDING and route.may not in SIGNED and route.endpoint not in BY_CODE:
            ids = dict.fromkeys(route.rule.arguments, "1")
            yield route.endpoint, route.method, address(app, route, ids)


def rows_of(cafe):
    with cafe.world.hub.read() as db:
        return db.execute("SELECT count(*) FROM audit").fetchone()[0], cafe.world.hub.now()


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_form_of_another_site_is_taken_by_the_hub(cafe, headers):
    owner, tried = cafe.staff("naomi"), 0
    typed = {"csrf_token": token(owner, "/me"), "request_id": REQUEST_ID}
    before = rows_of(cafe)
    for endpoint, method, place in forms(cafe.app):
        answer = owner.open(place, method=method, data=typed, headers=headers)
        assert answer.status_code == 403, endpoint
        assert "did not come from a page of ours" in answer.text, endpoint
        tried += 1
    assert tried > 80
    assert rows_of(cafe) == before


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_form_of_another_site_is_taken_by_the_exchange(market, headers):
    if "Duka" not in market.secrets:
        market.requester("Duka")
    requester = market.signed_in("Duka")
    typed = {"csrf_token": token(requester, "/requester/post"), "request_id": REQUEST_ID}
    tried = 0
    for endpoint, method, place in forms(market.app):
        answer = requester.open(place, method=method, data=typed, headers=headers)
        assert answer.status_code == 403, endpoint
        assert "did not come from a page of ours" in answer.text, endpoint
        tried += 1
    assert tried >= 6


def test_no_form_goes_without_its_token(cafe, market):
    market.requester("Tokenless")
    for app, client in (
        (cafe.app, cafe.staff("naomi")),
        (market.app, market.signed_in("Tokenless")),
    ):
        for wrong in (
            {},
            {"csrf_token": ""},
            {"csrf_token": "IjEi.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbb"},
        ):
            for endpoint, method, place in forms(app):
                typed = {"request_id": REQUEST_ID, **wrong}
                answer = client.open(place, method=method, data=typed)
                assert answer.status_code == 400, endpoint
                assert "This page was open too long" in answer.text, endpoint


def test_a_token_of_another_browser_is_no_token(cafe, market):
    market.requester("Other")
    sides = (
        (cafe, cafe.staff("naomi"), "/lobby/line"),
        (market, market.signed_in("Other"), "/requester/sign-in"),
    )
    for side, client, page in sides:
        theirs = token(side.app.test_client(), page)
        for endpoint, method, place in forms(side.app):
            answer = client.open(place, method=method, data={"csrf_token": theirs})
            assert answer.status_code == 400, endpoint


@pytest.mark.parametrize("headers", OWN)
def test_a_form_of_our_own_is_taken_whatever_the_browser_says_of_it(cafe, headers):
    client = cafe.stranger()
    typed = {"csrf_token": token(client, "/sign-in")}
    answer = client.post("/sign-out", data=typed, headers=headers)
    assert answer.status_code == 303


def test_nothing_that_is_only_looked_at_has_a_token_in_its_address(cafe):
    owner = cafe.staff("naomi")
    for place in ("/floor", "/me", "/settings/staff"):
        assert "csrf_token=" not in owner.get(place).text


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "x"])
def test_a_name_that_is_not_ours_is_refused_everywhere(cafe, market, host):
    """DNS rebinding: the attacker's own name leads to our address, so the browser sends no cookie

    of ours but thinks our pages theirs."""
    for app in (cafe.app, market.app):
        client = app.test_client()
        for route in routes_of(app):
            place = address(app, route, dict.fromkeys(route.rule.arguments, "1"))
            answer = client.open(place, method=route.method, headers={"Host": host})
            assert answer.status_code == 400, route
            assert "set-cookie" not in answer.headers


ASKED = (
    pytest.param("192.168.1.20:8080", 200, id="an address"),
    pytest.param("[fe80::1]:8080", 200, id="a long address"),
    pytest.param("127.0.0.1", 200, id="this machine"),
    pytest.param("localhost:8080", 200, id="this machine by name"),
    pytest.param("evil.example", 400, id="a name"),
    pytest.param("192.168.1.20.evil.example", 400, id="a name that begins like an address"),
    pytest.param("[evil]", 400, id="no address"),
    pytest.param("", 400, id="nothing"),
)


@pytest.mark.parametrize(("host", "status"), ASKED)
def test_a_hub_on_every_address_is_asked_by_a_number_or_its_own_name(host, status):
    with site(host="0.0.0.0") as wide:  # noqa: S104  no socket is opened
        assert wide.stranger().get("/sign-in", headers={"Host": host}).status_code == status


def test_a_hub_is_asked_by_the_names_that_its_owner_gave():
    with site(host="0.0.0.0", trusted_hosts=("hub.cafe.example",)) as named:  # noqa: S104
        client = named.stranger()
        assert client.get("/sign-in", headers={"Host": "hub.cafe.example"}).status_code == 200
        assert client.get("/sign-in", headers={"Host": "192.168.1.20"}).status_code == 400


def cookies_of(answer):
    return {one.partition("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_cookie_is_for_its_own_site_and_no_script_and_by_tls_only_where_there_is_tls(
    cafe, market, scheme
):
    market.requester(f"Cookies by {scheme}")
    base = f"{scheme}://localhost"
    found = {}
    client = cafe.stranger()
    typed = {"csrf_token": _token_at(client, "/sign-in", base), "name": "naomi"}
    headers = {"Referer": f"{base}/sign-in"}
    more = {"password": "correct horse"}
    answer = client.post("/sign-in", data={**typed, **more}, base_url=base, headers=headers)
    assert answer.status_code == 303
    found |= cookies_of(answer) | cookies_of(client.get("/language/ar", base_url=base))
    found |= cookies_of(cafe.stranger().get("/lobby/line", base_url=base))
    buyer = market.app.test_client()
    place = "/requester/sign-in"
    name = f"Cookies by {scheme}"
    typed = {"csrf_token": _token_at(buyer, place, base), "name": name}
    more = {"secret": market.secrets[name]}
    answer = buyer.post(place, data={**typed, **more}, base_url=base, headers=headers)
    assert answer.status_code == 303
    theirs = cookies_of(answer) | cookies_of(buyer.get("/?language=ar", base_url=base))
    assert set(found) == {"hub_session", "hub_session_known", "hub_language"}
    assert set(theirs) == {"exchange_session", "exchange_session_known", "exchange_language"}
    for cookie in (*found.values(), *theirs.values()):
        assert "HttpOnly" in cookie
        assert "SameSite=" in cookie
        assert "Domain=" not in cookie
        assert ("Secure" in cookie) == (scheme == "https"), cookie


def _token_at(client, page, base):
    from faults.web import TOKEN

    return TOKEN.search(client.get(page, base_url=base).text)[1]


def test_a_cookie_from_before_the_sign_in_opens_nothing_after_it(cafe, market):
    market.requester("Fixed")
    sides = (
        (cafe, "hub_session", "/sign-in", {"name": "naomi", "password": "correct horse"}, "/me"),
        (
            market,
            "exchange_session",
            "/requester/sign-in",
            {"name": "Fixed", "secret": market.secrets["Fixed"]},
            "/requester/",
        ),
    )
    for side, cookie, place, typed, own in sides:
        victim, attacker = side.app.test_client(), side.app.test_client()
        key = token(victim, place)
        planted = victim.get_cookie(cookie).value
        assert victim.post(place, data={"csrf_token": key, **typed}).status_code == 303
        assert victim.get_cookie(cookie).value != planted
        attacker.set_cookie(cookie, planted)
        assert attacker.get(own).status_code == 303
        assert victim.get(own).status_code == 200
        old = victim.get_cookie(cookie).value
        again = {"csrf_token": _fresh(victim, own), **typed}
        leave = "/sign-out" if cookie == "hub_session" else "/requester/leave"
        assert victim.post(leave, data=again).status_code == 303
        attacker.set_cookie(cookie, old)
        assert attacker.get(own).status_code == 303


def _fresh(client, page):
    from faults.web import TOKEN

    return TOKEN.search(client.get(page).text)[1]


def test_who_leaves_the_screen_is_signed_out_and_who_works_is_not(cafe):
    working, left = cafe.staff("naomi"), cafe.staff("naomi")
    for _ in range(3):
        cafe.clock.forward(seconds=PATIENCE_S // 2 + 1)
        assert working.get("/me").status_code == 200
        left.get("/floor/now", headers={"HX-Request": "true"})  # a page that asks by itself
        left.get("/floor", headers={"HX-Request": "true"})
    assert left.get("/me").status_code == 303
    assert left.get("/floor", headers={"HX-Request": "true"}).status_code == 401
    cafe.clock.forward(seconds=PATIENCE_S + 1)
    assert working.get("/me").status_code == 303


def test_the_longest_day_ends(cafe):
    working = cafe.staff("naomi")
    for _ in range(HubSettings().signed_in_for_s // 3600):
        cafe.clock.forward(hours=1)
        assert working.get("/me").status_code == 200
    cafe.clock.forward(seconds=1)
    assert working.get("/me").status_code == 303


def test_a_requester_who_left_the_screen_is_signed_out(market):
    working = market.requester("Idle")
    for _ in range(SIGNED_IN_S // IDLE_S + 1):
        assert working.get("/requester/").status_code == 200
        market.clock.forward(seconds=IDLE_S - 1)
    assert working.get("/requester/").status_code == 303
    left = market.signed_in("Idle")
    market.clock.forward(seconds=IDLE_S + 1)
    assert left.get("/requester/").status_code == 303
