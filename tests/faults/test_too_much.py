"""Each route takes so much and no more, and says so in words; what is too much changes nothing."""

import pytest
from faults.web import SENDING, address, routes_of, site, token, trade

from admin_panel.panel import FORM_LIMIT_BYTES, FORM_LIMITS_BYTES
from kiosk.exchange import refusing
from kiosk.protocol.station_calls import BEAT_PATH
from kiosk.protocol.succession import CHAIN_LIMIT_BYTES
from kiosk.rules.refusals import Refusal
from kiosk.signed_door import BODY_LIMIT_BYTES, NEWCOMER_LIMIT_BYTES
from kiosk.station_api.beat_door import BEAT_LIMIT_BYTES

PARTS_LIMIT = 1000
SAID = "This is too large"
NEWCOMERS = {
    "station_api.enrol": NEWCOMER_LIMIT_BYTES,
    "hub_api.enrol": NEWCOMER_LIMIT_BYTES,
    "hub_api.follow": CHAIN_LIMIT_BYTES,
}
"""Doors of machines that nobody knows yet, and the most that each takes."""


@pytest.fixture(scope="module")
def cafe():
    with site() as made:
        yield made


@pytest.fixture(scope="module")
def market():
    with trade() as made:
        made.requester("Much")
        yield made


def limit_of(side, route):
    """The most that a route takes."""
    if route.endpoint in NEWCOMERS:
        return NEWCOMERS[route.endpoint]
    if route.may == "enrolled machine":
        return BODY_LIMIT_BYTES
    if side == "hub":
        return FORM_LIMITS_BYTES.get(route.endpoint, FORM_LIMIT_BYTES)
    if route.endpoint in refusing.PIECES:
        return refusing.PIECE_FORM_BYTES
    upload = route.endpoint in refusing.UPLOADS
    return refusing.UPLOAD_LIMIT_BYTES if upload else refusing.FORM_LIMIT_BYTES


def sending(side, here):
    for route in routes_of(here.app):
        if route.method in SENDING:
            yield route, address(here.app, route, dict.fromkeys(route.rule.arguments, "1"))


@pytest.mark.parametrize("side", ["hub", "exchange"])
def test_a_form_that_is_too_long_is_refused_in_words(cafe, market, side):
    here = cafe if side == "hub" else market
    client = cafe.staff("naomi") if side == "hub" else market.signed_in("Much")
    key = token(client, "/me" if side == "hub" else "/requester/post")
    tried = 0
    for route, place in sending(side, here):
        if route.may == "enrolled machine" or route.endpoint in NEWCOMERS:
            continue
        limit = limit_of(side, route)
        assert limit <= 25 * 1024 * 1024
        # The length that is said is enough: nothing of it is read.
        more = {"CONTENT_LENGTH": str(limit + 1)}
        kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind}
        answer = client.open(place, method=route.method, headers=headers, environ_overrides=more)
        assert answer.status_code == 413, route.endpoint
        assert SAID in answer.text, route.endpoint
        many = f"csrf_token={key}&" + "a=1&" * (PARTS_LIMIT + 1)
        answer = client.open(place, method=route.method, data=many, content_type=kind)
        assert answer.status_code < 500, route.endpoint
        tried += 1
    assert tried >= (100 if side == "hub" else 6)


@pytest.mark.parametrize("side", ["hub", "exchange"])
def test_a_form_of_too_many_parts_is_refused_in_words(cafe, market, side):
    here = cafe if side == "hub" else market
    client = cafe.staff("naomi") if side == "hub" else market.signed_in("Much")
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    body = part * (PARTS_LIMIT + 1) + b"--x--\r\n"
    for _route, place in sending(side, here):
        if _route.may == "enrolled machine" or _route.endpoint in NEWCOMERS:
            continue
        kind = "multipart/form-data; boundary=x"
        answer = client.open(place, method=_route.method, data=body, content_type=kind)
        assert answer.status_code == 413, _route.endpoint
        assert SAID in answer.text, _route.endpoint


@pytest.mark.parametrize("side", ["hub", "exchange"])
def test_machines_are_told_too_signed_where_they_are_known(cafe, market, side):
    here = cafe if side == "hub" else market
    ask = cafe.station(1) if side == "hub" else market.hub(market.market.hub)
    for route, place in sending(side, here):
        if route.endpoint in NEWCOMERS:
            answer = here.app.test_client().post(place, data=b"x" * (limit_of(side, route) + 1))
            assert (answer.status_code, answer.json["refusal"]) == (413, "too_large")
        elif route.may == "enrolled machine":
            with pytest.raises(Refusal) as refused:
                ask(route.method, place, b"x" * (BODY_LIMIT_BYTES + 1))
            assert refused.value.code == "too_large", route.endpoint


def test_a_beat_is_short_and_says_how_long_it_is(cafe):
    client = cafe.stranger()
    answer = client.post(BEAT_PATH, data=b"x" * (BEAT_LIMIT_BYTES + 1))
    assert answer.status_code == 413
    for said in ("²", "-1", "1e3", "9" * 5000, "x"):
        length = {"CONTENT_LENGTH": said}
        answer = client.post(BEAT_PATH, data=b"", environ_overrides=length)
        assert answer.status_code in {401, 413}, said
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_every_answer_carries_the_headers_of_the_house(cafe, market):
    """Pages, files, refusals, redirects, what machines are told, and what is not there."""
    owner, requester = cafe.staff("naomi"), market.signed_in("Much")
    tried = 0
    for side, client in ((cafe, owner), (market, requester)):
        places = [
            (route.method, address(side.app, route, dict.fromkeys(route.rule.arguments, "1")))
            for route in routes_of(side.app)
        ]
        style = "/looks/0/css/none.css"
        for method, place in [*places, ("GET", "/nowhere"), ("PUT", "/"), ("GET", style)]:
            headers = client.open(place, method=method).headers
            assert "default-src 'none'" in headers["Content-Security-Policy"], place
            assert "unsafe" not in headers["Content-Security-Policy"], place
            assert headers["X-Content-Type-Options"] == "nosniff", place
            assert headers["Referrer-Policy"] == "same-origin", place
            assert "camera=()" in headers["Permissions-Policy"], place
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin", place
            assert headers["Cache-Control"], place
            assert "Server" not in headers, place
            tried += 1
    assert tried > 200
