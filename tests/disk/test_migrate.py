import sqlite3
from contextlib import closing

import pytest

from kiosk.disk.migrate import Migration, migrate, read_migrations, statements
from kiosk.disk.open import WRITER_PRAGMAS
from kiosk.rules.refusals import Refusal

ONE = Migration(1, "0001_one.sql", "CREATE TABLE a (n INTEGER) STRICT;\nINSERT INTO a VALUES (1);")
TWO = Migration(2, "0002_two.sql", "CREATE TABLE b (n INTEGER) STRICT;")
BROKEN = Migration(2, "0002_broken.sql", "CREATE TABLE b (n INTEGER) STRICT;\nDROP TABLE nothing;")
COMMITS = Migration(
    2, "0002_commits.sql", "CREATE TABLE b (n INTEGER) STRICT;\nCOMMIT;\nDROP TABLE c;"
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "site.db"


def tables(path):
    with closing(sqlite3.connect(path)) as db:
        return sorted(name for (name,) in db.execute("SELECT name FROM sqlite_schema"))


def version(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("PRAGMA user_version").fetchone()[0]


def test_steps_are_done_in_order_and_only_once(path):
    assert migrate(path, (ONE,)) == 1
    assert migrate(path, (ONE, TWO)) == 1
    assert migrate(path, (ONE, TWO)) == 0
    assert tables(path) == ["a", "b"]
    assert version(path) == 2


def test_a_step_that_fails_leaves_the_file_as_it_was(path):
    migrate(path, (ONE,))
    with pytest.raises(sqlite3.OperationalError, match="nothing"):
        migrate(path, (ONE, BROKEN))
    assert (tables(path), version(path)) == (["a"], 1)
    assert migrate(path, (ONE, TWO)) == 1


def test_the_steps_before_the_one_that_fails_stand(path):
    with pytest.raises(sqlite3.OperationalError):
        migrate(path, (ONE, BROKEN))
    assert (tables(path), version(path)) == (["a"], 1)


def test_a_step_that_ends_the_transaction_itself_is_not_counted(path):
    migrate(path, (ONE,))
    with pytest.raises(sqlite3.OperationalError):
        migrate(path, (ONE, COMMITS))
    assert version(path) == 1


def test_a_file_of_a_newer_program_is_refused(path):
    migrate(path, (ONE, TWO))
    with pytest.raises(Refusal, match="schema 2 is newer") as refused:
        migrate(path, (ONE,))
    assert refused.value.code == "database_newer"  # it is whole: no backup is to be put back


def test_migrations_are_read_in_order(tmp_path):
    for step in (TWO, ONE):
        (tmp_path / step.name).write_text(step.sql)
    (tmp_path / "README.md").write_text("no step")
    assert read_migrations(tmp_path) == (ONE, TWO)


@pytest.mark.parametrize(
    "names",
    [
        ["0002_two.sql"],
        ["0001_one.sql", "0003_three.sql"],
        ["0001_one.sql", "0001_two.sql"],
        ["0000_zero.sql", "0001_one.sql"],
        ["0001_one.sql", "0002-two.sql"],
        ["0001_one.sql", "two.sql"],
        ["0001_One.sql"],
    ],
)
def test_a_gap_a_double_and_a_strange_name_are_refused(tmp_path, names):
    for name in names:
        (tmp_path / name).write_text("")
    with pytest.raises(ValueError):
        read_migrations(tmp_path)


def test_a_folder_without_steps_has_none(tmp_path):
    assert read_migrations(tmp_path) == ()


def test_statements_are_split_where_sqlite_sees_their_end():
    trigger = "CREATE TRIGGER t BEFORE DELETE ON a\nBEGIN\n SELECT RAISE(ABORT, 'a; b');\nEND;\n"
    assert list(statements(f"-- first; really\nSELECT 1;\n{trigger}SELECT 2")) == [
        "-- first; really\nSELECT 1;\n",
        trigger,
        "SELECT 2",
    ]
    assert list(statements("\n\n")) == []


def test_a_step_without_room_is_taken_back_and_done_once_there_is_some(tmp_path, monkeypatch):
    path = tmp_path / "site.db"
    step = Migration(
        1, "0001_one.sql", "CREATE TABLE t (a);\nINSERT INTO t VALUES (zeroblob(200000));"
    )
    with monkeypatch.context() as few:
        few.setattr(
            "kiosk.disk.open.WRITER_PRAGMAS", (*WRITER_PRAGMAS, "PRAGMA max_page_count = 9")
        )
        with pytest.raises(Refusal, match="no_room_to_start"):
            migrate(path, (step,))
    assert migrate(path, (step,)) == 1
