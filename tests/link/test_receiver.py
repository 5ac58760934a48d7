import pytest
from hypothesis import given
from hypothesis import strategies as st
from link.shelves import EPOCH, SEAT, STRANGER, fact, shelf

from kiosk.link import receiver
from kiosk.link.receiver import open_batch, retry_parked, take, take_parked
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.bodies import ParkedError
from kiosk.protocol.codec import pack
from kiosk.protocol.sync import PUSH_FACTS_LIMIT, Kept, Outcome, Push, Sent
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000


class Reader:
    """Applies facts: keeps their names, parks and refuses those it is told to."""

    def __init__(self) -> None:
        self.db = shelf()
        self.db.execute("CREATE TABLE applied (fact TEXT PRIMARY KEY) STRICT")
        self.parks = set()
        self.refuses = {}
        self.word = ""

    def apply(self, signed):
        self.db.execute("INSERT INTO applied VALUES (:id)", {"id": signed.fact.id})
        if signed.fact.seq in self.parks:
            raise ParkedError("later")
        if signed.fact.seq in self.refuses:
            raise Refusal(self.refuses[signed.fact.seq])
        return self.word

    def take(self, *facts):
        return take(SqliteInbox(self.db), NOW, facts, self.apply)

    def results(self, *facts):
        return [one.result for one in self.take(*facts).results]

    def applied(self):
        rows = self.db.execute("SELECT fact FROM applied").fetchall()
        return [int(row["fact"].rpartition("/")[2]) for row in rows]


@pytest.fixture
def reader():
    return Reader()


def batch(*facts):
    return pack(Push(tuple(Sent(one.raw, one.signature) for one in facts)))


# before the act


def test_a_batch_is_opened_with_the_senders_key():
    assert open_batch(batch(fact(1), fact(2)), public_key=SEAT.public_signing) == (fact(1), fact(2))


def test_one_bad_fact_refuses_the_batch_and_is_not_taken_for_a_closed_door():
    spoilt = Sent(fact(2).raw.replace(b"boot-1", b"boot-2"), fact(2).signature)
    raw = pack(Push((Sent(fact(1).raw, fact(1).signature), spoilt)))
    with pytest.raises(Refusal, match=r"malformed .*reason=wrong_signature"):
        open_batch(raw, public_key=SEAT.public_signing)
    with pytest.raises(Refusal, match=r"malformed .*reason=unknown_origin"):
        open_batch(batch(fact(maker=STRANGER)), public_key=SEAT.public_signing)


def test_a_batch_out_of_shape_is_refused():
    with pytest.raises(Refusal, match="malformed"):
        open_batch(b"no batch", public_key=SEAT.public_signing)
    with pytest.raises(Refusal, match="malformed"):
        open_batch(batch(*[fact()] * (PUSH_FACTS_LIMIT + 1)), public_key=SEAT.public_signing)
    with pytest.raises(Refusal, match="too_large"):
        open_batch(bytes(300 * 1024), public_key=SEAT.public_signing)


def test_a_fact_of_another_wire_version_is_told_as_such():
    raw = fact().raw.replace(b'{"v":1', b'{"v":9')
    with pytest.raises(Refusal, match="wrong_version"):
        open_batch(pack(Push((Sent(raw, fact().signature),))), public_key=SEAT.public_signing)


# inside it


def test_a_new_fact_is_applied_once_and_answered_alike_ever_after(reader):
    reader.word = "accepted"
    first = reader.take(fact(1))
    reader.word = "another word"
    again = reader.take(fact(1))
    assert first.results == (Outcome(fact(1).fact.id, "stored", answer="accepted"),)
    assert again.results == (Outcome(fact(1).fact.id, "duplicate", answer="accepted"),)
    assert first.kept == again.kept == (Kept(SEAT.origin, EPOCH, 1),)
    assert reader.applied() == [1]


def test_a_fact_twice_in_one_batch_is_applied_once(reader):
    assert reader.results(fact(1), fact(1)) == ["stored", "duplicate"]
    assert reader.applied() == [1]


def test_another_fact_of_the_same_name_is_a_conflict_and_kept_aside(reader):
    other = fact(1, body=b"{}")
    assert reader.results(fact(1), other, fact(1)) == ["stored", "conflict", "duplicate"]
    assert reader.db.execute("SELECT count(*) FROM quarantine").fetchone()[0] == 1


def test_a_refused_fact_is_kept_as_rejected_and_changes_nothing(reader):
    reader.refuses[1] = "assignment_unknown"
    first, second = reader.take(fact(1), fact(2)).results
    assert (first.result, first.code) == ("rejected", "assignment_unknown")
    assert second.result == "stored"
    assert reader.applied() == [2]
    reader.refuses.clear()
    again = reader.take(fact(1)).results[0]
    assert (again.result, again.code) == ("rejected", "assignment_unknown")
    assert reader.applied() == [2]


def test_a_fact_that_is_not_understood_is_parked_and_blocks_no_other(reader):
    reader.parks = {1}
    answer = reader.take(fact(1), fact(2))
    assert [one.result for one in answer.results] == ["parked", "stored"]
    assert answer.kept == (Kept(SEAT.origin, EPOCH, 2),)
    assert reader.applied() == [2]


def test_a_parked_fact_is_tried_again_when_another_is_stored(reader):
    reader.parks = {1}
    reader.take(fact(1))
    reader.parks.clear()
    reader.word = "accepted"
    assert reader.results(fact(2)) == ["stored"]
    assert reader.applied() == [2, 1]
    assert reader.take(fact(1)).results[0] == Outcome(
        fact(1).fact.id, "duplicate", answer="accepted"
    )


def test_a_parked_fact_that_comes_again_is_a_duplicate_without_a_word(reader):
    reader.parks = {1}
    reader.take(fact(1))
    assert reader.take(fact(1)).results[0] == Outcome(
        fact(1).fact.id, "duplicate", ParkedError.code
    )


def test_a_parked_fact_may_turn_out_to_be_wrong(reader):
    reader.parks = {1}
    reader.take(fact(1))
    reader.parks.clear()
    reader.refuses[1] = "malformed"
    reader.take(fact(2))
    assert reader.results(fact(1)) == ["rejected"]


def test_facts_of_another_maker_are_never_tried_by_this_ones_rules(reader):
    """A decision of the exchange must not be read as if a station had sent it."""
    reader.parks = {1}
    reader.take(fact(1, maker=STRANGER))
    reader.parks.clear()
    reader.refuses[1] = "malformed"
    reader.take(fact(2))
    known = SqliteInbox(reader.db).known(fact(1, maker=STRANGER))
    assert known.state == "parked"


def test_what_stays_parked_is_not_written_again(reader):
    reader.parks = {1}
    reader.take(fact(1))
    before = reader.db.total_changes
    assert retry_parked(SqliteInbox(reader.db), NOW, reader.apply, origin=SEAT.origin) == 0
    assert reader.db.total_changes == before + 1  # what the act tried and took back


def test_parked_facts_read_from_the_shelf_are_taken_only_while_they_are_parked(reader):
    reader.parks = {1, 2}
    reader.take(fact(1), fact(2))
    reader.parks = {2}
    inbox = SqliteInbox(reader.db)
    facts = (fact(1), fact(2), fact(3))
    assert take_parked(inbox, NOW, facts, reader.apply) == 1
    assert take_parked(inbox, NOW, facts, reader.apply) == 0
    assert reader.applied() == [1]


def test_no_more_than_some_parked_facts_are_tried_at_a_time(reader, monkeypatch):
    monkeypatch.setattr(receiver, "PARKED_RETRY_LIMIT", 2)
    reader.parks = {1, 2, 3}
    reader.take(fact(1), fact(2), fact(3))
    reader.parks.clear()
    reader.take(fact(4))
    assert sorted(reader.applied()) == [1, 2, 4]


def test_facts_of_two_epochs_are_counted_apart(reader):
    answer = reader.take(fact(1), fact(1, epoch="ff" * 8))
    assert answer.kept == (Kept(SEAT.origin, EPOCH, 1), Kept(SEAT.origin, "ff" * 8, 1))


@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=6), max_size=8))
def test_in_whatever_batches_facts_come_each_is_applied_once(batches):
    reader = Reader()
    for numbers in batches:
        reader.take(*[fact(seq) for seq in numbers])
    assert sorted(reader.applied()) == sorted({seq for numbers in batches for seq in numbers})
