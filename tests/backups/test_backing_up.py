"""Backups and restores: a copy counts only once it was opened and checked."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk
from kiosk.backups import backing_up, making
from kiosk.backups import hub_backups as backups
from kiosk.backups.backing_up import back_up, check
from kiosk.backups.restoring import restore_hub
from kiosk.disk.copying import change_alone, copy_database
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link import sqlite_outbox
from kiosk.opening_hub import open_hub
from kiosk.rules import backups as backups_rule
from kiosk.rules.refusals import Refusal
from kiosk.settings import HubSettings
from kiosk.store import commands, staff
from kiosk.verifying import verify_hub

NOW = 1_795_300_000_000


@pytest.fixture
def site(tmp_path, clock):
    world = World(make_hub(tmp_path / "data", clock), clock)
    world.operator = world.staff()
    world.station(1)
    world.folder = tmp_path / "data"
    yield world
    world.hub.close()


def copied(site, now=NOW):
    return back_up(site.folder / DATABASE, site.folder / "backups", now)


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


# how often


@pytest.mark.parametrize(
    ("took", "age_s", "due"),
    [
        pytest.param(None, 799, False, id="it is not as old as was set"),
        pytest.param(None, 800, True, id="it is as old as was set"),
        pytest.param("72", 800, True, id="ten times a minute fit between two runs"),
        pytest.param("90", 989, False, id="a copy that took longer is given its rest"),
        pytest.param("90", 990, True, id="the rest is over"),
        pytest.param("900", 9_899, False, id="a quarter of an hour rests for hours"),
        pytest.param("900", -5, True, id="a clock that was set back stops nothing"),
        pytest.param("soon", 800, True, id="what is no number says nothing"),
        pytest.param("9" * 9, 800, True, id="nor does one that is too long"),
    ],
)
def test_slow_copies_are_made_less_often(tmp_path, took, age_s, due):
    (tmp_path / f"hub-{NOW}").write_bytes(b"")
    if took is not None:
        (tmp_path / backing_up.TOOK).write_text(took)
    assert backing_up.is_due(tmp_path, NOW + age_s * 1000, every_s=800) is due


def test_the_first_copy_is_made_at_once(tmp_path):
    backing_up.note_took(tmp_path, 900)
    assert backing_up.is_due(tmp_path, NOW, every_s=800) is True
    assert backing_up.interval_s(tmp_path, every_s=800) == 9_900


def test_what_is_no_copy_of_ours_is_no_copy(tmp_path):
    (tmp_path / "hub-monday.db").write_bytes(b"")
    assert backing_up.latest_at(tmp_path) is None
    assert backing_up.is_due(tmp_path, NOW, every_s=800) is True


def test_a_hub_that_is_started_anew_every_ten_minutes_is_copied_all_the_same(site, clock):
    copies = []
    for _ in range(6):
        site.hub.close()
        site.hub = open_hub(site.folder, HubSettings(), clock)
        backups.back_up_hub(site.hub, site.hub.now())
        copies.append(len(list((site.folder / "backups").glob("hub-*"))))
        clock.forward(minutes=10)
    assert copies == [1, 1, 2, 2, 3, 3]


def test_a_clock_set_back_makes_one_copy_not_one_at_each_look(site, clock):
    copied(site, now=site.hub.now() + 86_400_000)
    for _ in range(3):
        backups.back_up_hub(site.hub, site.hub.now())
        clock.forward(seconds=30)
    assert len(list((site.folder / "backups").glob("hub-*"))) == 2


def test_a_copy_that_fails_is_not_tried_again_at_each_look(site, clock, monkeypatch):
    tried = []

    def fails(*asked, site, tell):
        tried.append(asked)
        raise Refusal("database_damaged", path="hub.db")

    monkeypatch.setattr(making, "back_up", fails)
    with pytest.raises(Refusal, match="database_damaged"):
        backups.back_up_hub(site.hub, site.hub.now())
    clock.forward(seconds=899)
    backups.back_up_hub(site.hub, site.hub.now())
    assert len(tried) == 1
    clock.forward(seconds=1)
    with pytest.raises(Refusal, match="database_damaged"):
        backups.back_up_hub(site.hub, site.hub.now())


def test_how_long_it_took_is_kept_in_no_folder_that_cannot_be(tmp_path):
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(Refusal, match="data_folder_wrong"):
        backing_up.note_took(tmp_path / "a file" / "backups", 1)


def test_the_job_keeps_how_long_its_copy_took_and_rests(site, clock, monkeypatch):
    folder = site.folder / "backups"

    def slow(*asked, site, tell):
        clock.forward(seconds=300)
        return back_up(*asked, site=site)

    monkeypatch.setattr(making, "back_up", slow)
    backups.back_up_hub(site.hub, site.hub.now())
    assert backing_up.interval_s(folder, every_s=900) == 3_300
    made = names(folder)
    clock.forward(seconds=900)
    backups.back_up_hub(site.hub, site.hub.now())
    assert names(folder) == made
    clock.forward(seconds=3_300)
    backups.back_up_hub(site.hub, site.hub.now())
    assert len(names(folder)) == len(made) + 1


# copies


def test_a_running_hub_is_copied_with_all_that_was_confirmed(site):
    site.staff("brian")
    copy = copied(site)
    assert copy.name == f"hub-{NOW}"
    assert verify_hub(copy / DATABASE)["ok"]
    with closing(sqlite3.connect(copy / DATABASE)) as db:
        assert len(db.execute("SELECT id FROM staff").fetchall()) == 2


def test_a_copy_is_for_its_owner_alone(site):
    """It holds the hashes of PINs: whoever reads them may try all of them."""
    copy = copied(site)
    inside = {oct(each.stat().st_mode)[-3:] for each in copy.rglob("*") if each.is_file()}
    assert inside == {"600"}
    assert [oct(each.stat().st_mode)[-3:] for each in (copy, copy.parent)] == ["700", "700"]


def test_a_backup_is_one_folder_and_nothing_is_left_beside_it(site):
    copied(site)
    assert names(site.folder / "backups") == [f"hub-{NOW}"]


def test_a_copy_that_was_cut_off_is_made_again(site):
    (site.folder / "backups").mkdir()
    for suffix in ("", "-wal", "-shm"):
        (site.folder / "backups" / f"hub-{NOW}.part{suffix}").write_bytes(b"torn")
    copied(site)
    assert names(site.folder / "backups") == [f"hub-{NOW}"]


def test_only_so_many_copies_are_kept(site, monkeypatch):
    monkeypatch.setattr(backups_rule, "QUARTERS", 2)
    for n in range(4):
        copied(site, NOW + n)
    assert names(site.folder / "backups") == [f"hub-{NOW + n}" for n in (2, 3)]


def test_what_a_crash_left_of_a_copy_goes(site):
    (site.folder / "backups").mkdir()
    for began in (NOW - 7_200_000, NOW - 60_000):
        for suffix in ("", "-wal", "-journal"):
            (site.folder / "backups" / f"hub-{began}.part{suffix}").write_bytes(b"torn")
    copied(site)
    left = names(site.folder / "backups")
    assert [name for name in left if "part" in name and str(NOW - 60_000) not in name] == []
    assert len(left) == 4


def test_a_folder_that_takes_no_copy_is_refused(site, tmp_path):
    (tmp_path / "stick").write_text("a file")
    with pytest.raises(Refusal, match="data_folder_wrong"):
        back_up(site.folder / DATABASE, tmp_path / "stick", NOW)


def test_what_is_no_database_is_not_copied(tmp_path):
    (tmp_path / "hub.db").write_bytes(b"no database" * 500)
    with pytest.raises(Refusal, match="database_damaged"):
        back_up(tmp_path / "hub.db", tmp_path / "backups", NOW)


def test_a_damaged_copy_is_refused(site):
    for name in ("hub.db", "manifest.json"):
        copy = copied(site, NOW + len(name))
        damaged = bytearray((copy / name).read_bytes())
        damaged[10:90] = b"\xff" * 80
        (copy / name).write_bytes(damaged)
        with pytest.raises(Refusal, match="database_damaged"):
            check(copy)


def test_a_copy_with_a_reference_to_nothing_is_refused(site):
    copy = copied(site)
    with closing(sqlite3.connect(copy / DATABASE)) as db:
        db.execute("INSERT INTO seat VALUES (9, 'room', 'Door', 'nobody', '')")
        db.commit()
    with pytest.raises(Refusal, match="foreign key"):
        check(copy / DATABASE)
    with pytest.raises(Refusal, match=r"hub\.db is not as it was written"):
        check(copy)


def test_what_is_no_file_is_no_copy(tmp_path):
    with pytest.raises(Refusal, match="database_damaged"):
        check(tmp_path / "nothing.db")


# restores


def restored(site, copy, clock):
    site.hub.close()
    old = restore_hub(copy, site.folder, NOW + 1)
    site.hub = open_hub(site.folder, HubSettings(), clock)
    return old


def test_a_copy_takes_the_databases_place_and_the_old_one_is_kept(site, clock):
    copy = copied(site)
    site.staff("brian")
    old = restored(site, copy, clock)
    assert look(site, staff.by_sign_in, "amina")
    assert look(site, staff.by_sign_in, "brian") is None
    with closing(sqlite3.connect(old)) as db:
        assert len(db.execute("SELECT id FROM staff").fetchall()) == 2
    assert not (site.folder / f"{DATABASE}.part").exists()


def test_each_stream_begins_a_new_epoch(site, clock):
    audience = f"station:{site.stations[1]}"
    before = look(site, sqlite_outbox.feed, audience)
    restored(site, copied(site), clock)
    after = look(site, sqlite_outbox.feed, audience)
    assert (after.last_seq, after.epoch != before.epoch) == (0, True)


def test_orders_to_stations_go_on_above_all_that_were_given(site, clock):
    """A station is at the number of the last order it carried out, in the copy or not."""
    copy = copied(site)
    site.station(2)
    for _ in range(3):
        site.hub.write(front_desk.send_message, seat=1, words="Hello", by="test")
    carried_out = look(site, commands.waiting, site.stations[1])[-1].n
    restored(site, copy, clock)
    site.hub.write(front_desk.send_message, seat=1, words="Hello again", by="test")
    (order,) = look(site, commands.waiting, site.stations[1])
    assert (order.n > carried_out, order.words) == (True, "Hello again")


def test_what_a_copys_log_holds_is_restored_too(site, clock, tmp_path):
    """The old database that a restore keeps has its log beside it; nothing of it may be lost."""
    copy = tmp_path / "taken.db"
    site.staff("brian")
    with closing(sqlite3.connect(site.folder / DATABASE)):  # keeps the log from being folded in
        for suffix in ("", "-wal"):
            taken = Path(f"{copy}{suffix}")
            taken.write_bytes((site.folder / f"{DATABASE}{suffix}").read_bytes())
    restored(site, copy, clock)
    assert look(site, staff.by_sign_in, "brian")


def test_a_damaged_copy_changes_nothing(site, clock):
    copy = copied(site)
    (copy / DATABASE).write_bytes((copy / DATABASE).read_bytes()[:9000])
    site.hub.close()
    before = names(site.folder)
    with pytest.raises(Refusal, match="database_damaged"):
        restore_hub(copy, site.folder, NOW)
    assert names(site.folder) == before
    site.hub = open_hub(site.folder, HubSettings(), clock)
    assert look(site, staff.by_sign_in, "amina")


def test_a_copy_of_something_else_changes_nothing(site, tmp_path, clock):
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE songs (name TEXT)")
    site.hub.close()
    with pytest.raises(Refusal, match="database_damaged"):
        restore_hub(other, site.folder, NOW)
    site.hub = open_hub(site.folder, HubSettings(), clock)
    assert look(site, staff.by_sign_in, "amina")


def test_without_keys_nothing_is_restored(site, tmp_path):
    copy = copied(site)
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refusal, match="backup_key_needed"):
        restore_hub(copy, tmp_path / "empty", NOW)
    with pytest.raises(Refusal, match="data_folder_wrong"):
        restore_hub(copy / DATABASE, tmp_path / "empty", NOW)
    assert names(tmp_path / "empty") == []
    assert (site.folder / KEYS).exists()


def test_a_station_hears_of_the_restored_hub_and_sends_what_it_lost(site, clock):
    """End to end over the acts: a session closed after the copy was made is closed again."""
    operator = site.operator
    site.open_shift(operator)
    site.offer()
    seat_1 = SeatMachine(site, 1)
    session = site.start(1, by=operator).session
    copy = copied(site)
    from kiosk.protocol.bodies import SessionClosed
    from kiosk.store import sessions

    closed = seat_1.say(SessionClosed(session, 300, "finished"))
    seat_1.give(closed)
    restored(site, copy, clock)
    assert look(site, sessions.by_id, session).closed_at is None
    assert [one.result for one in seat_1.give(closed).results] == ["stored"]
    assert look(site, sessions.by_id, session).used_s == 300


# the tools


def test_a_change_that_is_refused_is_not_made(tmp_path):
    path = tmp_path / "some.db"
    change_alone(path, lambda db: db.execute("CREATE TABLE kept (n INTEGER) STRICT"))

    def refuse(db):
        db.execute("INSERT INTO kept VALUES (1)")
        raise Refusal("conflict")

    with pytest.raises(Refusal):
        change_alone(path, refuse)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT n FROM kept").fetchall() == []


def test_a_copy_is_made_over_an_older_one(tmp_path):
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    change_alone(one, lambda db: db.execute("CREATE TABLE kept (n INTEGER) STRICT"))
    two.write_bytes(b"something else")
    copy_database(one, two)
    check(two)
