"""Facts come late, twice and in any order; what they come to is the same."""

import random

from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import ExchangeMachine, SeatMachine, exam, import_pets, look
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.jobs.parked import retry_parked
from kiosk.protocol.bodies import Decision, Practice, SessionClosed, SessionUsed, Submission
from kiosk.store import checks, ledger_checks, passes, sessions, tasks, training, work

SEATS = (1, 2)
ASSIGNMENTS = [f"assignment-{n}" for n in range(6)]


class Day:
    """Two visitors sit, learn, work and leave; the facts of it, and what they should come to."""

    def __init__(self, folder) -> None:
        self.clock = FakeClock()
        self.hub = make_hub(folder, self.clock, hand_slots=3)
        self.site = World(self.hub, self.clock)
        self.site.operator = self.site.staff()
        self.site.open_shift(self.site.operator)
        self.site.offer()
        import_pets(self.hub)
        for seat in SEATS:
            self.site.station(seat)
        self.machines = {seat: SeatMachine(self.site, seat) for seat in SEATS}
        self.exchange = ExchangeMachine(self.site)
        self.exchange.allot(*ASSIGNMENTS)
        self.visitors, self.sessions, self.dealt = {}, {}, {}
        for seat in SEATS:
            self._sit(seat)
        self.facts = self._facts()

    def _sit(self, seat):
        from kiosk.acts import seating

        visitor = self.site.visitor(f"Visitor {seat}", code=f"00000{seat}")
        session = self.site.start(seat, by=self.site.operator, visitor=visitor).session
        station = self.site.stations[seat]
        self.hub.write(seating.take_session, station=station, session=session, boot_id="boot-1")
        self.visitors[seat], self.sessions[seat] = visitor, session
        self.dealt[seat] = look(self.site, tasks.dealt_to, session)
        self.clock.forward(minutes=20)

    def _facts(self):
        facts = []
        for seat, machine in self.machines.items():
            visitor, session = self.visitors[seat], self.sessions[seat]
            done = [row.slot.assignment for row in self.dealt[seat]][:2]
            bodies = [
                SessionUsed(session, 300, "paused"),
                SessionUsed(session, 300, "resumed"),
                *(
                    Practice(visitor, "pets-e2", "practice", item, {}, True, 1, 0, 1)
                    for item in ("p1", "p2")
                ),
                exam(self.hub, visitor, right=seat == 1),
                *(Submission(session, visitor, name, 1, {"digit": "7"}, 1) for name in done),
                SessionClosed(session, 900 + seat, "finished", tuple(done)),
            ]
            facts += [(machine, machine.say(body)) for body in bodies]
        worked = [row.slot.assignment for row in self.dealt[1]][:2]
        decisions = [Decision(name, "approved", 150, "KES", "", "", 0) for name in worked]
        return facts + [(self.exchange, self.exchange.say(body)) for body in decisions]

    def come_to(self):
        """All that the facts were to change."""
        with self.hub.read() as db:
            return {
                seat: (
                    sessions.by_id(db, self.sessions[seat]).used_s,
                    sessions.by_id(db, self.sessions[seat]).state,
                    sum(p.left_s for p in passes.usable(db, visitor=who, at=self.hub.now())),
                    sorted(training.practised(db, who)),
                    [(a.right, a.passed) for a in training.attempts(db, who)],
                    training.qualifications(db, visitor=who, at=self.hub.now()),
                    sorted(
                        (w.assignment, w.state) for w in work.of_visitor(db, visitor=who, limit=9)
                    ),
                    self.site.balance(f"visitor:{who}"),
                )
                for seat, who in self.visitors.items()
            }

    def problems(self):
        with self.hub.read() as db:
            ledger = ledger_checks.ledger(db)
            assert ledger.balanced
            return [
                *ledger.problems,
                *checks.session_problems(db),
                *checks.work_problems(db),
                *checks.fact_problems(db),
            ]


def expected(day):
    """In order, each once."""
    seats = {}
    for seat, visitor in day.visitors.items():
        done = sorted(row.slot.assignment for row in day.dealt[seat])[:2]
        state = "Approved" if seat == 1 else "Submitted"
        seats[seat] = (
            900 + seat,
            "closed",
            1_800 - 900 - seat,
            [("pets-e2", "practice", "p1"), ("pets-e2", "practice", "p2")],
            [(2, True) if seat == 1 else (0, False)],
            ("pets",) if seat == 1 else (),
            [(name, state) for name in done],
            300 if seat == 1 else 0,
        )
        assert visitor
    return seats


@settings(max_examples=25)
@given(seed=st.integers(0, 10**9), doubles=st.integers(0, 20), at_once=st.integers(1, 8))
def test_facts_in_any_order_and_any_number_come_to_the_same(seed, doubles, at_once):
    chance = random.Random(seed)
    with quick_disk.folder() as folder:
        day = Day(folder)
        coming = day.facts + chance.choices(day.facts, k=doubles)
        chance.shuffle(coming)
        for n in range(0, len(coming), at_once):
            for maker in (*day.machines.values(), day.exchange):
                mine = [signed for who, signed in coming[n : n + at_once] if who is maker]
                if mine:
                    maker.give(*mine)
            day.clock.forward(seconds=chance.randrange(100))
        retry_parked(day.hub, day.hub.now())
        assert day.come_to() == expected(day)
        assert day.problems() == []
        day.hub.close()
