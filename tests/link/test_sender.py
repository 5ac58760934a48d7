from dataclasses import dataclass, field

import pytest
from link.shelves import HUB, SEAT, Wire, client, shelf, used, writing

from kiosk.link import receiver, sqlite_care, sqlite_outbox, sqlite_settled
from kiosk.link.sender import ALONE_FAILS_BEFORE_QUARANTINE, Sender, Sending
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.codec import encode
from kiosk.protocol.sync import PUSH_FACTS_LIMIT
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000


@dataclass
class Outbox:
    """A station's outbox in memory."""

    db: object = field(default_factory=shelf)
    batches: list = field(default_factory=list)

    def put(self, facts=1):
        for n in range(facts):
            sqlite_outbox.put(self.db, writing(SEAT), audience="hub", body=used(n))

    def next(self, *, limit, limit_bytes):
        batch = sqlite_outbox.next_parcels(
            self.db, audience="hub", limit=limit, limit_bytes=limit_bytes
        )
        self.batches.append(len(batch))
        return batch

    def settle(self, outcomes, kept):
        sqlite_settled.settle(self.db, NOW, outcomes, kept)

    def quarantine(self, fact_id, code):
        sqlite_settled.quarantine_parcel(self.db, writing(SEAT), parcel_id=fact_id, code=code)

    def states(self):
        rows = self.db.execute(
            "SELECT state, count(*) AS n FROM outbox WHERE type <> 'abandoned' GROUP BY state"
        )
        return {row["state"]: row["n"] for row in rows}


class Hub:
    """Keeps facts; refuses a batch that holds one of `chokes_on`."""

    def __init__(self) -> None:
        self.db = shelf()
        self.chokes_on = set()
        self.refuses = None
        self.wire = Wire(self.serve)

    def serve(self, method, path, body):
        if self.refuses:
            raise Refusal(self.refuses)
        facts = receiver.open_batch(body, public_key=SEAT.public_signing)
        if any(one.fact.seq in self.chokes_on for one in facts):
            raise Refusal("malformed", field="fact")
        return encode(receiver.take(SqliteInbox(self.db), NOW, facts, lambda _: ""))

    def have(self):
        return self.db.execute("SELECT count(*) FROM inbox").fetchone()[0]


@pytest.fixture
def hub():
    return Hub()


@pytest.fixture
def outbox():
    return Outbox()


@pytest.fixture
def sender(hub, outbox):
    return Sender(client(hub.wire), outbox)


def push_until_nothing_waits(sender, tries=200):
    for _ in range(tries):
        if sender.push_once() is Sending.NOTHING:
            return
    raise AssertionError("it never ends")


def test_nothing_is_sent_when_nothing_waits(sender, hub):
    assert sender.push_once() is Sending.NOTHING
    assert hub.wire.sent == []


def test_what_waits_is_sent_and_acknowledged(sender, hub, outbox):
    outbox.put(3)
    assert sender.push_once() is Sending.SENT
    assert sender.push_once() is Sending.NOTHING
    assert outbox.states() == {"acknowledged": 3}
    assert hub.have() == 3


def test_many_facts_go_in_batches(sender, hub, outbox):
    outbox.put(PUSH_FACTS_LIMIT + 30)
    push_until_nothing_waits(sender)
    assert outbox.batches == [PUSH_FACTS_LIMIT, 30, 0]
    assert hub.have() == PUSH_FACTS_LIMIT + 30


def test_a_lost_answer_is_asked_for_again_and_harms_nothing(sender, hub, outbox):
    outbox.put(3)
    sender.push_once()
    outbox.put(2)
    hub.wire.loses_answers = True
    assert sender.push_once() is Sending.DOWN
    assert hub.have() == 5
    assert outbox.states() == {"acknowledged": 3, "waiting": 2}
    hub.wire.loses_answers = False
    assert sender.push_once() is Sending.SENT
    assert outbox.states() == {"acknowledged": 5}
    assert hub.have() == 5


@pytest.mark.parametrize("page", [b"", b'{"results":[],"kept":[]}'])
def test_a_portal_that_says_200_acknowledges_nothing(sender, hub, outbox, page):
    outbox.put(2)
    hub.wire.portal = page
    assert sender.push_once() is Sending.DOWN
    assert outbox.states() == {"waiting": 2}


def test_a_wire_that_is_down_touches_no_fact_however_often(sender, hub, outbox):
    outbox.put(2)
    hub.wire.down = True
    assert {sender.push_once() for _ in range(20)} == {Sending.DOWN}
    assert outbox.states() == {"waiting": 2}
    assert sender.failures == 0


@pytest.mark.parametrize(
    "code", ["unsigned", "revoked", "unknown_origin", "wrong_signature", "not_allowed"]
)
def test_who_is_not_let_in_waits_and_touches_no_fact(sender, hub, outbox, code):
    outbox.put(2)
    hub.refuses = code
    assert {sender.push_once() for _ in range(20)} == {Sending.PAUSED}
    assert outbox.states() == {"waiting": 2}
    assert set(outbox.batches) == {2}


@pytest.mark.parametrize("code", ["busy", "too_often", "disk_full"])
def test_a_busy_hub_is_waited_for(sender, hub, outbox, code):
    outbox.put(1)
    hub.refuses = code
    assert {sender.push_once() for _ in range(20)} == {Sending.BUSY}
    assert outbox.states() == {"waiting": 1}


def test_a_batch_that_fails_twice_is_halved(sender, hub, outbox):
    outbox.put(8)
    hub.refuses = "malformed"
    for _ in range(6):
        assert sender.push_once() is Sending.FAILED
    assert outbox.batches == [8, 8, 4, 4, 2, 2]


def test_a_fact_that_fails_alone_five_times_is_set_aside(sender, hub, outbox):
    outbox.put(1)
    hub.refuses = "malformed"
    for _ in range(ALONE_FAILS_BEFORE_QUARANTINE):
        assert outbox.states() == {"waiting": 1}
        assert sender.push_once() is Sending.FAILED
    assert outbox.states() == {"quarantined": 1}


@pytest.mark.parametrize("bad", [{1}, {5}, {8}, {1, 2}, {3, 7}, set(range(1, 9))])
def test_bad_facts_are_set_aside_and_all_others_arrive(sender, hub, outbox, bad):
    outbox.put(8)
    hub.chokes_on = bad
    push_until_nothing_waits(sender)
    expected = {"acknowledged": 8 - len(bad), "quarantined": len(bad)}
    assert outbox.states() == {state: n for state, n in expected.items() if n}
    assert hub.have() == 8  # the good ones, and a word for each that does not come


def test_numbers_that_were_given_up_are_no_gap(sender, hub, outbox):
    outbox.put(8)
    hub.chokes_on = {3, 7}
    push_until_nothing_waits(sender)
    row = hub.db.execute("SELECT have, highest FROM heard").fetchone()
    assert tuple(row) == (10, 10)
    assert sqlite_care.gaps(hub.db) == ()


def test_after_bad_luck_batches_grow_again(sender, hub, outbox):
    outbox.put(40)
    hub.chokes_on = {1}
    push_until_nothing_waits(sender)
    outbox.put(60)
    push_until_nothing_waits(sender)
    assert 60 in outbox.batches


def test_a_fact_that_was_damaged_on_the_disk_is_set_aside_not_the_link(sender, hub, outbox):
    outbox.put(3)
    raw = outbox.next(limit=3, limit_bytes=10**6)[1].raw.replace(b"boot-1", b"boot-9")
    outbox.db.execute("UPDATE outbox SET raw = :raw WHERE seq = 2", {"raw": raw})
    push_until_nothing_waits(sender)
    assert outbox.states() == {"acknowledged": 2, "quarantined": 1}


def test_a_hub_that_was_restored_gets_again_what_it_lost(sender, hub, outbox):
    outbox.put(4)
    push_until_nothing_waits(sender)
    hub.db.execute("DELETE FROM inbox WHERE seq > 2")
    hub.db.execute("UPDATE heard SET have = 2, highest = 2")
    outbox.put(1)
    push_until_nothing_waits(sender)
    assert hub.have() == 5
    assert outbox.states() == {"acknowledged": 5}


def test_the_limits_of_size_leave_room_for_the_envelope(outbox, sender, hub):
    for _ in range(12):
        body = used()
        sqlite_outbox.put(outbox.db, writing(SEAT), audience="hub", body=body, sealed=bytes(40_000))
    push_until_nothing_waits(sender)
    assert outbox.states() == {"acknowledged": 12}
    assert HUB.origin != SEAT.origin


@pytest.mark.parametrize(
    ("asked", "waits"),
    [({}, 0), ({"after_s": 7}, 7), ({"after_s": 9999}, 300), ({"after_s": "x"}, 0)],
)
def test_a_busy_hub_says_how_long_to_wait(sender, hub, outbox, monkeypatch, asked, waits):
    outbox.put(1)

    def refuse(*_):
        raise Refusal("busy", **asked)

    with monkeypatch.context() as busy:
        busy.setattr(sender.client, "call", refuse)
        assert sender.push_once() is Sending.BUSY
    assert sender.after_s == waits
    assert sender.push_once() is Sending.SENT
    assert sender.after_s == 0
