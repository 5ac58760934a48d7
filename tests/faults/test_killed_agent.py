"""The agent of a seat is killed while its visitor works, and while it starts.

One browser answers tasks, practises, sits an exam, leaves drafts half typed and buys time; another part
of the page looks at the bar; the agent renews its lease and sends facts. The hub is away now and then,
and loses answers. What a page called saved is on the disk of the dead agent. In the end the hub has
heard each thing once, the session went on all the time, and its seconds are those of the boot's clock.
"""

import sqlite3
import time
from contextlib import closing
from random import Random

import pytest
from fakes import quick_disk
from fakes.loopback_hub import HubOnLoopback
from faults.forking import Zygote
from faults.killed_visit import (
    ACCOUNT_MINOR,
    BOUGHT_S,
    BUYS,
    PAID_S,
    PRICE_MINOR,
    VISITOR,
    Hub,
    Visit,
    furnish,
)
from faults.killing import A_DAY_S, Mortal

from kiosk.clock import SystemClock
from station_agent.folder import enrol_station

KILLS = 5
"""In one visit; each visit is another seat's."""
SAVED_WITHIN_S = 5
LATE_IMPORTS = ("station_agent.running", "station_agent.app", "waitress", "flask")
PROOFS = {
    "page": "SELECT 1",
    "saved": "SELECT 1 FROM slot WHERE assignment = ? AND state = 'submitted'",
}


@pytest.fixture(scope="module")
def zygote():
    with Zygote("station_agent.cli:station_agent", *LATE_IMPORTS) as made:
        yield made


class Seat:
    """A seat in a folder, its hub, its visitor."""

    def __init__(self, zygote, folder, seed) -> None:
        self.zygote, self.folder, self.chance = zygote, folder, Random(seed)
        self.hub = Hub(SystemClock())
        self.wire = HubOnLoopback(self.hub)
        (folder / "memory").mkdir()
        enrol_station(folder / "station", self.hub, url=self.wire.url, code=self.hub.code)
        furnish(self.hub)
        self.visit = Visit(self.hub, Random(seed + 1))
        scripts = [self.visit.visits(), self.visit.looks()]
        self.mortal = Mortal(self.start, scripts, self.look, self.ready)

    def start(self):
        own = {"KIOSK_DRAFT_FOLDER": str(self.folder / "memory"), "KIOSK_BALLAST_BYTES": "65536"}
        told = ("run", "--data", self.folder / "station", "--port", "0")
        return self.zygote.start(*told, log=self.folder / "log", environ=own)

    def ready(self, said):
        self.visit.url = said.split()[-1]

    def look(self, proofs):
        """What a page called saved is on the disk of the dead agent."""
        with closing(sqlite3.connect(self.folder / "station" / "station.sqlite")) as db:
            for kind, *of in proofs:
                assert kind == "page" or db.execute(PROOFS[kind], of).fetchone(), (kind, of)
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)

    def die(self):
        self.hub.up = self.chance.random() < 0.7
        self.hub.lose_answers = self.chance.randrange(3)
        self.mortal.die(self.chance)

    def end(self):
        """The hub is there; everything is asked to its end, told, and the visitor goes."""
        self.hub.up, self.hub.lose_answers = True, 0
        self.mortal.finish()
        self._until(lambda: len(self.hub.bodies("submission")) >= len(self.visit.saved))
        self._until(lambda: self.hub.bodies("exam"))
        self.visit.leave()
        self._until(lambda: self.hub.bodies("session_closed"))

    def _until(self, holds):
        ends = time.monotonic() + A_DAY_S
        while not holds():
            assert time.monotonic() < ends, self.hub.heard
            time.sleep(0.01)

    def close(self):
        self.mortal.close()
        self.wire.close()


def assert_each_was_heard_once(seat):
    hub, visit = seat.hub, seat.visit
    came = [body.assignment for body in hub.bodies("submission")]
    assert sorted(came) == sorted(visit.saved) == sorted(visit.asked)
    for body in hub.bodies("submission"):
        assert body.answer == {"text": f"all of {body.assignment}"}
    (exam,) = hub.bodies("exam")
    assert set(exam.answers) == set(visit.exam) == {"x1", "x2"}
    assert len(hub.bought) == BUYS
    assert hub.records[VISITOR].balance_minor == ACCOUNT_MINOR - BUYS * PRICE_MINOR
    assert len(hub.sessions) == 1
    assert hub.sessions["session-1"]["seconds"] == PAID_S + BUYS * BOUGHT_S


def assert_seconds_are_the_clocks(seat):
    """Not one more than it can have been, and only the last unsaved ones fewer."""
    (closed,) = seat.hub.bodies("session_closed")
    before, after = seat.visit.opened_at
    assert closed.used_s <= seat.visit.left_at[1] - before + 1
    assert closed.used_s >= seat.visit.left_at[0] - after - SAVED_WITHIN_S


def test_an_agent_killed_at_its_work_loses_nothing_and_sends_nothing_twice(rounds, zygote):
    for seed in rounds("killed_agent", each=KILLS):
        with quick_disk.folder() as folder, closing(Seat(zygote, folder, seed)) as seat:
            for _ in range(KILLS):
                seat.die()
            seat.end()
            assert_each_was_heard_once(seat)
            assert_seconds_are_the_clocks(seat)
