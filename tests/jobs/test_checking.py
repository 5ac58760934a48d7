"""The job that sees to the check of a large database beside the hub's work."""

import sqlite3

import pytest
from fakes import worn_disk
from fakes.hub_world import make_hub

from kiosk import check_line, check_notes
from kiosk.backups import hub_backups, making
from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.check_line import CheckLine
from kiosk.hub_folder import DATABASE
from kiosk.jobs.checking import check_database
from kiosk.rules.refusals import Refusal
from kiosk.rules.whole_checks import Checks, Round


@pytest.fixture
def hub(tmp_path, clock):
    hub = make_hub(tmp_path / "data", clock)
    yield hub
    hub.close()


def looked(hub):
    """The job runs, and its process has come to its end."""
    check_database(hub, hub.now())
    if hub.checking.child is not None:
        hub.checking.child.wait(240)


def test_a_hub_that_nothing_has_read_for_a_day_is_read(hub):
    looked(hub)
    kept = check_notes.checks(hub.folder)
    assert (kept.round, kept.ended is not None) == (None, True)


def test_one_that_was_read_is_left_alone(hub):
    check_notes.keep_checks(hub.folder, Checks(None, hub.now()))
    check_database(hub, hub.now())
    assert hub.checking.child is None


def test_a_verified_backup_has_read_it_too(hub):
    back_up(hub.folder / DATABASE, hub.folder / FOLDER, hub.now())
    check_database(hub, hub.now())
    assert hub.checking.child is None


def test_a_round_goes_on_and_what_it_finds_ends_the_doors(hub):
    told = []
    hub.checking.on_damage = lambda: told.append(1)
    hub.write(fill)
    assert hub._writer.cut_log()
    worn_disk.wear(hub.folder)
    check_notes.keep_checks(hub.folder, Checks(Round(hub.now(), deep=True)))
    looked(hub)
    assert told == []
    check_database(hub, hub.now())
    assert told == [1]


def fill(db, now):
    db.executemany(
        "INSERT INTO audit (at, by, act, about, reason) VALUES (:n, 'x', 'x', :about, '')",
        [
            {"n": n, "about": f"{(worn_disk.MARK % n).decode()} {'.' * 100}"}
            for n in range(worn_disk.ROWS)
        ],
    )


def test_one_process_at_a_time_and_none_after_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr(check_line, "CHILD", ("/bin/sh", "-c", "read wait"))
    line = CheckLine()
    line.begin(tmp_path)
    first = line.child
    line.begin(tmp_path)
    assert (line.child is first, line.runs) == (True, True)
    line.end()
    assert (first.poll(), line.runs) == (-9, False)
    line.begin(tmp_path)
    line.end()
    assert line.child is None


def test_a_process_that_failed_is_begun_again(tmp_path, monkeypatch):
    monkeypatch.setattr(check_line, "CHILD", ("/bin/false",))
    line = CheckLine()
    line.begin(tmp_path)
    first = line.child
    first.wait(240)
    line.begin(tmp_path)
    assert line.child is not first
    line.end()


def suspects(hub, error):
    with pytest.raises(sqlite3.DatabaseError), hub.read():
        raise error


def test_a_page_that_cannot_be_read_has_all_of_it_looked_at(hub):
    check_notes.keep_checks(hub.folder, Checks(None, hub.now()))
    suspects(hub, sqlite3.OperationalError("no such table"))
    check_database(hub, hub.now())
    assert hub.checking.child is None
    torn = sqlite3.DatabaseError("malformed")
    torn.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    suspects(hub, torn)
    check_database(hub, hub.now())
    assert hub.checking.child is not None
    assert not hub.checking.suspected


def test_a_copy_that_does_not_check_has_all_of_it_looked_at(hub, monkeypatch):
    def fails(*_asked, site, tell):
        raise Refusal("database_damaged", path="hub.db")

    monkeypatch.setattr(making, "back_up", fails)
    with pytest.raises(Refusal, match="database_damaged"):
        hub_backups.back_up_now(hub, hub.now())
    assert hub.checking.suspected
