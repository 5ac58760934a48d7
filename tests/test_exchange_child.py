"""How a hub gets to its exchange."""

import json
import subprocess

import pytest
from fakes.hub_world import make_hub
from fakes.machines import ExchangeMachine, look
from link.shelves import HUB, Wire
from link.test_enrol import Host

from kiosk import exchange_child
from kiosk.exchange_child import connect, ensure_joined, exchange_url, join
from kiosk.link.client import Answer, LinkDownError
from kiosk.protocol.codec import encode
from kiosk.protocol.enrolment import make_code
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import audit, upstream

CODE = str(make_code(HUB.public_signing, b"7 bytes"))
CHAIN = "https://exchange.example"


class Site:
    """A hub, and an exchange at the other end of whatever address it is given."""

    def __init__(self, folder, clock, monkeypatch, **settings) -> None:
        self.hub = make_hub(folder, clock, **settings)
        self.host, self.urls = Host(HUB), []
        monkeypatch.setattr(exchange_child, "HttpTransport", self._transport)
        monkeypatch.setattr(exchange_child, "_own_code", lambda _: CODE)

    def _transport(self, url):
        self.urls.append(url)
        return self.host

    def pinned(self):
        return look(self, upstream.load)


@pytest.fixture
def site(tmp_path, clock, monkeypatch):
    made = Site(tmp_path, clock, monkeypatch)
    yield made
    made.hub.close()


@pytest.fixture
def in_a_chain(tmp_path, clock, monkeypatch):
    made = Site(tmp_path, clock, monkeypatch, exchange_url=CHAIN)
    yield made
    made.hub.close()


@pytest.mark.parametrize(
    ("settings", "url"),
    [
        ({}, "http://127.0.0.1:8090"),
        ({"exchange_port": 9}, "http://127.0.0.1:9"),
        ({"exchange_url": CHAIN}, CHAIN),
    ],
)
def test_where_the_exchange_answers(settings, url):
    assert exchange_url(HubSettings(**settings)) == url


def test_a_hub_joins_its_own_exchange_by_itself_and_once(site):
    assert ensure_joined(site.hub, "http://127.0.0.1:8090")
    url, host = site.pinned()
    assert (url, host.public_signing) == ("http://127.0.0.1:8090", HUB.public_signing)
    assert site.host.seen[0].kind == "hub"
    assert site.host.seen[0].currency == "KES"
    assert ensure_joined(site.hub, "http://127.0.0.1:8090")
    assert len(site.host.seen) == 1


def test_a_chains_exchange_is_joined_only_with_the_code_of_its_staff(in_a_chain):
    hub = in_a_chain.hub
    assert not ensure_joined(hub, CHAIN)
    assert not connect(hub)
    assert join(hub, CHAIN, code=CODE, by="amina") == "seat 7"
    assert ensure_joined(hub, CHAIN)
    assert hub.line.may_try(hub.now())
    assert look(in_a_chain, audit.latest, before=None, limit=1)[0].by == "amina"


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, {}, b"<html>"),
        Answer(401, {}, encode({"refusal": "code_unknown", "details": {}})),
        Answer(409, {}, encode({"refusal": "currency_differs", "details": {}})),
    ],
)
def test_what_does_not_work_is_tried_later(site, answer):
    site.host.answer = answer
    assert not ensure_joined(site.hub, "http://127.0.0.1:8090")
    assert site.pinned() is None
    with pytest.raises((Refusal, LinkDownError)):
        join(site.hub, CHAIN, code=CODE, by="amina")


@pytest.mark.parametrize(
    "error",
    [subprocess.CalledProcessError(1, "exchange"), subprocess.TimeoutExpired("x", 1), ValueError()],
)
def test_an_exchange_that_gives_no_code_yet_is_asked_later(site, monkeypatch, error):
    def fail(hub):
        raise error

    monkeypatch.setattr(exchange_child, "_own_code", fail)
    assert not ensure_joined(site.hub, "http://127.0.0.1:8090")


def test_a_hub_that_joined_uses_the_key_it_pinned(site):
    exchange = ExchangeMachine(type("World", (), {"hub": site.hub, "clock": site.hub.clock}))
    assert connect(site.hub)
    assert site.hub.line.public_key == exchange.keys.public_signing
    assert Wire(None).host is HUB


def test_its_own_exchange_is_asked_for_a_code_by_its_command(tmp_path, clock, monkeypatch):
    hub = make_hub(tmp_path, clock)
    asked = []

    def run(command, **options):
        asked.append((command, options))
        return subprocess.CompletedProcess(command, 0, json.dumps({"code": CODE}).encode())

    monkeypatch.setenv("KIOSK_PORT", "1")
    monkeypatch.setattr(exchange_child.subprocess, "run", run)
    assert exchange_child._own_code(hub) == CODE
    command, options = asked[0]
    assert command[2:6] == ["kiosk.cli.main", "exchange", "hub", "add"]
    assert str(tmp_path / "exchange") in command
    assert "KIOSK_PORT" not in options["env"]
    hub.close()
