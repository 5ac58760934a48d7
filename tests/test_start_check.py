"""The look at the database before the hub works with it, and what it serves when that is bad."""

import json
import sqlite3
from contextlib import closing

import pytest
from fakes import worn_disk
from fakes.bad_network import call
from fakes.hub_world import World, make_hub

from kiosk import check_notes, commands, damaged, start_check
from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.disk import lock
from kiosk.hub_folder import DATABASE, KEYS, LOCK, MAKING
from kiosk.link.client import LinkDownError, SignedClient
from kiosk.opening_hub import open_hub
from kiosk.protocol.keys import make_keys
from kiosk.rules.refusals import Refusal
from kiosk.rules.whole_checks import Checks, Round
from kiosk.settings import HubSettings
from kiosk.start_check import FLAG, look

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
    start_check.note_running(folder, NOW)
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
        start_check.note_running(folder, NOW)
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
    start_check.note_running(folder, NOW)
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


# what is found in a large one


@pytest.fixture
def large(folder, monkeypatch):
    monkeypatch.setattr(start_check, "SMALL_BYTES", 0)
    worn_disk.fill(folder)
    return folder


@pytest.fixture
def no_long_work(monkeypatch):
    def reads_all(*_asked):
        raise AssertionError("this takes minutes")

    for name in ("integrity", "quick"):
        monkeypatch.setattr(start_check.checks, name, reads_all)
    monkeypatch.setattr(start_check.ledger_checks, "ledger", reads_all)


@pytest.mark.usefixtures("no_long_work")
@pytest.mark.parametrize("unclean", [False, True])
def test_a_large_one_is_worked_with_at_once_and_read_later(large, unclean):
    check_notes.keep_checks(large, Checks(None, NOW - 5))
    if unclean:
        (large / FLAG).touch()
    assert look(large) is None
    start_check.note_running(large, NOW)
    asked = Round(NOW, deep=True) if unclean else None
    assert check_notes.checks(large) == Checks(asked, NOW - 5)


@pytest.mark.usefixtures("no_long_work")
def test_after_a_clean_stop_a_verified_backup_of_today_is_a_check(large, folder):
    made = folder / FOLDER / f"hub-{NOW - 5}"
    made.mkdir(parents=True)
    (made / "manifest.json").touch()
    start_check.note_running(large, NOW)
    assert check_notes.checks(large) == Checks()
    start_check.note_stopped(large)
    start_check.note_running(large, NOW + 86_400_000)
    assert check_notes.checks(large) == Checks(Round(NOW + 86_400_000, deep=False))


def test_a_small_one_was_checked_by_the_start_itself(folder):
    start_check.note_running(folder, NOW)
    assert check_notes.checks(folder) == Checks(None, NOW)


@pytest.mark.usefixtures("no_long_work")
@pytest.mark.parametrize("row", [0, worn_disk.ROWS - 1])
def test_a_page_at_an_end_of_a_table_is_seen_at_once(large, row):
    worn_disk.wear(large, row)
    assert look(large).refusal.code == "database_damaged"
    assert check_notes.marked(large) is None


@pytest.mark.usefixtures("no_long_work")
def test_a_page_in_the_middle_is_not_seen_at_the_start(large):
    worn_disk.wear(large)
    assert look(large) is None


@pytest.mark.usefixtures("no_long_work")
def test_a_file_that_was_cut_short_is_seen_at_once(large):
    with (large / DATABASE).open("r+b") as file:
        file.truncate((large / DATABASE).stat().st_size - 8192)
    assert "2 of" in look(large).refusal.details["reason"]


@pytest.mark.usefixtures("no_long_work")
def test_a_disk_that_is_slow_holds_the_start_up_for_a_second(large, monkeypatch, clock):
    seen = []

    def slow(_db):
        for n in range(300):
            clock.forward(seconds=1)
            seen.append(n)
            yield str(n)

    monkeypatch.setattr(start_check.table_checks, "ends", slow)
    assert look(large, clock=clock) is None
    assert len(seen) == 2


def test_what_the_writer_met_is_read_through_before_the_next_start_and_marked(large, clock):
    torn = sqlite3.DatabaseError("malformed")
    start_check.note_disaster(large, torn)
    assert not check_notes.is_suspect(large)
    torn.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    start_check.note_disaster(large, torn)
    assert look(large) is None
    start_check.note_running(large, NOW)
    assert (check_notes.is_suspect(large), check_notes.checks(large)) == (False, Checks(None, NOW))
    start_check.note_disaster(large, torn)
    worn_disk.wear(large)
    reason = look(large).refusal.details["reason"]
    assert check_notes.marked(large).reason == reason
    with pytest.raises(Refusal, match="database_damaged"):
        open_hub(large, HubSettings(), clock)


@pytest.mark.usefixtures("no_long_work")
def test_a_mark_keeps_everybody_out_until_a_backup_was_restored(large, clock):
    copy = back_up_unchecked(large)
    check_notes.mark_damaged(large, "audit: a page", NOW)
    found = look(large)
    assert (found.refusal.details["reason"], found.backup) == ("audit: a page", copy)
    with pytest.raises(Refusal, match="database_damaged"):
        open_hub(large, HubSettings(), clock)


def back_up_unchecked(folder):
    made = folder / FOLDER / f"hub-{NOW}"
    made.mkdir(parents=True)
    (made / "manifest.json").touch()
    return made


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
