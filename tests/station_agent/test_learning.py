"""Learning headless: the shipped module, practice marked here, an exam marked at the hub."""

import pytest
from fakes.learner import answer, here, learn_up_to, module, sit_exam

from kiosk.protocol.exam_calls import Attempted
from kiosk.protocol.station_calls import Practised
from kiosk.rules.modules import attempt_id, draw
from kiosk.rules.refusals import Refusal
from station_agent import entering
from station_agent.player import learning
from station_agent.player.standing import standing


@pytest.fixture
def learner(desk):
    """A visitor at a station that has the module."""
    desk.publish()
    desk.forward(6)
    desk.sit_down("471932", seconds=6000, pin="4711", name="Grace Wanjiru")
    return desk


def refusal(action, *arguments, **named):
    with pytest.raises(Refusal) as refused:
        action(*arguments, **named)
    return refused.value.code


def gold(desk):
    return here(desk).item.gold["digit"]


def wrong(desk):
    return str((int(gold(desk)) + 1) % 10)


def test_steps_are_read_in_order_and_told_once(learner):
    first = here(learner).step.id
    learning.read_step(learner.agent, module(learner), first)
    learning.read_step(learner.agent, module(learner), first)
    assert here(learner).step.id == "pay"
    learner.agent.tick()
    assert [(body.step, body.item) for body in learner.hub.bodies("practice")] == [("work", "")]


def test_only_the_first_answer_is_told_and_hints_open_one_by_one(learner):
    learn_up_to(learner, "check")
    item = here(learner).item
    hints = []
    while not (marked := answer(learner, wrong(learner))).done:
        hints.append(len(marked.hints))
    assert hints == list(range(1, len(item.hints) + 1))
    assert here(learner).item.id != item.id
    learner.agent.tick()
    told = [body for body in learner.hub.bodies("practice") if body.item == item.id]
    assert [(body.right, body.tries) for body in told] == [(False, 1)]


def test_a_double_click_is_one_try(learner):
    learn_up_to(learner, "check")
    item, first = here(learner).item, wrong(learner)
    answer(learner, first, request_id="the same request", item=item.id)
    answer(learner, first, request_id="the same request", item=item.id)
    assert standing(learner.agent, module(learner)).tried[item.id].wrong == 1


def test_a_killed_agent_goes_on_at_the_same_item(learner):
    learn_up_to(learner, "practice")
    answer(learner, gold(learner))
    before = here(learner)
    learner.restart()
    assert (here(learner).item.id, here(learner).number) == (before.item.id, 2)


def test_another_station_goes_on_from_the_hubs_record(learner):
    steps = tuple(step.id for step in module(learner).steps if not step.items)
    learner.hub.tell(
        "visitor-471932",
        practised=(Practised("digits-e1", ("c01", "c02", "c03", "p01"), steps),),
    )
    learner.forward(6)
    assert (here(learner).step.id, here(learner).item.id) == ("practice", "p02")


def test_the_exam_opens_after_the_practice(learner):
    attempt = standing(learner.agent, module(learner)).exam.attempt
    item = module(learner).step("exam").items[0]
    code = refusal(
        learning.answer_exam,
        learner.agent,
        module(learner),
        attempt=attempt,
        item_id=item,
        answer={"digit": "1"},
    )
    assert code == "exam_not_yet"


def test_an_exam_goes_to_the_hub_once_and_waits_for_its_mark(learner):
    learn_up_to(learner, "exam")
    attempt = sit_exam(learner)
    assert standing(learner.agent, module(learner)).exam.state == "wait"
    learner.agent.tick()
    (exam,) = learner.hub.bodies("exam")
    assert exam.attempt == attempt_id(visitor="visitor-471932", edition="digits-e1", try_number=1)
    asked = draw(module(learner).step("exam"), attempt_id=attempt)
    assert set(exam.answers) == set(asked)


def test_the_first_answer_of_an_exam_stays(learner):
    learn_up_to(learner, "exam")
    at, attempt = here(learner), standing(learner.agent, module(learner)).exam.attempt
    for digit in ("1", "2"):
        learning.answer_exam(
            learner.agent,
            module(learner),
            attempt=attempt,
            item_id=at.item.id,
            answer={"digit": digit},
        )
    assert here(learner).number == 2
    sit_exam(learner)
    learner.agent.tick()
    assert learner.hub.bodies("exam")[0].answers[at.item.id] == {"digit": "1"}


def test_an_exam_goes_on_after_the_agent_was_killed(learner):
    learn_up_to(learner, "exam")
    attempt = standing(learner.agent, module(learner)).exam.attempt
    for _ in range(3):
        learning.answer_exam(
            learner.agent,
            module(learner),
            attempt=attempt,
            item_id=here(learner).item.id,
            answer={"digit": "7"},
        )
    learner.restart()
    assert here(learner).number == 4


@pytest.mark.parametrize(
    ("passed", "state", "try_number"), [(True, "passed", 1), (False, "failed", 2)]
)
def test_the_hubs_mark_decides(learner, passed, state, try_number):
    learn_up_to(learner, "exam")
    sit_exam(learner)
    marked = Attempted("digits-e1", 1, "marked", right=19, asked=20, passed=passed)
    held = ("digits",) if passed else ()
    learner.hub.tell("visitor-471932", attempts=(marked,), qualifications=held)
    learner.forward(6)
    exam = standing(learner.agent, module(learner)).exam
    assert (exam.state, exam.try_number) == (state, try_number)


def test_what_lapsed_is_earned_again_and_its_tries_count_anew(learner):
    """Else nobody could work again a year after the exam, but for a new edition."""
    learn_up_to(learner, "exam")
    sit_exam(learner)
    passed = Attempted("digits-e1", 1, "marked", right=19, asked=20, passed=True)
    learner.hub.tell("visitor-471932", attempts=(passed,), qualifications=())
    learner.forward(6)
    now = standing(learner.agent, module(learner))
    assert (now.exam.state, now.exam.try_number, now.exam.tries_begun) == ("new", 2, 1)
    assert here(learner).step.kind == "exam"
    failed = Attempted("digits-e1", 2, "marked", right=2, asked=20, passed=False)
    learner.hub.tell("visitor-471932", attempts=(passed, failed), qualifications=())
    learner.forward(6)
    now = standing(learner.agent, module(learner))
    assert (now.exam.state, now.exam.try_number, now.exam.tries_begun) == ("failed", 3, 2)


def test_an_answer_to_an_earlier_attempt_changes_nothing(learner):
    learn_up_to(learner, "exam")
    before = here(learner)
    learning.answer_exam(
        learner.agent,
        module(learner),
        attempt="0" * 32,
        item_id=before.item.id,
        answer={"digit": "1"},
    )
    assert here(learner) == before


@pytest.mark.parametrize(
    ("step", "item", "given", "code"),
    [
        ("nowhere", "c01", {"digit": "1"}, "not_found"),
        ("check", "p01", {"digit": "1"}, "item_unknown"),
        ("exam", "c01", {"digit": "1"}, "item_unknown"),
        ("check", "c01", {}, "answer_wrong_shape"),
        ("check", "c01", {"digit": "eleven"}, "answer_wrong_shape"),
        ("check", "c01", {"digit": "1", "more": "x"}, "answer_wrong_shape"),
    ],
)
def test_what_cannot_be_answered_is_refused(learner, step, item, given, code):
    refused = refusal(
        learning.answer_practice,
        learner.agent,
        module(learner),
        step_id=step,
        item_id=item,
        answer=given,
        request_id="request-1",
    )
    assert refused == code


def test_no_exam_answer_reaches_a_station(learner):
    exam = module(learner).step("exam")
    assert all(module(learner).item(item).gold is None for item in exam.items)


def test_after_a_power_cut_an_open_exam_goes_on(learner):
    learn_up_to(learner, "exam")
    attempt = standing(learner.agent, module(learner)).exam.attempt
    learning.answer_exam(
        learner.agent,
        module(learner),
        attempt=attempt,
        item_id=here(learner).item.id,
        answer={"digit": "7"},
    )
    learner.kill()
    learner.clock.reboot()
    for path in learner.agent.memory.iterdir():
        path.unlink()
    learner.start()
    entering.enter(learner.agent, code="471932", pin="4711", request_id="after the cut")
    assert here(learner).number == 2
