"""The exchange was away for a week, and fifty thousand answers wait: they go in steps of one cost."""

import threading
import tracemalloc
from contextlib import contextmanager

from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine
from link.shelves import Wire, shelf

from kiosk.jobs.exchange_jobs import BATCHES_A_RUN, send_to_exchange
from kiosk.link import receiver, sqlite_outbox
from kiosk.link.sqlite_inbox import SqliteInbox
from kiosk.protocol.bodies import HubSubmission
from kiosk.protocol.codec import encode
from kiosk.protocol.sync import PUSH_FACTS_LIMIT, PUSH_PATH

ANSWERS = 50_000
WEEK_S = 7 * 86_400
STEPS_COUNTED_BY = 1000
MEMORY_MOST_BYTES = 20 * 1024 * 1024
"""Of one run; the whole hub may have 150 MB."""


class Exchange:
    """Takes facts once and says its word to each."""

    def __init__(self, world) -> None:
        self.keys = ExchangeMachine(world).keys
        self.hub, self.now, self.db = world.hub, world.clock.now, shelf()
        wire = Wire(self.serve, host=self.keys, peers=(world.hub.keys,))
        world.hub.line.connect(wire, world.hub.keys, public_key=self.keys.public_signing)
        self.wire = wire

    def serve(self, method, path, body):
        assert (method, path) == ("POST", PUSH_PATH)
        facts = receiver.open_batch(body, public_key=self.hub.keys.public_signing)
        return encode(receiver.take(SqliteInbox(self.db), self.now(), facts, lambda _: "accepted"))

    def heard(self):
        return self.db.execute("SELECT count(*), count(DISTINCT seq) FROM inbox").fetchone()


def put_answers(db, now, *, site, first, count):
    for n in range(first, first + count):
        body = HubSubmission(
            f"assignment-{n}", "A1", 1, f"{'ab' * 16}/{'cd' * 8}/{n + 1}", "ef" * 32, "{}", 1, 1
        )
        sqlite_outbox.put(db, site.writing(now), audience="exchange", body=body)


@contextmanager
def steps_counted(hub):
    """The work of the hub's SQLite, in its own steps: the same for the same rows on any machine."""
    counted = {"steps": 0}
    lock = threading.Lock()

    def step():
        with lock:
            counted["steps"] += STEPS_COUNTED_BY

    def watch(db, now, *, how):
        hub._writer._db.set_progress_handler(how, STEPS_COUNTED_BY)

    hub.write(watch, how=step)
    with hub.readers.read() as db:
        db.set_progress_handler(step, STEPS_COUNTED_BY)
    yield counted
    hub.write(watch, how=None)


def waiting(hub):
    with hub.read() as db:
        return sqlite_outbox.waiting(db, "exchange")


def drain(hub, exchange):
    """All that waits goes; the work of each run."""
    works = []
    while True:
        before = exchange.heard()[0]
        with steps_counted(hub) as counted:
            send_to_exchange(hub, hub.now())
        if exchange.heard()[0] == before:
            return works
        works.append(counted["steps"])


def test_fifty_thousand_answers_go_after_a_week_each_once_and_at_one_cost(rounds):
    for _ in rounds("long_away", each=ANSWERS):
        with quick_disk.folder() as folder:
            hub = make_hub(folder, FakeClock())
            try:
                all_go(World(hub, hub.clock))
            finally:
                hub.close()


def all_go(world):
    hub, exchange = world.hub, Exchange(world)
    exchange.wire.down = True
    for first in range(0, ANSWERS, 1000):
        hub.write(put_answers, first=first, count=1000)
        send_to_exchange(hub, hub.now())
    world.clock.forward(seconds=WEEK_S)
    assert (waiting(hub), exchange.heard()[0]) == (ANSWERS, 0)
    exchange.wire.down = False
    tracemalloc.start()
    send_to_exchange(hub, hub.now())
    first_most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    works = drain(hub, exchange)
    assert waiting(hub) == 0
    assert tuple(exchange.heard()) == (ANSWERS, ANSWERS)
    a_run = BATCHES_A_RUN * PUSH_FACTS_LIMIT
    assert len(works) == ANSWERS // a_run - 1
    assert first_most < MEMORY_MOST_BYTES
    assert max(works) < 1.2 * min(works), works  # the last thousand cost what the first did
