"""A file that is shorter than it says, and one whose end still stands in its log."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from kiosk.disk.file_length import missing
from kiosk.disk.open import open_for_writing

PAGE = 4096


@pytest.fixture
def path(tmp_path):
    with closing(open_for_writing(tmp_path / "hub.db")) as db:
        db.execute("CREATE TABLE t (a)")
        db.execute("INSERT INTO t SELECT hex(zeroblob(3000)) FROM json_each('[1,2,3,4,5,6,7,8]')")
    return tmp_path / "hub.db"


def cut(path, pages):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - pages * PAGE)


def test_a_whole_file_misses_nothing(path):
    assert missing(path) == ""


def test_a_file_that_was_cut_short_is_found(path):
    of = path.stat().st_size // PAGE
    cut(path, 3)
    assert missing(path) == f"3 of {of} pages are missing at its end"


def test_what_stands_in_the_log_is_not_missing(path, tmp_path):
    """A checkpoint writes the head first: one that is cut off leaves the rest in the log."""
    with closing(open_for_writing(path)) as db:
        db.execute("INSERT INTO t SELECT a FROM t")
        before = path.stat().st_size // PAGE
        shutil.copyfile(f"{path}-wal", tmp_path / "kept")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    new = path.stat().st_size // PAGE - before
    assert new > 3
    cut(path, new)
    assert missing(path)
    shutil.copyfile(tmp_path / "kept", f"{path}-wal")
    assert missing(path) == ""
    cut(path, 1)
    assert missing(path).startswith("1 of")
    (tmp_path / "hub.db-wal").write_bytes(b"\0" * 32 + b"\1" * 4000)
    assert missing(path)


def test_a_log_of_before_is_not_believed(path, tmp_path):
    with closing(open_for_writing(path)) as db:
        db.execute("INSERT INTO t SELECT a FROM t")
        log = bytearray((tmp_path / "hub.db-wal").read_bytes())
    log[16:24] = b"another!"
    (tmp_path / "hub.db-wal").write_bytes(log)
    cut(path, 1)
    assert missing(path).startswith("1 of")


@pytest.mark.parametrize(
    "raw", [b"", b"SQLite format 3\0", b"no database" * 900, b"\0" * 100], ids=range(4)
)
def test_what_is_no_database_is_left_to_sqlite(path, raw):
    path.write_bytes(raw)
    assert missing(path) == ""


def test_the_largest_page_is_written_as_one(tmp_path):
    path = tmp_path / "large.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA page_size = 65536")
        db.execute("CREATE TABLE t (a)")
    assert missing(path) == ""
    with path.open("r+b") as file:
        file.truncate(65_536)
    assert missing(path) == "1 of 2 pages are missing at its end"


def test_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "hub.db").mkdir()
    assert "directory" in missing(tmp_path / "hub.db")
