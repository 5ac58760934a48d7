"""Stations are removed, by mistake or for good reason, and come in again with new keys, at any moment.

A walk of chance: Grace works with the hub there and away, staff remove the computer, it comes in
again, answers are lost on the way, the power goes in the middle of the new keys. At the end every
answer is there once, and is paid once.
"""

from contextlib import suppress
from random import Random

import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.computer import GRACE, Cut, Seat, cut_at
from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine, look, told
from flask import Flask
from station_api.conftest import Line

from kiosk.acts import front_desk, removed_stations, station_link
from kiosk.acts.selling import Counter
from kiosk.jobs.parked import retry_parked
from kiosk.link import sqlite_care
from kiosk.link.client import LinkDownError
from kiosk.protocol.bodies import HubSubmission
from kiosk.rules.refusals import Refusal
from kiosk.station_api.beat_door import BeatDoor
from kiosk.station_api.doors import doors
from kiosk.store import held, sessions, stations, work
from station_agent.states import State

STEPS = 20
TASKS = 60


class Walk:
    """One computer, its café, and what chance does to them."""

    def __init__(self, folder, seed) -> None:
        self.chance, self.turn, self.answered = Random(seed), 0, []
        self.site = World(make_hub(folder / "hub", clock := FakeClock()), clock)
        self.site.operator = self.site.staff()
        self.site.open_shift(self.site.operator)
        self.site.offer("day", seconds=80_000)
        self.grace = self.site.visitor(code=GRACE)
        counter = Counter("day", 10**6, self.site.operator)
        self.site.hub.write(front_desk.sell_pass, visitor=self.grace, counter=counter)
        exchange = ExchangeMachine(self.site)
        exchange.allot(*(f"assignment-{n}" for n in range(TASKS)), until_s=10**6)
        self.seat = Seat(self.site, Line(self._app()), folder)

    def _app(self):
        app = Flask("doors")
        app.extensions["hub"] = self.site.hub
        app.register_blueprint(doors)
        app.wsgi_app = BeatDoor(self.site.hub, app.wsgi_app)
        return app

    @property
    def deeds(self):
        return (*[self.work] * 4, self.remove, self.come_again, self.line, self.kill, self.wait)

    def step(self, monkeypatch):
        self.power = monkeypatch
        self.chance.choice(self.deeds)()

    def work(self):
        """Grace does a task, the hub may go away in the middle of it."""
        self.turn += 1
        with suppress(Refusal):  # locked for good, the hub is away, or nothing is in her hand
            self.seat.sit_down(turn=self.turn)
            self.seat.wire.up = self.chance.random() < 0.5
            self.answered.append(self.seat.answer(turn=self.turn))
        if self.seat.agent.state is not State.LOCKED:
            self.seat.agent.finish()
            self.seat.rounds(3)

    def line(self):
        self.seat.wire.up = not self.seat.wire.up
        self.seat.rounds(self.chance.randrange(40))

    def wait(self):
        self.seat.rounds(self.chance.randrange(60))

    def kill(self):
        self.seat.stop()
        self.seat.start()

    def settle(self):
        """The desk ends what it believes is open here."""
        if look(self.site, sessions.open_at, self._at_seat()) is not None:
            self.site.hub.write(front_desk.settle_lost_session, seat=3, by=self.site.operator)

    def _at_seat(self):
        return look(self.site, stations.seat, 3).station or ""

    def remove(self):
        self.settle()
        if station := self._at_seat():
            told_why = {"station": station, "by": "naomi", "reason": "gone"}
            self.site.hub.write(station_link.revoke_station, **told_why)

    def come_again(self):
        """With the answer lost or the power gone in the middle of it; the code is typed once more."""
        self.settle()
        self.seat.stop()
        code, self.seat.wire.up = self.site.enrol_code(3), True
        self.seat.wire.lose = self.chance.random() < 0.3
        with self.power.context() as power:
            cut_at(power, self.chance.randrange(1, 14))
            with suppress(Cut, LinkDownError):
                self.seat.enrol_again(code)
        self.seat.wire.lose = False
        if self.chance.random() < 0.5:
            self.seat.start()
            self.seat.stop()
        with suppress(Refusal):  # it had come to its end
            self.seat.enrol_again(code)
        self.seat.start()

    def end(self, monkeypatch):
        """All links are there, staff take over what was held, and nothing waits anywhere."""
        self.power = monkeypatch
        self.come_again()
        self.seat.rounds(120)
        for one in {(row.station, row.came) for row in look(self.site, held.waiting)}:
            asked = {"station": one[0], "came": one[1], "by": "naomi"}
            self.site.hub.write(removed_stations.take_held, **asked)
        retry_parked(self.site.hub, self.site.hub.now())


def came(db):
    rows = db.execute("SELECT state, code FROM inbox WHERE type = 'submission'")
    return [(row["state"], row["code"]) for row in rows]


@pytest.fixture
def walk():
    walks = []

    def begin(folder, seed):
        walks.append(Walk(folder, seed))
        return walks[-1]

    yield begin
    for one in walks:
        one.seat.stop()
        one.site.hub.close()


def test_no_answer_of_a_removed_or_renewed_station_is_lost_or_counts_twice(
    rounds, walk, monkeypatch
):
    answers = 0
    for seed in rounds("new_keys"):
        with quick_disk.folder() as folder:
            one = walk(folder, seed)
            for _ in range(STEPS):
                one.step(monkeypatch)
            one.end(monkeypatch)
            check(one)
            answers += len(one.answered)
    assert answers


def check(one):
    site, seat = one.site, one.seat
    assert seat.agent.waiting() == 0
    assert not seat.agent.removal.is_so
    assert look(site, sqlite_care.gaps) == ()
    facts = look(site, came)
    assert len(facts) == len(one.answered)
    done = {"assignment_done"}  # given to her again when the computer was removed, and done twice
    assert {code for state, code in facts if state != "applied"} <= done
    names = sorted(set(one.answered))
    assert all(look(site, work.by_assignment, name).visitor == one.grace for name in names)
    sent = [body for body in told(site, "exchange") if isinstance(body, HubSubmission)]
    assert sorted(body.assignment for body in sent) == names
