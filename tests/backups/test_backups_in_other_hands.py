"""Backups on a stick that somebody else had in their hands, cut off, or left without its disk."""

import sqlite3
from contextlib import closing

import msgspec
import pytest
from fakes.hub_world import World, make_hub
from fakes.machines import import_pets

from kiosk.backups import backup_checks, backup_files, manifests
from kiosk.backups.backing_up import FOLDER, all_in, back_up
from kiosk.backups.restoring import restore_hub
from kiosk.backups.second_place import copy_to_second_place
from kiosk.disk.disks import Standing
from kiosk.hub_folder import DATABASE
from kiosk.link import owner_key
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000


@pytest.fixture
def site(tmp_path, clock):
    (tmp_path / "second").mkdir()
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.folder, world.second = tmp_path / "data", tmp_path / "second"
    yield world
    world.hub.close()


def backed_up(site, now=NOW):
    return back_up(site.folder / DATABASE, site.folder / FOLDER, now, site=site.hub.keys.origin)


def change_manifest(copy, **changes):
    manifest = msgspec.json.decode((copy / "manifest.json").read_bytes())
    changed = {key: {**manifest[key], **value} for key, value in changes.items()}
    (copy / "manifest.json").write_bytes(msgspec.json.encode({**manifest, **changed}))
    (copy / "manifest.json.sig").unlink(missing_ok=True)  # they cannot sign, they can leave it out


def seal_anew(copy, raw):
    """As somebody who found the stick does it: the public half lies on it."""
    public = owner_key.public(copy / "settings")
    (copy / "keys.sealed").write_bytes(owner_key.seal(public, raw))
    change_manifest(copy, files={"keys.sealed": backup_checks.sha256_of(copy / "keys.sealed")})


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"junk", id="no list of files"),
        pytest.param(msgspec.msgpack.encode({"../cron": b"x"}), id="one beside the folder"),
        pytest.param(msgspec.msgpack.encode({"/etc/cron": b"x"}), id="one anywhere"),
        pytest.param(msgspec.msgpack.encode({"ca/../../x": b"x"}), id="one that leads out"),
        pytest.param(msgspec.msgpack.encode({"hub.toml": b"x"}), id="one that is no key"),
    ],
)
def test_sealed_files_that_are_no_keys_are_refused_and_nothing_is_written(site, tmp_path, raw):
    private = owner_key.read(owner_key.make(site.folder))
    copy = backed_up(site)
    seal_anew(copy, raw)
    with pytest.raises(Refusal, match="database_damaged"):
        restore_hub(copy, tmp_path / "new", NOW, private=private)
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "cron").exists()


def test_only_settings_and_blobs_with_their_own_names_come_back(site, tmp_path):
    private = owner_key.read(owner_key.make(site.folder))
    import_pets(site.hub)
    copy = backed_up(site)
    (copy / "settings" / "hub.toml").write_bytes(b"")
    (sha256, *_) = manifests.read(copy).blobs.values()
    change_manifest(copy, blobs={"hub.db-wal": sha256, "exchange/exchange.db": sha256})
    restore_hub(copy, tmp_path / "new", NOW, private=private)
    assert (tmp_path / "new" / "backup.pub").exists()
    assert any((tmp_path / "new" / "modules").glob("??/*"))
    assert not (tmp_path / "new" / "hub.toml").exists()
    assert not (tmp_path / "new" / "exchange").exists()


def test_links_on_a_stick_are_not_followed(site, tmp_path):
    copy = backed_up(site)
    (copy / DATABASE).rename(tmp_path / "elsewhere.db")
    (copy / DATABASE).symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(Refusal, match="database_damaged"):
        backup_checks.check(copy)


def test_a_whole_database_that_is_no_hubs_is_refused(site):
    copy = backed_up(site)
    (copy / DATABASE).unlink()
    with closing(sqlite3.connect(copy / DATABASE)) as db:
        db.execute("CREATE TABLE letter (text)")
    change_manifest(copy, files={DATABASE: backup_checks.sha256_of(copy / DATABASE)})
    with pytest.raises(Refusal, match="database_damaged"):
        backup_checks.check(copy)


def test_half_a_backup_in_the_folder_neither_counts_nor_keeps_others_from_being_made(
    site, monkeypatch
):
    import_pets(site.hub)
    folder = site.folder / FOLDER
    backed_up(site)
    (folder / f"hub-{NOW + 1}").mkdir()
    (folder / f"hub-{NOW + 2}").mkdir()
    (folder / f"hub-{NOW + 2}" / "manifest.json").write_bytes(b"{")
    monkeypatch.setattr("kiosk.rules.backups.QUARTERS", 2)
    kept = sorted((folder / "blobs").glob("??/*"))
    for n in range(3, 6):
        assert backed_up(site, NOW + n).is_dir()
    assert folder / f"hub-{NOW + 1}" not in all_in(folder)
    assert sorted((folder / "blobs").glob("??/*")) == kept


def test_blobs_are_not_thrown_away_through_a_link(site, tmp_path):
    (tmp_path / "ab").mkdir()
    (tmp_path / "ab" / "photo").touch()
    (site.second / "blobs").symlink_to(tmp_path)
    assert backup_files.drop_blobs(site.second, ()) == 0
    assert (tmp_path / "ab" / "photo").exists()


def test_blobs_that_a_backup_has_lost_are_counted(site):
    import_pets(site.hub)
    copy = backed_up(site)
    assert backup_checks.lost_blobs(copy) == 0
    gone = next((site.folder / FOLDER / "blobs").glob("??/*"))
    gone.unlink()
    assert backup_checks.lost_blobs(copy) == 1


def test_a_second_place_whose_disk_is_unplugged_is_not_filled_beside_the_database(
    site, monkeypatch
):
    monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_: Standing.APART)
    first = backed_up(site)
    copy_to_second_place(first, site.second, folder=site.folder / FOLDER, now=NOW)
    monkeypatch.undo()
    second = backed_up(site, NOW + 1)
    with pytest.raises(Refusal, match="backup_place_missing"):
        copy_to_second_place(second, site.second, folder=site.folder / FOLDER, now=NOW + 1)
    assert not (site.second / second.name).exists()
