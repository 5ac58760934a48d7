import itertools

import pytest

from kiosk.rules.hits import (
    ASSIGNMENT_MOVES,
    DESCRIPTION_LIMIT,
    EXPECTATIONS_LIMIT,
    HIT_MOVES,
    REWARD_LIMIT_MINOR,
    VARIABLES_LIMIT,
    AssignmentState,
    HitState,
    check_assignment_move,
    check_hit_move,
    read_batch,
    read_template,
)
from kiosk.rules.refusals import Refusal

HIT_STEPS = {
    ("Assignable", "Unassignable"),
    ("Unassignable", "Assignable"),
    ("Unassignable", "Reviewable"),
    ("Reviewable", "Reviewing"),
    ("Reviewing", "Reviewable"),
    ("Reviewing", "Disposed"),
}
ASSIGNMENT_STEPS = {
    ("Allotted", "Accepted"),
    ("Accepted", "Submitted"),
    ("Accepted", "Returned"),
    ("Accepted", "Abandoned"),
    ("Submitted", "RevisionRequested"),
    ("RevisionRequested", "Submitted"),
    ("Submitted", "Approved"),
    ("Submitted", "RejectProposed"),
    ("RejectProposed", "Rejected"),
    ("RejectProposed", "Disputed"),
    ("Disputed", "Approved"),
    ("Disputed", "Rejected"),
    ("Rejected", "Approved"),
}
"""Written out as DESIGN.md §10 draws them, apart from the tables under test."""


@pytest.mark.parametrize(("old", "new"), list(itertools.product(HitState, HitState)))
def test_how_a_hit_may_go_on(old, new):
    if (old.value, new.value) in HIT_STEPS:
        check_hit_move(old, new)
        return
    with pytest.raises(Refusal) as refused:
        check_hit_move(old, new)
    assert refused.value.code == "state_wrong"
    assert refused.value.details == {"old": old.value, "new": new.value}


@pytest.mark.parametrize(("old", "new"), list(itertools.product(AssignmentState, AssignmentState)))
def test_how_an_assignment_may_go_on(old, new):
    if (old.value, new.value) in ASSIGNMENT_STEPS:
        check_assignment_move(old, new)
        return
    with pytest.raises(Refusal) as refused:
        check_assignment_move(old, new)
    assert refused.value.code == "state_wrong"
    assert refused.value.details == {"old": old.value, "new": new.value}


def test_every_state_has_its_line():
    assert set(HIT_MOVES) == set(HitState)
    assert set(ASSIGNMENT_MOVES) == set(AssignmentState)


FORM = {
    "prompt": "Which digit do you see?",
    "picture": "${image}",
    "picture_alt": "A handwritten digit",
    "fields": [
        {"name": "digit", "kind": "choice", "options": [{"value": str(n)} for n in range(10)]}
    ],
}
TEMPLATE = {
    "title": "Read one digit",
    "description": "Say which digit it is.",
    "form": FORM,
    "reward_minor": 5,
    "seconds_estimate": 6,
    "qualification": "digits",
    "expectations": ["The digit is right."],
    "keywords": ["digit"],
    "expires_in_s": 86_400,
}


def test_a_template_is_read():
    template = read_template(TEMPLATE)
    assert template.reward_minor == 5
    assert template.qualification == "digits"
    assert template.expectations == ("The digit is right.",)
    bare = read_template({**TEMPLATE, "qualification": "", "expectations": [], "keywords": []})
    assert bare.qualification is None
    assert bare.expectations == ()


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        pytest.param({"title": None}, "field_missing", "title", id="no title"),
        pytest.param({"title": "  "}, "field_missing", "title", id="a blank title"),
        pytest.param({"title": 7}, "field_wrong", "title", id="a number for a title"),
        pytest.param({"title": "\ud800"}, "field_wrong", "title", id="half a character"),
        pytest.param(
            {"description": "x" * (DESCRIPTION_LIMIT + 1)},
            "field_wrong",
            "description",
            id="too long",
        ),
        pytest.param({"form": None}, "field_missing", "form", id="no form"),
        pytest.param({"reward_minor": 0}, "field_wrong", "reward_minor", id="work for nothing"),
        pytest.param(
            {"reward_minor": REWARD_LIMIT_MINOR + 1}, "field_wrong", "reward_minor", id="too much"
        ),
        pytest.param({"reward_minor": "5"}, "field_wrong", "reward_minor", id="money as text"),
        pytest.param({"reward_minor": True}, "field_wrong", "reward_minor", id="true for money"),
        pytest.param({"seconds_estimate": 0}, "field_wrong", "seconds_estimate", id="no time"),
        pytest.param({"expires_in_s": 59}, "field_wrong", "expires_in_s", id="gone at once"),
        pytest.param(
            {"qualification": "Digits!"},
            "field_wrong",
            "qualification",
            id="no name of a qualification",
        ),
        pytest.param(
            {"qualification": 7}, "field_wrong", "qualification", id="a number for a qualification"
        ),
        pytest.param(
            {"expectations": "right"}, "field_wrong", "expectations", id="one text for a list"
        ),
        pytest.param(
            {"expectations": ["a", "a"]}, "field_wrong", "expectations", id="one point twice"
        ),
        pytest.param(
            {"expectations": [str(n) for n in range(EXPECTATIONS_LIMIT + 1)]},
            "field_wrong",
            "expectations",
            id="too many",
        ),
        pytest.param({"colour": "red"}, "field_wrong", "colour", id="a word we do not know"),
    ],
)
def test_mistakes_in_a_template_are_named(change, code, field):
    with pytest.raises(Refusal) as refused:
        read_template({**TEMPLATE, **change})
    assert (refused.value.code, refused.value.details["field"]) == (code, field)


def test_a_template_is_an_object():
    with pytest.raises(Refusal) as refused:
        read_template([TEMPLATE])
    assert refused.value.details["field"] == "template"


def batch(csv_text, template=None, pictures=("1.png", "2.png")):
    return read_batch(template or TEMPLATE, csv_text=csv_text, pictures=set(pictures))


def test_a_batch_is_one_task_a_row():
    made = batch("\ufeffimage,row\n1.png,17\n2.png ,4\n")
    assert [(task.row, dict(task.values)) for task in made.tasks] == [
        (2, {"image": "1.png"}),
        (3, {"image": "2.png"}),
    ]
    assert made.tasks[1].form.picture == "2.png"
    assert made.template.title == "Read one digit"


def test_a_form_without_a_picture_needs_none():
    form = {**FORM, "picture": None, "prompt": "Is ${number} odd?"}
    assert (
        batch("number\n7\n", {**TEMPLATE, "form": form}, pictures=()).tasks[0].form.prompt
        == "Is 7 odd?"
    )


@pytest.mark.parametrize(
    ("csv_text", "row", "field", "problem"),
    [
        pytest.param(
            "picture\n1.png\n", 1, "image", "column_missing", id="a variable without a column"
        ),
        pytest.param(
            "image\n1.png\n3.png\n",
            3,
            "3.png",
            "picture_missing",
            id="a picture that did not come along",
        ),
        pytest.param("image,row\n1.png,1\n ,2\n", 3, "image", "empty_cell", id="an empty cell"),
        pytest.param("image,image\n1.png,2.png\n", 1, "image", "column_twice", id="a column twice"),
        pytest.param("image\n", 2, None, "no_rows", id="no tasks"),
    ],
)
def test_mistakes_in_a_table_are_named_by_row(csv_text, row, field, problem):
    with pytest.raises(Refusal) as refused:
        batch(csv_text)
    assert refused.value.code == "csv_wrong"
    assert refused.value.details == {"row": row, "field": field, "problem": problem}


def test_what_a_row_makes_of_the_form_is_checked():
    options = [{"value": "${a}"}, {"value": "${b}"}]
    form = {"prompt": "Which?", "fields": [{"name": "which", "kind": "choice", "options": options}]}
    with pytest.raises(Refusal) as refused:
        batch("a,b\ncat,dog\ncow,cow\n", {**TEMPLATE, "form": form})
    assert refused.value.details == {"row": 3, "field": "fields[0].options", "problem": "twice"}


def test_a_slot_carries_so_many_variables():
    names = [f"v{n}" for n in range(VARIABLES_LIMIT + 1)]
    form = {**FORM, "prompt": " ".join(f"${{{name}}}" for name in names), "picture": None}
    with pytest.raises(Refusal) as refused:
        batch("a\n1\n", {**TEMPLATE, "form": form})
    assert refused.value.details["problem"] == "too_many_variables"
