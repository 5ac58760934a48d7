import errno
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from kiosk.disk import open as opening
from kiosk.disk.open import open_for_a_thread, open_for_reading, open_for_writing
from kiosk.rules.refusals import Refusal

MODES = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "wal_autocheckpoint": 0}


def test_the_writer_syncs_fully_keeps_a_log_and_minds_references(tmp_path):
    with closing(open_for_writing(tmp_path / "site.db")) as db:
        found = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in MODES}
    assert found == MODES


def test_only_its_owner_reads_a_new_database_and_its_log(tmp_path):
    path = tmp_path / "site.db"
    with closing(open_for_writing(path)) as db:
        db.execute("CREATE TABLE t (a)")
        rights = {each.name: oct(each.stat().st_mode)[-3:] for each in tmp_path.iterdir()}
    assert rights == {"site.db": "600", "site.db-wal": "600", "site.db-shm": "600"}


def test_a_mode_that_does_not_take_is_refused(tmp_path, monkeypatch):
    weak = tuple(each for each in opening.WRITER_PRAGMAS if "foreign_keys" not in each)
    monkeypatch.setattr(opening, "WRITER_PRAGMAS", weak)
    with pytest.raises(Refusal, match="foreign_keys=0"):
        open_for_writing(tmp_path / "site.db")


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "site.db"
    path.write_bytes(b"no database " * 1000)
    with pytest.raises(Refusal, match="database_damaged"):
        open_for_writing(path)
    assert path.read_bytes() == b"no database " * 1000


def test_a_file_in_no_folder_is_refused(tmp_path):
    with pytest.raises(Refusal, match="database_damaged"):
        open_for_writing(tmp_path / "nowhere" / "site.db")


def test_reading_makes_no_file(tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        open_for_reading(tmp_path / "site.db")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write_and_names_columns(tmp_path):
    path = tmp_path / "a folder #1?" / "site.db"
    path.parent.mkdir()
    with closing(open_for_writing(path)) as db:
        db.execute("CREATE TABLE kept (n INTEGER) STRICT")
    with closing(open_for_reading(path)) as db:
        assert db.execute("SELECT 7 AS n").fetchone()["n"] == 7
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("DELETE FROM kept")


def test_a_thread_keeps_few_pages_of_its_own(tmp_path):
    path = tmp_path / "site.db"
    open_for_writing(path).close()
    with closing(open_for_a_thread(path)) as db:
        assert db.execute("PRAGMA cache_size").fetchone()[0] == -opening.THREAD_CACHE_KIB
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            db.execute("CREATE TABLE kept (n INTEGER) STRICT")


@pytest.mark.parametrize(
    ("code", "free", "refused"),
    [
        (sqlite3.SQLITE_FULL, 10**9, "no_room_to_start"),
        (sqlite3.SQLITE_IOERR | 19 << 8, 0, "no_room_to_start"),  # no room for the log's index
        (sqlite3.SQLITE_CANTOPEN, 4096, "no_room_to_start"),
        (sqlite3.SQLITE_READONLY | 8, 10**9, "data_folder_wrong"),
        (sqlite3.SQLITE_IOERR, 10**9, "database_damaged"),
        (sqlite3.SQLITE_CORRUPT, 0, "database_damaged"),
    ],
)
def test_a_disk_without_room_for_the_log_is_not_called_damage(
    tmp_path, monkeypatch, code, free, refused
):
    def fail(*_):
        error = sqlite3.OperationalError("what SQLite says")
        error.sqlite_errorcode = code
        raise error

    monkeypatch.setattr(opening, "_check_modes", fail)
    monkeypatch.setattr(opening.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(Refusal, match=refused):
        open_for_writing(tmp_path / "site.db")


@pytest.mark.parametrize(
    ("number", "code"), [(errno.EACCES, "data_folder_wrong"), (errno.EROFS, "disk_read_only")]
)
def test_a_file_that_may_not_be_written_is_not_called_damage(tmp_path, monkeypatch, number, code):
    def fail(*_):
        raise OSError(number, "no")

    monkeypatch.setattr(opening, "make_private", fail)
    with pytest.raises(Refusal, match=code):
        open_for_writing(tmp_path / "site.db")


def test_no_room_even_for_an_empty_file_is_not_called_damage(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(opening, "make_private", fail)
    monkeypatch.setattr(opening.shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(Refusal, match="no_room_to_start"):
        open_for_writing(tmp_path / "site.db")
