"""A learner's line in a gradebook, a mentor's mark, a rubric."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.module_samples import MODULE, sample_files, sample_module

from kiosk.rules.gradebook import (
    ModuleLine,
    Practice,
    Try,
    Work,
    least_right,
    passes,
    work_of,
)
from kiosk.rules.instants import Instant
from kiosk.rules.module_diffs import differences
from kiosk.rules.module_files import problems, read_module, station_edition
from kiosk.rules.modules import MarkedAnswers
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import PLAIN, Criterion, check_points, most

AT = Instant(1_795_300_000_000)
WORK = Work(items=5, exams=1, reflections=1)


def one(n, right, *, passed=False, by_hand=False):
    return Try(f"t{n}", n, right, 10, passed=passed, by_hand=by_hand, at=Instant(AT + n))


def line(practice=None, tries=(), reflected=0, work=WORK):
    return ModuleLine(work, practice or Practice(), tuple(tries), reflected, 0)


def test_before_the_first_answer_all_is_missing():
    found = line()
    assert (found.share, found.best, found.passed_at, found.begun) == (None, None, None, False)
    assert (found.items_missing, found.exam_missing, found.missing) == (5, True, True)
    assert found.reflections_missing == 1


def test_the_first_pass_counts_and_before_it_the_best_try():
    assert line(tries=[one(1, 3), one(2, 7), one(3, 7)]).best.attempt == "t2"
    passed = line(Practice(5, 4), [one(1, 9, passed=True), one(2, 10, passed=True)], 1)
    assert (passed.best.attempt, passed.passed_at) == ("t1", AT + 1)
    assert (passed.share, passed.missing, passed.reflections_missing) == (800, False, 0)


def test_what_is_missing_without_an_exam_is_practice_alone():
    reads = Work(items=0, exams=0, reflections=0)
    assert not line(work=reads).missing
    assert not line(Practice(6, 6), work=Work(5, 0, 0)).missing  # the edition before had one more
    assert line(Practice(4, 4)).missing
    assert not line(Practice(4, 4), [one(1, 9, passed=True)]).missing  # its goal was reached


def test_either_practice_or_the_exam_is_enough_to_be_missing():
    assert line(Practice(4, 4), work=Work(5, 0, 0)).missing
    assert line(Practice(5, 5)).missing
    assert not line(Practice(5, 5), work=Work(5, 0, 0)).missing


def test_a_module_is_begun_by_one_answer_or_by_one_try():
    assert line(Practice(1, 0)).begun
    assert line(tries=[one(1, 3)]).begun


def test_a_mentors_mark_is_seen():
    assert line(tries=[one(1, 3), one(2, 4, by_hand=True)]).by_hand
    assert not line(tries=[one(1, 3)]).by_hand


def test_what_a_module_asks():
    assert work_of(sample_module()) == Work(2, 1, 1)
    steps = [
        {**step, "mastery": {"kind": "in_a_row", "right": 1}}
        if step["kind"] == "practice"
        else step
        for step in MODULE["steps"]
    ]
    assert work_of(sample_module(steps=steps)) == Work(1, 1, 1)


@given(st.integers(1, 60), st.integers(1, 100), st.data())
def test_a_mark_by_hand_passes_as_the_machines_does(asked, percent, data):
    right = data.draw(st.integers(0, asked))
    items = tuple(str(n) for n in range(asked))
    marks = {item: n < right for n, item in enumerate(items)}
    machine = MarkedAnswers(items, marks, percent).result
    assert passes(right=right, asked=asked, percent=percent) == machine.passed
    assert machine.passed == (right >= least_right(asked=asked, percent=percent))


@pytest.mark.parametrize("right", [-1, 11])
def test_more_right_than_were_asked_is_refused(right):
    with pytest.raises(Refusal) as refused:
        passes(right=right, asked=10, percent=90)
    assert refused.value.details["field"] == "right"


ROWS = [{"text": " Says what was hard ", "points": 2}, {"text": "Names a next step", "points": 3}]


def with_rubric(rubric, kind="reflect", **changes):
    end = {**MODULE["steps"][-1], "kind": kind, "rubric": rubric}
    return sample_files(steps=[*MODULE["steps"][:-1], end], **changes)


def test_a_rubric_is_read_and_stays_at_the_hub():
    module = read_module(with_rubric(ROWS))
    step = module.steps[-1]
    assert step.marked_by == (Criterion("Says what was hard", 2), Criterion("Names a next step", 3))
    seat = read_module(station_edition(module))
    assert (seat.steps[-1].rubric, seat.sha256) == ((), module.sha256)
    assert b"rubric" not in station_edition(module)["module.json"]
    assert sample_module().steps[-1].marked_by == PLAIN


def test_another_rubric_is_a_difference_between_editions():
    changed = differences(sample_module(), read_module(with_rubric(ROWS)))
    assert [(each.kind, each.what) for each in changed] == [("step", "rubric")]


@pytest.mark.parametrize(
    ("rubric", "code"),
    [
        ("x", "wrong_type"),
        ([], "wrong_type"),
        (ROWS * 5, "wrong_type"),
        (["x"], "wrong_type"),
        ([{"text": "x"}], "wrong_type"),
        ([{"text": "x", "points": 1, "more": 1}], "wrong_type"),
        ([{"text": " ", "points": 1}], "wrong_type"),
        ([{"text": 7, "points": 1}], "wrong_type"),
        ([{"text": "a\x00b", "points": 1}], "wrong_type"),
        ([{"text": "x" * 161, "points": 1}], "too_long"),
        ([{"text": "x", "points": True}], "wrong_type"),
        ([{"text": "x", "points": "3"}], "wrong_type"),
        ([{"text": "x", "points": 0}], "out_of_range"),
        ([{"text": "x", "points": 11}], "out_of_range"),
    ],
)
def test_a_rubric_that_is_none_is_named(rubric, code):
    found = [(one.field, one.code) for one in problems(with_rubric(rubric))]
    assert found == [("steps[3].rubric", code)]


def test_only_a_reflection_has_one():
    found = [(one.field, one.code) for one in problems(with_rubric(ROWS, kind="read"))]
    assert found == [("steps[3].rubric", "not_for_this_kind")]


def test_points_fit_their_rubric():
    rubric = (Criterion("a", 2), Criterion("b", 3))
    assert (most(rubric), check_points(rubric, (2, 0))) == (5, 2)
    for points in ((2,), (2, 0, 1), (3, 0), (0, -1)):
        with pytest.raises(Refusal) as refused:
            check_points(rubric, points)
        assert refused.value.code == "field_wrong"
