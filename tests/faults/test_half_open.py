"""1,000 half-open connections to the hub as it is deployed: honest requests are still answered."""

import re
from contextlib import suppress

import pytest
from fakes.hub_world import make_hub
from faults.deployed import FRONTS, BehindCaddy

from kiosk.clock import SystemClock
from kiosk.listening import raise_open_files
from kiosk.protocol.codec import decode
from kiosk.protocol.trust import SignedTrust

HALF_OPEN = 1000
HONEST = 20
BEGUN = (
    b"",
    b"GET /floor HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nname=a",
    b"POST /station/v1/beat HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
)


@pytest.fixture(params=FRONTS, ids=lambda front: front.name)
def site(request, tmp_path):
    make_hub(tmp_path, SystemClock()).close()
    site = request.param(tmp_path)
    yield site
    site.stop()


@pytest.fixture
def half_open(site):
    """Connections in every state in which a client can leave one."""
    raise_open_files(2 * HALF_OPEN)
    lines = []
    for n in range(HALF_OPEN):
        line = site.connect()
        begun = BEGUN[n % len(BEGUN)]
        if begun:
            line = site.dressed(line)
            line.sendall(begun)
        lines.append(line)
    yield lines
    for line in lines:
        with suppress(OSError):
            line.close()


@pytest.mark.faults
def test_honest_requests_are_answered_beside_a_thousand_half_open_ones(site, half_open):
    answered = [site.get("/sign-in").status_code for _ in range(HONEST)]
    assert answered == [200] * HONEST
    said = decode(site.get("/trust/v1").content, SignedTrust)
    assert bool(said.trust.roots) == isinstance(site, BehindCaddy)
    page = site.get("/sign-in")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
    wrong = site.post(
        "/sign-in",
        data={"name": "nobody", "password": "wrong", "csrf_token": token},
        cookies=page.cookies.get_dict(),
    )
    assert "The name or the password is wrong" in wrong.text
    assert len(half_open) == HALF_OPEN


@pytest.mark.faults
def test_what_is_too_large_is_refused_and_the_next_is_answered(site):
    for headers, data, answers in (
        ({"Cookie": "x" * 40_000}, b"", {431, 400}),
        ({}, b"x" * (2 * 1024 * 1024), {413}),
    ):
        with suppress(ConnectionError, OSError):  # closed while we still write
            assert site.post("/sign-in", headers=headers, data=data).status_code in answers
        assert site.get("/sign-in").status_code == 200
