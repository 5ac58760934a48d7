"""A file that gives its room back on a full disk."""

from types import SimpleNamespace

import pytest

from kiosk.disk import ballast
from kiosk.disk.ballast import FILE, Ballast
from kiosk.disk.writer import Writer
from kiosk.rules.refusals import Refusal

SIZE = 4096 * 256


@pytest.fixture
def held(tmp_path):
    kept = Ballast(tmp_path, SIZE)
    assert kept.hold() is True
    return kept


def test_it_takes_real_room_and_gives_it_back(tmp_path, held):
    told = (tmp_path / FILE).stat()
    assert (told.st_size, told.st_blocks * 512 >= SIZE) == (SIZE, True)
    assert held.hold() is True
    assert [held.release(), held.release()] == [True, False]
    assert held.hold() is True


def test_it_is_made_again_only_where_there_is_room(tmp_path, held, monkeypatch):
    held.release()
    usage = SimpleNamespace(free=2 * SIZE - 1)
    monkeypatch.setattr(ballast.shutil, "disk_usage", lambda _: usage)
    assert held.hold() is False
    usage.free += 1
    assert held.hold() is True


def test_one_of_another_size_is_made_anew(tmp_path, held):
    assert Ballast(tmp_path, 2 * SIZE).hold() is True
    assert (tmp_path / FILE).stat().st_size == 2 * SIZE


def test_none_is_kept_where_none_is_wanted(tmp_path):
    assert Ballast(tmp_path, 0).hold() is False
    assert list(tmp_path.iterdir()) == []


def test_nothing_half_of_it_stays(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ballast.os, "posix_fallocate", full)
    assert Ballast(tmp_path, SIZE).hold() is False
    assert list(tmp_path.iterdir()) == []


def make_table(db, now):
    db.execute("CREATE TABLE IF NOT EXISTS kept (n INTEGER, words TEXT) STRICT")


def keep(db, now, *, n):
    db.execute("INSERT INTO kept VALUES (:n, :words)", {"n": n, "words": "x" * 8000})


def fill(db, now):
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")


def test_on_a_full_disk_the_same_act_is_done_again_with_its_room(tmp_path, held, clock):
    """SQLite is told that its file may not grow; the ballast's end lets it."""

    def make_room():
        if not held.release():
            return False
        writer._db.execute("PRAGMA max_page_count = 1000000")
        return True

    writer = Writer(tmp_path / "x.db", clock, on_full=make_room)
    try:
        writer.run(make_table)
        writer.run(fill)
        writer.run(keep, n=1)
        assert not (tmp_path / FILE).exists()
        writer.run(fill)
        with pytest.raises(Refusal, match="disk_full"):
            writer.run(keep, n=2)
    finally:
        writer.close()
