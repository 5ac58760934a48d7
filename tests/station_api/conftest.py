"""A hub behind its doors for stations, without its pages; stations ask it as over HTTP."""

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine
from flask import Flask

from kiosk.link.client import Answer, SignedClient
from kiosk.station_api.beat_door import BeatDoor
from kiosk.station_api.doors import doors
from kiosk.station_api.sharing_door import sharing_door


class Line:
    """Carries requests into a Flask app."""

    def __init__(self, app) -> None:
        self.app, self.sent = app, []

    def send(self, method, path, headers, body):
        self.sent.append((method, path, dict(headers), body))
        answer = self.app.test_client().open(path, method=method, headers=headers, data=body)
        return Answer(answer.status_code, dict(answer.headers), answer.data)


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = World(make_hub(folder, clock), clock)
        world.operator = world.staff()
        world.open_shift(world.operator)
        world.offer()
        world.station(1)
        world.station(2)
        yield world
        world.hub.close()


@pytest.fixture
def app(site):
    made = Flask("doors")
    made.extensions["hub"] = site.hub
    made.register_blueprint(doors)
    made.register_blueprint(sharing_door)
    made.wsgi_app = BeatDoor(site.hub, made.wsgi_app)
    return made


@pytest.fixture
def line(app):
    return Line(app)


@pytest.fixture
def ask(site, line):
    """What the station at seat 1 asks, signed."""
    return SignedClient(line, site.keys[1], site.hub.keys.public_signing).call


@pytest.fixture
def ask_from_2(site, line):
    return SignedClient(line, site.keys[2], site.hub.keys.public_signing).call


@pytest.fixture
def seat_1(site):
    return SeatMachine(site, 1)


@pytest.fixture
def voucher(site):
    return site.sell_voucher(by=site.operator).code


@pytest.fixture
def running(site):
    return site.start(1, by=site.operator).session
