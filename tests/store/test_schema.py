"""The hub's schema: what the tables themselves refuse, and that no question walks through all rows."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes.hub_world import migrated

from kiosk import link
from kiosk.disk.once import SCHEMA
from kiosk.store import schema


@pytest.fixture
def db():
    copy = sqlite3.connect(":memory:", isolation_level=None)
    migrated().backup(copy)
    copy.row_factory = sqlite3.Row
    copy.execute("PRAGMA foreign_keys = ON")
    yield copy
    copy.close()


def _tables(db, prefix=""):
    rows = db.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {row[0]: " ".join(row[1].split()) for row in rows}


def test_the_schema_is_made_in_one_go_and_then_is_up_to_date(tmp_path):
    path = tmp_path / "hub.db"
    assert schema.bring_up_to_date(path) == len(schema.migrations())
    assert schema.bring_up_to_date(path) == 0


def test_the_shelf_and_the_requests_are_those_of_link_and_disk(db):
    with closing(sqlite3.connect(":memory:")) as other:
        other.executescript((Path(link.__path__[0]) / "schema.sql").read_text("utf-8"))
        other.execute(SCHEMA)
        expected = _tables(other)
    ours = _tables(db)
    assert {name: ours[name] for name in expected} == expected


TRANSFER = (
    "INSERT INTO transfer VALUES (1, 'a', 'safe', 'world', 5, 'KES', 1, 'x', 'y', zeroblob(32))"
)
VISITOR = "INSERT INTO visitor (id, code, name, language, price_group, pin_hash, worker, made_at) VALUES ('v', NULL, '', 'en', 'visitor', NULL, 'A1', 1)"
STATION = "INSERT INTO station (id, name, public_signing, public_sealing, enrolled_at, revoked_at) VALUES (printf('%032d', 1), 's', zeroblob(32), zeroblob(32), 1, NULL)"
SESSION = """
INSERT INTO session (id, visitor, station, seat, state, opened_at, tariff, granted_s)
VALUES ('{name}', 'v', printf('%032d', 1), 1, 'open', 1, x'', 60)
"""
STAFF = (
    "INSERT INTO staff (id, sign_in, name, role, password_hash)"
    " VALUES ('o', 'amina', 'Amina', 'operator', 'hash')"
)
SHIFT = "INSERT INTO shift (id, operator, opened_at, float_minor) VALUES ('{name}', 'o', 1, 0)"

REFUSED = {
    "a transfer is never changed": ([TRANSFER], "UPDATE transfer SET amount_minor = 6"),
    "a transfer is never deleted": ([TRANSFER], "DELETE FROM transfer"),
    "a transfer moves something": ([], TRANSFER.replace("5", "0")),
    "a transfer has two sides": ([], TRANSFER.replace("world", "safe")),
    "a transfer is made once": ([TRANSFER], TRANSFER.replace("VALUES (1", "VALUES (2")),
    "one visitor has one open session": (
        [VISITOR, STATION, SESSION.format(name="one")],
        SESSION.format(name="two"),
    ),
    "a session is of somebody": ([STATION], SESSION.format(name="one")),
    "a closed session says when": (
        [VISITOR, STATION, SESSION.format(name="one")],
        "UPDATE session SET state = 'closed'",
    ),
    "one shift is open": ([STAFF, SHIFT.format(name="one")], SHIFT.format(name="two")),
    "who has a code has a PIN": ([], VISITOR.replace("'v', NULL", "'v', '471902'")),
    "a role is known": ([], STAFF.replace("operator", "king")),
    "columns have types": ([], STAFF.replace("'hash'", "x'00'")),
    "a seat has a number": ([], "INSERT INTO seat VALUES (0, 'room', 'Window', NULL, '')"),
}


@pytest.mark.parametrize(("before", "refused"), REFUSED.values(), ids=REFUSED)
def test_the_tables_repeat_the_rule(db, before, refused):
    for sql in before:
        db.execute(sql)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(refused)


ASKED = {
    "balance": "SELECT sum(amount_minor) FROM transfer WHERE debit = 'a'",
    "transfer": "SELECT n FROM transfer WHERE id = 'a'",
    "visitor by code": "SELECT id FROM visitor WHERE code = 'a'",
    "open sessions": "SELECT id FROM session WHERE closed_at IS NULL",
    "open session at": "SELECT id FROM session WHERE station = 'a' AND closed_at IS NULL",
    "recent sessions": "SELECT 1 FROM session WHERE (visitor = 'a' OR station = NULL) AND closed_at > 1",
    "facts of a session": "SELECT kind FROM session_fact WHERE session = 'a' ORDER BY at",
    "passes": "SELECT id FROM pass WHERE visitor = 'a' AND lapses > 1 ORDER BY lapses, id",
    "spent of a pass": "SELECT sum(seconds) FROM pass_spend WHERE pass = 'a'",
    "undone sale of a pass": "SELECT 1 FROM sale WHERE pass = 'a' AND undone_at IS NOT NULL",
    "voucher of a visitor": "SELECT code FROM voucher WHERE visitor = 'a'",
    "voucher of a pass": "SELECT code FROM voucher WHERE pass = 'a'",
    "sales of a shift": "SELECT id FROM sale WHERE shift = 'a' ORDER BY at DESC",
    "orders": "SELECT n FROM command WHERE station = 'a' AND done_at IS NULL ORDER BY n",
    "types in work": """
        SELECT id FROM hit_type
        WHERE EXISTS (SELECT 1 FROM slot
                      WHERE slot.hit_type = hit_type.id AND slot.state IN ('free', 'dealt'))
        ORDER BY hit_type.id
        """,
    "dealt slots": "SELECT assignment FROM slot WHERE session = 'a' AND state = 'dealt'",
    "slots that lapse": "UPDATE slot SET state = 'lapsed' WHERE state = 'free' AND until <= 1",
    "work of a visitor": "SELECT * FROM work WHERE visitor = 'a' ORDER BY changed_at DESC",
    "practice": "SELECT item FROM practice_done WHERE visitor = 'a'",
    "attempts": "SELECT id FROM attempt WHERE visitor = 'a' ORDER BY edition, try_number",
    "qualifications": "SELECT name FROM qualification WHERE visitor = 'a' AND valid_until > 1",
    "lock-out": "SELECT until FROM lock_out WHERE subject = 'a'",
    "request": "SELECT result FROM request_done WHERE request_id = 'a'",
    "audit": "SELECT n FROM audit WHERE n < 100 ORDER BY n DESC",
}


@pytest.mark.parametrize("sql", ASKED.values(), ids=ASKED)
def test_what_is_asked_often_is_found_by_an_index(db, sql):
    plan = [row["detail"] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    scans = [line for line in plan if line.startswith("SCAN") and "INDEX" not in line]
    assert scans == []
