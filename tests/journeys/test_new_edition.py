"""A new edition comes to hub and stations in the middle of an exam: it is finished as it was begun."""

from pathlib import Path

import pytest
from fakes.bad_network import GOOD
from fakes.machines import import_pets
from journeys.desk import operator
from journeys.journey import Journey
from journeys.seat import GOLD
from journeys.seeds import seeded
from journeys.small_site import CODES, memory_folder
from rules.module_samples import ROWS

from kiosk.acts import front_desk
from kiosk.acts.selling import Counter as Till
from kiosk.rules.modules import attempt_id
from kiosk.store import training, visitors
from station_agent.player import editions, learning
from station_agent.player.standing import standing
from station_agent.states import State

pytestmark = pytest.mark.journey
GRACE, OTIENO = "Grace Muthoni", "Otieno Oduor"
OLD, NEW = "pets-e2", "pets-e3"


@pytest.fixture
def journey():
    """A site whose lines are good."""
    with memory_folder() as folder, seeded(12):
        journey = Journey(12, Path(folder))
        for line in journey.lines.values():
            line.odds = GOOD
        seconds(journey, 10)
        yield journey
        journey.close()


def seconds(journey, count):
    for _ in range(count):
        journey.pass_time(1)


def sit_down(journey, seat, who):
    till = Till("half-hour", 4000, operator(journey))
    journey.hub.write(
        front_desk.start_session, seat=seat, counter=till, visitor=visitor_of(journey, who)
    )
    while journey.agents[seat].state is State.LOCKED:
        journey.pass_time(1)


def now_at(journey, seat):
    agent = journey.agents[seat]
    return standing(agent, editions.module(agent, "pets"))


def do(journey, seat, times):
    """The next steps, items and questions, all of them right."""
    agent = journey.agents[seat]
    for _ in range(times):
        now = now_at(journey, seat)
        step, item = now.here.step, now.here.item
        if item is None:
            learning.read_step(agent, now.module, step.id)
        elif step.kind == "exam":
            learning.answer_exam(
                agent,
                now.module,
                attempt=now.exam.attempt,
                item_id=item.id,
                answer=GOLD[item.id],
            )
        else:
            learning.answer_practice(
                agent,
                now.module,
                step_id=step.id,
                item_id=item.id,
                answer=GOLD[item.id],
                request_id=f"{item.id} at {seat} in {now.module.edition}",
            )


def bring_the_next(journey):
    """Other questions in the exam, and another one first among the practice."""
    rows = ROWS.replace("x1,", "y1,").replace("x2,", "y2,").replace("x3,", "y3,")
    import_pets(journey.hub, edition=3, rows=rows, tries=None)
    seconds(journey, 20)
    assert all(NEW in agent.library.here() for agent in journey.agents.values())


def visitor_of(journey, who):
    with journey.hub.read() as db:
        return visitors.by_code(db, CODES[who]).id


def attempts_of(journey, who):
    visitor = visitor_of(journey, who)
    with journey.hub.read() as db:
        return training.attempts(db, visitor)


@pytest.mark.parametrize("seat", [1, 2], ids=["same seat", "other seat"])
def test_an_exam_goes_on_with_its_edition_and_counts(journey, seat):
    sit_down(journey, 1, GRACE)
    do(journey, 1, 4)  # a step, two items, the first of two questions
    attempt = now_at(journey, 1).exam.attempt
    bring_the_next(journey)
    journey.agents[1].finish()
    seconds(journey, 10)
    sit_down(journey, seat, GRACE)
    now = now_at(journey, seat)
    assert (now.module.edition, now.exam.state, now.exam.attempt) == (OLD, "open", attempt)
    do(journey, seat, 1)
    seconds(journey, 20)
    (kept,) = attempts_of(journey, GRACE)
    assert (kept.id, kept.edition, kept.right, kept.passed) == (attempt, OLD, 2, True)
    assert now_at(journey, seat).exam.state == "passed"
    do(journey, seat, 1)  # the last step
    assert now_at(journey, seat).module.edition == NEW


def test_a_half_done_module_goes_on_and_the_next_visitor_gets_the_new_one(journey):
    sit_down(journey, 1, GRACE)
    do(journey, 1, 2)
    bring_the_next(journey)
    sit_down(journey, 2, OTIENO)
    assert (now_at(journey, 1).module.edition, now_at(journey, 2).module.edition) == (OLD, NEW)
    do(journey, 1, 4)
    seconds(journey, 20)
    (kept,) = attempts_of(journey, GRACE)
    assert (kept.edition, kept.passed) == (OLD, True)
    assert kept.id == attempt_id(visitor=kept.visitor, edition=OLD, try_number=1)


def test_a_station_that_comes_later_has_the_older_edition_too(journey):
    """It was off while the first edition was begun, and all of both comes at once."""
    journey.lines[2].up = False
    sit_down(journey, 1, GRACE)
    do(journey, 1, 4)
    import_pets(journey.hub, edition=3, tries=None)
    journey.agents[1].finish()
    seconds(journey, 10)
    journey.lines[2].up = True
    seconds(journey, 30)
    sit_down(journey, 2, GRACE)
    assert now_at(journey, 2).module.edition == OLD
    assert NEW in journey.agents[2].library.here()
