"""The look at the database before the hub works with it, and what it serves when that is bad."""

import json
import sqlite3
from contextlib import closing

import pytest
from fakes.bad_network import call
from fakes.hub_world import World, make_hub

from kiosk import commands, damaged, start_check
from kiosk.backing_up import FOLDER, back_up
from kiosk.disk import lock
from kiosk.hub import DATABASE, KEYS, LOCK, MAKING, open_hub
from kiosk.link.client import LinkDownError, SignedClient
from kiosk.protocol.keys import make_keys
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.start_check import look

NOW = 1_795_300_000_000


@pytest.fixture
def folder(tmp_path, clock):
    world = World(make_hub(tmp_path / "data", clock), clock)
    operator = world.staff()
    world.open_shift(operator)
    world.offer()
    world.station(1)
    world.start(1, by=operator)
    world.hub.close()
    return tmp_path / "data"


def spoil(folder, *, at=8192):
    with (folder / DATABASE).open("r+b") as file:
        file.seek(at)
        file.write(b"\xff" * 4096)


def change_behind_its_back(folder):
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as db:
        db.execute("DROP TRIGGER transfer_is_never_changed")
        db.execute("UPDATE transfer SET amount_minor = amount_minor + 1 WHERE n = 1")


# what is found


def test_a_sound_database_is_worked_with_after_a_clean_stop_and_an_unclean_one(folder):
    assert look(folder) is None
    start_check.note_running(folder)
    assert (start_check.was_unclean(folder), look(folder)) == (True, None)
    start_check.note_stopped(folder)
    assert not start_check.was_unclean(folder)


def test_a_new_folder_and_one_that_is_being_made_are_no_damage(tmp_path):
    assert look(tmp_path) is None
    (tmp_path / KEYS).touch()
    (tmp_path / MAKING).touch()
    assert look(tmp_path) is None


def test_a_damaged_page_is_found_at_every_start(folder):
    spoil(folder)
    found = look(folder)
    assert found.refusal.code == "database_damaged"
    assert found.refusal.details["reason"]
    assert found.backup is None


def test_what_is_no_database_is_found(folder):
    (folder / DATABASE).write_bytes(b"no database" * 900)
    assert look(folder).refusal.code == "database_damaged"


@pytest.mark.parametrize("unclean", [False, True])
def test_a_file_of_no_bytes_is_no_new_database(folder, clock, unclean):
    for suffix in ("-wal", "-shm"):
        (folder / f"{DATABASE}{suffix}").unlink(missing_ok=True)
    (folder / DATABASE).write_bytes(b"")
    if unclean:
        start_check.note_running(folder)
    assert look(folder).refusal.details["reason"] == "it is empty"
    with pytest.raises(Refusal, match="database_damaged"):
        open_hub(folder, HubSettings(), clock)
    assert (folder / DATABASE).read_bytes() == b""


def test_a_database_without_a_hubs_tables_is_no_new_one(folder):
    (folder / DATABASE).unlink()
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        db.execute("CREATE TABLE letter (text)")
    assert look(folder).refusal.code == "database_damaged"


def test_a_ledger_that_does_not_add_up_is_found_after_an_unclean_stop(folder):
    change_behind_its_back(folder)
    assert look(folder) is None
    start_check.note_running(folder)
    assert "ledger" in look(folder).refusal.details["reason"]


def test_a_database_that_is_gone_is_said_with_the_newest_backup_of_both_places(folder, tmp_path):
    back_up(folder / DATABASE, folder / FOLDER, NOW)
    newest = back_up(folder / DATABASE, tmp_path / "second", NOW + 1)
    (folder / DATABASE).unlink()
    found = look(folder, second=tmp_path / "second")
    assert (found.refusal.code, found.backup, found.made_at) == (
        "database_missing",
        newest,
        NOW + 1,
    )
    assert not (folder / DATABASE).exists()


# what is served


def app(folder, **settings):
    return damaged.DamagedApp(look(folder), folder, HubSettings(**settings))


def get(folder, path, **settings):
    return call(app(folder, **settings), "GET", path, {}, b"")


def test_people_read_what_to_do_in_the_sites_languages(folder):
    copy = back_up(folder / DATABASE, folder / FOLDER, NOW)
    spoil(folder)
    answer = get(folder, "/", languages=("ar", "en"))
    page = answer.body.decode()
    assert answer.status == 503
    assert "Content-Security-Policy" in answer.headers
    assert f"kiosk restore {copy} --data {folder}" in page
    assert "Restore the backup of 2026-11-22" in page
    assert page.index('dir="rtl"') < page.index("The hub is not working")


def test_without_a_backup_the_page_says_where_to_look(folder):
    spoil(folder)
    assert "No backup was found here" in get(folder, "/till").body.decode()
    assert "kiosk restore BACKUP" in damaged.told(look(folder), folder, HubSettings())


def test_to_a_station_it_is_a_hub_that_is_away(folder):
    """No answer is signed, so nothing is settled, refused or set aside by it."""
    spoil(folder)

    class Line:
        def send(self, method, path, headers, body):
            return call(app(folder), method, path, headers, body)

    client = SignedClient(Line(), make_keys(), make_keys().public_signing)
    for path in ("/sync/v1/push", "/station/v1/beat", "/enrol/v1"):
        with pytest.raises(LinkDownError):
            client.call("POST", path, b"{}")
    assert json.loads(get(folder, "/health").body) == {"refusal": "busy"}


def test_every_command_is_told_why(folder):
    spoil(folder)
    found = look(folder)
    with (
        lock.holding(folder / LOCK),
        commands.refuse_all(found.refusal, folder),
        pytest.raises(Refusal, match="database_damaged"),
    ):
        commands.ask(folder, HubSettings(), "add_station", seat=1)
    assert not (folder / commands.SOCKET).exists()
