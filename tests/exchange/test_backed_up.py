"""A verified copy on another disk makes what it holds safe; no older one is put back unasked."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner
from exchange import postgres
from prometheus_client.parser import text_string_to_metric_families as read
from sqlalchemy import create_engine

from kiosk.cli.main import kiosk as program
from kiosk.disk.disks import Standing
from kiosk.exchange import backing_up, commands, copies, dumping
from kiosk.exchange.app import create_app
from kiosk.exchange.exchange import DATABASE, open_exchange
from kiosk.exchange.store import dumps, inbox
from kiosk.link import safe_copies
from kiosk.protocol.bodies import Returned
from kiosk.protocol.sync import Kept
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings

NOTHING = Returned(assignments=("assignment-0",))
PICTURES = ("0" * 64, hashlib.sha256(b"a picture").hexdigest())
NOW = 1_795_300_000_000


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    """Everything here lies in memory; the place of copies stands for another disk."""
    monkeypatch.setattr("kiosk.disk.disks.standing", lambda *_: Standing.APART)


@pytest.fixture
def place(tmp_path):
    return tmp_path / "stick"


def tell(market, n):
    market.hub.push_facts(*(market.hub.fact(NOTHING) for _ in range(n)))


def kept(exchange):
    with exchange.read() as db:
        return [(one.have, one.safe_upto) for one in inbox.all_kept(db)]


def back_up(exchange, place, now=NOW):
    made = backing_up.back_up(exchange.folder, exchange.settings, place, now)
    return made.path, made.standing


def code_of(what, *args, **words):
    with pytest.raises(Refusal) as caught:
        what(*args, **words)
    return caught.value.code


def test_what_a_copy_has_is_safe_and_not_what_came_since(market, place):
    tell(market, 3)
    market.post(rows=1)
    made, standing = back_up(market.exchange, place)
    tell(market, 2)
    assert standing is Standing.APART
    assert commands.backed_up(market.exchange, copy=str(made)) == {"raised": 1}
    assert kept(market.exchange) == [(5, 3)]
    assert commands.backed_up(market.exchange, copy=str(made)) == {"raised": 0}
    assert safe_copies.read(market.exchange.folder).made_at == NOW
    assert json.loads((made / "manifest.json").read_text())["transfers"] >= 2
    assert len(list((place / "exchange-blobs").glob("??/*"))) == 1
    assert "exchange.keys" not in {path.name for path in made.iterdir()}


def test_a_copy_says_what_it_has_and_not_what_stands_beside_it(market, place):
    """The live database knows more than the copy: nobody looks there."""
    tell(market, 1)
    made, _ = back_up(market.exchange, place)
    tell(market, 1)
    _, origin, heard = copies.read(made)
    assert (origin, [one.have for one in heard]) == (market.exchange.keys.origin, [1])


def test_an_older_copy_is_not_put_back_unasked(quick_market, place, clock):
    market, exchange = quick_market, quick_market.exchange
    tell(market, 2)
    older, _ = back_up(exchange, place)
    tell(market, 1)
    newer, _ = back_up(exchange, place, NOW + 1)
    commands.backed_up(exchange, copy=str(newer))
    commands.backed_up(exchange, copy=str(older))  # a script that has them in the wrong order
    assert kept(exchange) == [(3, 3)]
    exchange.close()
    shutil.copy(newer / DATABASE, exchange.folder / DATABASE)
    again = open_exchange(exchange.folder, exchange.settings, clock)
    assert commands.restored(again) == {"told_again": 0}
    again.close()
    shutil.copy(older / DATABASE, exchange.folder / DATABASE)
    again = open_exchange(exchange.folder, exchange.settings, clock)
    with pytest.raises(Refusal, match="exchange_copy_older") as caught:
        commands.restored(again)
    assert caught.value.details == {"n": 1}
    assert commands.restored(again, older=True) == {"told_again": 0}
    assert commands.restored(again) == {"told_again": 0}
    again.close()


def test_a_copy_of_another_exchange_counts_for_nothing(quick_market, place, tmp_path, clock):
    other = open_exchange(tmp_path / "other", ExchangeSettings(), clock)
    made, _ = back_up(other, place)
    other.close()
    exchange = quick_market.exchange
    assert code_of(commands.backed_up, exchange, copy=str(made)) == "database_of_another"
    assert code_of(commands.backed_up, exchange, copy=str(tmp_path)) == "database_damaged"
    (made / DATABASE).unlink()
    assert code_of(commands.backed_up, exchange, copy=str(made)) == "database_damaged"
    assert safe_copies.read(exchange.folder) is None


def test_a_database_that_does_not_add_up_becomes_no_copy(quick_market, place):
    exchange = quick_market.exchange
    with exchange.store._writer.begin() as db:
        db.exec_driver_sql("DROP TRIGGER transfer_never_update")
        db.exec_driver_sql("UPDATE transfer SET amount_minor = amount_minor + 1")
    assert code_of(back_up, exchange, place) == "database_damaged"
    assert list(place.iterdir()) == []


def test_a_place_that_takes_nothing_is_refused(quick_market, tmp_path):
    (tmp_path / "file").write_text("no folder")
    assert code_of(back_up, quick_market.exchange, tmp_path / "file") == "data_folder_wrong"


def test_copies_that_are_too_many_or_torn_go_and_a_damaged_picture_is_none(quick_market, place):
    exchange = quick_market.exchange
    damaged, whole = (exchange.folder / "blobs" / name[:2] / name for name in PICTURES)
    whole.parent.mkdir(parents=True)
    whole.write_bytes(b"a picture")
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"not what its name says")
    (place / f"exchange-{NOW - 9_000_000}.part").mkdir(parents=True)
    for n in range(98):
        (place / f"exchange-{NOW - 98 + n}").mkdir()
    back_up(exchange, place)
    assert len(list(place.glob("exchange-1*"))) == 96
    assert [path.name for path in place.glob("exchange-blobs/??/*")] == [whole.name]


def test_only_another_disk_counts_and_a_server_here_must_say_where_its_files_are(
    place, monkeypatch
):
    found = backing_up._beside_server
    assert found(place, None, is_here=False) is Standing.APART
    assert found(place, None, is_here=True) is Standing.SAME_DISK
    monkeypatch.setattr("kiosk.disk.disks.standing", lambda *_: Standing.MEMORY)
    assert found(place, "/var/lib/postgresql", is_here=True) is Standing.MEMORY


@pytest.fixture
def postgres_market(fast_folder, postgres_url, clock):
    from exchange.market import Market

    settings = ExchangeSettings(database_url=postgres_url)
    opened = open_exchange(fast_folder / "exchange", settings, clock)
    yield Market(opened)
    opened.close()


def test_a_dump_is_read_back_and_one_that_is_cut_counts_for_nothing(postgres_market, place):
    tell(postgres_market, 2)
    made, _ = back_up(postgres_market.exchange, place)
    dump = made / "exchange.dump"
    heard, transfers = dumping.read_back(shutil.which("pg_restore"), dump)
    assert ([one.have for one in heard], transfers) == ([2], 1)
    dump.write_bytes(dump.read_bytes()[:-2000])
    assert code_of(dumping.read_back, shutil.which("pg_restore"), dump) == "database_damaged"


def test_a_dump_that_lacks_what_the_database_held_is_none(postgres_market, place, monkeypatch):
    monkeypatch.setattr(dumping, "read_back", lambda *_: ((Kept("a", "b", 1),), 0))
    assert code_of(back_up, postgres_market.exchange, place) == "database_damaged"
    assert list(place.iterdir()) == []


def test_a_dump_comes_back_with_postgresql_s_own_tool(postgres_market, postgres_server, place):
    tell(postgres_market, 2)
    made, _ = back_up(postgres_market.exchange, place)
    postgres.execute(postgres_server, "DROP DATABASE IF EXISTS come_back WITH (FORCE)")
    postgres.execute(postgres_server, "CREATE DATABASE come_back")
    url = postgres.named(postgres_server, "come_back")
    line = url.replace("postgresql+psycopg", "postgresql")
    subprocess.run(
        [shutil.which("pg_restore"), f"--dbname={line}", made / "exchange.dump"], check=True
    )
    folder = postgres_market.exchange.folder
    other = open_exchange(
        folder, ExchangeSettings(database_url=url), postgres_market.exchange.clock
    )
    assert kept(other) == [(2, 0)]
    other.close()
    postgres.execute(postgres_server, "DROP DATABASE come_back WITH (FORCE)")


def test_without_its_tools_or_its_server_postgresql_is_not_backed_up(
    postgres_market, place, monkeypatch
):
    exchange = postgres_market.exchange
    monkeypatch.setattr(dumping, "_tool", lambda _: shutil.which("false"))
    assert code_of(back_up, exchange, place) == "database_unreachable"
    away = ExchangeSettings(database_url="postgresql+psycopg://nobody@127.0.0.1:1/none")
    asked = (exchange.folder, away, place, NOW)
    assert code_of(backing_up.back_up, *asked) == "database_unreachable"
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "/nowhere")
    assert code_of(back_up, exchange, place) == "tool_missing"


def test_a_server_says_where_its_files_are_to_who_may_know(postgres_server):
    postgres.execute(postgres_server, "DROP ROLE IF EXISTS plain")
    postgres.execute(postgres_server, "CREATE ROLE plain LOGIN")
    engine = create_engine(postgres_server.replace(f"{postgres.USER}@", "plain@"))
    with engine.connect() as db, db.begin():
        assert dumps.data_folder(db) is None
        assert dumps.is_on_this_machine(db)
    postgres.execute(postgres_server, "GRANT pg_read_all_settings TO plain")
    with engine.connect() as db, db.begin():
        assert Path(dumps.data_folder(db)).name == "data"
    engine.dispose()
    postgres.execute(postgres_server, "DROP ROLE plain")


def run(*words):
    return CliRunner().invoke(program, [str(word) for word in words])


def test_the_command_says_where_it_is_and_the_doctor_how_old(
    quick_market, place, monkeypatch, tmp_path
):
    tell(quick_market, 1)
    folder = quick_market.exchange.folder
    quick_market.exchange.close()
    data = ("--data", folder)
    assert "No copy of the exchange" in run("doctor", *data).stdout
    made = json.loads(run("exchange", "back-up", "--to", place, *data, "--json").stdout)
    assert (made["raised"], made["disk"], made["checked"]) == (1, "apart", True)
    assert Path(made["copy"]).is_dir()
    assert "is 0 h old" in run("doctor", *data).stdout
    monkeypatch.setattr("kiosk.disk.disks.standing", lambda *_: Standing.SAME_DISK)
    said = run("exchange", "back-up", "--to", place, *data).stdout
    assert "does not count" in said
    assert "exchange.keys" in said
    assert run("doctor", "--data", tmp_path / "none").exit_code == 1


def test_an_exchange_that_starts_just_now_hears_of_the_next_copy(quick_market, place, monkeypatch):
    def stopping(*_, **__):
        raise Refusal(code)

    data = ("--data", quick_market.exchange.folder)
    quick_market.exchange.close()
    monkeypatch.setattr("kiosk.exchange.commands.ask", stopping)
    code = "not_running"
    assert run("exchange", "back-up", "--to", place, *data).exit_code == 0
    code = "database_of_another"
    assert run("exchange", "back-up", "--to", place, *data).exit_code == 1


def test_how_old_the_newest_copy_is_is_told(quick_market, clock):
    exchange = quick_market.exchange
    client = create_app(exchange).test_client()

    def age():
        lines = read(client.get("/metrics").text)
        found = [
            s.value for f in lines for s in f.samples if s.name.startswith("kiosk_backup_apart")
        ]
        return found, client.get("/health").json["state"]

    assert age() == ([], "ok")
    safe_copies.note(exchange.folder, exchange.clock.now(), ())
    clock.forward(hours=48)
    assert age() == ([48 * 3600], "ok")
    clock.forward(seconds=1)
    assert age() == ([48 * 3600 + 1], "degraded")


def test_a_note_that_a_disk_has_torn_is_none(tmp_path):
    safe_copies.note_lost(tmp_path, ())
    assert safe_copies.read(tmp_path) is None
    safe_copies.note(tmp_path, NOW, (Kept("a", "b", 3),))
    (tmp_path / safe_copies.FILE).write_bytes(b'{"made_at": 17')
    assert safe_copies.read(tmp_path) is None
    safe_copies.refuse_older(tmp_path, ())
    assert (
        code_of(safe_copies.note, tmp_path / safe_copies.FILE / "x", NOW, ()) == "data_folder_wrong"
    )
