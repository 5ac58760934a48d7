"""A disk that has no room for one more backup: old ones go, none is begun that would fill it."""

import errno
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.hub_world import World, make_hub

from kiosk.backups import backing_up, backup_files
from kiosk.backups.backing_up import back_up
from kiosk.hub_folder import DATABASE
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000


@pytest.fixture
def site(tmp_path, clock):
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.staff()
    world.folder = tmp_path / "data"
    yield world
    world.hub.close()


def copied(site, now=NOW):
    return back_up(site.folder / DATABASE, site.folder / "backups", now)


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def with_free(monkeypatch, free):
    usage = SimpleNamespace(free=free)
    monkeypatch.setattr("kiosk.backups.backing_up.shutil.disk_usage", lambda _folder: usage)


@pytest.mark.parametrize("left", [6, 4])
def test_old_copies_make_room_on_a_disk_that_is_nearly_full(site, monkeypatch, left):
    """Some are kept whatever the disk says."""
    for n in range(5):
        copied(site, NOW + n)
    one = (site.folder / DATABASE).stat().st_size
    copies = backing_up.ROOM_FOR_COPIES if left == 6 else 1
    with_free(monkeypatch, copies * one + backing_up.LEFT_FREE_BYTES)
    copied(site, NOW + 5)
    assert names(site.folder / "backups") == [f"hub-{NOW + n}" for n in range(6 - left, 6)]


def test_where_one_more_does_not_fit_none_is_begun(site, monkeypatch):
    """Filled to the last byte, the disk would take no sale either."""
    for n in range(5):
        copied(site, NOW + n)
    one = (site.folder / DATABASE).stat().st_size
    with_free(monkeypatch, one + backing_up.LEFT_FREE_BYTES - 1)
    with pytest.raises(Refusal, match="backup_no_room"):
        copied(site, NOW + 5)
    assert names(site.folder / "backups") == [f"hub-{NOW + n}" for n in (2, 3, 4)]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        pytest.param(OSError(errno.ENOSPC, "full"), "backup_no_room", id="full"),
        pytest.param(OSError(errno.EDQUOT, "full"), "backup_no_room", id="over quota"),
        pytest.param(OSError(errno.EROFS, "read-only"), "data_folder_wrong", id="read-only"),
    ],
)
def test_a_disk_that_takes_no_more_is_named(site, monkeypatch, error, code):
    def fails(*_asked):
        raise error

    monkeypatch.setattr(backup_files, "copy_open", fails)
    with pytest.raises(Refusal, match=code):
        copied(site)
    assert names(site.folder / "backups") == []


def test_a_full_stick_leaves_no_half_copy(site, tmp_path, monkeypatch):
    def full(source, target, tell):
        target.write_bytes(b"half")
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(backup_files, "copy_open", full)
    with pytest.raises(Refusal, match="backup_no_room"):
        back_up(site.folder / DATABASE, tmp_path / "stick", NOW)
    assert names(tmp_path / "stick") == []
