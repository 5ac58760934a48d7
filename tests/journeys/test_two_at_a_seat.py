"""Two learners at one seat, the hub and the station real: signed in, cut off, killed, examined."""

from pathlib import Path

import pytest
from fakes.bad_network import GOOD
from fakes.machines import look
from journeys.desk import operator
from journeys.journey import Journey
from journeys.seat import GOLD
from journeys.seeds import seeded
from journeys.small_site import CODES, PIN, memory_folder

from kiosk.acts import classes, front_desk, meetings, people, seat_sharing
from kiosk.acts.selling import Counter as Till
from kiosk.hub import new_request_id
from kiosk.queries import rooms
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.store import sharers, training, visitors
from station_agent.player import editions, learning, together
from station_agent.player.standing import standing

pytestmark = pytest.mark.journey
GRACE, OTIENO, STRANGER = CODES.values()


class Site:
    """Grace sits at seat 1 while her class meets, in which Otieno is too."""

    def __init__(self, journey) -> None:
        self.journey = journey
        self.now = journey.hub.now()
        self.mentor = operator(journey)
        self.grace, self.otieno = self.visitor(GRACE), self.visitor(OTIENO)
        self._meet()
        till = Till("half-hour", 4000, self.mentor)
        journey.hub.write(front_desk.start_session, seat=1, counter=till, visitor=self.grace)
        self.until(lambda: self.agent.sitting.kept is not None)
        self.until(lambda: bool(editions.modules(self.agent)))

    @property
    def agent(self):
        return self.journey.agents[1]

    @property
    def module(self):
        return editions.module(self.agent, "pets")

    def visitor(self, code):
        return look(self.journey, visitors.by_code, code).id

    def until(self, is_so):
        for _ in range(120):
            if is_so():
                return
            self.journey.pass_time(1)
        raise AssertionError("it never came")

    def sign_in(self, code=OTIENO, pin=PIN):
        return together.sit_beside(self.agent, code=code, pin=pin)

    def learn(self):
        """All that comes before the exam, right."""
        while (up := together.next_up(self.agent, self.module).here).step.kind.value != "exam":
            if up.item is None:
                learning.read_step(self.agent, self.module, up.step.id)
            else:
                learning.answer_practice(
                    self.agent,
                    self.module,
                    step_id=up.step.id,
                    item_id=up.item.id,
                    answer=GOLD[up.item.id],
                    request_id=new_request_id(),
                )

    def sit_exam(self, visitor):
        attempt = standing(self.agent, self.module, visitor).exam.attempt
        while (at := standing(self.agent, self.module, visitor).here) is not None:
            if at.item is None:
                return
            learning.answer_exam(
                self.agent,
                self.module,
                attempt=attempt,
                item_id=at.item.id,
                answer=GOLD[at.item.id],
            )

    def passed(self, visitor):
        return [one.passed for one in look(self.journey, training.attempts, visitor)]

    def beside(self):
        return [one.name for one in look(self.journey, sharers.all_now)]

    def _meet(self):
        hub = self.journey.hub
        mentor = hub.write(
            people.add_staff,
            sign_in="joy",
            name="Joy Wanjiru",
            role="mentor",
            password_hash="none",
            by="test",
        )
        draft = classes.ClassDraft("Morning group", mentor, shares_seats=True)
        self.made = hub.write(classes.make_class, draft=draft, by=mentor)
        for visitor in (self.grace, self.otieno):
            hub.write(classes.add_member, class_id=self.made, visitor=visitor, by=mentor)
        spans = ((self.now, later(self.now, seconds=3600)),)
        told = {"class_id": self.made, "spans": spans, "seats": (), "by": mentor}
        self.meeting = hub.write(meetings.add_meetings, **told)[0]


@pytest.fixture
def site():
    with memory_folder() as folder, seeded(27):
        journey = Journey(27, Path(folder))
        for line in journey.lines.values():
            line.odds = GOOD
        yield Site(journey)
        journey.close()


def test_who_forgot_their_pin_is_let_in_by_the_mentor(site):
    told = {"seat": 1, "visitor": site.otieno, "by": site.mentor}
    site.journey.hub.write(seat_sharing.seat_beside, **told)
    site.until(lambda: len(together.learners(site.agent)) == 2)
    assert together.learners(site.agent)[1].name == "Otieno Oduor"
    together.leave(site.agent)
    site.until(lambda: site.beside() == [])
    site.journey.hub.write(seat_sharing.seat_beside, **told)  # they come back
    site.until(lambda: len(together.learners(site.agent)) == 2)


def test_two_learn_at_a_seat_that_is_cut_off_and_killed(site):
    with pytest.raises(Refusal, match="seat_stranger"):
        site.sign_in(STRANGER)
    with pytest.raises(Refusal, match="wrong_pin"):
        site.sign_in(pin="0000")
    assert site.sign_in().visitor == site.otieno
    assert site.beside() == ["Otieno Oduor"]
    rows = look(
        site.journey, rooms.learners, site.journey.hub.now(), heard={}, zone="", lost_after_s=60
    )
    assert [(row.name, row.beside) for row in rows] == [("Grace Muthoni", "Otieno Oduor")]
    site.learn()
    site.journey.crash(1)
    assert [one.name for one in together.learners(site.agent)] == ["Grace Muthoni", "Otieno Oduor"]
    together.name_exam(site.agent, site.module, number=1)
    site.sit_exam(site.otieno)
    site.until(lambda: site.passed(site.otieno) == [True])
    assert site.passed(site.grace) == []
    site.until(lambda: standing(site.agent, site.module, site.otieno).exam.state == "passed")
    site.sit_exam(site.grace)
    site.until(lambda: site.passed(site.grace) == [True])
    together.leave(site.agent)
    site.until(lambda: site.beside() == [])
    site.agent.finish()
    site.until(lambda: site.agent.waiting() == 0)
    site.journey.hub.write(meetings.take_attendance)
    row = look(site.journey, meetings.known, site.meeting)
    there = look(site.journey, meetings.there, site.journey.hub.now(), row)
    assert set(there) <= {site.grace, site.otieno}
