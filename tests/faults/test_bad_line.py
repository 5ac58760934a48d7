"""Thirty stations on a bad line: each fact is there once, whatever the line does to it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from random import Random

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from faults.crooked_line import WEIGHTS, CrookedLine
from link.shelves import shelf
from werkzeug.serving import make_server

from kiosk.app import create_app
from kiosk.link import client, sqlite_outbox, sqlite_settled
from kiosk.link.client import HttpTransport, SignedClient
from kiosk.link.sender import Sender, Sending
from kiosk.link.sqlite_outbox import Writing
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.facts import Moment

STATIONS = 30
FACTS = 10_000
BATCH_MOST = 40
TRIES_MOST = 20_000
"""Far more than any chance needs; a line that never lets anything through must not hang a test."""
AT = Moment(1_795_300_000_000, "boot-1", 0)


class Station:
    """What a station has to say, and how it says it: in batches of any size, again and again."""

    def __init__(self, keys, session, facts, seed) -> None:
        self.keys, self.facts, self._chance = keys, facts, Random(seed)
        self.db = shelf()
        for n in range(facts):
            body = SessionUsed(session, n, "paused")  # each writes a line of the session
            sqlite_outbox.put(self.db, Writing(keys, AT), audience="hub", body=body)

    def next(self, *, limit, limit_bytes):
        limit = min(limit, self._chance.randint(1, BATCH_MOST))
        return sqlite_outbox.next_parcels(
            self.db, audience="hub", limit=limit, limit_bytes=limit_bytes
        )

    def settle(self, outcomes, kept):
        sqlite_settled.settle(self.db, AT.wall, outcomes, kept)

    def quarantine(self, fact_id, code):
        raise AssertionError(f"{fact_id} was set aside: {code}")

    def say_all(self, url, hub_key):
        with closing(HttpTransport(url)) as transport:
            sender = Sender(SignedClient(transport, self.keys, hub_key), self)
            for _ in range(TRIES_MOST):
                if sender.push_once() is Sending.NOTHING:
                    return
        raise AssertionError("the line let too little through")

    def states(self):
        rows = self.db.execute("SELECT state, count(*) AS n FROM outbox GROUP BY state")
        return {row["state"]: row["n"] for row in rows}


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """A half-open connection is given up soon."""
    monkeypatch.setattr(client, "READ_TIMEOUT_S", 2)


@contextmanager
def listening(hub):
    server = make_server("127.0.0.1", 0, create_app(hub), threaded=True)
    thread = threading.Thread(target=server.serve_forever, name="hub")
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def furnish(world):
    by = world.staff()
    world.open_shift(by)
    world.offer()
    for seat in range(1, STATIONS + 1):
        world.station(seat)
    return [world.start(seat, by=by).session for seat in range(1, STATIONS + 1)]


def counted(hub, sql, **names):
    with hub.read() as db:
        return {row[0]: tuple(row)[1:] for row in db.execute(sql, names)}


def test_each_fact_of_thirty_stations_arrives_once_over_a_bad_line(rounds):
    for seed in rounds("bad_line", each=FACTS):
        with quick_disk.folder() as folder:
            hub = make_hub(folder, FakeClock())
            try:
                everything_arrives_once(World(hub, hub.clock), seed)
            finally:
                hub.close()


def everything_arrives_once(world, seed):
    hub = world.hub
    sessions = furnish(world)
    more = FACTS % STATIONS
    stations = [
        Station(world.keys[n + 1], session, FACTS // STATIONS + (n < more), seed * STATIONS + n)
        for n, session in enumerate(sessions)
    ]
    began = counted(hub, "SELECT session, count(*) FROM session_fact GROUP BY session")
    with listening(hub) as port, CrookedLine(port, seed=seed) as line:
        with ThreadPoolExecutor(STATIONS) as pool:
            public = hub.keys.public_signing
            list(pool.map(lambda station: station.say_all(line.url, public), stations))
        assert set(line.met) == set(WEIGHTS), line.met
    expected = {station.keys.origin: station.facts for station in stations}
    assert sum(expected.values()) == FACTS
    heard = counted(hub, "SELECT origin, have, highest FROM heard")
    assert heard == {origin: (facts, facts) for origin, facts in expected.items()}
    kept = counted(
        hub, "SELECT origin, count(*), min(state), max(state) FROM inbox GROUP BY origin"
    )
    assert kept == {origin: (facts, "applied", "applied") for origin, facts in expected.items()}
    rows = counted(hub, "SELECT session, count(*) FROM session_fact GROUP BY session")
    did = {name: rows[name][0] - began[name][0] for name in sessions}
    assert did == {name: station.facts for name, station in zip(sessions, stations, strict=True)}
    assert counted(hub, "SELECT 1, count(*) FROM quarantine") == {1: (0,)}
    assert all(station.states() == {"acknowledged": station.facts} for station in stations)
    for station in stations:
        station.db.close()
