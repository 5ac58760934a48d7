"""The exchange is killed while requesters post and decide, hubs pull, answer and give back, and its
timer pays; and while it starts. On SQLite, and in some of the rounds on PostgreSQL.

What was answered is kept by the dead exchange. In the end every task was decided once, each approved
answer was paid once, and all money that came in is somewhere.
"""

import shutil
from contextlib import closing, contextmanager
from random import Random

import pytest
from exchange import postgres
from fakes import quick_disk
from faults.forking import Zygote
from faults.killed_market import (
    FEE_MINOR,
    REWARD_MINOR,
    Done,
    Requester,
    Worker,
    funds,
)
from faults.killing import Mortal, Port
from sqlalchemy import NullPool, create_engine, text

from kiosk.clock import SystemClock
from kiosk.exchange import commands
from kiosk.exchange.exchange import DATABASE, database_url, open_exchange
from kiosk.exchange.queries.verify import verify_database
from kiosk.exchange.store.engine import sqlite_url
from kiosk.exchange.store.schema import migrate
from kiosk.settings import ExchangeSettings

KILLS = 5
"""Of one market in one day; each day is another one's."""
ON_POSTGRES = 5
"""Every fifth market."""
LATE_IMPORTS = (
    *("kiosk.cli.main", "kiosk.exchange.serve", "kiosk.exchange.acts.approving"),
    *("kiosk.exchange.saved_settings", "psycopg"),
)
REQUESTERS, BATCHES, ROWS, TOP_UPS = 2, 2, 4, 8
FIRST_MINOR = 10_000
SETTINGS = {"fee_percent": 20, "allotment_target": 3}
PROOFS = {
    "request": "SELECT 1 FROM request_done WHERE request_id = :a",
    "fact": "SELECT 1 FROM inbox WHERE origin = :a AND epoch = :b AND seq = :c",
    "funded": "SELECT 1 FROM transfer WHERE reference = :a",
}


@pytest.fixture(scope="module")
def zygote():
    with Zygote("faults.impatient:exchange", *LATE_IMPORTS) as made:
        yield made


@pytest.fixture(scope="module")
def migrated():
    """An empty exchange on SQLite, to be copied."""
    with quick_disk.folder() as folder:
        migrate(sqlite_url(folder / DATABASE))
        yield folder / DATABASE


@pytest.fixture(scope="module")
def server():
    """PostgreSQL, with an empty exchange to be copied."""
    with postgres.running() as url:
        postgres.execute(url, "CREATE DATABASE migrated")
        migrate(postgres.named(url, "migrated"))
        yield url


@contextmanager
def a_database(seed, migrated, server, folder):
    """The settings of an exchange on an empty database of its own."""
    folder.mkdir()
    if seed % ON_POSTGRES:
        shutil.copy(migrated, folder / DATABASE)
        yield ExchangeSettings(**SETTINGS)
        return
    name = f"killed_{seed}"
    postgres.execute(server, f"CREATE DATABASE {name} TEMPLATE migrated")
    yield ExchangeSettings(**SETTINGS, database_url=postgres.named(server, name))
    postgres.execute(server, f"DROP DATABASE {name} WITH (FORCE)")


class Day:
    """An exchange in a folder, and all who ask it something."""

    def __init__(self, zygote, settings, folder, seed) -> None:
        self.zygote, self.settings, self.folder = zygote, settings, folder
        self.chance, self.done = Random(seed), Done(REQUESTERS * BATCHES * ROWS)
        self.database = database_url(folder, settings)
        self._port = Port()
        with closing(open_exchange(folder, settings, SystemClock())) as exchange:
            self._furnish(exchange)
        scripts = [
            *(one.posts(BATCHES, rows=ROWS) for one in self.requesters),
            *(one.reviews() for one in self.requesters),
            *(one.works() for one in self.hubs),
            funds(folder, self.keys[0]["requester"], self.done, TOP_UPS),
        ]
        self.mortal = Mortal(self.start, scripts, self.look, self.ready)

    def _furnish(self, exchange):
        told = {"fund_minor": FIRST_MINOR}
        self.keys = [
            commands.add_requester(exchange, name=f"Duka {n}", **told) for n in range(REQUESTERS)
        ]
        self.requesters = [
            Requester(self._port.url, keys, self.done, self._chance()) for keys in self.keys
        ]
        self.hubs = [
            Worker(exchange, name, self._port.url, self.done, self._chance())
            for name in ("Kibera", "Mathare")
        ]

    def _chance(self):
        return Random(self.chance.getrandbits(64))

    def start(self):
        own = {"KIOSK_PORT": str(self._port.number)}
        own |= {f"KIOSK_{name.upper()}": str(value) for name, value in SETTINGS.items()}
        own["KIOSK_DATABASE_URL"] = self.settings.database_url
        log = self.folder.parent / "log"
        return self.zygote.start("exchange", "serve", "--data", self.folder, log=log, environ=own)

    def ready(self, _said):
        for one in self.requesters:
            one.sign_in()

    @contextmanager
    def read(self):
        engine = create_engine(self.database, poolclass=NullPool)
        with engine.connect() as db:
            yield lambda asked, *of: db.execute(
                text(asked), dict(zip("abc", of, strict=False))
            ).fetchall()

    def look(self, proofs):
        """What was answered is kept."""
        with self.read() as ask:
            for kind, *of in proofs:
                assert ask(PROOFS[kind], *of), (kind, of)

    def close(self):
        self.mortal.close()
        self._port.close()


def assert_all_is_there_once(day):
    day.look(day.mortal.proofs)
    found = verify_database(day.database)
    assert found["ok"], found["problems"]
    done = day.done
    with day.read() as ask:
        answers = {
            (row[0], row[1]): row[2]
            for row in ask("SELECT assignment, round, answer FROM submission")
        }
        assert set(answers) == set(done.answers)
        assert all(f'"{done.answers[key]}"' in answer for key, answer in answers.items())
        states = dict(
            ask("SELECT id, state FROM assignment WHERE state IN ('Approved', 'Rejected')")
        )
        assert {name: state.lower() for name, state in states.items()} == done.settled
        assert ask("SELECT count(*) FROM batch") == [(len(done.batches),)]
        for epoch, n, last in ask("SELECT epoch, count(*), max(seq) FROM outbox GROUP BY epoch"):
            assert n == last, f"a gap in {epoch}"
        assert_money(ask, done)


def assert_money(ask, done):
    """What was approved was paid, once; the rest is the requesters' again."""
    moved = {}
    for debit, credit, minor in ask("SELECT debit, credit, amount_minor FROM transfer"):
        for account, sign in ((debit, -1), (credit, 1)):
            kind = account.partition(":")[0]
            moved[kind] = moved.get(kind, 0) + sign * minor
    approved = sum(verdict == "approved" for verdict in done.settled.values())
    came = REQUESTERS * FIRST_MINOR + done.funded
    assert moved["world"] == -came
    assert moved["hub"] == approved * REWARD_MINOR
    assert moved.get("fee", 0) == approved * FEE_MINOR
    assert moved["escrow"] == 0
    assert moved["requester"] == came - approved * (REWARD_MINOR + FEE_MINOR)


def test_an_exchange_killed_at_its_work_loses_nothing_and_pays_nothing_twice(
    rounds, zygote, migrated, server
):
    for seed in rounds("killed_exchange", each=KILLS):
        with (
            quick_disk.folder() as folder,
            a_database(seed, migrated, server, folder / "exchange") as settings,
            closing(Day(zygote, settings, folder / "exchange", seed)) as day,
        ):
            for _ in range(KILLS):
                day.mortal.die(day.chance)
            day.mortal.finish().kill()
            assert_all_is_there_once(day)
