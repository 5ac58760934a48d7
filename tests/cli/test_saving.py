import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes.clock import FakeClock

from kiosk import commands
from kiosk.disk import lock
from kiosk.hub import DATABASE, KEYS, LOCK, open_hub
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
    (site.folder / "backups" / "elsewhere.txt").write_bytes(b"\xff")
    assert not backup()["ok"]


def test_a_backup_whose_pictures_were_left_behind_is_called_so(site, tmp_path):
    copy = Path(site.tells("back-up")["copy"])
    assert site.tells("backup", "check", copy, data=False)["ok"]
    manifest = json.loads((copy / "manifest.json").read_text())
    lost = {**manifest, "blobs": {f"blobs/ab/{'ab' * 32}": "ab" * 32}}
    (copy / "manifest.json").write_text(json.dumps(lost))
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
    assert site.says("restore", copy) == "Restored.\n"


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
    assert all(line.startswith(("ok ", "NO ")) for line in lines)


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
