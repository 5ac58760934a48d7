"""A store that was put back as it was before gives no number twice."""

import pytest
from link.shelves import HUB, SEAT, shelf, used, writing

from kiosk.link import receiver, sqlite_outbox, sqlite_settled
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.link.sqlite_outbox import Writing
from kiosk.link.sqlite_renumbering import number_anew
from kiosk.protocol.facts import read_fact
from kiosk.protocol.sync import Kept, Outcome
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

NOW = Instant(1_795_300_000_000)
ALL = {"limit": 100, "limit_bytes": 10**6}


class Maker:
    """A store, and the image of it."""

    def __init__(self) -> None:
        self.db, self.image = shelf(), None
        self.db.execute("INSERT INTO stream VALUES ('hub', '00112233aabbccdd', 0)")

    def say(self, n):
        return sqlite_outbox.put(self.db, writing(), audience="hub", body=used(n))

    def freeze(self):
        self.db.execute("COMMIT")
        self.image = shelf()
        self.image.execute("COMMIT")
        self.db.backup(self.image)
        self.db.execute("BEGIN")

    def put_back(self):
        self.db.close()
        self.db, self.image = self.image, None
        self.db.execute("BEGIN")

    def push(self, reader):
        """Sends what waits; returns what came of each."""
        sent = [read_fact(one.raw, one.signature, public_key=HUB.public_signing)
                for one in sqlite_outbox.next_parcels(self.db, audience="hub", **ALL)]  # fmt: skip
        answer = receiver.take(SqliteInbox(reader), NOW, sent, lambda _: "")
        number_anew(self.db, writing(), audience="hub", outcomes=answer.results)
        sqlite_settled.settle(self.db, NOW, answer.results, answer.kept)
        return [one.result for one in answer.results]

    def states(self):
        return [row["state"] for row in self.db.execute("SELECT state FROM outbox ORDER BY n")]


@pytest.fixture
def maker():
    return Maker()


@pytest.fixture
def reader():
    return shelf()


def said(reader):
    rows = reader.execute("SELECT raw FROM inbox ORDER BY rowid")
    return [receiver.reread(bytes(row["raw"]), b"").fact.body_bytes for row in rows]


def test_what_has_the_number_of_another_goes_under_a_new_one(maker, reader):
    maker.say(1)
    assert maker.push(reader) == ["stored"]
    maker.freeze()
    maker.say(2)
    maker.push(reader)
    maker.put_back()
    again = maker.say(3)
    assert maker.push(reader) == ["conflict"]
    assert maker.push(reader) == ["stored"]
    assert maker.states() == ["acknowledged", "acknowledged"]
    assert len(said(reader)) == 3
    assert said(reader)[-1] == again.fact.body_bytes


def test_it_keeps_when_it_was_made_and_its_place_in_the_queue(maker, reader):
    maker.freeze()
    maker.say(1)
    maker.push(reader)
    maker.put_back()
    first, second = maker.say(2), maker.say(3)
    assert maker.push(reader) == ["conflict", "stored"]
    (parcel,) = sqlite_outbox.next_parcels(maker.db, audience="hub", **ALL)
    moved = read_fact(parcel.raw, parcel.signature, public_key=HUB.public_signing).fact
    assert (moved.at, moved.body, moved.seq) == (first.fact.at, first.fact.body, 1)
    assert moved.epoch != second.fact.epoch


def test_numbers_go_on_in_the_new_epoch_without_a_gap(maker, reader):
    maker.freeze()
    maker.say(1)
    maker.say(2)
    maker.push(reader)
    maker.put_back()
    maker.say(3)
    maker.say(4)
    assert maker.push(reader) == ["conflict", "conflict"]
    maker.say(5)
    assert maker.push(reader) == ["stored", "stored", "stored"]
    have = [row["have"] for row in reader.execute("SELECT have FROM heard ORDER BY rowid")]
    assert have == [2, 3]


def test_a_reader_that_has_more_than_we_gave_makes_us_count_anew_at_once(maker, reader):
    maker.freeze()
    maker.say(1)
    maker.say(2)
    maker.push(reader)
    maker.put_back()
    before = maker.say(3)
    epoch = before.fact.epoch
    told = Kept(HUB.origin, epoch, 2)
    assert sqlite_settled.has_news(maker.db, told)
    sqlite_settled.settle(maker.db, NOW, (), [told])
    assert not sqlite_settled.has_news(maker.db, told)
    assert maker.say(4).fact.epoch != epoch
    assert maker.push(reader) == ["conflict", "stored"]
    assert maker.push(reader) == ["stored"]


def test_a_reader_that_has_as_many_or_fewer_changes_nothing(maker, reader):
    epoch = maker.say(1).fact.epoch
    maker.push(reader)
    for have in (0, 1):
        sqlite_settled.settle(maker.db, NOW, (), [Kept(HUB.origin, epoch, have)])
        assert sqlite_outbox.feed(maker.db, "hub").epoch == epoch


def test_what_was_made_under_a_key_of_before_is_set_aside_as_it_is(maker):
    fact = maker.say(1).fact
    outcomes = [Outcome(fact.id, "conflict", "conflict")]
    later_keys = Writing(SEAT, writing().at)
    assert number_anew(maker.db, later_keys, audience="hub", outcomes=outcomes) == ()
    sqlite_settled.settle(maker.db, NOW, outcomes, ())
    assert maker.states() == ["quarantined"]


@pytest.mark.parametrize("state", ["acknowledged", "safe", "quarantined"])
def test_what_waits_no_more_stays_where_it_is(maker, state):
    fact = maker.say(1).fact
    maker.db.execute("UPDATE outbox SET state = ?", (state,))
    outcomes = [Outcome(fact.id, "conflict", "conflict")]
    assert number_anew(maker.db, writing(), audience="hub", outcomes=outcomes) == ()
    assert maker.states() == [state]


def test_a_no_to_what_it_says_gives_no_new_number(maker):
    fact = maker.say(1).fact
    outcomes = [Outcome(fact.id, "rejected", "voucher_void")]
    assert number_anew(maker.db, writing(), audience="hub", outcomes=outcomes) == ()


@pytest.mark.parametrize("name", ["", "x", f"{'0' * 32}/{'0' * 16}/7"])
def test_a_name_that_is_none_of_ours_changes_nothing(maker, name):
    maker.say(1)
    outcomes = [Outcome(name, "conflict", "conflict")]
    assert number_anew(maker.db, writing(), audience="hub", outcomes=outcomes) == ()
    assert maker.states() == ["waiting"]
    if name in ("", "x"):
        with pytest.raises(Refusal):
            sqlite_settled.settle(maker.db, NOW, outcomes, ())
