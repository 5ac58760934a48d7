"""`kiosk key show` and `kiosk key change`."""

import pytest
from click.testing import CliRunner

from kiosk import changing_keys
from kiosk.cli.main import kiosk as program
from kiosk.disk import lock
from kiosk.disk.disks import Standing
from kiosk.hub_folder import KEYS, LOCK
from kiosk.protocol.keys import PAIRS_LIMIT, load_keys, make_keys, save_keys
from kiosk.rules.refusals import Refusal


def keys_of(site):
    return load_keys(site.folder / KEYS)


def typed(site, word):
    given = ["key", "change", "--data", str(site.folder)]
    return CliRunner().invoke(program, given, input=f"{word}\n")


def test_what_the_keys_are_and_how_old(site):
    facts = site.tells("key", "show")
    assert facts["changes"] == 0
    said = site.says("key", "show")
    assert facts["mark"] in said
    assert facts["site"] in said
    assert f"In use for {facts['days']} days." in said


def test_new_keys_stand_in_front_and_the_site_stays(site):
    before, facts = keys_of(site), site.tells("key", "show")
    said = site.says("key", "change", "--yes")
    assert "back up to another disk" in said
    assert keys_of(site).older[0].public_signing == before.public_signing
    after = site.tells("key", "show")
    assert (after["changes"], after["days"], after["site"]) == (1, 0, facts["site"])
    assert after["mark"] != facts["mark"]
    assert site.tells("key", "change", "--yes")["changes"] == 2


def test_a_backup_on_another_disk_has_the_new_keys_before_any_station_does(
    site, tmp_path, monkeypatch
):
    place = tmp_path / "second"
    place.mkdir()
    monkeypatch.setenv("KIOSK_BACKUP_PLACE", str(place))
    for found, copies in ((Standing.SAME_DISK, 0), (Standing.APART, 1)):
        monkeypatch.setattr("kiosk.cli.keys.standing_of", lambda *_, found=found: found)
        said = site.tells("key", "change", "--yes")
        assert len(list(place.glob("hub-*[0-9]"))) == copies
        assert (said["copy"] is None) is (not copies)
    assert "Start the hub." in site.says("key", "change", "--yes")
    monkeypatch.setattr("kiosk.cli.keys.make_backup", no_room)
    assert "back up to another disk" in site.says("key", "change", "--yes")


def no_room(*_given):
    raise Refusal("data_folder_wrong", path="there")


@pytest.mark.parametrize(("word", "changes"), [("n", 0), ("", 0), ("y", 1)])
def test_somebody_must_say_yes(site, word, changes):
    done = typed(site, word)
    assert "Backups of before" in done.output
    assert (done.exit_code == 0) is bool(changes)
    assert len(keys_of(site).older) == changes


def test_not_while_the_hub_runs(site):
    before = keys_of(site)
    with lock.holding(site.folder / LOCK):
        refused = site.run("key", "change", "--yes")
    assert refused.exit_code == 1
    assert "running" in refused.stderr
    assert keys_of(site) == before


def test_not_where_no_site_is(site, tmp_path):
    site.folder = tmp_path / "empty"
    for command in (("key", "show"), ("key", "change", "--yes")):
        assert site.run(*command).exit_code == 1
    assert not site.folder.exists()


def test_a_disk_that_takes_no_more_leaves_the_keys_of_before(site, monkeypatch):
    before = keys_of(site)

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(changing_keys, "change_keys", full)
    refused = site.run("key", "change", "--yes")
    assert (refused.exit_code, "disk is full" in refused.stderr) == (1, True)
    assert keys_of(site) == before


def test_keys_that_were_not_taken_up_yet_are_said_to_be(site):
    path = site.folder / KEYS
    path.unlink()
    changing = keys_of_many(2)
    save_keys(changing, path)
    assert "start it" in site.says("key", "show")
    assert site.tells("key", "show")["days"] is None


def test_there_is_an_end_to_it(site):
    path = site.folder / KEYS
    path.unlink()
    save_keys(keys_of_many(PAIRS_LIMIT), path)
    assert site.run("key", "change", "--yes").exit_code == 1
    assert len(keys_of(site).origins) == PAIRS_LIMIT


def keys_of_many(count):
    keys = make_keys()
    for _ in range(count - 1):
        keys = keys.followed_by(make_keys())
    return keys
