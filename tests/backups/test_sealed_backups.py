"""Backups as they leave the machine: sealed whole to the owner's key, signed by the hub."""

import shutil
import sqlite3
from contextlib import closing

import msgspec
import pytest
from fakes.sealed_site import NOW, backed_up, pool, sealed, sign_anew

from kiosk import damaged, start_check
from kiosk.backups import backing_up, backup_checks, sealed_backups, sealed_blobs, second_place
from kiosk.backups.backing_up import FOLDER, all_in
from kiosk.backups.restoring import restore_hub
from kiosk.backups.sealed_fronts import is_sealed
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link import owner_key
from kiosk.opening_hub import open_hub
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import staff

# there and back


def test_a_sealed_copy_and_the_printed_key_make_a_new_machine_the_hub(site, tmp_path, clock):
    copy = sealed(site)
    assert is_sealed(copy)
    new = tmp_path / "new"
    restore_hub(copy, new, NOW + 1, private=site.private)
    assert (new / KEYS).read_bytes() == (site.folder / KEYS).read_bytes()
    assert sorted(path.name for path in (new / "modules").glob("??/*")) == sorted(
        path.name for path in (site.folder / "modules").glob("??/*")
    )
    assert not list(new.glob("unsealed-*"))
    hub = open_hub(new, HubSettings(), clock)
    try:
        with hub.read() as db:
            assert staff.by_sign_in(db, "amina")
    finally:
        hub.close()


def test_in_its_own_place_it_still_wants_the_key(site, clock):
    copy = sealed(site)
    site.staff("brian")
    site.hub.close()
    with pytest.raises(Refusal, match="backup_sealed") as refused:
        restore_hub(copy, site.folder, NOW + 1)
    assert refused.value.details["mark"] == owner_key.mark(owner_key.public(site.folder))
    restore_hub(copy, site.folder, NOW + 1, private=site.private)
    site.hub = open_hub(site.folder, HubSettings(), clock)
    with site.hub.read() as db:
        assert staff.by_sign_in(db, "brian") is None


def test_with_another_owners_key_nothing_is_made(site, tmp_path):
    copy = sealed(site)
    other = owner_key.read(owner_key.make(tmp_path))
    for ask in (
        lambda: restore_hub(copy, tmp_path / "new", NOW, private=other),
        lambda: sealed_backups.check(copy, other),
    ):
        with pytest.raises(Refusal, match="backup_key_wrong"):
            ask()
    with pytest.raises(Refusal, match="backup_sealed"):
        restore_hub(copy, tmp_path / "new", NOW)
    assert not (tmp_path / "new").exists()


def test_a_key_that_opens_something_else_than_keys_is_called_wrong(site):
    copy = sealed(site)
    public = owner_key.public(site.folder)
    sealed_keys = msgspec.json.encode(owner_key.seal(public, b"short"))
    sign_anew(site, copy, sealed_keys=msgspec.json.decode(sealed_keys))
    with pytest.raises(Refusal, match="backup_key_wrong"):
        sealed_backups.check(copy, site.private)


def test_a_backup_without_the_hubs_signature_of_before_is_sealed_too(site, tmp_path):
    ours = backed_up(site)
    (ours / "manifest.json.sig").unlink()
    copy = second_place.put(ours, site.second, folder=site.usual, now=NOW)
    restore_hub(copy, tmp_path / "new", NOW, private=site.private)
    assert (tmp_path / "new" / DATABASE).exists()


def test_a_large_one_is_written_in_parts(site, tmp_path, monkeypatch):
    monkeypatch.setattr("kiosk.link.sealed_parts.PART_BYTES", 100_000)
    monkeypatch.setattr("kiosk.disk.copying.PIECE_BYTES", 60_000)
    copy = sealed(site)
    assert len(list(copy.glob("part-*"))) > 5
    assert sealed_backups.check_sums(copy).site == site.hub.keys.origin
    restore_hub(copy, tmp_path / "new", NOW, private=site.private)
    assert (tmp_path / "new" / KEYS).exists()


def test_with_an_owners_key_that_cannot_be_read_nothing_goes_out_readable(site):
    ours = backed_up(site)
    (site.folder / owner_key.FILE).write_text("half")
    with pytest.raises(Refusal, match=r"data_folder_wrong.*backup\.pub"):
        second_place.put(ours, site.second, folder=site.usual, now=NOW)
    assert list(site.second.iterdir()) == []


def test_the_usual_folder_is_no_second_place(site):
    ours = backed_up(site)
    for place in (site.usual, site.usual / ".." / FOLDER):
        with pytest.raises(Refusal, match="backup_place_missing"):
            second_place.put(ours, place, folder=site.usual, now=NOW)
    backup_checks.check(ours)


# modules and pictures


def test_blobs_are_sealed_once_under_names_that_tell_nothing(site):
    first = sealed(site)
    kept = {path: path.stat().st_mtime_ns for path in pool(site)}
    names = {path.name for path in (site.folder / "modules").glob("??/*")}
    assert len(kept) >= len(names) > 0
    assert not names & {path.name for path in kept}
    sealed(site, NOW + 1)
    assert {path: path.stat().st_mtime_ns for path in pool(site)} == kept
    assert sealed_blobs.missing(first) == 0
    assert sealed_backups.check(first, site.private)[1] == 0


def test_blobs_go_with_their_last_backup(site, monkeypatch):
    sealed(site)
    monkeypatch.setattr("kiosk.rules.backups.QUARTERS", 1)
    for inside in ("modules", "blobs"):
        shutil.rmtree(site.folder / inside, ignore_errors=True)
    sealed(site, NOW + 1)
    assert pool(site) == []


def test_none_go_while_a_backup_cannot_be_read(site, monkeypatch):
    first = sealed(site)
    (first / "sealed.json").write_bytes(b"{")
    kept = pool(site)
    monkeypatch.setattr("kiosk.rules.backups.QUARTERS", 2)
    for n in (1, 2, 3):
        sealed(site, NOW + n)
    sealed_blobs.drop(site.second, all_in(site.second))
    assert pool(site) == kept


def test_blobs_that_were_swapped_are_found_and_left_out(site, tmp_path):
    copy = sealed(site)
    one, two = pool(site)[:2]
    one_bytes, two_bytes = one.read_bytes(), two.read_bytes()
    one.write_bytes(two_bytes)
    two.write_bytes(one_bytes)
    assert sealed_backups.check(copy, site.private)[1] == 2
    restore_hub(copy, tmp_path / "new", NOW, private=site.private)
    held = [*(tmp_path / "new" / "modules").glob("??/*"), *(tmp_path / "new/blobs").glob("??/*")]
    assert len(held) == len(pool(site)) - 2


def test_one_that_is_gone_is_missed_without_the_key_and_written_anew(site):
    copy = sealed(site)
    gone, cut, *_ = pool(site)
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:-1])
    assert sealed_blobs.missing(copy) == 1
    assert sealed_backups.check(copy, site.private)[1] == 2
    sealed(site, NOW + 1)
    assert sealed_backups.check(copy, site.private)[1] == 0


def test_a_link_in_the_place_of_a_blob_is_not_followed(site, tmp_path):
    copy = sealed(site)
    blob = pool(site)[0]
    blob.rename(tmp_path / "elsewhere")
    blob.symlink_to(tmp_path / "elsewhere")
    assert sealed_backups.check(copy, site.private)[1] == 1


def test_in_turn_all_that_stood_there_is_read_again_and_made_anew(site):
    """A medium that forgets is found out within some copies, also where nothing new is written."""
    sealed(site)
    blob = pool(site)[0]
    damaged = bytearray(blob.read_bytes())
    damaged[-1] ^= 1
    blob.write_bytes(damaged)
    name = int(blob.name[:2], 16)
    turn = next(n for n in range(1, 17) if (NOW + n - name) % sealed_backups.REREAD_OF == 0)
    with pytest.raises(Refusal, match="backup_not_read_back"):
        sealed(site, NOW + turn)
    assert sealed_backups.check(sealed(site, NOW + 99), site.private)[1] == 0


# what was plain before


def test_plain_copies_of_before_are_sealed_in_turn_from_our_own(site):
    (site.folder / owner_key.FILE).rename(site.folder / "later")
    for n in range(3):
        second_place.put(backed_up(site, NOW + n), site.second, folder=site.usual, now=NOW)
    shutil.rmtree(site.usual / f"hub-{NOW}")
    (site.folder / "later").rename(site.folder / owner_key.FILE)
    left = []
    for n in (3, 4):
        sealed(site, NOW + n)
        left.append([one.name for one in second_place.plain_ones(site.second)])
    assert left == [[f"hub-{NOW}"]] * 2
    assert (site.second / f"hub-{NOW}" / DATABASE).exists()
    for n in (1, 2):
        copy = site.second / f"hub-{NOW + n}"
        assert sorted(one.name for one in copy.iterdir()) == [
            "part-1",
            "sealed.json",
            "sealed.json.sig",
        ]
        sealed_backups.check(copy, site.private)
    assert list((site.second / "blobs").glob("??/*"))  # the one that is left names them
    shutil.rmtree(site.second / f"hub-{NOW}")
    backing_up.drop_blobs(site.second)
    assert list((site.second / "blobs").glob("??/*")) == []


def test_what_a_cut_left_readable_in_a_sealed_one_goes(site):
    copy = sealed(site)
    (copy / DATABASE).write_bytes(b"names")
    (copy / "settings").mkdir()
    (copy / "settings" / "hub.toml").write_bytes(b"word")
    sealed(site, NOW + 1)
    assert {one.name for one in copy.iterdir()} == {"part-1", "sealed.json", "sealed.json.sig"}


def test_our_own_that_is_damaged_leaves_the_plain_one_as_it_is(site):
    (site.folder / owner_key.FILE).rename(site.folder / "later")
    ours = backed_up(site)
    second_place.put(ours, site.second, folder=site.usual, now=NOW)
    (site.folder / "later").rename(site.folder / owner_key.FILE)
    (ours / DATABASE).write_bytes(b"damaged")
    sealed(site, NOW + 1)
    (left,) = second_place.plain_ones(site.second)
    assert left.name == ours.name
    backup_checks.check(left)
    assert not list(site.second.glob("*.part"))


# logs of another database


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_a_log_beside_a_backups_database_is_somebody_elses(site, suffix):
    copy = backed_up(site)
    (copy / f"{DATABASE}{suffix}").write_bytes(b"")
    with pytest.raises(Refusal, match="none of its files"):
        backup_checks.check(copy)


def test_no_log_of_the_old_database_is_read_into_the_restored_one(site, clock):
    copy = backed_up(site)
    site.staff("brian")
    with closing(sqlite3.connect(site.folder / DATABASE)):  # keeps the log from being folded in
        log = (site.folder / f"{DATABASE}-wal").read_bytes()
    site.hub.close()
    assert log
    for suffix in ("-wal", "-shm", "-journal"):
        (site.folder / f"{DATABASE}{suffix}").write_bytes(log)
    old = restore_hub(copy, site.folder, NOW + 1)
    assert sorted(path.name for path in site.folder.glob(f"{DATABASE}-*")) == []
    assert sorted(
        path.name.removeprefix(old.name) for path in site.folder.glob(f"{old.name}*")
    ) == [
        "",
        "-journal",
        "-shm",
        "-wal",
    ]
    site.hub = open_hub(site.folder, HubSettings(), clock)
    with site.hub.read() as db:
        assert staff.by_sign_in(db, "brian") is None


# a command and the hub at once


def test_one_at_a_time_makes_a_copy_or_takes_it_elsewhere(site):
    with backing_up.alone_in_turn(site.usual), pytest.raises(Refusal, match="busy"):
        backing_up.alone(site.usual).__enter__()
    with backing_up.alone(site.usual):
        pass
    (site.folder / "file").touch()
    for way in (backing_up.alone, backing_up.alone_in_turn):
        with pytest.raises(Refusal, match="data_folder_wrong"):
            way(site.folder / "file").__enter__()


# where the database is gone


def test_the_line_to_type_asks_for_the_key_where_only_a_sealed_one_is_left(site, clock):
    copy = sealed(site)
    site.hub.close()
    (site.folder / DATABASE).unlink()
    found = start_check.look(site.folder, second=site.second)
    assert (
        damaged.command(found, site.folder)
        == f"kiosk restore {site.usual / copy.name} --data {site.folder}"
    )
    shutil.rmtree(site.usual)
    found = start_check.look(site.folder, second=site.second)
    assert (
        damaged.command(found, site.folder) == f"kiosk restore {copy} --data {site.folder} --key -"
    )
    restore_hub(copy, site.folder, NOW + 1, private=site.private)
    site.hub = open_hub(site.folder, HubSettings(), clock)
