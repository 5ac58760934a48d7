"""The look at the exchange's database before it works, on both engines: never an empty one instead."""

import sqlite3
from contextlib import closing

import pytest
from exchange.market import Market
from exchange.postgres import execute, named

from kiosk.exchange import serve as serving
from kiosk.exchange import start_check
from kiosk.exchange.exchange import DATABASE, KEYS, MAKING, open_exchange
from kiosk.exchange.start_check import FLAG, KNOWN
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

EMPTY_NAME = "emptied"


def refused(folder, clock, url=""):
    with pytest.raises(Refusal) as caught:
        open_exchange(folder, ExchangeSettings(database_url=url), clock)
    return caught.value.code


@pytest.fixture
def empty_url(postgres_server):
    """A PostgreSQL database with nothing in it, as `createdb` makes it."""
    execute(postgres_server, f"CREATE DATABASE {EMPTY_NAME} TEMPLATE template0")
    yield named(postgres_server, EMPTY_NAME)
    execute(postgres_server, f"DROP DATABASE {EMPTY_NAME} WITH (FORCE)")


def test_a_first_start_makes_what_it_needs_and_the_next_finds_it(tmp_path, empty_url, clock):
    for _ in range(2):
        open_exchange(tmp_path, ExchangeSettings(database_url=empty_url), clock).close()
    assert (tmp_path / KNOWN).exists()
    assert not (tmp_path / MAKING).exists()


def test_a_first_start_that_was_cut_off_is_made_again(tmp_path, empty_url, clock):
    open_exchange(tmp_path, ExchangeSettings(), clock).close()
    for name in (KNOWN, DATABASE):
        (tmp_path / name).unlink()
    (tmp_path / MAKING).touch()
    open_exchange(tmp_path, ExchangeSettings(database_url=empty_url), clock).close()


def test_an_empty_database_takes_no_place_of_one_in_use(tmp_path, empty_url, postgres_url, clock):
    exchange = open_exchange(tmp_path, ExchangeSettings(database_url=postgres_url), clock)
    Market(exchange)
    exchange.close()
    assert refused(tmp_path, clock, empty_url) == "database_missing"
    with pytest.raises(Refusal, match="database_unreachable"):
        open_exchange(tmp_path, ExchangeSettings(database_url=f"{postgres_url}/nowhere"), clock)
    open_exchange(tmp_path, ExchangeSettings(database_url=postgres_url), clock).close()


def test_one_whose_rows_are_gone_is_missing_too(tmp_path, postgres_server, postgres_url, clock):
    """As after `pg_restore --schema-only`, or a migration that somebody ran on a new database."""
    open_exchange(tmp_path, ExchangeSettings(database_url=postgres_url), clock).close()
    execute(postgres_url, "DELETE FROM own_key")
    assert refused(tmp_path, clock, postgres_url) == "database_missing"


def test_an_empty_one_is_missing_before_this_was_noted_as_well(tmp_path, empty_url, clock):
    open_exchange(tmp_path / "other", ExchangeSettings(), clock).close()
    (tmp_path / KEYS).write_bytes((tmp_path / "other" / KEYS).read_bytes())
    assert refused(tmp_path, clock, empty_url) == "database_missing"


def test_a_copy_from_before_this_was_noted_may_be_brought_back(tmp_path, clock):
    open_exchange(tmp_path, ExchangeSettings(), clock).close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as db, db:
        for change in (
            "DROP TABLE award_told",
            "DROP TABLE award_news",
            "DROP TABLE hub_key",
            "DROP TABLE own_key",
            "ALTER TABLE outbox DROP COLUMN about",
            "ALTER TABLE heard DROP COLUMN raw_upto",
            *(
                f"ALTER TABLE stream DROP COLUMN {one}"
                for one in ("gone_upto", "mark_seq", "mark_at")
            ),
            "ALTER TABLE enrol_code DROP COLUMN selector",
            "DROP INDEX ix_request_done_at",
            "DROP INDEX ix_sign_in_locked_until",
        ):
            db.execute(change)
        db.execute("UPDATE alembic_version SET version_num = '0006'")
    open_exchange(tmp_path, ExchangeSettings(), clock).close()


def test_another_exchanges_database_is_refused(tmp_path, database_url, clock):
    settings = ExchangeSettings(database_url=database_url)
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    open_exchange(theirs, settings, clock).close()
    open_exchange(ours, ExchangeSettings(), clock).close()
    if not database_url:
        (ours / DATABASE).write_bytes((theirs / DATABASE).read_bytes())
    assert refused(ours, clock, database_url) == "database_of_another"


def test_no_new_keys_are_made_for_a_database_in_use(tmp_path, database_url, clock):
    """Hubs know this exchange by its key."""
    settings = ExchangeSettings(database_url=database_url)
    open_exchange(tmp_path, settings, clock).close()
    keys = (tmp_path / KEYS).read_bytes()
    (tmp_path / KEYS).unlink()
    assert refused(tmp_path, clock, database_url) == "database_of_another"
    assert not (tmp_path / KEYS).exists()
    (tmp_path / KEYS).write_bytes(keys)
    open_exchange(tmp_path, settings, clock).close()


def spoil(url, folder, statement):
    if url:
        execute(url, statement)
        return
    with closing(sqlite3.connect(folder / DATABASE)) as db, db:
        db.execute(statement)


@pytest.mark.parametrize("n", [1, 2])
def test_a_book_that_was_changed_by_hand_is_damage(tmp_path, database_url, clock, n, monkeypatch):
    monkeypatch.setattr(start_check, "LINKS_LOOKED_AT", 1 if n == 2 else 5)
    exchange = open_exchange(tmp_path, ExchangeSettings(database_url=database_url), clock)
    market = Market(exchange)
    market.add_requester("Duka Data", 500)
    exchange.close()
    for trigger in triggers(database_url, tmp_path):
        spoil(database_url, tmp_path, trigger)
    spoil(database_url, tmp_path, f"UPDATE transfer SET amount_minor = 7 WHERE n = {n}")
    assert refused(tmp_path, clock, database_url) == "database_damaged"


def triggers(url, folder):
    if url:
        return ["ALTER TABLE transfer DISABLE TRIGGER ALL"]
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        rows = db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'transfer'"
        )
        return [f"DROP TRIGGER {name}" for (name,) in rows]


def test_after_an_unclean_stop_every_page_is_looked_at(tmp_path, clock):
    exchange = open_exchange(tmp_path, ExchangeSettings(), clock)
    market = Market(exchange)
    market.submitted(rows=40)
    exchange.close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as db:
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'submission'")
        root, size = page.fetchone()[0], db.execute("PRAGMA page_size").fetchone()[0]
    with (tmp_path / DATABASE).open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 200)
    open_exchange(tmp_path, ExchangeSettings(), clock).close()  # a cheap look does not see it
    (tmp_path / FLAG).touch()
    assert refused(tmp_path, clock) == "database_damaged"


def test_a_file_that_may_not_be_opened_is_not_called_damaged(tmp_path, clock):
    open_exchange(tmp_path, ExchangeSettings(), clock).close()
    (tmp_path / DATABASE).unlink()
    (tmp_path / DATABASE).mkdir()
    assert refused(tmp_path, clock) == "data_folder_wrong"


def test_the_flag_stands_while_it_serves(tmp_path, monkeypatch, clock):
    seen = []

    def listen(app, settings):
        seen.append((tmp_path / FLAG).exists())
        raise Refusal("port_in_use", port=settings.port)

    monkeypatch.setattr(serving, "listen", listen)
    with pytest.raises(Refusal, match="port_in_use"):
        serving.serve(tmp_path, ExchangeSettings())
    assert seen == [True]
    assert not (tmp_path / FLAG).exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////data/exchange.db", "sqlite:////data/exchange.db"),
        ("postgresql+psycopg://kiosk:secret@db:5432/exchange", "postgresql+psycopg://db:5432/exchange"),
    ],
)  # fmt: skip
def test_a_refusal_says_no_password(url, said):
    assert start_check.shown(url) == said
