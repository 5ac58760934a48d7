"""A café with its panel: real hub, real acts, a clock that only the test moves."""

import re
from dataclasses import dataclass

import pytest
from fakes.hub_world import PASSWORD, World, make_hub
from flask import Flask

from admin_panel.panel import dress_panel

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
REQUEST_ID = re.compile(r'name="request_id" value="([^"]+)"')


@dataclass
class Desk:
    """Somebody at the panel with a browser."""

    client: object
    who: str = ""

    def get(self, path, **other):
        return self.client.get(path, **other)

    def page(self, path):
        answer = self.client.get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.location)
        return answer.text

    def post(self, path, *, page="/floor", request_id=None, **fields):
        """A form of `page`, filled in and sent as a browser does."""
        shown = self.client.get(page).text
        keys = {
            "csrf_token": TOKEN.search(shown)[1],
            "request_id": request_id or REQUEST_ID.search(shown)[1],
        }
        return self.client.post(path, data={**keys, **fields})

    def sign_in(self, name, password=PASSWORD):
        return self.post("/sign-in", page="/sign-in", name=name, password=password)


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path, clock)
    yield hub
    hub.close()


@pytest.fixture
def world(hub, clock):
    return World(hub, clock)


@pytest.fixture
def cafe(world):
    """Three seats with stations, offers, an operator, a mentor and an owner; no shift yet."""
    world.amina = world.staff("amina", role="operator", name="Amina Wanjiru")
    world.otieno = world.staff("otieno", role="mentor", name="Otieno Juma")
    world.naomi = world.staff("naomi", role="owner", name="Naomi Kariuki")
    world.offer("quarter", title="15 min", seconds=900, price_minor=2000, place=1)
    world.offer("half-hour", title="30 min", seconds=1800, price_minor=4000, place=2)
    world.offer("hour", title="1 hour", seconds=3600, price_minor=7000, place=3)
    for seat, row in ((1, "Window"), (2, "Window"), (3, "Door")):
        world.station(seat, row_name=row)
    return world


@pytest.fixture
def app(cafe):
    app = Flask("panel", static_folder=None)
    app.testing = True
    app.extensions["hub"] = cafe.hub
    dress_panel(app, cafe.hub)
    return app


@pytest.fixture
def stranger(app):
    return Desk(app.test_client())


@pytest.fixture
def desk_of(app, cafe):
    """`desk_of("amina")`: this person, signed in."""

    def sign_in(name):
        desk = Desk(app.test_client(), getattr(cafe, name))
        assert desk.sign_in(name).status_code == 303
        return desk

    return sign_in


@pytest.fixture
def operator(desk_of):
    return desk_of("amina")


@pytest.fixture
def owner(desk_of):
    return desk_of("naomi")


@pytest.fixture
def mentor(desk_of):
    return desk_of("otieno")


@pytest.fixture
def shift(cafe):
    """Amina's shift with a float of 1,000."""
    return cafe.open_shift(cafe.amina)
