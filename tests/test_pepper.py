"""Hashes are sealed under the hub's key: a database alone lets nobody try PINs."""

import sqlite3
from contextlib import closing

import pytest
from fakes.hub_world import PIN, World, make_hub

from kiosk import passwords
from kiosk.acts.sealing_hashes import seal_hashes
from kiosk.backups.backing_up import FOLDER, back_up
from kiosk.backups.restoring import restore_hub
from kiosk.disk.copying import change_alone
from kiosk.hub_folder import DATABASE
from kiosk.link import owner_key
from kiosk.opening_hub import open_hub
from kiosk.pepper import PREFIX, Pepper
from kiosk.protocol.keys import make_keys
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import staff, visitors

NOW = 1_795_300_000_000


@pytest.fixture
def site(tmp_path, clock):
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.folder = tmp_path / "data"
    world.staff()
    world.visitor()
    yield world
    world.hub.close()


def started_anew(site, folder=None):
    site.hub.close()
    site.hub = open_hub(folder or site.folder, HubSettings(), site.clock)
    return site.hub


def hashes_in(database):
    with closing(sqlite3.connect(database)) as db:
        pins = db.execute("SELECT pin_hash FROM visitor UNION ALL SELECT pin_hash FROM staff")
        return [
            *(one for (one,) in pins if one),
            *(one for (one,) in db.execute("SELECT password_hash FROM staff")),
        ]


def knows(hub, code="471902", pin=PIN):
    with hub.read() as db:
        who = visitors.by_code(db, code)
    return passwords.matches(hub.pepper.opened(who.pin_hash), pin)


def test_what_is_sealed_opens_under_the_same_keys_and_no_others():
    keys = make_keys()
    kept = Pepper(keys).sealed("$argon2id$some")
    assert kept.startswith(PREFIX)
    assert "argon2" not in kept
    assert Pepper(keys).opened(kept) == "$argon2id$some"
    assert Pepper(keys).sealed("$argon2id$some") != kept
    assert Pepper(make_keys()).opened(kept) is None
    for wrong in (kept[:-4], f"{PREFIX}ü", f"{PREFIX}*", PREFIX, f"{kept[:-6]}AAAA=="):
        assert Pepper(keys).opened(wrong) is None


def test_none_stays_none_and_one_of_before_is_taken_as_it_is():
    pepper = Pepper(make_keys())
    assert (pepper.sealed(""), pepper.opened(""), pepper.opened(None)) == ("", "", None)
    assert pepper.opened("$argon2id$some") == "$argon2id$some"


def test_those_of_before_are_sealed_at_the_next_start_and_nobody_is_asked_again(site):
    assert all(one.startswith("$argon2") for one in hashes_in(site.folder / DATABASE))
    hub = started_anew(site)
    assert all(one.startswith(PREFIX) for one in hashes_in(site.folder / DATABASE))
    assert knows(hub)
    assert not knows(hub, pin="9999")
    with hub.read() as db:
        amina = staff.by_sign_in(db, "amina")
    assert hub.pepper.opened(amina.password_hash).startswith("$argon2")
    assert hub.pepper.opened(amina.pin_hash).startswith("$argon2")


def test_a_start_that_finds_none_writes_nothing(site):
    started_anew(site)
    assert started_anew(site).changes.n == 0


def test_a_full_disk_at_the_start_leaves_it_to_the_next(site, monkeypatch):
    def full(*_asked, **_words):
        raise Refusal("disk_full")

    with monkeypatch.context() as patched:
        patched.setattr("kiosk.first_acts.seal_hashes", full)
        assert knows(started_anew(site))
    assert knows(started_anew(site))
    assert all(one.startswith(PREFIX) for one in hashes_in(site.folder / DATABASE))


def test_nothing_of_the_plain_hash_is_left_in_the_file(site):
    plain = [one.encode() for one in hashes_in(site.folder / DATABASE)]
    started_anew(site)
    site.hub.close()
    left = (site.folder / DATABASE).read_bytes()
    assert not any(one in left for one in plain)
    site.hub = open_hub(site.folder, HubSettings(), site.clock)


def test_a_restored_hub_knows_the_pins_by_the_keys_in_the_backup(site, tmp_path):
    started_anew(site)
    private = owner_key.read(owner_key.make(site.folder))
    copy = back_up(site.folder / DATABASE, site.folder / FOLDER, NOW)
    assert b"$argon2" not in (copy / DATABASE).read_bytes()
    restore_hub(copy, tmp_path / "new", NOW + 1, private=private)
    assert knows(started_anew(site, tmp_path / "new"))


def test_hashes_in_an_older_backup_are_sealed_once_it_is_restored(site):
    copy = back_up(site.folder / DATABASE, site.folder / FOLDER, NOW)
    site.hub.close()
    restore_hub(copy, site.folder, NOW + 1)
    site.hub = open_hub(site.folder, HubSettings(), site.clock)
    assert all(one.startswith(PREFIX) for one in hashes_in(site.folder / DATABASE))
    assert knows(site.hub)


def test_under_other_keys_nobody_is_known(site, tmp_path):
    started_anew(site)
    site.hub.close()
    stolen = tmp_path / "stolen"
    make_hub(stolen, site.clock).close()
    (stolen / DATABASE).write_bytes((site.folder / DATABASE).read_bytes())
    site.hub = open_hub(stolen, HubSettings(), site.clock)
    assert not knows(site.hub)


def test_the_act_says_how_many_it_sealed(site):
    pepper = site.hub.pepper
    site.hub.close()
    found = []
    change_alone(
        site.folder / DATABASE, lambda db: found.append(seal_hashes(db, NOW, pepper=pepper))
    )
    assert found == [3]
    site.hub = open_hub(site.folder, HubSettings(), site.clock)


def test_where_hashes_cannot_be_read_the_look_at_the_database_says_why(site, monkeypatch):
    def damaged(_db):
        raise sqlite3.DatabaseError("malformed")

    monkeypatch.setattr("kiosk.first_acts.hashes.any_plain", damaged)
    assert started_anew(site).changes.n == 0
