import pytest
from hypothesis import given
from hypothesis import strategies as st
from link.shelves import EPOCH, HUB, SEAT, shelf, used, writing

from kiosk.link import sqlite_outbox as outbox
from kiosk.link import sqlite_settled as settled
from kiosk.protocol.bodies import HubSubmission, SessionUsed, read_body
from kiosk.protocol.facts import BlobRef, read_fact
from kiosk.protocol.sync import Kept, Outcome
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000
ALL = {"limit": 100, "limit_bytes": 10**6}
ANSWER = HubSubmission("assignment-1", "A01", 1, "a/b/1", "cd" * 32, "{}", 1, 1)


@pytest.fixture
def db():
    return shelf()


def put(db, n=1, *, audience="hub", body=None):
    return outbox.put(db, writing(), audience=audience, body=body or used(n))


def states(db):
    return [tuple(row) for row in db.execute("SELECT seq, state, code FROM outbox ORDER BY seq")]


def parcels(db, audience="hub", **limits):
    return outbox.next_parcels(db, audience=audience, **{**ALL, **limits})


def after(db, *, epoch, seq, audience="hub", **limits):
    return outbox.after(db, audience=audience, epoch=epoch, seq=seq, **{**ALL, **limits})


def settle(db, signed, result="stored", *, answer="", code="", kept=()):
    settled.settle(db, NOW, [Outcome(signed.fact.id, result, code, answer)], kept)


# numbers


def test_a_fact_is_numbered_signed_and_kept_in_one_go(db):
    blob = BlobRef("5e" * 32, 3, "image/png")
    made = outbox.put(db, writing(), audience="hub", body=used(), refs=("a/b/1",), blobs=(blob,))
    signed = read_fact(made.raw, made.signature, public_key=HUB.public_signing)
    assert (signed.fact.seq, signed.fact.refs, signed.fact.blobs) == (1, ("a/b/1",), (blob,))
    assert read_body(signed.fact, signed.fact.body_bytes) == used()


def test_a_sealed_body_goes_instead_of_the_open_one(db):
    made = outbox.put(db, writing(), audience="hub", body=used(), sealed=b"sealed")
    assert (made.fact.body_bytes, made.fact.type) == (b"sealed", "session_used")


def test_each_reader_has_numbers_without_gaps_and_an_epoch_of_its_own(db):
    made = [put(db, n, audience=who) for n, who in enumerate(["a", "b", "a", "b", "a"])]
    assert [one.fact.seq for one in made] == [1, 1, 2, 2, 3]
    assert len({one.fact.epoch for one in made}) == 2
    assert outbox.feed(db, "a") == outbox.Feed(made[0].fact.epoch, 3)
    assert outbox.feed(db, "nobody") is None


def test_a_fact_that_is_not_kept_leaves_no_gap(db):
    put(db)
    db.execute("SAVEPOINT act")
    put(db)
    db.execute("ROLLBACK TO act")
    assert put(db).fact.seq == 2


# pushed


def test_the_eldest_go_first_within_count_and_size(db):
    made = [put(db, n) for n in range(5)]
    assert [one.raw for one in parcels(db)] == [one.raw for one in made]
    assert len(parcels(db, limit=2)) == 2
    size = len(made[0].raw) + outbox.BESIDE_RAW_BYTES
    assert len(parcels(db, limit_bytes=3 * size)) == 3
    assert len(parcels(db, limit_bytes=1)) == 1
    assert parcels(db, "nobody") == ()


@pytest.mark.parametrize(
    ("result", "state"),
    [
        ("stored", "acknowledged"),
        ("duplicate", "acknowledged"),
        ("parked", "acknowledged"),
        ("conflict", "quarantined"),
        ("rejected", "quarantined"),
        ("retry", "waiting"),
    ],
)
def test_what_becomes_of_a_fact_by_what_its_reader_says(db, result, state):
    settle(db, put(db), result)
    assert [state for _, state, _ in states(db)] == [state]
    assert outbox.waiting(db, "hub") == (state == "waiting")


def test_a_refused_fact_keeps_why(db):
    settle(db, put(db), "rejected", code="voucher_void")
    settle(db, put(db), "conflict")
    assert states(db) == [(1, "quarantined", "voucher_void"), (2, "quarantined", "conflict")]


@pytest.mark.parametrize("answer", ["accepted", "already", "conflict", "late", "void"])
def test_an_answer_to_a_task_is_settled_by_the_exchanges_word(db, answer):
    settle(db, put(db, body=ANSWER), answer=answer)
    assert states(db) == [(1, "acknowledged", answer)]


@pytest.mark.parametrize("result", ["stored", "duplicate", "parked"])
def test_without_that_word_it_waits_on_behind_all_others(db, result):
    first, second = put(db, body=ANSWER), put(db)
    settle(db, first, result)
    assert [one.raw for one in parcels(db)] == [second.raw, first.raw]
    settle(db, first, "duplicate", answer="accepted")
    assert [one.raw for one in parcels(db)] == [second.raw]


def test_parcels_say_which_wait_for_a_word(db):
    put(db)
    put(db, body=ANSWER)
    assert [one.needs_answer for one in parcels(db)] == [False, True]


def test_a_later_word_does_not_undo_an_earlier_one(db):
    made = put(db)
    settle(db, made)
    settle(db, made, "rejected", code="late")
    settle(db, made, "retry")
    assert states(db) == [(1, "acknowledged", "")]


@pytest.mark.parametrize("name", ["", "a/b", f"x/{EPOCH}/1", f"{'ab' * 16}/{EPOCH}/one"])
def test_an_outcome_that_names_no_fact_is_malformed(db, name):
    with pytest.raises(Refusal, match="malformed"):
        settled.settle(db, NOW, [Outcome(name, "stored")], ())


def test_an_outcome_for_a_fact_that_is_not_ours_changes_nothing(db):
    put(db)
    settled.settle(db, NOW, [Outcome(f"{'ab' * 16}/{EPOCH}/9", "stored")], ())
    assert states(db) == [(1, "waiting", "")]


def test_copies_are_safe_once_the_reader_has_them_in_a_backup(db):
    made = [put(db) for _ in range(3)]
    for one in made[:2]:
        settle(db, one)
    epoch = made[0].fact.epoch
    settle(db, made[2], kept=[Kept(HUB.origin, epoch, 3, safe_upto=2)])
    assert [state for _, state, _ in states(db)] == ["safe", "safe", "acknowledged"]


def test_a_fact_that_fails_alone_is_set_aside_and_blocks_no_other(db):
    first, second = put(db), put(db)
    settled.quarantine_parcel(db, writing(), parcel_id=parcels(db)[0].id, code="malformed")
    assert states(db)[0] == (1, "quarantined", "malformed")
    assert len(parcels(db)) == 2  # the other, and the word that the first does not come
    assert parcels(db)[0].raw == second.raw
    settled.quarantine_parcel(
        db, writing(), parcel_id=f"{HUB.origin}/{first.fact.epoch}/2", code="x"
    )
    assert all(one.raw != second.raw for one in parcels(db))


def test_what_a_restored_reader_lost_is_sent_again(db):
    made = [put(db) for _ in range(5)]
    epoch = made[0].fact.epoch
    settle(db, made[0], kept=[Kept(HUB.origin, epoch, 1)])
    for one in made[1:4]:
        settle(db, one, kept=[Kept(HUB.origin, epoch, one.fact.seq)])
    settle(db, made[4], kept=[Kept(HUB.origin, epoch, 2)])
    assert [state for _, state, _ in states(db)] == ["acknowledged"] * 2 + ["waiting"] * 3


@pytest.mark.parametrize("gap", ["waiting", "rejected"])
def test_a_gap_that_we_know_of_is_no_loss(db, gap):
    made = [put(db) for _ in range(3)]
    epoch = made[0].fact.epoch
    settle(db, made[0])
    if gap == "rejected":
        settled.quarantine_parcel(db, writing(), parcel_id=f"{epoch}/2", code="malformed")
    settle(db, made[2], kept=[Kept(HUB.origin, epoch, 1)])
    assert [state for _, state, _ in states(db)][2] == "acknowledged"


# pulled


def test_a_reader_gets_what_comes_after_what_it_has(db):
    made = [put(db, n) for n in range(4)]
    epoch = made[0].fact.epoch
    assert [one.raw for one in after(db, epoch=epoch, seq=2)] == [one.raw for one in made[2:]]
    assert after(db, epoch=epoch, seq=4) == ()
    assert after(db, epoch=epoch, seq=0, audience="nobody") == ()


def test_a_reader_that_knows_another_epoch_begins_at_the_start(db):
    made = [put(db, n) for n in range(2)]
    for epoch in ("", EPOCH):
        assert [one.raw for one in after(db, epoch=epoch, seq=2)] == [one.raw for one in made]


def test_what_a_reader_gets_fits_its_limits(db):
    size = len(put(db).raw) + outbox.BESIDE_RAW_BYTES
    for _ in range(5):
        put(db)
    assert len(after(db, epoch="", seq=0, limit_bytes=3 * size)) == 3
    assert len(after(db, epoch="", seq=0, limit_bytes=1)) == 1
    assert len(after(db, epoch="", seq=0, limit=2)) == 2


def test_what_a_reader_has_pulled_is_acknowledged(db):
    made = [put(db) for _ in range(3)]
    epoch = made[0].fact.epoch
    assert outbox.acknowledge_upto(db, NOW, epoch=epoch, seq=2) == 2
    assert outbox.acknowledge_upto(db, NOW, epoch=epoch, seq=2) == 0
    assert outbox.waiting(db, "hub") == 1
    assert len(after(db, epoch=epoch, seq=0)) == 3


# restored


def test_after_a_restore_every_stream_begins_a_new_epoch(db):
    before = {who: put(db, audience=who) for who in ("a", "b")}
    outbox.start_new_epochs(db)
    for who, old in before.items():
        new = put(db, audience=who)
        assert new.fact.seq == 1
        assert new.fact.epoch != old.fact.epoch


def test_what_waited_to_be_pushed_still_goes_under_its_old_name(db):
    old = put(db)
    outbox.start_new_epochs(db)
    new = put(db)
    assert [one.raw for one in parcels(db)] == [old.raw, new.raw]
    settle(db, old)
    assert [one.raw for one in parcels(db)] == [new.raw]


def test_what_waited_to_be_pulled_is_told_anew(db):
    put(db)
    outbox.start_new_epochs(db)
    assert outbox.give_up_waiting(db, NOW, "hub") == 1
    assert outbox.waiting(db, "hub") == 0
    new = put(db)
    assert [one.raw for one in after(db, epoch="", seq=0)] == [new.raw]


@given(st.lists(st.sampled_from(["put", "stored", "parked", "rejected", "answered"]), max_size=30))
def test_whatever_is_said_nothing_is_ever_lost(steps):
    db, told, made = shelf(), {}, []
    for step in steps:
        if step == "put":
            made.append(put(db, body=ANSWER if len(made) % 2 else used()))
            continue
        for parcel in parcels(db, limit=1):
            signed = next(one for one in made if one.raw == parcel.raw)
            result, answer = ("stored", "late") if step == "answered" else (step, "")
            settle(db, signed, result, answer=answer)
            told[signed.fact.seq] = step
    kept = states(db)
    assert [seq for seq, _, _ in kept] == list(range(1, len(made) + 1))
    assert outbox.waiting(db, "hub") == sum(state == "waiting" for _, state, _ in kept)
    for seq, state, _ in kept:
        assert state == "waiting" or seq in told


def test_a_body_is_typed():
    assert isinstance(used(), SessionUsed)
    assert SEAT.origin != HUB.origin


def test_what_was_made_for_a_reader_is_listed_by_type(db):
    for n in range(3):
        put(db, n, body=ANSWER if n == 1 else used())
    epoch = outbox.feed(db, "hub").epoch
    assert outbox.made(db, audience="hub", type="session_used") == (f"{epoch}/1", f"{epoch}/3")
    assert outbox.made(db, audience="nobody", type="session_used") == ()


def test_a_number_that_stands_for_nothing_is_found(db):
    assert outbox.missing(db, "hub") == ()
    for _ in range(3):
        put(db)
    assert outbox.missing(db, "hub") == ()
    db.execute("DELETE FROM outbox WHERE seq = 2")
    assert outbox.missing(db, "hub") == (f"{outbox.feed(db, 'hub').epoch}/2",)
