"""`kiosk verify` believes nothing: each kind of damage is found and named."""

import os
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine, SeatMachine

from kiosk.hub_folder import DATABASE
from kiosk.store.schema import migrations
from kiosk.verifying import PROBLEMS_LIMIT, verify_hub


@pytest.fixture(scope="module")
def honest():
    """The bytes of a hub's database after an ordinary day."""
    with quick_disk.folder() as folder:
        clock = FakeClock()
        site = World(make_hub(folder, clock), clock)
        operator = site.staff()
        site.open_shift(operator)
        site.offer()
        site.station(1)
        ExchangeMachine(site).allot("assignment-1", "assignment-2")
        seat_1, grace = SeatMachine(site, 1), site.visitor()
        session = site.start(1, by=operator, visitor=grace).session
        for name in ("assignment-1", "assignment-2"):
            seat_1.submit(session, grace, name)
        exchange = ExchangeMachine(site)
        exchange.decide("assignment-1")
        seat_1.close(session, used_s=900, submitted=["assignment-1", "assignment-2"])
        site.hub.close()
        yield (folder / DATABASE).read_bytes()


@pytest.fixture
def path(tmp_path, honest):
    made = tmp_path / DATABASE
    made.write_bytes(honest)
    return made


def damage(path, *statements):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for trigger in ("transfer_is_never_changed", "transfer_is_never_deleted"):
            db.execute(f"DROP TRIGGER {trigger}")
        for sql in statements:
            db.execute(sql)


def test_an_honest_day_adds_up(path):
    found = verify_hub(path)
    assert (found["ok"], found["problems"], found["integrity"]) == (True, [], "ok")
    assert found["ledger"] == {"transfers": 3, "balanced": True, "chain": True}
    assert found["facts"]["inbox_applied"] == 5
    assert found["facts"]["quarantine"] == 0


@pytest.mark.parametrize(
    ("step", "do"),
    [
        pytest.param(-1, "start the hub once with this version, then verify again", id="older"),
        pytest.param(1, "verify it with the newer version that wrote it", id="newer"),
    ],
)
def test_the_database_of_another_version_is_named_and_what_to_do(path, step, do):
    want = len(migrations())
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {want + step}")
    found = verify_hub(path)
    said = f"this program knows schema {want} and the database has schema {want + step}: {do}"
    assert (found["ok"], found["problems"]) == (False, [f"database: {said}"])


def test_a_file_that_is_no_database_of_a_hub_says_so(tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as db:
        db.execute("CREATE TABLE other (n INTEGER)")
    (problem,) = verify_hub(tmp_path / DATABASE)["problems"]
    assert problem.startswith("database: no such table")


DAMAGE = {
    "an amount was changed": (
        ["UPDATE transfer SET amount_minor = amount_minor + 1 WHERE n = 2"],
        "ledger: the chain breaks at transfer 2",
    ),
    "a reason was changed": (
        ["UPDATE transfer SET reason = 'a gift' WHERE n = 1"],
        "ledger: the chain breaks at transfer 1",
    ),
    "a transfer is gone": (
        ["DELETE FROM transfer WHERE n = 2"],
        "ledger: the chain breaks at transfer 3",
    ),
    "an account that cannot be": (
        ["UPDATE transfer SET debit = 'pocket' WHERE n = 2"],
        "ledger: no such account pocket",
    ),
    "an account below zero": (
        ["UPDATE transfer SET debit = 'visitor:x', credit = 'safe' WHERE n = 2"],
        "ledger: visitor:x is below zero",
    ),
    "a sale without its transfer": (
        ["DELETE FROM transfer WHERE id LIKE 'sale:%'"],
        "its postings are not what was paid",
    ),
    "a session without a receipt": (
        ["UPDATE session SET receipt = NULL"],
        "closed without a receipt",
    ),
    "a pass overspent": (["UPDATE pass_spend SET seconds = 9000"], "more spent than bought"),
    "a pass of which another sum is kept": (
        ["UPDATE pass SET spent_s = spent_s + 1"],
        "what is kept of its spent seconds is not their sum",
    ),
    "work not credited": (
        ["UPDATE work SET state = 'Approved'"],
        "assignment assignment-2: approved but not credited",
    ),
    "a credit without work": (
        ["UPDATE work SET state = 'Submitted'"],
        "transfer earned:assignment-1: credited without approved work",
    ),
    "work credited twice": (
        [
            """
            INSERT INTO transfer (id, debit, credit, amount_minor, currency, at, reason,
                                  reference, chain)
            SELECT 'again', debit, credit, amount_minor, currency, at, reason, reference, chain
            FROM transfer
            WHERE id LIKE 'earned:%'
            """
        ],
        "assignment assignment:assignment-1: credited more than once",
    ),
    "a fact is missing": (["UPDATE heard SET highest = 99"], "some are missing"),
    "a fact in conflict": (
        [
            """
            INSERT INTO quarantine
            SELECT origin, epoch, seq, sha256, raw, signature, 'conflict', 1
            FROM inbox
            LIMIT 1
            """
        ],
        "in conflict",
    ),
    "a fact set aside": (["UPDATE outbox SET state = 'quarantined' WHERE n = 1"], "set aside"),
    "a fact rejected": (["UPDATE inbox SET state = 'rejected' WHERE seq = 1"], "rejected"),
    "a reference to nothing": (["DELETE FROM offer"], "database: foreign key of"),
}


@pytest.mark.parametrize(("statements", "says"), DAMAGE.values(), ids=DAMAGE)
def test_each_kind_of_damage_is_found_and_named(path, statements, says):
    damage(path, *statements)
    found = verify_hub(path)
    assert not found["ok"]
    assert any(says in problem for problem in found["problems"]), found["problems"]


def test_a_damaged_page_is_found(path):
    spoilt = bytearray(path.read_bytes())
    spoilt[8192:12288] = b"\xff" * 4096
    path.write_bytes(spoilt)
    found = verify_hub(path)
    assert not found["ok"]
    assert found["problems"][0].startswith("database:")


@pytest.mark.parametrize("content", [None, b"", b"no database" * 500])
def test_what_is_no_hubs_database_is_said_to_be_none(tmp_path, content):
    path = tmp_path / "hub.db"
    if content is not None:
        path.write_bytes(content)
    found = verify_hub(path)
    assert not found["ok"]
    assert found["ledger"] == {"transfers": 0, "balanced": False, "chain": False}
    assert path.exists() == (content is not None)


def test_a_disk_that_takes_no_writing_is_named(path, monkeypatch):
    """SQLite needs to write beside a database even to read it, and only says that it cannot."""

    def open_for_reading(_):
        error = sqlite3.OperationalError("unable to open database file")
        error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
        raise error

    monkeypatch.setattr("kiosk.verifying.open_for_reading", open_for_reading)
    assert verify_hub(path)["problems"] == ["database: unable to open database file"]
    set_read_only = SimpleNamespace(f_flag=os.ST_RDONLY)
    monkeypatch.setattr("kiosk.disk.read_only.os.statvfs", lambda _: set_read_only)
    (said,) = verify_hub(path)["problems"]
    assert said.startswith("database: its disk takes no writing")


def test_no_more_problems_are_listed_than_somebody_reads(path):
    numbers = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300)"
    damage(
        path,
        f"{numbers} INSERT INTO heard (origin, epoch, have, highest) SELECT 'a' || n, 'b', 0, 1 FROM n",
        f"{numbers} INSERT INTO quarantine SELECT 'a', 'b', n, x'', x'', x'', 'c', 1 FROM n",
        f"{numbers} INSERT INTO inbox SELECT 'a', 'b', n, 't', zeroblob(32), x'', x'', 'rejected', 'c', '', 1 FROM n",
    )
    assert len(verify_hub(path)["problems"]) == PROBLEMS_LIMIT
