import pytest
from fakes.clock import FakeClock
from fakes.hub_world import make_hub

from kiosk import doctor
from kiosk.backing_up import back_up
from kiosk.doctor import findings
from kiosk.hub import DATABASE, open_hub
from kiosk.jobs.links import look_back
from kiosk.settings import HubSettings


@pytest.fixture
def folder(tmp_path, clock, monkeypatch):
    make_hub(tmp_path, clock).close()
    monkeypatch.setattr(doctor, "SystemClock", lambda: clock)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(10**12))
    return tmp_path


class Usage:
    def __init__(self, free) -> None:
        self.free = free


def found(folder, what):
    return next(one for one in findings(folder, HubSettings()) if one.what == what)


def test_a_new_site_is_well_but_for_a_backup(folder, clock):
    bad = [one.what for one in findings(folder, HubSettings()) if not one.ok]
    assert bad == ["backup"]
    back_up(folder / DATABASE, folder / "backups", clock.now())
    assert all(one.ok for one in findings(folder, HubSettings()))


@pytest.mark.parametrize(("age_s", "ok"), [(0, True), (3_600, True), (3_601, False)])
def test_a_backup_grows_old(folder, clock, age_s, ok):
    back_up(folder / DATABASE, folder / "backups", clock.now())
    (folder / "backups" / "hub-of-somebody.db").write_bytes(b"")
    clock.forward(seconds=age_s)
    assert found(folder, "backup").ok is ok
    assert f"{age_s // 60} min old" in found(folder, "backup").says


@pytest.mark.parametrize(
    ("version", "says"), [((3, 40, 1), "safe with one writer"), ((3, 51, 3), ".")]
)
def test_which_sqlite_runs_is_said(folder, monkeypatch, version, says):
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", version)
    assert found(folder, "sqlite").ok
    assert says in found(folder, "sqlite").says


def test_a_full_disk_is_said(folder, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(10**6))
    assert (found(folder, "disk").ok, found(folder, "disk").do) == (False, "Make room on the disk.")


def test_a_clock_that_is_far_off_is_said(folder, monkeypatch):
    monkeypatch.setattr(doctor, "SystemClock", lambda: FakeClock(now=0))
    assert not found(folder, "clock").ok


def test_a_damaged_database_is_said(folder):
    damaged = bytearray((folder / DATABASE).read_bytes())
    damaged[8192:12288] = b"\xff" * 4096
    (folder / DATABASE).write_bytes(damaged)
    assert (found(folder, "database").ok, found(folder, "database").do) == (
        False,
        "Restore the newest backup.",
    )


def test_what_is_no_database_is_said(folder):
    (folder / DATABASE).write_bytes(b"no database" * 500)
    assert not found(folder, "database").ok


def test_a_journal_that_may_lose_something_is_said(folder):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / DATABASE)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    assert "journal delete" in found(folder, "database").says


@pytest.mark.parametrize(
    ("set_by_s", "says"),
    [
        (-400 * 86_400, "this program did not exist then"),
        (-3_600, "behind what the hub has been through"),
        (31 * 86_400, "more than 30 days after the hub ran last"),
    ],
)
def test_a_clock_that_the_hub_would_not_believe_is_said(folder, clock, set_by_s, says):
    hub = open_hub(folder, HubSettings(), clock)
    look_back(hub)
    hub.close()
    assert found(folder, "clock").ok
    clock.reboot()
    clock.jump_wall(seconds=set_by_s)
    told = found(folder, "clock")
    assert (told.ok, says in told.says, "Open the day" in told.do) == (False, True, True)


def test_a_clock_that_was_set_in_the_same_boot_is_said(folder, clock):
    hub = open_hub(folder, HubSettings(), clock)
    look_back(hub)
    hub.close()
    clock.jump_wall(seconds=3_600)
    assert "was set" in found(folder, "clock").says


def test_the_clock_is_looked_at_beside_a_damaged_database(folder):
    (folder / DATABASE).write_bytes(b"no database at all, but long enough to be read as one" * 99)
    assert found(folder, "clock").ok
    assert not found(folder, "database").ok
