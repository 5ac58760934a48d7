"""A room of learners: needs, marks of steps, hard steps, pairs, bars, mistakes."""

import pytest

from kiosk.rules import rooms
from kiosk.rules.instants import Instant, later
from kiosk.rules.rooms import At, FirstAnswer, Learning, Need, StepMark

NOW = Instant(1_795_300_000_000)
LONG_AGO = later(NOW, seconds=-301)
STEPS = {"read": (), "check": ("c1", "c2"), "practice": ("p1",), "exam": ()}


def at(step="check", item="c1", **more):
    return At("digits-e1", step, item, **{"moved": NOW, **more})


def first(visitor, item="c1", *, right, step="check"):
    return FirstAnswer(visitor, step, item, right)


@pytest.mark.parametrize(
    ("here", "need"),
    [
        (at(hand=NOW), Need.HAND),
        (At(hand=NOW), Need.HAND),
        (at(moved=LONG_AGO), Need.STUCK),
        (at(moved=later(NOW, seconds=-300)), Need.WORKING),
        (at(step="", moved=LONG_AGO), Need.FINISHED),
        (rooms.NOWHERE, Need.ELSEWHERE),
    ],
)
def test_what_a_learner_needs(here, need):
    assert rooms.need_of(here, NOW) is need


def test_the_room_is_sorted_by_need_then_by_who_waits_longest():
    room = [
        Learning(1, at(), Need.WORKING),
        Learning(2, at(hand=NOW), Need.HAND),
        Learning(3, at(hand=LONG_AGO), Need.HAND),
        Learning(4, at(moved=LONG_AGO), Need.STUCK),
    ]
    assert [one.seat for one in sorted(room, key=rooms.by_need)] == [3, 2, 4, 1]


def test_how_a_learner_stands_in_each_step():
    answers = [
        FirstAnswer("a", "read", "", right=True),
        first("a", "c1", right=False),
        first("a", "c2", right=True),
    ]
    marks = rooms.step_marks(STEPS, answers, at("practice", "p1"))
    assert marks == {
        "read": StepMark.DONE,
        "check": StepMark.AGAIN,
        "practice": StepMark.HERE,
        "exam": StepMark.OPEN,
    }


def test_a_wrong_answer_marks_the_step_that_it_is_in():
    marks = rooms.step_marks(STEPS, [], at(last="wrong"))
    assert marks["check"] is StepMark.WRONG
    assert marks["read"] is StepMark.OPEN


def test_of_a_finished_module_every_step_is_done():
    marks = rooms.step_marks(STEPS, [first("a", right=False)], at(step="", item=""))
    assert marks["exam"] is StepMark.DONE
    assert marks["check"] is StepMark.AGAIN


def test_right_at_the_first_try_is_floored_and_none_before_any():
    answers = [first("a", right=True), first("a", "c2", right=False), first("a", "c3", right=True)]
    assert rooms.right_first_percent(answers) == 66
    assert rooms.right_first_percent([FirstAnswer("a", "read", "", right=True)]) is None


def test_a_step_is_hard_where_four_in_ten_needed_a_second_try():
    easy = [first(who, right=who != "a", step="easy") for who in "abcd"]
    hard = [first(who, right=who not in "ab") for who in "abcde"]
    found = rooms.hardest([*easy, *hard])
    assert found == rooms.Hard("check", 2, 5)


def test_a_learner_counts_once_in_a_step():
    answers = [first("a", item, right=item == "c2") for item in ("c1", "c2", "c3")]
    answers += [first(who, right=True) for who in "bcde"]
    assert rooms.hardest(answers) is None


def test_nothing_is_said_of_three_learners():
    assert rooms.hardest([first(who, right=False) for who in "abc"]) is None
    assert rooms.hardest([FirstAnswer(who, "read", "", right=True) for who in "abcd"]) is None


def test_who_has_finished_helps_the_nearest_who_is_stuck_in_the_same_module():
    room = [
        Learning(1, at(step=""), Need.FINISHED),
        Learning(9, at(step=""), Need.FINISHED),
        Learning(8, at(moved=LONG_AGO), Need.STUCK),
        Learning(3, at(hand=NOW), Need.HAND),
        Learning(5, At("other-e1", "x", moved=LONG_AGO), Need.STUCK),
        Learning(6, At(hand=NOW), Need.HAND),
    ]
    assert rooms.pairs(room) == (rooms.Pair(1, 3), rooms.Pair(9, 8))


def test_bars_count_each_option_in_its_order():
    bars = rooms.bars(("a", "b", "c"), [("b",), ("b", "a"), ("b",)])
    assert [(one.value, one.count, one.percent) for one in bars] == [
        *(("a", 1, 33), ("b", 3, 100), ("c", 0, 0)),
    ]


def test_typed_answers_are_their_own_options():
    bars = rooms.bars((), [("Nairobi",), ("Kisumu",), ("Nairobi",)])
    assert [(one.value, one.count) for one in bars] == [("Nairobi", 2), ("Kisumu", 1)]
    assert rooms.bars((), []) == ()


def test_a_mistake_is_common_where_two_made_it():
    answers = [first("a", right=False), first("b", right=False), first("c", "c2", right=False)]
    assert rooms.common_mistake(answers) == rooms.Mistake("check", "c1", ("a", "b"))
    assert rooms.common_mistake(answers[1:]) is None
    assert rooms.common_mistake([]) is None


@pytest.mark.parametrize(("item", "after"), [("a", "b"), ("b", None), ("gone", "a")])
def test_the_next_question_of_a_step(item, after):
    assert rooms.next_item(("a", "b"), item) == after
