"""Exams with a time limit at a seat: measured by the session's meter, kept, resumed and ended."""

import pytest
from fakes.learner import changed, here, learn_up_to, module, sit_exam
from fakes.seat import shipped

from kiosk.protocol.exam_calls import Accommodated, Answering, Attempted
from kiosk.rules.modules import attempt_id, draw
from kiosk.rules.refusals import Refusal
from station_agent import entering
from station_agent.player import learning
from station_agent.player.standing import standing

CODE, PIN, EDITION = "471932", "4711", "digits-e1"
VISITOR = f"visitor-{CODE}"
LIMIT_S = 300


@pytest.fixture
def publish(desk):
    """The shipped module with other terms."""

    def publish(**fields):
        desk.publish_module(changed(shipped("digits"), **{"time_limit_s": LIMIT_S, **fields}))
        desk.forward(6)
        desk.sit_down(CODE, seconds=6000, pin=PIN, name="Grace Wanjiru")
        learn_up_to(desk, "exam")
        return desk

    return publish


@pytest.fixture
def learner(publish):
    return publish()


def time(desk):
    return standing(desk.agent, module(desk)).time


def exam(desk):
    return standing(desk.agent, module(desk)).exam


def begin(desk):
    return learning.begin_exam(desk.agent, module(desk))


def answer(desk, digit="7", times=1):
    for _ in range(times):
        learning.answer_exam(
            desk.agent,
            module(desk),
            attempt=exam(desk).attempt,
            item_id=here(desk).item.id,
            answer={"digit": digit},
        )


def asked(desk, try_number=1):
    attempt = attempt_id(visitor=VISITOR, edition=EDITION, try_number=try_number)
    return draw(module(desk).step("exam"), attempt_id=attempt)


def refused(deed, *arguments):
    with pytest.raises(Refusal) as caught:
        deed(*arguments)
    return caught.value


def test_no_answer_is_taken_before_the_time_runs(learner):
    answer(learner)
    assert (exam(learner).state, time(learner).waits) == ("new", True)


def test_its_time_runs_with_the_session_and_the_hub_hears_of_its_begin(learner):
    used_s = learner.agent.sitting.used_s
    begin(learner)
    begin(learner)
    learner.forward(40)
    assert (time(learner).left_s, time(learner).waits) == (LIMIT_S - 40, False)
    (told,) = learner.hub.bodies("exam_begun")
    assert (told.try_number, told.from_s, told.used_s) == (1, used_s, 0)


def test_each_answer_says_what_was_used_of_the_time(learner):
    begin(learner)
    learner.forward(12)
    answer(learner)
    learner.agent.tick()
    assert [one.used_s for one in learner.hub.bodies("exam_answer")] == [12]


def test_the_time_stands_still_while_the_session_is_paused(learner):
    begin(learner)
    learner.forward(10)
    learner.agent.sitting.pause("desk")
    learner.forward(200)
    learner.agent.sitting.resume()
    assert time(learner).left_s == LIMIT_S - 10


def test_a_jump_of_the_wall_clock_changes_nothing(learner):
    begin(learner)
    learner.forward(10)
    for seconds in (86_400, -200_000):
        learner.clock.jump_wall(seconds=seconds)
        learner.forward(1)
    assert time(learner).left_s == LIMIT_S - 12


def test_a_killed_agent_goes_on_with_the_same_time(learner):
    begin(learner)
    answer(learner)
    learner.forward(20)
    learner.restart()
    assert (time(learner).left_s, here(learner).number) == (LIMIT_S - 20, 2)


def test_after_a_power_cut_it_goes_on_with_what_was_granted(publish):
    """The record is lost with its key; what a mentor set is not, with the hub away too."""
    desk = publish()
    desk.hub.tell(VISITOR, accommodated=Accommodated(extra_percent=100))
    desk.forward(6)
    begin(desk)
    desk.forward(LIMIT_S + 20)
    desk.kill()
    desk.clock.reboot()
    for path in desk.agent.memory.iterdir():
        path.unlink()
    desk.start()
    desk.hub.up = False
    entering.enter(desk.agent, code=CODE, pin=PIN, request_id="after the cut")
    left_s = time(desk).left_s
    assert LIMIT_S - 25 <= left_s <= LIMIT_S - 15
    assert not time(desk).over


def test_another_session_goes_on_when_its_visitor_says_so(learner):
    begin(learner)
    answer(learner)
    learner.forward(50)
    learner.agent.finish()
    learner.forward(500)
    entering.enter(learner.agent, code=CODE, pin=PIN, request_id="another day")
    learner.forward(30)
    assert (time(learner).left_s, time(learner).waits) == (LIMIT_S - 50, True)
    begin(learner)
    learner.forward(10)
    assert (time(learner).left_s, here(learner).number) == (LIMIT_S - 60, 2)


def test_another_station_hears_from_the_hub_how_much_was_used(learner):
    told = Answering(EDITION, 1, asked(learner)[:3], used_s=200)
    learner.hub.tell(VISITOR, answering=(told,))
    learner.forward(6)
    assert (time(learner).left_s, exam(learner).state) == (100, "open")
    begin(learner)
    learner.forward(40)
    assert (time(learner).left_s, here(learner).number) == (60, 4)
    assert learner.hub.bodies("exam_begun")[-1].used_s == 200


def test_when_the_time_is_over_it_goes_to_the_hub_with_what_was_answered(learner):
    begin(learner)
    answer(learner, times=3)
    learner.forward(LIMIT_S)
    learning.finish_exam(learner.agent, standing(learner.agent, module(learner)))
    learner.agent.tick()
    (sent,) = learner.hub.bodies("exam")
    assert set(sent.answers) == set(asked(learner)[:3])
    assert sent.unanswered == asked(learner)[3:]
    assert exam(learner).state == "wait"


def test_an_answer_on_its_way_as_the_time_ended_counts_a_later_one_does_not(learner):
    begin(learner)
    learner.forward(LIMIT_S + 5)
    answer(learner)  # it ends the try, for the time is over
    learner.agent.tick()
    (sent,) = learner.hub.bodies("exam")
    assert len(sent.answers) == 1


def test_an_answer_long_after_the_time_ends_the_try_and_counts_for_nothing(learner):
    begin(learner)
    learner.forward(LIMIT_S + 60)
    answer(learner)
    learner.agent.tick()
    (sent,) = learner.hub.bodies("exam")
    assert sent.answers == {}
    assert exam(learner).state == "wait"


def test_an_exam_resumed_at_another_station_after_its_time_is_ended_there(learner):
    told = Answering(EDITION, 1, asked(learner)[:3], used_s=LIMIT_S)
    learner.hub.tell(VISITOR, answering=(told,))
    learner.forward(6)
    learning.finish_exam(learner.agent, standing(learner.agent, module(learner)))
    learner.agent.tick()
    (sent,) = learner.hub.bodies("exam")
    assert (sent.answers, sent.unanswered) == ({}, asked(learner)[3:])


def test_a_session_that_is_too_short_does_not_begin_it(learner):
    left_s = learner.agent.seconds_left
    learner.forward(left_s - LIMIT_S + 20, step=20)
    missing_s = LIMIT_S - learner.agent.seconds_left
    refusal = refused(begin, learner)
    assert (refusal.code, refusal.details["seconds"]) == ("exam_needs_time", missing_s)
    assert learner.hub.bodies("exam_begun") == []


def test_one_that_was_begun_goes_on_in_however_little_time(learner):
    begin(learner)
    learner.agent.finish()
    entering.enter(learner.agent, code=CODE, pin=PIN, request_id="another day")
    learner.forward(learner.agent.seconds_left - 100, step=20)
    assert begin(learner).time.runs


@pytest.mark.parametrize(
    ("accommodated", "left_s"),
    [
        (Accommodated(extra_percent=50), LIMIT_S * 3 // 2),
        (Accommodated(no_limit=True), None),
        (Accommodated(no_floor=True), LIMIT_S),
    ],
)
def test_what_a_mentor_set_holds_here(learner, accommodated, left_s):
    learner.hub.tell(VISITOR, accommodated=accommodated)
    learner.forward(6)
    assert time(learner).left_s == left_s
    assert time(learner).waits is (left_s is not None)


def test_more_time_that_is_set_meanwhile_helps_at_once_less_takes_nothing(learner):
    learner.hub.tell(VISITOR, accommodated=Accommodated(extra_percent=20))
    learner.forward(6)
    begin(learner)
    for extra, total_s in ((0, 360), (100, 600)):
        learner.hub.tell(VISITOR, accommodated=Accommodated(extra_percent=extra))
        learner.forward(6)
        assert time(learner).terms.limit_s == total_s


def test_an_answer_too_fast_is_asked_for_once_more(publish):
    desk = publish(time_limit_s=None, fast_floor_s=3)
    item = here(desk).item
    learning.show(desk.agent, standing(desk.agent, module(desk)), item)
    desk.forward(1)
    assert refused(answer, desk).code == "exam_too_fast"
    assert here(desk).item == item
    desk.forward(1)
    answer(desk)
    desk.agent.tick()
    assert [one.took_ms for one in desk.hub.bodies("exam_answer")] == [2000]


def test_who_took_time_is_asked_for_nothing(publish):
    desk = publish(time_limit_s=None, fast_floor_s=3)
    learning.show(desk.agent, standing(desk.agent, module(desk)), here(desk).item)
    desk.forward(3)
    answer(desk)
    assert here(desk).number == 2


def test_nor_is_who_may_be_fast(publish):
    desk = publish(time_limit_s=None, fast_floor_s=3)
    desk.hub.tell(VISITOR, accommodated=Accommodated(no_floor=True))
    desk.forward(6)
    learning.show(desk.agent, standing(desk.agent, module(desk)), here(desk).item)
    desk.forward(1)
    answer(desk)
    assert here(desk).number == 2


def test_the_next_try_waits_as_long_as_the_module_says(publish):
    desk = publish(time_limit_s=None, retry_after_h=1)
    sit_exam(desk)
    at = desk.agent.hub_now
    marked = Attempted(EDITION, 1, "marked", right=1, asked=20, passed=False, at=at)
    desk.hub.tell(VISITOR, attempts=(marked,))
    desk.forward(6)
    refusal = refused(answer, desk)
    assert (refusal.code, refusal.details["seconds"]) == ("exam_wait", 3594)
    desk.clock.jump_wall(seconds=86_400)
    assert refused(answer, desk).code == "exam_wait"
    desk.forward(3594, step=6)
    answer(desk)
    assert here(desk).number == 2


def test_its_begin_waits_too(publish):
    desk = publish(retry_after_h=1)
    begin(desk)
    sit_exam(desk)
    marked = Attempted(EDITION, 1, "marked", passed=False, at=desk.agent.hub_now)
    desk.hub.tell(VISITOR, attempts=(marked,))
    desk.forward(6)
    assert refused(begin, desk).code == "exam_wait"


def test_the_next_visitor_finds_nothing_of_it(learner):
    begin(learner)
    learner.agent.finish()
    learner.sit_down("471933", pin=PIN)
    learner.agent.tick()
    with learner.agent.store.readers.read() as db:
        assert db.execute("SELECT count(*) FROM exam_sitting").fetchone()[0] == 0
