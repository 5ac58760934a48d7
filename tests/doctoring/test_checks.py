import pytest
from fakes.clock import FakeClock
from fakes.hub_world import make_hub

from kiosk.backups import second_place
from kiosk.backups.backing_up import back_up
from kiosk.disk.disks import Standing
from kiosk.doctoring import checks, disk_checks, mount_checks, sqlite_checks
from kiosk.doctoring.finding import Patient
from kiosk.hub_folder import DATABASE
from kiosk.jobs.links import look_back
from kiosk.link import owner_key
from kiosk.opening_hub import open_hub
from kiosk.settings import HubSettings


@pytest.fixture
def folder(tmp_path, clock, monkeypatch):
    make_hub(tmp_path, clock).close()
    monkeypatch.setattr(disk_checks.shutil, "disk_usage", lambda _: Usage(10**12))
    monkeypatch.setattr(mount_checks, "MOUNTS", tmp_path / "none")  # of whoever runs the tests
    return tmp_path


class Usage:
    def __init__(self, free) -> None:
        self.free = free


def findings(folder, clock, hub=None):
    return list(checks.findings(Patient(folder, HubSettings(), clock, hub), slow=True))


def found(folder, clock, what):
    return next(one for one in findings(folder, clock) if one.what == what)


def test_a_new_site_is_well_but_for_a_backup(folder, clock):
    bad = [one.what for one in findings(folder, clock) if not one.ok]
    assert bad == ["backup"]
    back_up(folder / DATABASE, folder / "backups", clock.now())
    assert all(one.ok for one in findings(folder, clock))


@pytest.mark.parametrize(("age_s", "ok"), [(0, True), (3_600, True), (3_601, False)])
def test_a_backup_grows_old(folder, clock, age_s, ok):
    back_up(folder / DATABASE, folder / "backups", clock.now())
    (folder / "backups" / "hub-of-somebody.db").write_bytes(b"")
    clock.forward(seconds=age_s)
    assert found(folder, clock, "backup").ok is ok
    assert f"{age_s // 60} min old" in found(folder, clock, "backup").said("en")


def of_copies(folder, clock, place):
    settings = HubSettings(backup_place=str(place))
    found = checks.findings(Patient(folder, settings, clock), slow=False)
    return {one.what: one for one in found if one.what in ("second_place", "sealed_copies")}


def test_a_copy_beside_the_original_is_none(folder, clock, tmp_path, monkeypatch):
    none = found(folder, clock, "second_place")
    assert (none.ok, none.advice("en")) == (True, "Set backup_place to a folder on another disk.")
    assert "a disk that breaks" in none.said("en")
    assert "is not there" in of_copies(folder, clock, tmp_path / "gone")["second_place"].said("en")
    for where, says in (
        (Standing.SAME_DISK, "own disk"),
        (Standing.MEMORY, "in memory"),
    ):
        monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_, where=where: where)
        told = of_copies(folder, clock, tmp_path)["second_place"]
        assert (told.ok, says in told.said("en"), "another disk" in told.advice("en")) == (
            False,
            True,
            True,
        )


def test_a_second_place_that_gets_no_more_is_told(folder, clock, tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_: Standing.APART)
    usual, place = folder / "backups", tmp_path / "place"
    place.mkdir()
    assert of_copies(folder, clock, place)["second_place"].ok
    copy = back_up(folder / DATABASE, usual, clock.now())
    second_place.put(copy, place, folder=usual, now=clock.now())
    assert of_copies(folder, clock, place)["second_place"].ok
    clock.forward(seconds=3_601)
    back_up(folder / DATABASE, usual, clock.now())
    told = of_copies(folder, clock, place)["second_place"]
    assert (told.ok, "has not got the newest" in told.said("en")) == (False, True)


def test_copies_that_who_finds_them_can_read_are_told(folder, clock, tmp_path):
    place, usual = tmp_path / "place", folder / "backups"
    place.mkdir()
    none = found(folder, clock, "sealed_copies")
    assert (none.ok, "kiosk backup key" in none.advice("en")) == (True, True)
    told = of_copies(folder, clock, place)["sealed_copies"]
    assert (told.ok, "kiosk backup key" in told.advice("en")) == (False, True)
    copy = back_up(folder / DATABASE, usual, clock.now())
    second_place.put(copy, place, folder=usual, now=clock.now())
    owner_key.make(folder)
    told = of_copies(folder, clock, place)["sealed_copies"]
    assert (told.ok, told.advice("en")[:11]) == (False, "1 of before")
    second_place.put(
        back_up(folder / DATABASE, usual, clock.now() + 1), place, folder=usual, now=clock.now()
    )
    assert of_copies(folder, clock, place)["sealed_copies"].ok
    assert found(folder, clock, "sealed_copies").ok


@pytest.mark.parametrize(
    ("version", "says"), [((3, 40, 1), "safe with one writer"), ((3, 51, 3), ".")]
)
def test_which_sqlite_runs_is_said(folder, monkeypatch, version, says, clock):
    monkeypatch.setattr(sqlite_checks.sqlite3, "sqlite_version_info", version)
    assert found(folder, clock, "sqlite").ok
    assert says in found(folder, clock, "sqlite").said("en")


def test_a_full_disk_is_said(folder, monkeypatch, clock):
    monkeypatch.setattr(disk_checks.shutil, "disk_usage", lambda _: Usage(10**6))
    assert (found(folder, clock, "disk").ok, found(folder, clock, "disk").do) == (
        False,
        "Make room on the disk.",
    )


def test_a_clock_that_is_far_off_is_said(folder):
    assert not found(folder, FakeClock(now=0), "clock").ok


def test_a_damaged_database_is_said(folder, clock):
    damaged = bytearray((folder / DATABASE).read_bytes())
    damaged[8192:12288] = b"\xff" * 4096
    (folder / DATABASE).write_bytes(damaged)
    assert (found(folder, clock, "database").ok, found(folder, clock, "database").do) == (
        False,
        sqlite_checks.RESTORE,
    )


def test_what_is_no_database_is_said(folder, clock):
    (folder / DATABASE).write_bytes(b"no database" * 500)
    assert not found(folder, clock, "database").ok


def test_a_journal_that_may_lose_something_is_said(folder, clock):
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / DATABASE)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    told = found(folder, clock, "journal")
    assert (told.ok, "journal is delete" in told.said("en")) == (False, True)


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
    assert found(folder, clock, "clock").ok
    clock.reboot()
    clock.jump_wall(seconds=set_by_s)
    told = found(folder, clock, "clock")
    assert (told.ok, says in told.says, "Open the day" in told.do) == (False, True, True)


def test_a_clock_that_was_set_in_the_same_boot_is_said(folder, clock):
    hub = open_hub(folder, HubSettings(), clock)
    look_back(hub)
    hub.close()
    clock.jump_wall(seconds=3_600)
    assert "was set" in found(folder, clock, "clock").says


def test_the_clock_is_looked_at_beside_a_damaged_database(folder, clock):
    (folder / DATABASE).write_bytes(b"no database at all, but long enough to be read as one" * 99)
    assert found(folder, clock, "clock").ok
    assert not found(folder, clock, "database").ok


def test_a_hub_that_runs_is_looked_at_as_it_is(folder, clock):
    hub = open_hub(folder, HubSettings(), clock)
    try:
        assert {one.what for one in findings(folder, clock, hub) if not one.ok} == {"backup"}
    finally:
        hub.close()


def test_what_is_found_is_said_in_the_reader_s_language(folder, clock):
    told = found(folder, clock, "backup")
    assert told.said("ar") != told.said("en")
    assert told.advice("ar") != told.advice("en")


def test_the_quick_ones_do_not_read_the_whole_database(folder, clock):
    quick = {one.what for one in checks.findings(Patient(folder, HubSettings(), clock), slow=False)}
    assert "database" not in quick
    assert {"journal", "disk", "clock", "backup"} <= quick


def test_where_all_is_well_nothing_is_to_be_done(folder, clock):
    told = found(folder, clock, "disk")
    assert [told.advice(language) for language in ("en", "ar")] == ["", ""]


def test_quick_and_slow_are_all(folder, clock):
    patient = Patient(folder, HubSettings(), clock)
    quick, slow = checks.findings(patient, slow=False), checks.slow_findings(patient)
    both = {one.what for one in quick} | {one.what for one in slow}
    assert both == {one.what for one in checks.findings(patient, slow=True)}
