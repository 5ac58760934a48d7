import dataclasses
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.module_samples import HEADER, sample_module

from kiosk.rules.module_files import read_module, station_edition
from kiosk.rules.modules import (
    answer_id,
    attempt_id,
    check_try,
    draw,
    mark_answers,
    mark_exam,
    mark_practice,
)
from kiosk.rules.refusals import Refusal

MODULE = sample_module()
EXAM = MODULE.step("exam")
ATTEMPT = attempt_id(visitor="ann", edition="pets-e2", try_number=1)
GOLD = {"x1": {"pet": "cat"}, "x2": {"pet": "dog"}, "x3": {"pet": "cow"}}


def right_answers(attempt=ATTEMPT):
    return {item: GOLD[item] for item in draw(EXAM, attempt_id=attempt)}


def test_an_attempt_has_one_name():
    assert attempt_id(visitor="ann", edition="pets-e2", try_number=1) == ATTEMPT
    assert len(ATTEMPT) == 32


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(
            {"visitor": "bo", "edition": "pets-e2", "try_number": 1}, id="another visitor"
        ),
        pytest.param(
            {"visitor": "ann", "edition": "pets-e3", "try_number": 1}, id="another edition"
        ),
        pytest.param({"visitor": "ann", "edition": "pets-e2", "try_number": 2}, id="another try"),
    ],
)
def test_each_attempt_has_its_own_name(other):
    assert attempt_id(**other) != ATTEMPT


@given(st.tuples(st.text(), st.text()), st.tuples(st.text(), st.text()))
def test_names_never_run_together(one, other):
    names = [answer_id(attempt=attempt, item=item) for attempt, item in (one, other)]
    assert (names[0] == names[1]) is (one == other)


def test_what_stands_in_the_module_is_found_by_its_id():
    assert MODULE.step("exam").title == "Exam"
    assert MODULE.item("x1").id == "x1"
    with pytest.raises(Refusal) as no_step:
        MODULE.step("sing")
    with pytest.raises(Refusal) as no_item:
        MODULE.item("x9")
    assert (no_step.value.code, no_item.value.code) == ("not_found", "item_unknown")


def test_practice_is_asked_in_its_order():
    assert draw(MODULE.step("practice"), attempt_id=ATTEMPT) == ("p1", "p2")


@pytest.mark.parametrize("attempt", ["a" * 32, 'a"é'])
def test_an_exam_is_drawn_as_machines_in_the_field_draw_it(attempt):
    def place(item):
        said = json.dumps(["draw", attempt, item])
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    assert draw(EXAM, attempt_id=attempt) == tuple(sorted(EXAM.items, key=place))[: EXAM.draw]


@given(st.integers(1, 500))
def test_an_exam_draws_without_repeating(try_number):
    attempt = attempt_id(visitor="ann", edition="pets-e2", try_number=try_number)
    drawn = draw(EXAM, attempt_id=attempt)
    assert len(set(drawn)) == EXAM.draw == len(drawn)
    assert set(drawn) <= set(EXAM.items)


def test_hub_and_station_draw_the_same():
    station = read_module(station_edition(MODULE))
    assert draw(station.step("exam"), attempt_id=ATTEMPT) == draw(EXAM, attempt_id=ATTEMPT)


def test_every_item_is_drawn_by_somebody():
    drawn = {item for n in range(30) for item in draw(EXAM, attempt_id=str(n))}
    assert drawn == set(EXAM.items)


def test_an_exam_without_a_mistake():
    result = mark_exam(MODULE, EXAM, attempt_id=ATTEMPT, answers=right_answers())
    assert (result.right, result.asked, result.percent, result.passed) == (2, 2, 100, True)


def test_an_item_without_an_answer_is_wrong():
    answers = right_answers()
    answers.popitem()
    result = mark_exam(MODULE, EXAM, attempt_id=ATTEMPT, answers=answers)
    assert (result.right, result.percent, result.passed) == (1, 50, False)


def test_percent_is_floored_and_the_pass_mark_is_enough():
    step = dataclasses.replace(EXAM, draw=3)
    answers = {**GOLD, "x1": {"pet": "cow"}}
    lenient = sample_module(first_answers_percent=66)
    strict = sample_module(first_answers_percent=67)
    assert mark_exam(lenient, step, attempt_id=ATTEMPT, answers=answers).percent == 66
    assert mark_exam(lenient, step, attempt_id=ATTEMPT, answers=answers).passed
    assert not mark_exam(strict, step, attempt_id=ATTEMPT, answers=answers).passed


def test_an_item_that_was_not_drawn_is_refused():
    left = next(iter(set(GOLD) - set(right_answers())))
    with pytest.raises(Refusal) as refused:
        mark_exam(MODULE, EXAM, attempt_id=ATTEMPT, answers={left: GOLD[left]})
    assert refused.value.details == {"item": left}


def test_an_answer_that_does_not_fit_is_refused():
    item = draw(EXAM, attempt_id=ATTEMPT)[0]
    with pytest.raises(Refusal) as refused:
        mark_exam(MODULE, EXAM, attempt_id=ATTEMPT, answers={item: {"pet": "cod"}})
    assert refused.value.code == "answer_wrong_shape"


def test_a_station_cannot_mark_an_exam():
    station = read_module(station_edition(MODULE))
    with pytest.raises(Refusal) as refused:
        mark_exam(station, station.step("exam"), attempt_id=ATTEMPT, answers=right_answers())
    assert refused.value.details["problem"] == "no_gold_here"


@pytest.mark.parametrize(
    ("value", "wrong_before", "feedback", "hints", "why", "done"),
    [
        pytest.param("cat", 0, "Yes.", 0, "It purrs.", True, id="right at once"),
        pytest.param("dog", 0, "A dog barks.", 1, "", False, id="a wrong answer that we foresaw"),
        pytest.param("cow", 0, "No.", 1, "", False, id="another wrong answer"),
        pytest.param("cow", 2, "No.", 3, "", False, id="the last hint shows the solution"),
        pytest.param("cat", 3, "Yes.", 3, "It purrs.", True, id="right in the end"),
        pytest.param("cow", 3, "No.", 3, "It purrs.", True, id="nobody is stuck"),
    ],
)
def test_what_a_visitor_is_told_in_practice(value, wrong_before, feedback, hints, why, done):
    item = MODULE.item("p1")
    told = mark_practice(item, answer={"pet": value}, wrong_before=wrong_before)
    assert told.feedback == feedback
    assert told.hints == item.hints[:hints]
    assert (told.why, told.done) == (why, done)
    assert told.mark.right is (value == "cat")


def copied(**changes):
    header = HEADER.replace("feedback_for:dog", "feedback_for:age.9,feedback_for:Bea")
    rows = 'p2,practice,form,copy,,Ann,,"{""name"": ""Ann"", ""age"": 7}",,Yes.,No.,,,,Read on.,That is upside down.,Bea is her sister.\n'
    answer = {"name": "Ann", "age": "7", **changes}
    read = {"id": "try", "kind": "practice", "title": "Try"}
    module = sample_module(header=header, rows=rows, steps=[read])
    return mark_practice(module.item("p2"), answer=answer, wrong_before=0)


@pytest.mark.parametrize(
    ("changes", "told", "feedback"),
    [
        pytest.param({}, {}, "Yes.", id="all right"),
        pytest.param({"age": "9"}, {"age": "That is upside down."}, "That is upside down.", id="foreseen"),
        pytest.param({"age": "8"}, {"age": ""}, "No.", id="not foreseen"),
        pytest.param({"name": "Bea"}, {"name": "Bea is her sister."}, "Bea is her sister.", id="of the first"),
        pytest.param(
            {"name": "Zoe", "age": "9"},
            {"name": "", "age": "That is upside down."},
            "That is upside down.",
            id="of two, what was foreseen",
        ),
    ],
)  # fmt: skip
def test_each_question_of_several_is_told_by_itself(changes, told, feedback):
    marked = copied(**changes)
    assert (marked.told, marked.feedback) == (told, feedback)


def test_so_many_tries_and_no_more():
    check_try(MODULE, try_number=3)
    with pytest.raises(Refusal) as refused:
        check_try(MODULE, try_number=4)
    assert refused.value.code == "exam_no_tries_left"
    check_try(sample_module(tries=None), try_number=1000)


def test_what_was_answered_of_an_exam_stands_as_it_is_so_far():
    answers = right_answers()
    first, *others = draw(EXAM, attempt_id=ATTEMPT)
    begun = mark_answers(MODULE, EXAM, attempt_id=ATTEMPT, answers={first: answers[first]})
    assert not begun.complete
    assert begun.result.right == 1
    whole = begun.after(dict.fromkeys(others, True))
    assert whole.complete
    assert whole.result.passed


def test_a_first_answer_from_another_seat_counts_before_one_that_came_later():
    whole = mark_answers(MODULE, EXAM, attempt_id=ATTEMPT, answers=right_answers())
    first = draw(EXAM, attempt_id=ATTEMPT)[0]
    assert whole.after({first: False}).result.right == whole.result.right - 1
