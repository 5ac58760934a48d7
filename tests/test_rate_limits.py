from wsgiref.util import setup_testing_defaults

import msgspec
import pytest

from kiosk import rate_limits
from kiosk.hub_limits import HUB_LIMITS
from kiosk.rate_limits import Limit, RateLimits
from kiosk.rules.buckets import NS_PER_S, Rate

LIMITS = (
    Limit("enrol", "/enrol", Rate(burst=2, per_minute=6), machine=True),
    Limit("sign_in", "/sign-in", Rate(burst=2, per_minute=6), method="POST"),
)


class Asked:
    """An app behind the limits, and a clock to move."""

    def __init__(self) -> None:
        self.now_ns = 1
        self.app = RateLimits(LIMITS, lambda: self.now_ns, self.answer)

    def answer(self, environ, start_response):
        start_response("200 OK", [])
        return [b"answered"]

    def ask(self, path, *, by="10.0.0.7", method="POST", language="en"):
        environ = {
            "PATH_INFO": path,
            "REQUEST_METHOD": method,
            "REMOTE_ADDR": by,
            "HTTP_ACCEPT_LANGUAGE": language,
        }
        setup_testing_defaults(environ)
        heads = []
        body = b"".join(self.app(environ, lambda *head: heads.append(head)))
        status, headers = heads[0]
        return int(status[:3]), dict(headers), body


@pytest.fixture
def site():
    return Asked()


def test_who_asks_too_often_is_told_to_wait_and_for_how_long(site):
    assert [site.ask("/sign-in")[0] for _ in range(3)] == [200, 200, 429]
    status, headers, body = site.ask("/sign-in")
    assert (status, headers["Retry-After"]) == (429, "10")
    assert body.decode() == "This came too often. Please wait a little and try again."
    assert site.app.refused == {"sign_in": 2}
    site.now_ns += 10 * NS_PER_S
    assert [site.ask("/sign-in")[0] for _ in range(2)] == [200, 429]


def test_in_the_reader_s_language(site):
    said = [site.ask("/sign-in", language="ar")[2].decode() for _ in range(3)][-1]
    assert any("؀" <= letter <= "ۿ" for letter in said)


def test_a_machine_is_told_as_a_machine(site):
    body = [site.ask("/enrol/v1")[2] for _ in range(3)][-1]
    assert msgspec.json.decode(body) == {"refusal": "too_often", "details": {"wait_s": 10}}


def test_no_neighbour_uses_up_another_s(site):
    for _ in range(50):
        site.ask("/sign-in", by="10.0.0.66")
    assert site.ask("/sign-in", by="10.0.0.7")[0] == 200
    assert site.ask("/enrol", by="10.0.0.66")[0] == 200  # nor one purpose another


def test_what_has_no_limit_passes(site):
    assert {site.ask("/sign-in", method="GET")[0] for _ in range(9)} == {200}
    assert {site.ask("/elsewhere")[0] for _ in range(9)} == {200}


@pytest.mark.parametrize("by", ["127.0.0.1", "::1"])
def test_this_machine_itself_is_not_counted(site, by):
    assert {site.ask("/sign-in", by=by)[0] for _ in range(9)} == {200}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("::ffff:10.0.0.7", "::ffff:10.0.0.8", False),
        ("somebody", "somebody", True),
    ],
)
def test_a_network_of_thousands_is_one_neighbour(site, one, other, same):
    for _ in range(3):
        site.ask("/sign-in", by=one)
    assert (site.ask("/sign-in", by=other)[0] == 429) is same


def test_neighbours_without_number_fill_no_memory(site, monkeypatch):
    monkeypatch.setattr(rate_limits, "NEIGHBOURS_MOST", 10)
    for n in range(100):
        site.ask("/sign-in", by=f"10.0.1.{n}")
    assert len(site.app._full_ns) == 10


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/station/v1/beat", "beat"),
        ("POST", "/station/v1/open", "station"),
        ("POST", "/sync/v1/push", "sync"),
        ("POST", "/enrol/v1", "enrol"),
        ("POST", "/sign-in", "sign_in"),
        ("GET", "/sign-in", "pages"),
        ("POST", "/lobby/line", "lobby"),
        ("GET", "/lobby/", "lobby_pages"),
    ],
)
def test_each_purpose_of_the_hub_has_its_own(method, path, name):
    assert next(one.name for one in HUB_LIMITS if one.holds(method, path)) == name
