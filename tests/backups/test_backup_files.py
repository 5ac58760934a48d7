"""What one backup holds, a second place, and a machine that begins with nothing but a backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from exchange.market import Market
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, import_pets, look

from kiosk.backups import backup_checks, backup_files, manifests, second_place
from kiosk.backups import hub_backups as backups
from kiosk.backups.backing_up import FOLDER, all_in, back_up
from kiosk.backups.hub_backups import back_up_hub, back_up_now
from kiosk.backups.restoring import refuse_older_exchange, restore_exchange, restore_hub
from kiosk.backups.second_place import copy_to_second_place
from kiosk.disk.disks import Standing
from kiosk.exchange import commands as exchange_commands
from kiosk.exchange.exchange import open_exchange
from kiosk.exchange.store import inbox as exchange_inbox
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link import owner_key, safe_copies, sqlite_inbox
from kiosk.opening_hub import open_hub
from kiosk.protocol.bodies import Returned, SessionClosed
from kiosk.protocol.sync import Kept
from kiosk.rules.refusals import Refusal
from kiosk.settings import ExchangeSettings, HubSettings
from kiosk.store import ledger, staff

NOW = 1_795_300_000_000


@pytest.fixture
def site(tmp_path, clock):
    (tmp_path / "second").mkdir()
    place = str(tmp_path / "second")
    world = World(make_hub(tmp_path / "data", clock, backup_place=place), clock)
    world.folder, world.second = tmp_path / "data", tmp_path / "second"
    world.operator = world.staff()
    world.open_shift(world.operator)
    world.offer()
    world.station(1)
    yield world
    world.hub.close()


def backed_up(site, now=NOW):
    return back_up(site.folder / DATABASE, site.folder / FOLDER, now, site=site.hub.keys.origin)


def with_exchange(site):
    folder = site.folder / "exchange"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "exchange.db")) as db:
        db.execute("CREATE TABLE kept (word TEXT)")
        db.execute("INSERT INTO kept VALUES ('here')")
        db.commit()
    (folder / "exchange.keys").write_bytes(b"k" * 64)
    (folder / "exchange.toml").write_text("fee_percent = 3")
    (site.folder / "hub.toml").write_text("grace_s = 7")


def words_in(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT word FROM kept").fetchall()


# what is in it


def test_a_backup_says_what_it_holds_and_what_not(site):
    site.start(1, by=site.operator)
    copy = backed_up(site)
    manifest = manifests.read(copy)
    assert set(manifest.files) == {DATABASE}
    assert set(manifest.left_out) == {"keys.sealed", "exchange.db"}
    with site.hub.read() as db:
        transfers, head, minor = ledger.totals(db)
    assert manifest.ledger == manifests.Totals(transfers, head.hex(), minor)
    assert minor > 0
    assert (manifest.site, manifest.made_at) == (site.hub.keys.origin, NOW)


def test_with_a_printed_key_and_an_exchange_nothing_is_left_out(site):
    with_exchange(site)
    import_pets(site.hub)
    owner_key.make(site.folder)
    manifest = manifests.read(backed_up(site))
    assert manifest.left_out == {}
    assert {"exchange.db", "keys.sealed", "settings/hub.toml"} <= set(manifest.files)
    assert any(name.startswith("modules/") for name in manifest.blobs)


def test_blobs_are_kept_once_and_go_with_their_last_backup(site, monkeypatch):
    import_pets(site.hub)
    first = backed_up(site)
    pool = site.folder / FOLDER / "blobs"
    kept = sorted(pool.glob("??/*"))
    assert kept
    backed_up(site, NOW + 1)
    assert sorted(pool.glob("??/*")) == kept
    for path in first.parent.glob("hub-*"):
        manifest = msgspec.json.decode((path / "manifest.json").read_bytes())
        (path / "manifest.json").write_bytes(msgspec.json.encode({**manifest, "blobs": {}}))
    monkeypatch.setattr("kiosk.rules.backups.QUARTERS", 1)
    for part in ("modules", "blobs"):
        for blob in (site.folder / part).glob("??/*"):
            blob.unlink()
    backed_up(site, NOW + 2)
    assert sorted(pool.glob("??/*")) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("manifest.json", b"{}", id="no manifest"),
        pytest.param("manifest.json", None, id="gone"),
        pytest.param("manifest.json", b'{"files": ' + b"[" * 5_000, id="nested too deep"),
        pytest.param("manifest.json", b'{"site": "\xff"}', id="no text"),
        pytest.param(DATABASE, b"", id="an empty database"),
    ],
)
def test_what_does_not_read_back_is_no_backup(site, name, content):
    copy = backed_up(site)
    (copy / name).unlink()
    if content is not None:
        (copy / name).write_bytes(content)
    with pytest.raises(Refusal, match="database_damaged"):
        backup_checks.check(copy)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"files": {}}, id="without a database"),
        pytest.param({"files": {"../hub.db": ""}}, id="a name that leads out"),
        pytest.param(
            {"ledger": {"transfers": 9, "head": "", "minor": 0}}, id="with another ledger"
        ),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(site, changes):
    copy = backed_up(site)
    manifest = msgspec.json.decode((copy / "manifest.json").read_bytes())
    (copy / "manifest.json").write_bytes(msgspec.json.encode({**manifest, **changes}))
    with pytest.raises(Refusal, match="not as the hub signed it"):
        backup_checks.check(copy)
    (copy / "manifest.json.sig").unlink()
    with pytest.raises(Refusal, match="database_damaged"):
        backup_checks.check(copy)


def test_one_of_a_newer_program_is_refused_in_words(site):
    copy = backed_up(site)
    manifest = msgspec.json.decode((copy / "manifest.json").read_bytes())
    (copy / "manifest.json").write_bytes(msgspec.json.encode({**manifest, "format": 2}))
    with pytest.raises(Refusal, match="backup_of_other_version"):
        backup_checks.check(copy)


# the second place


def test_each_backup_is_put_into_the_second_place_and_then_its_facts_are_safe(site, monkeypatch):
    monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_: Standing.APART)
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    SeatMachine(site, 1).tell(SessionClosed(started.session, 60, "finished"))
    back_up_hub(site.hub, site.hub.now())
    (copy,) = all_in(site.second)
    assert (
        backup_checks.check(copy).ledger
        == backup_checks.check(all_in(site.folder / FOLDER)[0]).ledger
    )
    (kept,) = look(site, sqlite_inbox.kept_of, site.stations[1])
    assert (kept.have, kept.safe_upto) == (1, 1)
    assert second_place.second_at(site.folder / FOLDER) == site.hub.now()
    assert second_place.apart_at(site.folder / FOLDER) == site.hub.now()


def test_in_a_second_place_on_the_same_disk_nothing_is_safe(site):
    SeatMachine(site, 1).tell(SessionClosed("nobody's", 60, "finished"))
    back_up_hub(site.hub, site.hub.now())
    assert len(all_in(site.second)) == 1
    (kept,) = look(site, sqlite_inbox.kept_of, site.stations[1])
    assert (kept.have, kept.safe_upto) == (1, 0)
    assert second_place.standing(site.second, site.folder) is Standing.SAME_DISK
    assert second_place.standing(site.second / "gone", site.folder) is Standing.GONE
    assert second_place.apart_at(site.folder / FOLDER) is None


def test_beside_the_data_alone_nothing_is_safe(site, clock):
    site.hub.settings = HubSettings()
    SeatMachine(site, 1).tell(SessionClosed("nobody's", 60, "finished"))
    back_up_hub(site.hub, site.hub.now())
    (kept,) = look(site, sqlite_inbox.kept_of, site.stations[1])
    assert (kept.have, kept.safe_upto) == (1, 0)


def test_a_disk_that_is_away_is_told_and_gets_the_newest_once_it_is_back(site, clock):
    """The folder is never made: on the hub's own disk it would only look like a second place."""
    site.second.rmdir()
    with pytest.raises(Refusal, match="backup_place_missing"):
        back_up_hub(site.hub, site.hub.now())
    assert len(all_in(site.folder / FOLDER)) == 1
    assert site.hub.backups.second_refused.code == "backup_place_missing"
    assert not site.second.exists()
    site.second.mkdir()
    clock.forward(seconds=30)
    back_up_hub(site.hub, site.hub.now())
    assert [path.name for path in all_in(site.second)] == [
        path.name for path in all_in(site.folder / FOLDER)
    ]
    assert site.hub.backups.second_refused is None


def test_a_second_place_that_takes_no_more_is_told(site, monkeypatch):
    copy = backed_up(site)

    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(backup_files, "copy_out", full)
    with pytest.raises(Refusal, match="data_folder_wrong"):
        copy_to_second_place(copy, site.second, folder=site.folder / FOLDER, now=NOW)


def test_closing_the_last_shift_makes_one_at_once(site, clock, monkeypatch):
    back_up_hub(site.hub, site.hub.now())
    for closed, made in ((False, 1), (True, 2), (True, 2)):
        clock.forward(seconds=30)
        if closed and made == 2 and len(all_in(site.second)) == 1:
            close_shift(site)
            clock.forward(seconds=30)
        back_up_hub(site.hub, site.hub.now())
        assert len(all_in(site.second)) == made


def close_shift(site):
    with site.hub.read() as db:
        shift = db.execute("SELECT id FROM shift").fetchone()["id"]
    site.hub.write(_close_shift, shift=shift)


def _close_shift(db, now, *, shift):
    db.execute(
        "UPDATE shift SET closed_at = :now, counted_minor = 0, difference_minor = 0, reason = '-' "
        "WHERE id = :shift",
        {"now": now, "shift": shift},
    )


def test_two_are_never_made_at_once(site):
    with site.hub.backups.making(NOW), pytest.raises(Refusal, match="busy"):
        back_up_now(site.hub, NOW)
    with pytest.raises(Refusal, match="data_folder_wrong"), site.hub.backups.making(NOW):
        raise Refusal("data_folder_wrong")
    assert site.hub.backups.refused.code == "data_folder_wrong"


# an empty machine


def test_a_new_machine_is_the_hub_with_a_backup_and_the_printed_key(site, tmp_path, clock):
    with_exchange(site)
    edition = import_pets(site.hub)
    private = owner_key.read(owner_key.make(site.folder))
    copy = backup_files.copy_out(backed_up(site), site.second)
    new = tmp_path / "new"
    restore_hub(copy, new, NOW + 1, private=private)
    assert restore_exchange(copy, new, NOW + 1) is True
    assert (new / KEYS).read_bytes() == (site.folder / KEYS).read_bytes()
    assert oct((new / KEYS).stat().st_mode)[-3:] == "600"
    assert (new / "hub.toml").read_text() == "grace_s = 7"
    assert (new / "exchange" / "exchange.keys").read_bytes() == b"k" * 64
    assert words_in(new / "exchange" / "exchange.db") == [("here",)]
    hub = open_hub(new, HubSettings(), clock)
    try:
        assert hub.keys.origin == site.hub.keys.origin
        assert hub.module_of(edition)
        with hub.read() as db:
            assert staff.by_sign_in(db, "amina")
    finally:
        hub.close()


def test_without_the_right_key_a_new_machine_gets_nothing(site, tmp_path):
    copy = backed_up(site)
    other = owner_key.read(owner_key.make(tmp_path))
    with pytest.raises(Refusal, match="backup_without_keys"):
        restore_hub(copy, tmp_path / "new", NOW + 1, private=other)
    owner_key.make(site.folder)
    copy = backed_up(site, NOW + 1)
    with pytest.raises(Refusal, match="backup_key_wrong"):
        restore_hub(copy, tmp_path / "new", NOW + 1, private=other)
    with pytest.raises(Refusal, match="backup_key_needed"):
        restore_hub(copy, tmp_path / "new", NOW + 1)
    assert not (tmp_path / "new").exists()


def test_a_backup_of_another_site_is_refused(site, tmp_path, clock):
    make_hub(tmp_path / "other", clock).close()
    with pytest.raises(Refusal, match="backup_of_other_site"):
        restore_hub(backed_up(site), tmp_path / "other", NOW + 1)


def test_an_exchange_that_is_there_stays_unless_it_is_asked_for_too(site):
    with_exchange(site)
    copy = backed_up(site)
    with closing(sqlite3.connect(site.folder / "exchange" / "exchange.db")) as db:
        db.execute("UPDATE kept SET word = 'newer'")
        db.commit()
    assert restore_exchange(copy, site.folder, NOW + 1) is False
    assert words_in(site.folder / "exchange" / "exchange.db") == [("newer",)]
    assert restore_exchange(copy, site.folder, NOW + 1, instead=True) is True
    assert words_in(site.folder / "exchange" / "exchange.db") == [("here",)]
    assert words_in(site.folder / "exchange" / f"exchange-before-restore-{NOW + 1}.db") == [
        ("newer",)
    ]
    (copy / "exchange.db").write_bytes(b"no database" * 500)
    with pytest.raises(Refusal, match="database_damaged"):
        restore_exchange(copy, site.folder, NOW + 2, instead=True)


def test_a_blob_that_the_backup_has_lost_is_left_out(site, tmp_path):
    import_pets(site.hub)
    private = owner_key.read(owner_key.make(site.folder))
    copy = backup_files.copy_out(backed_up(site), site.second)
    for path in (site.second / "blobs").glob("??/*"):
        path.unlink()
    restore_hub(copy, tmp_path / "new", NOW + 1, private=private)
    assert list((tmp_path / "new" / "modules").glob("??/*")) == []
    assert backup_files.size_bytes(copy) > backup_files.size_bytes(Path(copy / "manifest.json"))


def test_where_stations_have_told_nothing_new_nothing_is_written(site):
    before = site.hub.changes.n
    backups.note_safe(site.hub, ())
    assert site.hub.changes.n == before


def test_the_exchange_beside_the_hub_hears_what_of_it_is_on_another_disk(site, clock, monkeypatch):
    """It reads that in the backup: what it got since is not safe."""
    monkeypatch.setattr("kiosk.backups.second_place.standing", lambda *_: Standing.APART)
    market = Market(open_exchange(site.folder / "exchange", ExchangeSettings(), clock))
    market.hub.push_facts(*(market.hub.fact(Returned(assignments=("a",))) for _ in range(3)))
    with exchange_commands.listen(market.exchange):
        back_up_hub(site.hub, site.hub.now())
    back_up_hub(site.hub, clock.forward(minutes=15) or site.hub.now())  # none listens: no fault
    market.hub.push_facts(market.hub.fact(Returned(assignments=("a",))))
    with market.exchange.read() as db:
        assert [(one.have, one.safe_upto) for one in exchange_inbox.all_kept(db)] == [(4, 3)]
    market.exchange.close()


def test_an_exchange_is_not_restored_from_a_backup_that_lacks_what_was_safe(site, clock):
    exchange = open_exchange(site.folder / "exchange", ExchangeSettings(), clock)
    exchange.close()
    copy = backed_up(site)
    refuse_older_exchange(copy, site.folder)
    safe_copies.note(site.folder / "exchange", NOW + 1, (Kept("f", "e", 7),))
    with pytest.raises(Refusal, match="exchange_copy_older"):
        refuse_older_exchange(copy, site.folder)
    (copy / "exchange.db").write_bytes(b"no database" * 500)
    with pytest.raises(Refusal, match="database_damaged"):
        refuse_older_exchange(copy, site.folder)
    (copy / "exchange.db").unlink()
    refuse_older_exchange(copy, site.folder)


def test_a_backup_that_goes_while_it_is_measured_takes_nothing(tmp_path, monkeypatch):
    backup = tmp_path / "hub-1"
    (backup / "inside").mkdir(parents=True)
    (backup / "hub.db").write_bytes(b"12345")
    (backup / "inside" / "note").write_bytes(b"123")
    assert backup_files.size_bytes(backup) == 8
    monkeypatch.setattr(Path, "is_file", lambda path: path.unlink(missing_ok=True) is None)
    assert backup_files.size_bytes(backup / "hub.db") == 0
    assert backup_files.size_bytes(tmp_path / "hub-2") == 0
