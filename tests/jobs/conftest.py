"""A hub and an exchange with a wire between them that a test cuts."""

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import EPOCH, ExchangeMachine, SeatMachine
from link.shelves import Wire, shelf

from kiosk.link import receiver
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.bodies import ParkedError
from kiosk.protocol.codec import encode, pack
from kiosk.protocol.sync import BLOB_PATH, PULL_PATH, PUSH_PATH, Feed, Pulled, Sent
from kiosk.rules.refusals import Refusal


class Exchange(ExchangeMachine):
    """Answers the hub over a wire; `word` is what it says to an answer."""

    def __init__(self, world) -> None:
        super().__init__(world)
        self.db, self.word, self.parks = shelf(), "accepted", False
        self.feed, self.blobs, self.pulls = [], {}, []
        self.wire = Wire(self.serve, host=self.keys, peers=(world.hub.keys,))
        world.hub.line.connect(self.wire, world.hub.keys, public_key=self.keys.public_signing)

    def serve(self, method, path, body):
        if path == PUSH_PATH:
            return encode(self.take(body))
        if path.startswith(PULL_PATH):
            return pack(self.pulled(path))
        name = path.removeprefix(BLOB_PATH)
        if name not in self.blobs:
            raise Refusal("not_found", what="blob")
        return self.blobs[name]

    def take(self, body):
        facts = receiver.open_batch(body, public_key=self.world.hub.keys.public_signing)
        return receiver.take(SqliteInbox(self.db), self.world.clock.now(), facts, self.apply)

    def apply(self, signed):
        if self.parks:
            raise ParkedError("later")
        return self.word

    def pulled(self, path):
        query = dict(part.split("=") for part in path.partition("?")[2].split("&"))
        after = int(query["after"]) if query["epoch"] == EPOCH else 0
        self.pulls.append(after)
        facts = self.feed[after : after + 2]
        return Pulled(
            Feed(EPOCH, len(self.feed)), tuple(Sent(one.raw, one.signature) for one in facts)
        )

    def has_for_the_hub(self, *bodies, blobs=()):
        self.feed += [self.say(body, blobs=blobs) for body in bodies]

    def heard(self):
        return self.db.execute("SELECT count(*) FROM inbox").fetchone()[0]


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = World(make_hub(folder, clock), clock)
        world.operator = world.staff()
        world.open_shift(world.operator)
        world.offer()
        world.station(1)
        yield world
        world.hub.close()


@pytest.fixture
def exchange(site):
    return Exchange(site)


@pytest.fixture
def seat_1(site):
    return SeatMachine(site, 1)
