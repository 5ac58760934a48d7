"""The exchange's tables: what migrations make is what the code says, and what is written stays."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from exchange.postgres import execute, named
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError

from kiosk.exchange.acts import retention
from kiosk.exchange.exchange import DATABASE, open_exchange
from kiosk.exchange.queries.standing import facts_now
from kiosk.exchange.store import carried, offers, work
from kiosk.exchange.store.columns import metadata
from kiosk.exchange.store.engine import sqlite_readers, sqlite_url, sqlite_writer
from kiosk.exchange.store.schema import migrate
from kiosk.exchange.store.tables import APPEND_ONLY
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

NOW = 1_795_300_000_000


def test_migrations_make_the_tables_that_the_code_says(exchange):
    with exchange.read() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert carried.carried.name in metadata.tables


def test_a_second_migration_has_nothing_to_do(tmp_path):
    url = sqlite_url(tmp_path / "x.db")
    assert migrate(url) is True
    assert migrate(url) is False


MADE_LATER = (
    "ix_slot_in_work",
    "ix_assignment_lapses",
    "ix_inbox_rejected",
    "ix_quarantine_received_at",
    "ix_request_done_at",
    "ix_sign_in_locked_until",
)


COLUMNS_LATER = {
    "enrol_code": ("selector",),
    "heard": ("safe_upto", "raw_upto"),
    "outbox": ("about",),
    "stream": ("gone_upto", "mark_seq", "mark_at"),
}


def test_a_database_of_before_is_brought_up_to_date(tmp_path):
    url = sqlite_url(tmp_path / "x.db")
    migrate(url)
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        for index in MADE_LATER:
            db.execute(text(f"DROP INDEX {index}"))
        for table in (
            "held_approval",
            "abandoned",
            "carried",
            "own_key",
            "hub_key",
            "award_news",
            "award_told",
        ):
            db.execute(text(f"DROP TABLE {table}"))
        for table, columns in COLUMNS_LATER.items():
            for column in columns:
                db.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    assert migrate(url) is True
    with engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


LARGE = "slot|hit|assignment|inbox|outbox|request_done"
ASKED_OFTEN = {
    "due": lambda db: work.due(db, NOW, limit=1),
    "lapsed": lambda db: work.overdue_allotments(db, NOW),
    "expired": lambda db: offers.expired_open(db, NOW, limit=1),
    "room": lambda db: work.live(db, "hub"),
    "open": lambda db: offers.has_open(db, NOW),
    "offered": lambda db: offers.hit_types_offered(db, NOW),
    "sample": lambda db: offers.first_hit(db, "T"),
    "let go": lambda db: retention.any_to_let_go(db, NOW),
    "stopped": facts_now,
}
"""What the timer, an idle pull and the public list ask, with years of work behind them."""


@pytest.mark.parametrize("name", ASKED_OFTEN)
def test_what_is_asked_often_reads_only_what_is_open(quick_market, name):
    with quick_market.exchange.read() as db:
        asked = []
        event.listen(
            db, "before_cursor_execute", lambda _c, _r, sql, given, *_: asked.append((sql, given))
        )
        ASKED_OFTEN[name](db)
        raw = db.connection.driver_connection
        plans = [raw.execute(f"EXPLAIN QUERY PLAN {sql}", given) for sql, given in tuple(asked)]
        steps = [step[3] for plan in plans for step in plan]
    assert steps
    for step in steps:
        assert not re.match(rf"SCAN ({LARGE})(?! USING (COVERING )?INDEX ix_({LARGE})_)", step), (
            step
        )


def test_processes_that_start_together_migrate_once(postgres_server):
    name = "together"
    execute(postgres_server, f"CREATE DATABASE {name}")
    url = named(postgres_server, name)
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(migrate, [url] * 4))
    assert sum(done) >= 1
    assert migrate(url) is False
    execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


def test_a_database_newer_than_this_program_is_refused(tmp_path):
    url = sqlite_url(tmp_path / "x.db")
    migrate(url)
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(Refusal) as caught:
        migrate(url)
    assert caught.value.code == "database_newer"


def test_every_table_of_the_file_is_strict(quick_market):
    with quick_market.exchange.read() as db:
        rows = db.execute(text("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
        loose = {row.name for row in rows if not row.strict}
    assert {name for name in loose if not name.startswith("sqlite_")} == {"alembic_version"}


def test_what_is_append_only_cannot_be_changed(market):
    (name,) = market.submitted()
    market.hub.react(name, "seen")
    market.decide(name, "approve")

    def change(db, now, *, office, statement) -> None:
        db.execute(text(statement))

    for table in APPEND_ONLY:
        column = metadata.tables[table].c[0].name
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="append-only"):
                market.exchange.write(change, statement=statement)
    market.adds_up()


def test_the_file_is_opened_so_that_a_power_cut_takes_nothing(tmp_path):
    engine = sqlite_writer(sqlite_url(tmp_path / "x.db"))
    with engine.connect() as db:
        modes = [
            db.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()
    assert modes == ["wal", 2, 1]


def test_readers_cannot_write(quick_market):
    readers = sqlite_readers(sqlite_url(quick_market.exchange.folder / DATABASE))
    with pytest.raises(DBAPIError, match="readonly"), readers.begin() as db:
        db.execute(text("DELETE FROM draft"))
    readers.dispose()


def test_a_file_that_is_no_database_is_refused(tmp_path, clock):
    (tmp_path / DATABASE).write_bytes(b"no database" * 1000)
    with pytest.raises(Refusal) as caught:
        open_exchange(tmp_path, ExchangeSettings(), clock)
    assert caught.value.code == "database_damaged"


def test_an_exchange_opened_again_is_the_same_one(tmp_path, clock):
    first = open_exchange(tmp_path / "e", ExchangeSettings(), clock)
    first.close()
    second = open_exchange(tmp_path / "e", ExchangeSettings(), clock)
    second.close()
    assert second.keys.origin == first.keys.origin


def test_a_fault_of_the_disk_ends_the_process(tmp_path, clock, migrated_file):
    import shutil
    import sqlite3

    from kiosk.exchange.store.transactions import SqliteStore

    shutil.copy(migrated_file, tmp_path / DATABASE)
    ended = []
    store = SqliteStore(sqlite_url(tmp_path / DATABASE), clock, on_disaster=ended.append)

    def fail(db, now) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise DBAPIError("COMMIT", {}, error)

    with pytest.raises(DBAPIError):
        store.write(fail)
    store.close()
    assert len(ended) == 1


def test_a_full_disk_is_a_refusal_and_the_next_act_is_done(tmp_path, clock, migrated_file):
    import shutil
    import sqlite3

    from kiosk.exchange.store.transactions import SqliteStore

    shutil.copy(migrated_file, tmp_path / DATABASE)
    store = SqliteStore(sqlite_url(tmp_path / DATABASE), clock, on_disaster=pytest.fail)

    def fail(db, now) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise DBAPIError("COMMIT", {}, error)

    with pytest.raises(Refusal, match="disk_full"):
        store.write(fail)
    assert store.write(lambda _db, _now: "kept") == "kept"
    store.close()


@pytest.mark.parametrize(
    "request_id", ["short", "x" * 129, "request\0-one-more", "request\ud800-one"]
)
def test_what_is_no_request_id_is_refused(market, request_id):
    with pytest.raises(Refusal) as caught:
        market.post(rows=1, request=request_id)
    assert caught.value.code == "malformed"
