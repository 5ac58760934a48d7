"""Hub, exchange and agent are killed while they start: their database is made or brought up to date then.

Each starts on what the last death left, and in the end its database has the newest schema, whole.
"""

import time
from contextlib import closing
from random import Random

import pytest
from fakes import quick_disk
from fakes.hub import FakeHub
from fakes.loopback_hub import HubOnLoopback
from faults.forking import Zygote
from faults.killing import LISTENS, Port
from faults.live_hub import NOBODY
from faults.test_cut_upgrades import tables

from kiosk import hub_folder as hub
from kiosk.clock import SystemClock
from kiosk.disk.migrate import migrate, read_migrations
from kiosk.disk.open import open_for_reading
from kiosk.exchange import exchange
from kiosk.protocol.keys import make_keys, save_keys
from kiosk.store.schema import migrations
from station_agent.folder import enrol_station
from station_agent.store.open import FILE, MIGRATIONS

KILLS = 3
"""Of one machine, before it may start."""
DIES_WITHIN_MS = 600
SMALL = {"KIOSK_BALLAST_BYTES": "65536", "KIOSK_EXCHANGE_URL": NOBODY}


class Hub:
    """A site that was begun to be made, or a hub of an older version."""

    command = ("kiosk.cli.main:kiosk", "kiosk.serve", "kiosk.app")

    def __init__(self, folder, chance) -> None:
        self.folder, self.database = folder / "hub", folder / "hub" / hub.DATABASE
        steps = migrations()
        self.folder.mkdir()
        (self.folder / hub.MAKING).touch()
        if done := chance.randrange(len(steps)):
            (self.folder / hub.MAKING).unlink()
            save_keys(make_keys(), self.folder / hub.KEYS)
            migrate(self.database, steps[:done])

    def told(self, port):
        return ("serve", "--data", self.folder), {"KIOSK_PORT": str(port), **SMALL}

    def close(self):
        pass


class Exchange(Hub):
    """Nothing is there."""

    command = ("kiosk.cli.main:kiosk", "kiosk.exchange.serve", "alembic.command", "alembic.config")

    def __init__(self, folder, _chance) -> None:
        self.folder = folder / "exchange"
        self.database = self.folder / exchange.DATABASE

    def told(self, port):
        return ("exchange", "serve", "--data", self.folder), {"KIOSK_PORT": str(port)}


class Seat:
    """Enrolled, and never started; or by an older version."""

    command = ("station_agent.cli:station_agent", "station_agent.running", "station_agent.app")

    def __init__(self, folder, chance) -> None:
        self.folder, self.database = folder / "station", folder / "station" / FILE
        made = FakeHub(SystemClock())
        self._wire = HubOnLoopback(made)
        enrol_station(self.folder, made, url=self._wire.url, code=made.code)
        steps = read_migrations(MIGRATIONS)
        if done := chance.randrange(len(steps)):
            migrate(self.database, steps[:done])
        (folder / "memory").mkdir()
        self._memory = str(folder / "memory")

    def told(self, _port):
        told = ("run", "--data", self.folder, "--port", "0")
        return told, {"KIOSK_DRAFT_FOLDER": self._memory, **SMALL}

    def close(self):
        self._wire.close()


MACHINES = (Hub, Exchange, Seat)


def schema(database):
    """All tables as they were made; Alembic writes down its own number."""
    number, made = tables(database)
    with closing(open_for_reading(database)) as db:
        alembic = any(name == "alembic_version" for name, *_ in made)
        at = [tuple(row) for row in db.execute("SELECT * FROM alembic_version")] if alembic else []
    return number, made, at


def start(zygote, machine, folder, port):
    told, environ = machine.told(port.number)
    return zygote.start(*told, log=folder / "log", environ=environ)


def start_whole(zygote, machine, folder, port):
    """It comes up; returns its schema."""
    process = start(zygote, machine, folder, port)
    try:
        assert process.until(LISTENS), process.last_words()
    finally:
        process.kill()
    return schema(machine.database)


@pytest.mark.parametrize("kind", MACHINES)
def test_a_machine_killed_at_its_start_comes_up_whole_at_the_next(kind, rounds):
    with Zygote(*kind.command) as zygote, closing(Port()) as port:
        whole = None
        for seed in rounds(
            "killed_starts", each=KILLS, part=MACHINES.index(kind), of=len(MACHINES)
        ):
            chance = Random(seed)
            if whole is None:
                with quick_disk.folder() as folder, closing(kind(folder, Random(seed))) as machine:
                    whole = start_whole(zygote, machine, folder, port)
            with quick_disk.folder() as folder, closing(kind(folder, chance)) as machine:
                for _ in range(KILLS):
                    process = start(zygote, machine, folder, port)
                    time.sleep(chance.randrange(DIES_WITHIN_MS) / 1_000)  # a real death
                    process.kill()
                assert start_whole(zygote, machine, folder, port) == whole
