import pytest
from rules.module_samples import sample_module

from kiosk.rules.mastery import First, Goal, GoalKind
from kiosk.rules.modules import draw
from kiosk.rules.progress import AttemptState, check_exam_open, place
from kiosk.rules.refusals import Refusal

MODULE = sample_module()
FIRST, SECOND = draw(MODULE.step("exam"), attempt_id="a")
PRACTISED = {"p1": (True,), "p2": (True,)}


def state(*seen, **tries):
    return AttemptState(attempt="a", seen=frozenset(seen), tries=tries)


@pytest.mark.parametrize(
    ("done", "step", "item", "number", "of"),
    [
        pytest.param(state(), "read", None, 0, 0, id="at the beginning"),
        pytest.param(state("read"), "practice", "p1", 1, 2, id="after reading"),
        pytest.param(
            state("read", p1=(False,)), "practice", "p1", 1, 2, id="a wrong try goes on at the item"
        ),
        pytest.param(
            state("read", p1=(False, True)),
            "practice",
            "p2",
            2,
            2,
            id="a right try goes on to the next",
        ),
        pytest.param(
            state("read", p1=(False,) * 4), "practice", "p2", 2, 2, id="no hint left goes on too"
        ),
        pytest.param(
            state("read", **PRACTISED), "exam", FIRST, 1, 2, id="the exam's first as drawn"
        ),
        pytest.param(
            state("read", **PRACTISED, **{FIRST: (None,)}),
            "exam",
            SECOND,
            2,
            2,
            id="only first answers count",
        ),
        pytest.param(
            state("read", **PRACTISED, x1=(None,), x2=(None,), x3=(None,)),
            "end",
            None,
            0,
            0,
            id="the look back",
        ),
    ],
)
def test_where_a_visitor_goes_on(done, step, item, number, of):
    here = place(MODULE, done)
    assert (here.step.id, here.item and here.item.id, here.number, here.of) == (
        step,
        item,
        number,
        of,
    )


def test_open_hints_are_open_again():
    here = place(MODULE, state("read", p1=(False, False)))
    assert here.wrong == 2
    assert here.hints == ("Look.", "Look well.")


ALL_DONE = state("read", "end", **PRACTISED, x1=(None,), x2=(None,), x3=(None,))


def test_a_finished_module_has_no_next_place():
    assert place(MODULE, ALL_DONE) is None


def test_the_exam_opens_after_practice():
    check_exam_open(MODULE, state("read", **PRACTISED))


@pytest.mark.parametrize(
    ("done", "code"),
    [
        pytest.param(state("read"), "exam_not_yet", id="before practice"),
        pytest.param(
            state("read", **PRACTISED, x1=(None,), x2=(None,), x3=(None,)),
            "exam_over",
            id="after the exam",
        ),
        pytest.param(ALL_DONE, "exam_over", id="after all"),
    ],
)
def test_when_the_exam_is_closed(done, code):
    with pytest.raises(Refusal) as refused:
        check_exam_open(MODULE, done)
    assert refused.value.code == code


def test_a_module_without_an_exam_has_none_to_open():
    module = sample_module(steps=[{"id": "read", "kind": "read", "title": "Read"}])
    with pytest.raises(Refusal) as refused:
        check_exam_open(module, state())
    assert refused.value.code == "exam_over"


def towards(firsts, goal=None, **tries):
    return AttemptState(
        attempt="a",
        seen=frozenset({"read"}),
        tries=tries,
        firsts={"practice": tuple(First(*one) for one in firsts)},
        goals={} if goal is None else {"practice": goal},
    )


TWO_IN_A_ROW = Goal(GoalKind.IN_A_ROW, 2, 2)
ONE_OF_TWO = Goal(GoalKind.M_OF_N, 1, 2)


@pytest.mark.parametrize(
    ("done", "where"),
    [
        pytest.param(
            towards([("p1", 1, True)], ONE_OF_TWO, p1=(True,)),
            ("exam", FIRST, 1),
            id="what is enough leaves the rest out",
        ),
        pytest.param(
            towards([("p2", 1, True)], ONE_OF_TWO, p1=(False,), p2=(True,)),
            ("practice", "p1", 1),
            id="what was begun is finished",
        ),
        pytest.param(
            towards([("p1", 1, False), ("p2", 1, True)], TWO_IN_A_ROW, **PRACTISED),
            ("practice", "p1", 2),
            id="all done and not enough: once more",
        ),
        pytest.param(
            towards(
                [("p1", 1, False), ("p2", 1, True), ("p1", 2, True)], TWO_IN_A_ROW, **PRACTISED
            ),
            ("exam", FIRST, 1),
            id="and then it is enough",
        ),
        pytest.param(
            towards(
                [(item, n, False) for n in (1, 2, 3) for item in ("p1", "p2")],
                TWO_IN_A_ROW,
                **PRACTISED,
            ),
            ("exam", FIRST, 1),
            id="three rounds, and nobody is locked in",
        ),
        pytest.param(
            towards([("p1", 1, False), ("p2", 1, True)], **PRACTISED),
            ("exam", FIRST, 1),
            id="without a goal each once",
        ),
    ],
)
def test_a_goal_says_when_a_practice_is_enough(done, where):
    here = place(MODULE, done)
    assert (here.step.id, here.item.id, here.round) == where
