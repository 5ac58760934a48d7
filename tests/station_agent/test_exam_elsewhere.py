"""An exam follows its visitor: what was answered at one seat counts at the next, once."""

import pytest
from fakes.clock import FakeClock
from fakes.learner import here, learn_up_to, module, sit_exam
from fakes.seat import Desk

from kiosk.protocol.exam_calls import Answering
from kiosk.protocol.station_calls import Practised
from kiosk.rules.modules import attempt_id, draw
from station_agent import entering
from station_agent.player import learning
from station_agent.player.standing import standing

CODE, PIN, EDITION = "471932", "4711", "digits-e1"
ATTEMPT = attempt_id(visitor=f"visitor-{CODE}", edition=EDITION, try_number=1)


@pytest.fixture
def learner(desk):
    """A visitor at a station that has the module, in front of its exam."""
    desk.publish()
    desk.forward(6)
    desk.sit_down(CODE, seconds=6000, pin=PIN, name="Grace Wanjiru")
    learn_up_to(desk, "exam")
    return desk


def asked(desk):
    return draw(module(desk).step("exam"), attempt_id=ATTEMPT)


def answer(desk, digit="7", times=1):
    for _ in range(times):
        learning.answer_exam(
            desk.agent,
            module(desk),
            attempt=standing(desk.agent, module(desk)).exam.attempt,
            item_id=here(desk).item.id,
            answer={"digit": digit},
        )


def told(desk):
    return [(one.item, one.answer["digit"]) for one in desk.hub.bodies("exam_answer")]


def elsewhere(desk, items, **more):
    """The hub's record says what was answered at other seats."""
    answering = (Answering(EDITION, 1, tuple(items)),)
    desk.hub.tell(f"visitor-{CODE}", answering=answering, **more)
    desk.forward(6)


def lose_memory(desk):
    desk.kill()
    desk.clock.reboot()
    for path in desk.agent.memory.iterdir():
        path.unlink()
    desk.start()
    entering.enter(desk.agent, code=CODE, pin=PIN, request_id=f"after a cut {len(desk.hub.calls)}")


def test_each_first_answer_is_told_at_once_and_sealed(learner):
    answer(learner, "3", times=2)
    learner.agent.tick()
    assert told(learner) == [(item, "3") for item in asked(learner)[:2]]


def test_a_second_answer_is_not_told(learner):
    item = here(learner).item.id
    answer(learner, "3")
    learning.answer_exam(
        learner.agent, module(learner), attempt=ATTEMPT, item_id=item, answer={"digit": "4"}
    )
    learner.agent.tick()
    assert told(learner) == [(item, "3")]


def test_answered_with_the_hub_away_they_go_when_it_is_back_whatever_the_power_did(learner):
    learner.hub.up = False
    answer(learner, "5", times=3)
    learner.kill()
    learner.clock.reboot()
    for path in learner.agent.memory.iterdir():
        path.unlink()
    learner.start()
    learner.hub.up = True
    learner.forward(10)
    assert told(learner) == [(item, "5") for item in asked(learner)[:3]]


def test_the_next_seat_goes_on_with_the_next_question_of_the_same_try(learner):
    elsewhere(learner, asked(learner)[:4])
    exam = standing(learner.agent, module(learner)).exam
    assert (exam.state, exam.try_number, exam.attempt) == ("open", 1, ATTEMPT)
    assert (here(learner).item.id, here(learner).number) == (asked(learner)[4], 5)


def test_what_was_answered_elsewhere_cannot_be_answered_again(learner):
    item = here(learner).item.id
    elsewhere(learner, [item])
    learning.answer_exam(
        learner.agent, module(learner), attempt=ATTEMPT, item_id=item, answer={"digit": "4"}
    )
    learner.agent.tick()
    assert told(learner) == []


def test_the_last_answer_sends_the_try_with_what_was_given_here(learner):
    first = asked(learner)[:4]
    elsewhere(learner, first)
    sit_exam(learner)
    learner.agent.tick()
    (exam,) = learner.hub.bodies("exam")
    assert exam.attempt == ATTEMPT
    assert set(exam.answers) == set(asked(learner)) - set(first)


def test_a_try_that_was_answered_wholly_elsewhere_is_sent_from_here_once(learner):
    elsewhere(learner, asked(learner))
    for _ in range(2):
        now = standing(learner.agent, module(learner))
        assert learning.finish_exam(learner.agent, now).exam.state == "wait"
    learner.agent.tick()
    (exam,) = learner.hub.bodies("exam")
    assert (exam.attempt, exam.answers) == (ATTEMPT, {})


def test_a_seat_that_died_before_it_sent_the_try_sends_it_when_it_is_looked_at(
    learner, monkeypatch
):
    monkeypatch.setattr(learning, "finish_exam", lambda _agent, now: now)
    sit_exam(learner)
    monkeypatch.undo()
    now = standing(learner.agent, module(learner))
    assert now.exam.state == "open"
    assert learning.finish_exam(learner.agent, now).exam.state == "wait"


def test_an_exam_in_the_middle_is_not_sent(learner):
    answer(learner)
    now = standing(learner.agent, module(learner))
    assert learning.finish_exam(learner.agent, now) == now


def test_after_a_power_cut_the_try_has_the_answers_of_before(learner):
    answer(learner, "3", times=2)
    lose_memory(learner)
    sit_exam(learner, digit="4")
    learner.agent.tick()
    assert dict(told(learner)) == dict(zip(asked(learner), ["3", "3", *["4"] * 18], strict=True))
    (exam,) = learner.hub.bodies("exam")
    assert set(exam.answers) == set(asked(learner)[2:])  # of the others the hub alone has the words


def test_at_the_end_of_the_session_nothing_given_is_lost(learner):
    answer(learner, "3", times=2)
    learner.agent.finish()
    learner.agent.tick()
    entering.enter(learner.agent, code=CODE, pin=PIN, request_id="back at this seat")
    assert here(learner).number == 3


def test_the_next_visitor_has_an_exam_of_their_own(learner):
    answer(learner, "3", times=2)
    learner.agent.finish()
    learner.agent.tick()
    steps = tuple(step.id for step in module(learner).steps if not step.items)
    items = tuple(module(learner).items)
    practised = (Practised(EDITION, items, steps),)
    learner.sit_down("471999", seconds=6000, pin=PIN, name="Hassan Ali", practised=practised)
    exam = standing(learner.agent, module(learner)).exam
    assert (exam.state, exam.attempt) == (
        "new",
        attempt_id(visitor="visitor-471999", edition=EDITION, try_number=1),
    )


def test_a_hub_that_was_away_all_the_while_hears_of_both_seats(learner, tmp_path):
    """The first seat lost its power and its line; the visitor went on at a second one."""
    answer(learner, "3", times=2)
    other = Desk(tmp_path / "other", tmp_path / "memory-2", FakeClock())
    other.publish()
    other.forward(6)
    other.sit_down(CODE, seconds=6000, pin=PIN, name="Grace Wanjiru")
    learn_up_to(other, "exam")
    sit_exam(other, digit="5")
    for one in (learner, other):
        one.agent.tick()
    both = [*learner.hub.bodies("exam_answer"), *other.hub.bodies("exam_answer")]
    assert {one.attempt for one in both} == {ATTEMPT}  # one try, whichever words come first
