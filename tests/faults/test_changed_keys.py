"""The hub's keys are changed and the power goes in the middle, at every step there is.

Meanwhile a station is away with an answer, the exchange has not heard, and sticks lie in drawers.
In the end every answer is at the exchange once, and the books add up.
"""

from random import Random

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.computer import GRACE, Seat
from fakes.machines import look
from fakes.two_sides import Sides, fresh, only
from faults.forking import Zygote
from station_api.conftest import Line

from kiosk.acts import front_desk
from kiosk.acts.selling import Counter
from kiosk.app import create_app
from kiosk.exchange.queries.standing import facts_now
from kiosk.exchange.store import people
from kiosk.hub_folder import DATABASE, KEYS
from kiosk.link import sqlite_care
from kiosk.protocol.keys import load_keys
from kiosk.rules.refusals import Refusal
from kiosk.store import tasks
from kiosk.verifying import verify_hub
from station_agent import folder as folders
from station_agent.player import work as player

CAFE_LASTS = 20
"""So many changes, then another one opens: a hub holds 64 pairs."""
READ_BEFORE = frozenset({"bundle_known", "bundle_none"})


class Cafe(Sides):
    """A hub with one computer, its exchange, and sticks that are read late."""

    def __init__(self, folder, seed, zygote) -> None:
        super().__init__(folder, FakeClock())
        self.chance, self.zygote, self.turn, self.names = Random(seed), zygote, 0, []
        self.world.operator, self.sticks = self.operator, []
        self.world.offer("day", seconds=10**6)
        grace = self.world.visitor(code=GRACE)
        counter = Counter("day", 10**6, self.operator)
        self.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
        self.line = Line(create_app(self.hub))
        self.computer = Seat(self.world, self.line, folder)
        self.steps = (1, 1)

    def work(self):
        """A task comes, Grace does it, mostly with the hub away."""
        self.computer.wire.up = True
        self.market.post(1, qualification="")
        self.talk()
        self.turn += 1
        self.computer.rounds(15)
        self.computer.sit_down(turn=self.turn)
        self.computer.rounds(15)
        self.computer.wire.up = self.chance.random() < 0.3
        with self.hub.read() as db:
            (terms, *_) = tasks.open_terms(db, limit=9)
        name = player.accept(self.computer.agent, terms.hit_type)
        told = {"answer": {"digit": "7"}, "request_id": f"1{self.turn:031}"}
        player.submit(self.computer.agent, name, **told)
        self.computer.agent.finish()
        self.computer.rounds(6)
        self.names.append(name)

    def change(self):
        """The keys change, and the power goes before the step that chance says."""
        before = self.hub.keys
        self.hub.close()
        began, ended = self.steps
        at = self.chance.randrange(began, ended + 1) if self.chance.random() < 0.7 else 0
        process = self.zygote.start(
            *(self.hub.folder, self.clock.now(), at or self.chance.randrange(1, ended + 1)),
            log=self.folder / "log",
        )
        process.until("ended ")
        process.wait()
        held = load_keys(self.hub.folder / KEYS)
        assert held.origins in {before.origins, (held.origin, *before.origins)}
        self.restarted()

    def measure(self):
        """A change that nothing cuts off: how many steps it has."""
        self.hub.close()
        process = self.zygote.start(self.hub.folder, self.clock.now(), 0, log=self.folder / "log")
        said = process.until("began "), process.until("ended ")
        process.wait()
        assert all(said), (said, process.last_words())
        self.steps = tuple(int(line.split()[-1]) for line in said)
        self.restarted()

    def restarted(self):
        self.start_again()
        self.line.app = create_app(self.hub)
        self.clock.forward(seconds=1)

    def talk(self):
        """The network to the exchange is there for a moment."""
        self.connect()
        super().talk()

    def carry(self):
        """A stick is written; some that lie there are read, in any order, also much later."""
        self.sticks.append(("up", only(self.write(fresh(self)))))
        down = fresh(self)
        self.exchange_writes(down)
        self.sticks.append(("down", down))
        self.chance.shuffle(self.sticks)
        while self.sticks and self.chance.random() < 0.4:
            self._read(*self.sticks.pop())

    def _read(self, way, path):
        try:
            (self.exchange_reads if way == "up" else self.read)(path)
        except Refusal as refusal:
            if refusal.code == "bundle_of_stranger":  # nobody has told of the keys of between
                assert way == "up"
            elif refusal.code not in READ_BEFORE:
                raise

    def step(self):
        self.work()
        if self.chance.random() < 0.5:
            self.carry()
        self.change()
        if self.chance.random() < 0.5:
            self.carry()
        if self.chance.random() < 0.3:
            self.talk()
        self.computer.wire.up = self.chance.random() < 0.5
        self.computer.rounds(20)

    def end(self):
        self.computer.wire.up = True
        self.computer.rounds(120)
        self.talk()
        for way, path in self.sticks:
            self._read(way, path)
        self.talk()
        self.computer.rounds(30)

    def close(self):
        self.computer.stop()
        super().close()


def check(cafe):
    keys = cafe.hub.keys
    pinned = folders.load_machine(cafe.computer.folder).hub
    assert (pinned.public_signing, pinned.public_sealing) == (
        keys.public_signing,
        keys.public_sealing,
    )
    assert (cafe.computer.agent.waiting(), cafe.waiting()) == (0, 0)
    assert look(cafe.world, sqlite_care.gaps) == ()
    assert [cafe.market.state(name) for name in cafe.names] == ["Submitted"] * len(cafe.names)
    with cafe.exchange.read() as db:
        assert facts_now(db).gaps == ()
        known = people.hub_of(db, keys.origin)
    assert (known.origin, known.public_signing) == (keys.site, keys.public_signing)
    cafe.market.adds_up()
    assert verify_hub(cafe.hub.folder / DATABASE)["problems"] == []


@pytest.fixture
def cafes():
    """Cafés of this test, each closed before the next opens."""
    with Zygote("faults.killed_change:run") as zygote:
        yield lambda folder, seed: Cafe(folder, seed, zygote)


def test_a_change_of_keys_cut_off_anywhere_loses_no_answer(rounds, cafes):
    for seed in rounds("changed_keys", each=CAFE_LASTS):
        with quick_disk.folder() as folder:
            cafe = cafes(folder, seed)
            try:
                cafe.measure()
                for _ in range(CAFE_LASTS):
                    cafe.step()
                cafe.end()
                check(cafe)
            finally:
                cafe.close()
