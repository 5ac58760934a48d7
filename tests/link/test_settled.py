"""How long copies of acknowledged facts stay, and what happens to numbers that never come."""

import pytest
from link.shelves import HUB, SEAT, fact, shelf, used, writing

from kiosk.link import receiver, sqlite_care, sqlite_outbox, sqlite_settled
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.bodies import read_body, write_body
from kiosk.protocol.facts import read_fact
from kiosk.protocol.sync import Kept, Outcome
from kiosk.rules.instants import S_PER_DAY, Instant, later

NOW = Instant(1_795_300_000_000)
ALL = {"limit": 100, "limit_bytes": 10**6}


@pytest.fixture
def db():
    return shelf()


def put(db, facts=1):
    return [sqlite_outbox.put(db, writing(), audience="hub", body=used(n)) for n in range(facts)]


def told(made, *, have, safe_upto=0):
    return Kept(HUB.origin, made[0].fact.epoch, have, safe_upto)


def acknowledge(db, made, *, now=NOW, safe_upto=0):
    outcomes = [Outcome(one.fact.id, "stored") for one in made]
    sqlite_settled.settle(
        db, now, outcomes, [told(made, have=made[-1].fact.seq, safe_upto=safe_upto)]
    )


def held(db):
    return [(row["seq"], row["state"]) for row in db.execute("SELECT seq, state FROM outbox")]


def waiting(db):
    return [
        read_fact(one.raw, one.signature, public_key=HUB.public_signing).fact
        for one in sqlite_outbox.next_parcels(db, audience="hub", **ALL)
    ]


def forget(db, *, days, limit=100):
    return sqlite_settled.forget(db, later(NOW, seconds=days * S_PER_DAY + 1), limit=limit)


# how long


@pytest.mark.parametrize(
    ("safe_upto", "days", "left"),
    [(0, 1, 3), (0, 29, 3), (0, 30, 0), (3, 1, 3), (3, 2, 0), (2, 2, 1), (2, 30, 0)],
)
def test_a_copy_stays_until_it_is_safe_and_two_days_more_and_thirty_at_most(
    db, safe_upto, days, left
):
    acknowledge(db, put(db, 3), safe_upto=safe_upto)
    assert sqlite_settled.any_to_forget(db, NOW) is False
    assert forget(db, days=days) == 3 - left
    assert len(held(db)) == left


def test_what_waits_or_was_set_aside_is_never_let_go(db):
    made = put(db, 2)
    sqlite_settled.quarantine_parcel(db, writing(), parcel_id=made[0].fact.id, code="malformed")
    assert forget(db, days=4000) == 0
    assert held(db) == [(1, "quarantined"), (2, "waiting"), (3, "waiting")]


def test_a_few_are_let_go_at_a_time(db):
    acknowledge(db, put(db, 5))
    assert sqlite_settled.any_to_forget(db, later(NOW, seconds=31 * S_PER_DAY)) is True
    assert [forget(db, days=31, limit=2) for _ in range(4)] == [2, 2, 1, 0]


# a reader that lost something


def test_also_a_safe_copy_goes_again_to_a_reader_restored_from_an_older_one(db):
    made = put(db, 3)
    acknowledge(db, made, safe_upto=3)
    assert sqlite_settled.has_news(db, told(made, have=1)) is True
    sqlite_settled.settle(db, NOW, (), [told(made, have=1)])
    assert [one.seq for one in waiting(db)] == [2, 3]


def test_a_reader_is_told_which_of_its_lost_facts_do_not_come_any_more(db):
    made = put(db, 3)
    acknowledge(db, made[:2], now=later(NOW, seconds=-31 * S_PER_DAY))
    acknowledge(db, made[2:])
    assert forget(db, days=0) == 2
    lost = told(made, have=0)
    assert sqlite_settled.has_let_go(db, lost) is True
    assert sqlite_settled.abandon_gone(db, writing(), audience="hub", kept=lost) is True
    sqlite_settled.settle(db, NOW, (), [lost])
    [word] = waiting(db)
    assert read_body(word, word.body_bytes) == Abandoned(made[0].fact.epoch, 1, 2, "let_go")
    assert sqlite_settled.abandon_gone(db, writing(), audience="hub", kept=lost) is False
    sqlite_settled.settle(db, NOW, (), [told(made, have=2)])
    assert sorted(one.seq for one in waiting(db)) == [3, 4]


def test_where_no_copy_is_left_all_numbers_given_are_named(db):
    made = put(db, 3)
    acknowledge(db, made)
    assert forget(db, days=31) == 3
    assert sqlite_settled.abandon_gone(db, writing(), audience="hub", kept=told(made, have=1))
    [word] = waiting(db)
    assert read_body(word, word.body_bytes) == Abandoned(made[0].fact.epoch, 2, 3, "let_go")


@pytest.mark.parametrize("have", [0, 2, 3])
def test_who_lacks_nothing_or_what_still_waits_is_told_nothing(db, have):
    made = put(db, 3)
    kept = told(made, have=have)
    assert sqlite_settled.abandon_gone(db, writing(), audience="hub", kept=kept) is False
    other = Kept(HUB.origin, "ff" * 8, 0)
    assert sqlite_settled.abandon_gone(db, writing(), audience="hub", kept=other) is False
    assert sqlite_settled.has_news(db, kept) is False


def test_what_is_safe_by_now_is_news(db):
    made = put(db, 3)
    acknowledge(db, made)
    assert sqlite_settled.has_news(db, told(made, have=3)) is False
    assert sqlite_settled.has_news(db, told(made, have=3, safe_upto=1)) is True
    sqlite_settled.settle(db, NOW, (), [told(made, have=3, safe_upto=1)])
    assert [state for _, state in held(db)] == ["safe", "acknowledged", "acknowledged"]


def test_staff_let_a_fact_go_again_as_it_is(db):
    [made] = put(db)
    place = {"epoch": made.fact.epoch, "seq": 1}
    assert sqlite_settled.send_once_more(db, **place) is False
    sqlite_settled.quarantine_parcel(db, writing(), parcel_id=made.fact.id, code="malformed")
    assert sqlite_settled.send_once_more(db, **place) is True
    assert [one.seq for one in waiting(db)] == [2, 1]
    assert sqlite_outbox.next_parcels(db, audience="hub", **ALL)[1].raw == made.raw


def test_the_word_that_a_number_does_not_come_is_followed_by_no_other(db):
    [made] = put(db)
    sqlite_settled.quarantine_parcel(db, writing(), parcel_id=made.fact.id, code="malformed")
    word = f"{made.fact.epoch}/2"
    sqlite_settled.quarantine_parcel(db, writing(), parcel_id=word, code="malformed")
    assert held(db) == [(1, "quarantined"), (2, "quarantined")]


# the reader's side


def take(db, *facts, now=NOW):
    return receiver.take(SqliteInbox(db), now, facts, lambda _: "")


def abandoned(seq, first, last, *, epoch=None, tv=1, **changes):
    body = Abandoned(epoch or fact().fact.epoch, first, last, "too_large")
    return fact(seq, body=write_body(body), kind="abandoned", tv=tv, **changes)


def have(db):
    return SqliteInbox(db).kept(origin=SEAT.origin, epoch=fact().fact.epoch).have


def test_a_gap_is_seen_until_it_is_filled_or_given_up(db):
    take(db, fact(1), fact(4))
    take(db, fact(6), now=later(NOW, seconds=9))
    [gap] = sqlite_care.gaps(db)
    assert (gap.origin, gap.missing, gap.since) == (SEAT.origin, 3, NOW)
    take(db, fact(2), fact(3))
    assert [one.missing for one in sqlite_care.gaps(db)] == [1]
    assert take(db, abandoned(7, 5, 5)).results[0].result == "stored"
    assert sqlite_care.gaps(db) == ()
    assert have(db) == 7


def test_numbers_given_up_twice_in_pieces_or_of_another_epoch(db):
    take(db, abandoned(5, 1, 2), abandoned(6, 2, 3), abandoned(7, 1, 4))
    assert have(db) == 7
    take(db, abandoned(8, 1, 9, epoch="ff" * 8))
    assert SqliteInbox(db).kept(origin=SEAT.origin, epoch="ff" * 8).have == 9


def test_a_fact_that_was_given_up_is_taken_all_the_same_when_it_comes(db):
    take(db, abandoned(2, 1, 1))
    assert take(db, fact(1)).results[0].result == "stored"
    assert have(db) == 2


def test_words_that_give_up_nothing_or_are_not_known_yet(db):
    assert take(db, abandoned(1, 3, 2)).results[0].result == "rejected"
    assert take(db, abandoned(2, 3, 3, tv=9)).results[0].result == "parked"
    assert have(db) == 2


# bytes of what was applied


def raw_left(db):
    return [row["seq"] for row in db.execute("SELECT seq FROM inbox WHERE raw <> x'' ORDER BY seq")]


def let_go(db, *, upto, days=31, limit=100):
    kept = SqliteInbox(db).kept(origin=SEAT.origin, epoch=fact().fact.epoch)
    before = later(NOW, seconds=(days - 30) * S_PER_DAY)
    return sqlite_care.let_raw_go(db, kept, upto=upto, before=before, limit=limit)


def test_bytes_go_once_they_are_old_and_safe_and_their_hash_stays(db):
    take(db, *[fact(n) for n in range(1, 6)])
    assert let_go(db, upto=3, days=29) == 0
    assert let_go(db, upto=3) == 3
    assert raw_left(db) == [4, 5]
    assert let_go(db, upto=3) == 0
    assert [let_go(db, upto=9, limit=1) for _ in range(3)] == [1, 1, 0]
    assert take(db, fact(1), fact(2, body=b"{}")).results[0].result == "duplicate"
    assert take(db, fact(2, body=b"{}")).results[0].result == "conflict"


def test_bytes_of_what_staff_may_want_stay(db):
    take(db, fact(3))
    SqliteInbox(db).keep(fact(1), NOW, state="parked", code="", answer="")
    SqliteInbox(db).keep(fact(2), NOW, state="rejected", code="late", answer="")
    assert let_go(db, upto=3) == 3
    assert raw_left(db) == [1, 2]
