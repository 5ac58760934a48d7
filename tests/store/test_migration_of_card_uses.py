"""Step 70 makes the statutory log anew for one word more: what stood in it stands in it."""

import sqlite3

import pytest

from kiosk.disk.migrate import migrate
from kiosk.store import schema

STEP = next(each for each in schema.migrations() if each.name.endswith("_card_use.sql")).number
LINES = [
    (7, "s-1", 1, "Grace Muthoni", "471902", "pin", 10, 20),
    (8, "s-1", 2, "Grace Muthoni", "471902", "pin", 20, None),
    (9, "s-2", 3, "", "4F7K2M9T", "voucher", 30, None),
    (11, "s-3", 4, "", "", "desk", 40, 40),
]
ADD = """
INSERT INTO statutory_line (n, session, seat, name, code, identified, came_at, left_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


@pytest.fixture
def db(tmp_path):
    """A database of before, with lines; brought up to date."""
    path = tmp_path / "hub.db"
    migrate(path, schema.migrations()[: STEP - 1])
    made = sqlite3.connect(path)
    made.executemany(ADD, LINES)
    made.commit()
    assert schema.bring_up_to_date(path) == len(schema.migrations()) - STEP + 1
    yield made
    made.close()


def test_every_line_is_there_as_it_was(db):
    rows = db.execute("SELECT * FROM statutory_line ORDER BY n").fetchall()
    assert rows == LINES
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_card_may_stand_there_now_and_nothing_else_new(db):
    db.execute(ADD, (12, "s-4", 5, "", "471902", "card", 50, None))
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(ADD, (13, "s-5", 6, "", "", "face", 50, None))


def test_who_sits_there_is_still_one_and_found_by_an_index(db):
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(ADD, (13, "s-2", 6, "", "", "desk", 50, None))
    asked = "EXPLAIN QUERY PLAN SELECT n FROM statutory_line WHERE came_at > 1 ORDER BY came_at"
    assert "statutory_line_came" in db.execute(asked).fetchone()[3]


@pytest.mark.parametrize(
    "wrong",
    [
        {"found": "lost", "found_at": 1},
        {"found": "again"},
        {"found_at": 1},
        {"seconds": 0},
        {"opened_at": "noon"},
    ],
    ids=str,
)
def test_a_use_that_makes_no_sense_is_not_kept(db, wrong):
    use = {"session": "s-1", "code": "471902", "guest": "g", "opened_at": 1, "seconds": 9}
    use |= {"found": "", "found_at": None}
    told = "INSERT INTO card_use ({}) VALUES ({})"
    told = told.format(", ".join(use), ", ".join(f":{name}" for name in use))
    db.execute("SAVEPOINT one")
    db.execute(told, use)
    db.execute("ROLLBACK TO one")
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(told, use | wrong)
