import pytest
from link.shelves import HUB, SEAT, STRANGER, Wire, client, fact, shelf, used, writing

from kiosk.link import puller, receiver, sqlite_inbox, sqlite_outbox
from kiosk.link.client import LinkDownError
from kiosk.link.puller import pull_all, pull_once, pull_path
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.codec import pack
from kiosk.protocol.sync import Feed, Kept, Pulled, Sent
from kiosk.rules.refusals import Refusal

NOW = 1_795_300_000_000


class Hub:
    """Has facts for one station."""

    def __init__(self, batch=3) -> None:
        self.db, self.batch, self.served = shelf(), batch, []
        self.wire = Wire(self.serve)

    def put(self, facts=1):
        for n in range(facts):
            sqlite_outbox.put(self.db, writing(), audience="station", body=used(n))

    def serve(self, method, path, body):
        query = dict(part.split("=") for part in path.partition("?")[2].split("&"))
        self.served.append((query["epoch"], int(query["after"])))
        feed = sqlite_outbox.feed(self.db, "station") or Feed("", 0)
        facts = sqlite_outbox.after(
            self.db,
            audience="station",
            epoch=query["epoch"],
            seq=int(query["after"]),
            limit=self.batch,
            limit_bytes=10**6,
        )
        return pack(Pulled(feed, facts))


class Station:
    def __init__(self, hub) -> None:
        self.db, self.client, self.taken = shelf(), client(hub.wire), []

    def kept(self):
        return sqlite_inbox.latest_kept(self.db, HUB.origin)

    def take(self, facts):
        receiver.take(SqliteInbox(self.db), NOW, facts, self.apply)

    def apply(self, signed):
        self.taken.append(signed.fact.seq)
        return ""

    def pull(self):
        return pull_all(
            self.client, public_key=HUB.public_signing, kept=self.kept(), take=self.take
        )


@pytest.fixture
def hub():
    return Hub()


@pytest.fixture
def station(hub):
    return Station(hub)


@pytest.mark.parametrize(
    ("kept", "path"),
    [
        (None, "/sync/v1/pull?epoch=&after=0"),
        (Kept("a", "ff", 7), "/sync/v1/pull?epoch=ff&after=7"),
    ],
)
def test_the_path_asks_for_what_comes_after_what_we_have(kept, path):
    assert pull_path(kept) == path


def test_everything_is_pulled_in_batches_and_nothing_twice(hub, station):
    hub.put(7)
    assert station.pull() == 3
    assert station.pull() == 0
    hub.put(1)
    assert station.pull() == 1
    assert station.taken == list(range(1, 9))


def test_a_pull_that_is_cut_goes_on_where_it_was(hub, station):
    hub.put(7)
    honest = hub.wire.send

    def cut_after_two(*asked):
        if len(hub.served) == 2:
            raise LinkDownError("cut")
        return honest(*asked)

    hub.wire.send = cut_after_two
    with pytest.raises(LinkDownError):
        station.pull()
    hub.wire.send = honest
    station.pull()
    assert station.taken == list(range(1, 8))


def test_a_hub_that_was_restored_begins_anew_and_everything_new_arrives(hub, station):
    hub.put(4)
    station.pull()
    sqlite_outbox.start_new_epochs(hub.db)
    hub.put(2)
    station.pull()
    assert station.taken == [1, 2, 3, 4, 1, 2]
    assert station.kept().have == 2
    assert station.pull() == 0


def test_what_was_taken_is_kept_before_the_cursor_moves(hub, station):
    hub.put(2)

    def fail(facts):
        raise Refusal("busy")

    with pytest.raises(Refusal, match="busy"):
        pull_once(station.client, public_key=HUB.public_signing, kept=None, take=fail)
    station.pull()
    assert station.taken == [1, 2]


def serving(*facts):
    sent = tuple(Sent(one.raw, one.signature) for one in facts)
    return Wire(lambda *_: pack(Pulled(Feed("ff", 1), sent)))


@pytest.mark.parametrize("maker", [SEAT, STRANGER])
def test_facts_that_are_not_by_the_hub_are_refused(maker):
    with pytest.raises(Refusal, match="unknown_origin"):
        pull_once(
            client(serving(fact(maker=maker))),
            public_key=HUB.public_signing,
            kept=None,
            take=lambda _: pytest.fail("taken"),
        )


def test_what_is_no_feed_is_malformed():
    with pytest.raises(Refusal, match="malformed"):
        pull_once(
            client(Wire(lambda *_: b"no feed")),
            public_key=HUB.public_signing,
            kept=None,
            take=lambda _: pytest.fail("taken"),
        )


def test_a_feed_that_never_ends_is_left_after_some_rounds(monkeypatch):
    monkeypatch.setattr(puller, "ROUNDS_LIMIT", 4)
    wire = serving(fact(maker=HUB))
    rounds = pull_all(client(wire), public_key=HUB.public_signing, kept=None, take=lambda _: None)
    assert rounds == 4
