"""A real hub and a real exchange that know each other, with no network between them."""

import tempfile
from functools import cache
from pathlib import Path

from exchange.lines import ClientTransport
from exchange.market import Market
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine

from kiosk import carrying
from kiosk.acts import exchange_link
from kiosk.exchange import carrying as exchange_carrying
from kiosk.exchange.app import create_app
from kiosk.exchange.exchange import DATABASE, open_exchange
from kiosk.exchange.store import people
from kiosk.exchange.store.engine import sqlite_url
from kiosk.exchange.store.schema import migrate
from kiosk.hub_folder import KEYS
from kiosk.jobs.exchange_jobs import pull_from_exchange, send_to_exchange
from kiosk.link.enrol import Upstream
from kiosk.link.errand import no_tick
from kiosk.link.gate import Peer
from kiosk.link.receiver import reread
from kiosk.opening_hub import open_hub
from kiosk.protocol.keys import change_keys, load_keys, make_keys
from kiosk.settings import ExchangeSettings
from kiosk.store import carried


@cache
def _migrated():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / DATABASE
        migrate(sqlite_url(path))
        return path.read_bytes()


def make_exchange(folder, clock, **settings):
    folder.mkdir()
    (folder / DATABASE).write_bytes(_migrated())
    return open_exchange(folder, ExchangeSettings(currency="KES", **settings), clock)


class Sides:
    """A van's hub with one seat, the exchange far away, and a stick between them."""

    def __init__(self, folder, clock, **settings) -> None:
        self.clock, self.folder = clock, folder
        self.world = World(make_hub(folder / "hub", clock), clock)
        self.hub = self.world.hub
        self.exchange = make_exchange(folder / "exchange", clock, **settings)
        self.market = Market(self.exchange)
        self.operator = self.world.staff()
        self.world.open_shift(self.operator)
        self.world.offer()
        self.world.station(1)
        self.seat = SeatMachine(self.world, 1)
        self.join()
        self.stick = folder / "stick"
        self.stick.mkdir()

    def join(self):
        keys = self.exchange.keys
        host = Upstream("Van", keys.public_signing, keys.public_sealing)
        self.hub.write(exchange_link.join, url="http://exchange", host=host, by="test")
        ours = self.hub.keys
        peer = Peer(ours.origin, ours.public_signing, ours.public_sealing, "Van")
        self.exchange.write(_add_hub, peer=peer)

    def write(self, stick=None, **more):
        return carrying.write(self.hub, stick or self.stick, by="test", tick=no_tick, **more)

    def read(self, path=None):
        return carrying.read(self.hub, path or self.stick, by="test", tick=no_tick)

    def exchange_writes(self, stick=None, hub="Van", **more):
        return exchange_carrying.write(
            self.exchange, stick or self.stick, hub=hub, tick=no_tick, **more
        )

    def exchange_reads(self, path=None):
        return exchange_carrying.read(self.exchange, path or self.stick, tick=no_tick)

    def change_keys(self, times=1):
        """The hub stops, its keys change, it starts again; what it has of an exchange stays."""
        path = self.hub.folder / KEYS
        self.hub.close()
        for _ in range(times):
            change_keys(load_keys(path).followed_by(make_keys()), path)
        self.start_again()

    def start_again(self):
        """The hub starts with what its folder holds."""
        self.clock.forward(seconds=1)
        self.hub = self.world.hub = open_hub(self.hub.folder, self.world.given, self.clock)

    def connect(self):
        """A network between the two, for now."""
        transport = ClientTransport(create_app(self.exchange))
        key = self.exchange.keys.public_signing
        self.hub.line.connect(transport, self.hub.keys, public_key=key)
        return transport

    def talk(self):
        """All that the hub's jobs do over that network."""
        send_to_exchange(self.hub, self.clock.now())
        pull_from_exchange(self.hub, self.clock.now())

    def slots(self):
        """What lies free at the hub."""
        with self.hub.read() as db:
            rows = db.execute(
                "SELECT assignment FROM slot WHERE state = 'free' ORDER BY assignment"
            )
            return [row["assignment"] for row in rows]

    def waiting(self):
        from kiosk.link import sqlite_outbox

        with self.hub.read() as db:
            return sqlite_outbox.waiting(db, "exchange")

    def close(self):
        self.hub.close()
        self.exchange.close()


def _add_hub(db, now, *, office, peer) -> None:
    people.add_hub(db, now, peer)


def answered(sides, count=3):
    """Tasks came by stick and were answered; returns the visitor and the assignments."""
    sides.market.post(count)
    sides.exchange_writes()
    sides.read()
    grace = sides.world.visitor()
    sides.world.sat(1, grace, by=sides.operator)
    names = sides.slots()[:count]
    for name in names:
        assert sides.seat.submit("session", grace, name) == [("stored", "")]
    return grace, names


def only(done):
    (path,) = done["files"]
    return Path(path)


def fresh(sides):
    """A stick that nothing was written on yet."""
    return Path(tempfile.mkdtemp(dir=sides.folder))


def unsettled(sides, direction):
    with sides.hub.read() as db:
        return len(carried.unsettled(db, direction))


def waiting_facts(sides):
    with sides.hub.read() as db:
        rows = db.execute(
            "SELECT raw, signature FROM outbox WHERE audience = 'exchange' ORDER BY seq"
        ).fetchall()
    return tuple(reread(bytes(row["raw"]), bytes(row["signature"])) for row in rows)
