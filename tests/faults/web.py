"""The web of hub and exchange as the hostile tests see it: whole apps, and all of their routes."""

import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass

from exchange.market import Market
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import PASSWORD, World, make_hub
from fakes.stage import Stage

from kiosk.app import create_app as hub_app
from kiosk.exchange import commands
from kiosk.exchange.app import create_app as exchange_app
from kiosk.exchange.exchange import DATABASE, open_exchange
from kiosk.exchange.store.engine import sqlite_url
from kiosk.exchange.store.schema import migrate
from kiosk.link.client import Answer, SignedClient
from kiosk.settings import ExchangeSettings

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SENDING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REQUEST_ID = "0123456789abcdef"


@dataclass(frozen=True)
class Route:
    """One method of one address; `may` says who may use it."""

    endpoint: str
    method: str
    rule: object
    may: str

    @property
    def room(self):
        return self.endpoint.partition(".")[0]


def routes_of(app):
    """All that the app answers, but static files."""
    return [
        Route(
            rule.endpoint, method, rule, getattr(app.view_functions[rule.endpoint], "__may__", "")
        )
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if rule.endpoint != "looks.static"
    ]


def address(app, route, ids):
    """Where a route is, with what its address names."""
    with app.test_request_context():
        return route.rule.build({name: ids[name] for name in route.rule.arguments})[1]


class Site:
    """A café with everything on one app: doors, panel, lobby."""

    def __init__(self, folder, clock, **settings) -> None:
        self.clock = clock
        self.world = world = World(make_hub(folder, clock, **settings), clock)
        world.amina = world.staff("amina", role="operator", name="Amina Wanjiru")
        world.otieno = world.staff("otieno", role="mentor", name="Otieno Juma")
        world.naomi = world.staff("naomi", role="owner", name="Naomi Kariuki")
        for place, (key, s) in enumerate((("quarter", 900), ("half-hour", 1800), ("hour", 3600))):
            world.offer(key, title=key, seconds=s, price_minor=s * 2, place=place)
        for seat, row in ((1, "Window"), (2, "Window"), (3, "Door")):
            world.station(seat, row_name=row)
        self.stage = Stage(world)
        self.app = hub_app(world.hub)
        self.app.testing = True

    def stranger(self):
        return self.app.test_client()

    def staff(self, name, password=PASSWORD):
        """A browser in which this person has signed in."""
        client = self.stranger()
        typed = {"csrf_token": token(client, "/sign-in"), "name": name, "password": password}
        assert client.post("/sign-in", data=typed).status_code == 303
        return client

    def station(self, seat):
        """What the machine at a seat asks, signed: `ask(method, path, body)`."""
        hub = self.world.hub
        line = Line(self.app)
        return SignedClient(line, self.world.keys[seat], hub.keys.public_signing).call


class Trade:
    """An exchange with two requesters and two hubs."""

    def __init__(self, folder, clock, **settings) -> None:
        data = folder / "exchange"
        data.mkdir()
        if not settings.get("database_url"):
            shutil.copy(_migrated(), data / DATABASE)
        self.exchange = open_exchange(data, ExchangeSettings(**settings), clock)
        self.clock = clock
        self.market = Market(self.exchange)
        self.app = exchange_app(self.exchange)
        self.app.testing = True
        self.secrets = {}

    def requester(self, name, fund_minor=100_000):
        """A browser in which a new requester has signed in."""
        made = commands.add_requester(self.exchange, name=name, fund_minor=fund_minor)
        self.secrets[name] = made["secret_key"]
        return self.signed_in(name)

    def signed_in(self, name):
        client = self.app.test_client()
        typed = {"name": name, "secret": self.secrets[name]}
        place = "/requester/sign-in"
        answer = client.post(place, data={"csrf_token": token(client, place), **typed})
        assert answer.status_code == 303
        return client

    def hub(self, work):
        """What a hub asks, signed."""
        keys = self.exchange.keys.public_signing
        return SignedClient(Line(self.app), work.keys, keys).call


class Line:
    """Carries signed requests into an app."""

    def __init__(self, app) -> None:
        self.app = app
        self.last = None

    def send(self, method, path, headers, body):
        answer = self.app.test_client().open(path, method=method, headers=headers, data=body)
        self.last = answer
        return Answer(answer.status_code, dict(answer.headers), answer.data)


def token(client, page):
    """The token of the form on a page."""
    return TOKEN.search(client.get(page).text)[1]


def with_files(fields, **files):
    """A form with files as bytes: Flask's test client would leave a large one open on the disk."""
    mark, parts = b"--mark", []
    for name, value in fields.items():
        head = f'Content-Disposition: form-data; name="{name}"'
        parts.append((head.encode(), value.encode()))
    for name, (filename, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        parts.append((head.encode(), content))
    body = b"".join(b"%s\r\n%s\r\n\r\n%s\r\n" % (mark, head, value) for head, value in parts)
    return {"data": body + mark + b"--\r\n", "content_type": "multipart/form-data; boundary=mark"}


@contextmanager
def site(**settings):
    with quick_disk.folder() as folder:
        made = Site(folder / "hub", FakeClock(), **settings)
        yield made
        made.world.hub.close()


@contextmanager
def trade(**settings):
    with quick_disk.folder() as folder:
        made = Trade(folder, FakeClock(), **settings)
        yield made
        made.exchange.close()


_FILES = []


def _migrated():
    """A migrated database, made once."""
    if not _FILES:
        import tempfile
        from pathlib import Path

        kept = tempfile.TemporaryDirectory(prefix="kiosk-migrated-")
        path = Path(kept.name) / DATABASE
        migrate(sqlite_url(path))
        _FILES.append((kept, path))
    return _FILES[0][1]
