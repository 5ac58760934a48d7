import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes.clock import FakeClock

from kiosk import commands
from kiosk.disk import lock
from kiosk.disk.disks import Standing
from kiosk.hub_folder import DATABASE, KEYS, LOCK
from kiosk.opening_hub import open_hub
from kiosk.settings import HubSettings


def stored(folder, sql):
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        return db.execute(sql).fetchall()


def test_a_copy_is_made_beside_the_site_or_where_one_says(site, tmp_path):
    made = site.tells("back-up")
    assert made["checked"] is True
    assert Path(made["copy"]).parent == site.folder / "backups"
    assert str(tmp_path / "stick") in site.says("back-up", "--to", tmp_path / "stick")


def test_a_copy_elsewhere_is_a_backup_too(site, tmp_path):
    def backup():
        found = json.loads(site.run("doctor", "--json").stdout)
        return next(one for one in found if one["what"] == "backup")

    site.says("back-up", "--to", tmp_path / "stick")
    assert backup()["ok"], backup()


def test_what_a_verified_copy_on_another_disk_holds_is_safe_and_no_other(
    site, tmp_path, monkeypatch
):
    """The site of these tests is in memory, the stick on a disk, unless we say otherwise."""
    for found, safe_upto in ((Standing.SAME_DISK, 0), (Standing.MEMORY, 0), (Standing.APART, 7)):
        with closing(sqlite3.connect(site.folder / "hub.db")) as db, db:
            db.execute(
                "INSERT OR REPLACE INTO heard (origin, epoch, have, highest, safe_upto) "
                "VALUES ('f', 'e', 7, 7, 0)"
            )
        monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_, found=found: found)
        made = site.tells("back-up", "--to", tmp_path / "stick")
        assert made["disk"] == found.value
        with closing(sqlite3.connect(site.folder / "hub.db")) as db:
            assert db.execute("SELECT safe_upto FROM heard").fetchall() == [(safe_upto,)]


def test_before_there_is_a_key_it_is_said_what_who_finds_a_copy_reads(site, tmp_path):
    assert "reads names" in site.says("back-up", "--to", tmp_path / "stick")
    key = tmp_path / "key.txt"
    key.write_text(site.says("backup", "key"))
    said = site.says("back-up", "--to", tmp_path / "stick")
    assert "reads names" not in said
    copy = max((tmp_path / "stick").glob("hub-*"))
    assert "signed it" in site.says("backup", "check", copy, data=False)
    checked = site.tells("backup", "check", copy, "--key", key, data=False)
    assert (checked["ok"], checked["sealed"]) == (True, True)
    assert "please give the owner's printed key" in site.refuses("restore", copy)
    assert "It is the hub of site" in site.says("restore", copy, "--key", key)


def test_a_key_of_another_site_s_paper_is_found_out(site, tmp_path):
    key = tmp_path / "key.txt"
    key.write_text(site.says("backup", "key").replace("\nSite: ", "\nSite: X"))
    site.says("back-up", "--to", tmp_path / "stick")
    copy = max((tmp_path / "stick").glob("hub-*"))
    assert "another site" in site.refuses("restore", copy, "--key", key)
    assert "another site" in site.refuses("backup", "check", copy, "--key", key, data=False)


def test_a_copy_that_nobody_signed_needs_a_word_where_it_was_away(site, tmp_path):
    copy = Path(site.tells("back-up", "--to", tmp_path / "stick")["copy"])
    (copy / "manifest.json.sig").unlink()
    assert "--unsigned" in site.refuses("restore", copy)
    assert "Restored" in site.says("restore", copy, "--unsigned")
    bare = tmp_path / "bare.db"
    bare.write_bytes((copy / "hub.db").read_bytes())
    assert "--unsigned" in site.refuses("restore", bare)


def test_a_backup_whose_pictures_were_left_behind_is_called_so(site, tmp_path):
    copy = Path(site.tells("back-up")["copy"])
    assert site.tells("backup", "check", copy, data=False)["ok"]
    manifest = json.loads((copy / "manifest.json").read_text())
    lost = {**manifest, "blobs": {f"blobs/ab/{'ab' * 32}": "ab" * 32}}
    (copy / "manifest.json").write_text(json.dumps(lost))
    (copy / "manifest.json.sig").unlink()
    done = site.run("backup", "check", copy, "--json", data=False)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["lost_blobs"] == 1


def test_a_copy_is_made_also_while_the_hub_runs(site):
    with lock.holding(site.folder / LOCK):
        site.says("back-up")


def test_a_site_is_restored_and_its_stations_are_told_everything_anew(site):
    copy = site.tells("back-up")["copy"]
    before = dict(stored(site.folder, "SELECT audience, epoch FROM stream"))
    site.says("station", "add", "--seat", 9)
    done = site.tells("restore", copy)
    assert Path(done["old"]).exists()
    assert stored(site.folder, "SELECT 1 FROM seat WHERE number = 9") == []
    after = stored(site.folder, "SELECT audience, epoch, last_seq FROM stream")
    assert {audience for audience, _, _ in after} == set(before)
    assert all(epoch != before[audience] for audience, epoch, _ in after)
    assert all(last_seq == 1 for _, _, last_seq in after)
    assert site.tells("verify")["ok"]
    assert site.says("restore", copy).startswith("Restored. It is the hub of site ")


def test_a_hub_that_runs_is_not_restored(site):
    copy = site.tells("back-up")["copy"]
    with lock.holding(site.folder / LOCK):
        assert "already" in site.refuses("restore", copy).lower()


def test_a_damaged_copy_and_a_strange_folder_are_refused(site, empty, tmp_path):
    copy = Path(site.tells("back-up")["copy"])
    (tmp_path / "damaged.db").write_bytes((copy / DATABASE).read_bytes()[:5000])
    assert site.refuses("restore", tmp_path / "damaged.db")
    (site.folder / KEYS).unlink()
    assert site.refuses("restore", copy)


def test_a_restore_that_is_refused_leaves_no_folder_behind(site, tmp_path):
    site.says("backup", "key")
    copy = site.tells("back-up", "--to", tmp_path / "stick")["copy"]
    new = tmp_path / "new"
    assert "sealed" in site.refuses("restore", copy, "--data", new, data=False)
    assert not new.exists()
    (new / "mine").mkdir(parents=True)
    site.refuses("restore", copy, "--data", new, data=False)
    assert (new / "mine").is_dir()


def test_what_is_no_backup_is_called_so_and_the_newest_is_named(site, tmp_path):
    copy = Path(site.tells("back-up", "--to", tmp_path / "stick")["copy"])
    (text := tmp_path / "letter.txt").write_text("Dear owner")
    (empty_stick := tmp_path / "empty").mkdir()
    for none in (copy.parent, empty_stick, text, site.folder):
        for words in (("backup", "check", none), ("restore", none, "--unsigned")):
            said = site.refuses(*words, data=words[0] == "restore")
            assert "is no backup" in said, said
    assert f"such as {copy.name}." in site.refuses("backup", "check", copy.parent, data=False)
    (copy / "manifest.json").unlink()  # called like one: so it was one
    assert "damaged" in site.refuses("backup", "check", copy, data=False)


# verify


def test_a_site_adds_up_in_words_and_facts_also_as_a_copy_and_while_it_runs(site):
    found = site.tells("verify")
    assert (found["ok"], found["integrity"]) == (True, "ok")
    assert set(found) == {"ok", "integrity", "ledger", "facts", "problems"}
    assert site.says("verify") == "Everything adds up.\n"
    copy = Path(site.tells("back-up")["copy"]) / DATABASE
    with lock.holding(site.folder / LOCK):
        assert site.tells("verify")["ok"]
    assert "Everything" in site.says("verify", "--data", copy, data=False)


def test_what_does_not_add_up_is_said_line_by_line(site):
    with closing(sqlite3.connect(site.folder / DATABASE, isolation_level=None)) as db:
        db.execute("DROP TRIGGER transfer_is_never_changed")
        db.execute("UPDATE transfer SET amount_minor = 1")
    done = site.run("verify", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["ledger"]["chain"] is False
    done = site.run("verify")
    assert (done.exit_code, len(done.stdout.splitlines())) == (1, 3)


def test_an_exchange_is_verified_by_its_own_rules(empty):
    empty.says("init", "--demo")
    empty.folder = empty.folder / "exchange"
    assert empty.tells("verify")["ok"]


# doctor


@pytest.mark.parametrize("backed_up", [True, False])
def test_the_doctor_says_what_to_do(site, backed_up):
    if backed_up:
        site.says("back-up")
    done = site.run("doctor", "--json")
    found = {one["what"]: one["ok"] for one in json.loads(done.stdout)}
    assert set(found) >= {"sqlite", "journal", "database", "disk", "clock", "backup"}
    assert found["backup"] is backed_up
    assert done.exit_code == (0 if all(found.values()) else 1)
    lines = site.run("doctor").stdout.splitlines()
    assert len(lines) == len(found)
    assert all(line.startswith(("ok  ", "tip ", "NO  ")) for line in lines)
    assert any(line.startswith("tip second_place: No second place is set") for line in lines)


def test_the_doctor_looks_from_outside_where_the_hub_does_not_answer(site):
    with lock.holding(site.folder / LOCK):
        done = site.run("doctor", "--json")
    found = {one["what"]: one for one in json.loads(done.stdout)}
    assert done.exit_code == 1
    assert found["hub"]["says"] == "The hub runs but does not answer."
    assert found["database"]["ok"]


def test_the_doctor_asks_a_hub_that_runs(site):
    hub = open_hub(site.folder, HubSettings(), FakeClock())
    try:
        with lock.holding(site.folder / LOCK), commands.listen(hub, site.folder):
            found = [one["what"] for one in json.loads(site.run("doctor", "--json").stdout)]
    finally:
        hub.close()
    assert "hub" not in found
    assert {"database", "journal", "clock"} <= set(found)
    assert len(set(found)) == len(found)
