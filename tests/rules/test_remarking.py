import pytest
from rules.module_samples import ROWS, sample_module

from kiosk.rules.modules import attempt_id, draw
from kiosk.rules.refusals import Refusal
from kiosk.rules.remarking import earlier, mark_anew

BEFORE = sample_module()
STEP = BEFORE.step("exam")
RIGHT = {"x1": "cat", "x2": "dog", "x3": "cow"}


def attempt_with(*items):
    """The id of a try that asks these two questions."""
    for number in range(1, 100):
        found = attempt_id(visitor="v", edition="pets-e2", try_number=number)
        if set(draw(STEP, attempt_id=found)) == set(items):
            return found
    raise AssertionError(items)


def anew(after, answers, *, items=("x1", "x2"), step="exam"):
    given = {item: {"pet": pet} for item, pet in answers.items()}
    return mark_anew(BEFORE, after, step=step, attempt_id=attempt_with(*items), answers=given)


def edition(old, new, **changes):
    rows = ROWS.replace(old, new)
    assert rows != ROWS or old == new
    return sample_module(edition=3, rows=rows, **changes)


def test_the_later_answer_counts():
    after = edition("secret note,,cat", "secret note,,dog")
    assert anew(after, {"x1": "dog", "x2": "dog"}).passed
    assert anew(after, {"x1": "cat", "x2": "dog"}).right == 1


def test_the_later_share_counts():
    after = edition("", "", first_answers_percent=50)
    result = anew(after, {"x1": "cat", "x2": "cow"})
    assert (result.right, result.asked, result.percent, result.passed) == (1, 2, 50, True)


def test_no_answer_is_no_right_answer():
    assert anew(edition("", ""), {"x1": "cat"}).right == 1


def test_a_question_that_is_no_more_keeps_its_mark():
    after = edition("x2,exam", "y2,exam")
    assert anew(after, {"x1": "cat", "x2": "dog"}).passed
    assert anew(after, {"x1": "cat", "x2": "cow"}).right == 1


def test_an_answer_that_fits_no_more_keeps_its_mark():
    after = edition("x2,exam,choice,pet,media/b.png,,,dog", "x2,exam,text,word,,,,other")
    assert anew(after, {"x1": "cat", "x2": "dog"}).passed


def test_an_answer_that_never_fitted_is_wrong():
    assert anew(edition("", ""), {"x1": "cat", "x2": "no pet"}).right == 1


def test_a_step_that_never_was_is_refused():
    with pytest.raises(Refusal) as refused:
        anew(edition("", ""), RIGHT, step="nowhere")
    assert refused.value.code == "not_found"


def test_earlier_editions_of_the_module_are_marked_anew_but_not_those_that_mark_alike():
    others = {
        "pets-e10": None,
        "pets-e9": "pets-e8",
        "pets-e8": None,
        "pets-e11": "pets-e10",
        "cats-e1": None,
        "pets-e12": None,
    }
    assert earlier("pets-e11", others) == ("pets-e8", "pets-e9")
    assert earlier("pets-e8", others) == ()
