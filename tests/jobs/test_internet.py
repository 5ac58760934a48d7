"""The hub looks whether there is internet, and notes when it went and came."""

import socket
from contextlib import closing

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import look
from jobs.conftest import Exchange

from kiosk.jobs.internet import watch_internet
from kiosk.rules.instants import Instant
from kiosk.setting_lines import is_host_and_port
from kiosk.store import outages

AWAY = "http://exchange.example"


@pytest.fixture
def open_site(clock):
    made = []
    with quick_disk.folder() as folder:

        def make(**settings):
            made.append(World(make_hub(folder, clock, **settings), clock))
            return made[-1]

        yield make
        for world in made:
            world.hub.close()


def watch(site):
    watch_internet(site.hub, site.hub.now())


def away_since(site):
    return look(site, outages.open_one)


def spans(site):
    found = look(site, outages.between, since=Instant(0), until=Instant(10**14))
    return [(one.began, one.ended) for one in found]


def test_an_exchange_of_ones_own_is_no_sign(open_site, clock):
    site = open_site()
    Exchange(site)
    for _ in range(9):
        watch(site)
        clock.forward(minutes=1)
    assert spans(site) == []


def test_without_an_exchange_nothing_is_known(open_site, clock):
    site = open_site(exchange_url=AWAY)
    watch(site)
    clock.forward(minutes=5)
    watch(site)
    assert away_since(site) is None


def test_an_exchange_elsewhere_is_the_sign(open_site, clock):
    site = open_site(exchange_url=AWAY)
    Exchange(site)
    site.hub.line.worked(clock.now())
    watch(site)
    site.hub.line.failed(clock.now())
    watch(site)
    gone = clock.now()
    clock.forward(seconds=59)
    watch(site)
    assert away_since(site) is None, "a hiccup is no outage"
    clock.forward(seconds=1)
    watch(site)
    watch(site)
    assert away_since(site) == gone
    clock.forward(minutes=5)
    site.hub.line.worked(clock.now())
    watch(site)
    watch(site)
    assert spans(site) == [(gone, clock.now())]


def test_the_owner_may_name_what_is_called(open_site, clock):
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        site = open_site(internet_check=f"127.0.0.1:{port}")
        watch(site)
        clock.forward(minutes=2)
        watch(site)
        assert away_since(site) is None
    gone = clock.now()
    watch(site)
    clock.forward(minutes=2)
    watch(site)
    assert away_since(site) == gone


@pytest.mark.parametrize("said", ["host", "host:", ":443", "host:0", "host:70000", "a b:1"])
def test_what_cannot_be_called_is_refused(said):
    assert not is_host_and_port(said)
    assert is_host_and_port("one.one.one.one:443")
    assert is_host_and_port("")
