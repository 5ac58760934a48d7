"""Exchanges to test with, on both engines, each with a database of its own."""

import itertools
import shutil
import tempfile
from pathlib import Path

import pytest
from exchange import postgres
from exchange.market import Market

from kiosk.exchange.exchange import DATABASE, open_exchange
from kiosk.exchange.store.engine import sqlite_url
from kiosk.exchange.store.schema import migrate
from kiosk.settings import ExchangeSettings

NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("migrated") / DATABASE
    migrate(sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def postgres_server():
    with postgres.running() as url:
        postgres.execute(url, "CREATE DATABASE migrated")
        migrate(postgres.named(url, "migrated"))
        yield url


@pytest.fixture
def postgres_url(postgres_server):
    name = f"test_{next(NUMBERS)}"
    postgres.execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE migrated")
    yield postgres.named(postgres_server, name)
    postgres.execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def fast_folder():
    """A folder of this test's own, in memory where there is some: an fsync costs nothing there."""
    with tempfile.TemporaryDirectory(prefix="kiosk-exchange-", dir=postgres.memory()) as folder:
        yield Path(folder)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request):
    """An empty address means the SQLite file in the exchange's folder."""
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else ""


@pytest.fixture
def exchange(database_url, fast_folder, migrated_file, clock):
    """An exchange on either engine."""
    opened = _open(fast_folder, migrated_file, clock, database_url=database_url)
    yield opened
    opened.close()


@pytest.fixture
def market(exchange):
    """An exchange with a requester, a hub and what they say to it."""
    return Market(exchange)


@pytest.fixture
def quick_market(fast_folder, migrated_file, clock):
    """The same on SQLite only, where the engine does not matter."""
    opened = _open(fast_folder, migrated_file, clock)
    yield Market(opened)
    opened.close()


def _open(folder, migrated_file, clock, **settings):
    data = folder / "exchange"
    data.mkdir()
    shutil.copy(migrated_file, data / DATABASE)
    return open_exchange(data, ExchangeSettings(**settings), clock)
