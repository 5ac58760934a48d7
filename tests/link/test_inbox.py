import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from link.shelves import EPOCH, SEAT, STRANGER, fact, shelf

from kiosk.link import sqlite_inbox
from kiosk.link.shelf import Known
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.sync import Kept
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000


def keep(db, signed, *, state="applied", code="", answer=""):
    SqliteInbox(db).keep(signed, NOW, state=state, code=code, answer=answer)


def have(db, *, origin=SEAT.origin, epoch=EPOCH):
    return SqliteInbox(db).kept(origin=origin, epoch=epoch).have


def test_a_fact_is_known_by_its_name_with_what_it_came_to():
    db, signed = shelf(), fact()
    assert SqliteInbox(db).known(signed) is None
    keep(db, signed, state="parked", code="not_yet")
    assert SqliteInbox(db).known(signed) == Known(signed.sha256, "parked", "not_yet", "")
    keep(db, signed, answer="accepted")
    assert SqliteInbox(db).known(signed) == Known(signed.sha256, "applied", "", "accepted")


@pytest.mark.parametrize(
    ("came", "upto"),
    [([], 0), ([1], 1), ([2], 0), ([1, 3], 1), ([3, 1, 2], 3), ([1, 1], 1), ([2, 3, 5, 1], 3)],
)
def test_have_counts_up_to_the_first_gap(came, upto):
    db = shelf()
    for seq in came:
        keep(db, fact(seq))
    assert have(db) == upto


@given(st.lists(st.integers(1, 12), max_size=25))
def test_have_is_right_in_any_order(came):
    db = shelf()
    for seq in came:
        keep(db, fact(seq))
    assert have(db) == next(n for n in range(14) if n + 1 not in came)


@pytest.mark.parametrize("state", ["applied", "parked", "rejected"])
def test_have_counts_all_that_is_kept_whatever_it_came_to(state):
    db = shelf()
    keep(db, fact(1), state=state)
    assert have(db) == 1


def test_each_epoch_and_each_maker_is_counted_by_itself():
    db = shelf()
    keep(db, fact(1))
    keep(db, fact(1, epoch="ff" * 8))
    keep(db, fact(2, epoch="ff" * 8))
    keep(db, fact(1, maker=STRANGER))
    assert have(db) == 1
    assert have(db, epoch="ff" * 8) == 2
    assert have(db, origin=STRANGER.origin) == 1


def test_the_cursor_of_a_pull_is_the_newest_epoch():
    db = shelf()
    assert sqlite_inbox.latest_kept(db, SEAT.origin) is None
    keep(db, fact(1, epoch="ff" * 8))
    keep(db, fact(1, epoch="00" * 8))
    keep(db, fact(2, epoch="ff" * 8))
    assert sqlite_inbox.latest_kept(db, SEAT.origin) == Kept(SEAT.origin, "00" * 8, 1)


def test_the_second_fact_of_a_name_is_kept_once_beside_the_first():
    db, first, second = shelf(), fact(1), fact(1, body=b"{}")
    keep(db, first)
    for _ in range(2):
        SqliteInbox(db).quarantine(second, NOW, code="conflict")
    rows = db.execute("SELECT raw, code FROM quarantine").fetchall()
    assert [(row["raw"], row["code"]) for row in rows] == [(second.raw, "conflict")]
    assert SqliteInbox(db).known(first).sha256 == first.sha256


def test_parked_facts_of_one_maker_are_given_in_the_order_they_came():
    db = shelf()
    for signed in (fact(2), fact(1), fact(1, maker=STRANGER)):
        keep(db, signed, state="parked")
    keep(db, fact(3))
    keep(db, fact(2), state="parked", code="again")
    parked = SqliteInbox(db).parked(10, origin=SEAT.origin)
    assert parked == tuple((fact(seq).raw, fact(seq).signature) for seq in (2, 1))
    assert len(SqliteInbox(db).parked(1, origin=SEAT.origin)) == 1
    assert set(sqlite_inbox.makers_of_parked(db)) == {SEAT.origin, STRANGER.origin}


def test_parked_facts_can_be_read_page_by_page():
    db = shelf()
    for seq in range(1, 6):
        keep(db, fact(seq), state="parked")
    seen, n = [], 0
    while page := sqlite_inbox.parked_beyond(db, origin=SEAT.origin, n=n, limit=2):
        seen += [one.raw for one in page]
        n = page[-1].n
    assert seen == [fact(seq).raw for seq in range(1, 6)]


def test_what_a_refused_fact_changed_goes_back_alone():
    db = shelf()
    db.execute("CREATE TABLE did (what TEXT) STRICT")
    with SqliteInbox(db).alone():
        db.execute("INSERT INTO did VALUES ('first')")

    def refuse():
        with SqliteInbox(db).alone():
            db.execute("INSERT INTO did VALUES ('second')")
            raise Refusal("conflict")

    with pytest.raises(Refusal):
        refuse()
    assert [row["what"] for row in db.execute("SELECT what FROM did")] == ["first"]


def test_a_fault_of_the_disk_is_the_whole_batchs():
    db = shelf()
    with pytest.raises(sqlite3.OperationalError), SqliteInbox(db).alone():
        db.execute("SELECT * FROM nothing")


PLANS = {
    "parked": (
        "SELECT rowid FROM inbox WHERE state = 'parked' AND origin = 'a' AND rowid > 1 ORDER BY rowid",
        "inbox_parked_of",
    ),
    "waiting": (
        "SELECT raw FROM outbox WHERE audience = 'a' AND state = 'waiting' ORDER BY n LIMIT 1",
        "outbox_waiting",
    ),
    "pulled": (
        "SELECT raw FROM outbox WHERE epoch = 'a' AND seq > 1 ORDER BY seq",
        "sqlite_autoindex",
    ),
    "kept": (
        "SELECT sha256 FROM inbox WHERE origin = 'a' AND epoch = 'b' AND seq = 1",
        "autoindex",
    ),
}


@pytest.mark.parametrize(("sql", "index"), PLANS.values(), ids=PLANS)
def test_the_shelf_is_never_walked_from_end_to_end(sql, index):
    plan = " ".join(row["detail"] for row in shelf().execute(f"EXPLAIN QUERY PLAN {sql}"))
    assert index in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan


def test_what_a_verified_copy_has_is_safe_and_never_less_again():
    db = shelf()
    for seq in (1, 2, 3, 5):
        keep(db, fact(seq))
    assert sqlite_inbox.all_kept(db) == (Kept(SEAT.origin, EPOCH, 3, 0),)
    assert sqlite_inbox.note_safe(db, [Kept(SEAT.origin, EPOCH, 2)]) == 1
    assert SqliteInbox(db).kept(origin=SEAT.origin, epoch=EPOCH).safe_upto == 2
    assert sqlite_inbox.note_safe(db, [Kept(SEAT.origin, EPOCH, 1)]) == 0
    assert sqlite_inbox.latest_kept(db, SEAT.origin) == Kept(SEAT.origin, EPOCH, 3, 2)


def test_nothing_is_safe_that_is_not_kept_here():
    db = shelf()
    keep(db, fact(1))
    elsewhere = Kept(STRANGER.origin, EPOCH, 9)
    assert sqlite_inbox.note_safe(db, [Kept(SEAT.origin, EPOCH, 9), elsewhere]) == 1
    assert sqlite_inbox.kept_of(db, SEAT.origin) == (Kept(SEAT.origin, EPOCH, 1, 1),)
    assert sqlite_inbox.kept_of(db, STRANGER.origin) == ()
