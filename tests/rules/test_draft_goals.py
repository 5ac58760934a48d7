"""Goals of practice and rubrics as they are typed, and what their fields say before."""

import pytest
from rules.draft_samples import apply, empty, with_item

from kiosk.rules.draft_files import whole
from kiosk.rules.draft_goals import shown_goal, shown_rubric, with_goal, with_rubric
from kiosk.rules.draft_parts import STEP, step_of
from kiosk.rules.module_files import problems
from kiosk.rules.rubrics import CRITERIA_MOST

PRACTICE = {"id": "practice1", "kind": "practice", "title": ""}
REFLECT = {"id": "reflect1", "kind": "reflect", "title": ""}


def typed(**fields):
    return {name: (value,) for name, value in fields.items()}


@pytest.mark.parametrize(
    ("fields", "goal"),
    [
        (
            {"goal": "percent", "percent_percent": "75", "percent_of": "8", "m_of_n_right": "1"},
            {"kind": "percent", "percent": 75, "of": 8},
        ),
        (
            {"goal": "m_of_n", "m_of_n_right": "3", "m_of_n_of": ""},
            {"kind": "m_of_n", "right": 3},
        ),
        ({"goal": "in_a_row", "in_a_row_right": "many"}, {"kind": "in_a_row", "right": "many"}),
        ({"goal": "each_once"}, None),
        ({"goal": "nonsense"}, None),
    ],
)
def test_a_goal_is_kept_with_its_own_numbers(fields, goal):
    before = {**PRACTICE, "mastery": {"kind": "in_a_row", "right": 9}}
    assert with_goal(before, typed(**fields)).get("mastery") == goal


def test_a_page_without_goal_or_rubric_changes_none():
    held = {**PRACTICE, "mastery": {"kind": "in_a_row", "right": 2}}
    assert with_goal(held, {}) == held
    assert with_goal({**REFLECT}, typed(goal="percent")) == REFLECT
    marked = {**REFLECT, "rubric": [{"text": "Clear", "points": 2}]}
    assert with_rubric(marked, {}) == marked
    assert with_rubric(PRACTICE, typed(rubric1="Clear")) == PRACTICE


def test_a_goal_that_is_out_of_reach_is_told_at_its_field():
    files, _name = with_item("choice")
    files = apply(files, "add_step", kind="practice")
    files = apply(files, "set", f"{STEP}practice1", title="Do", goal="in_a_row", in_a_row_right="7")
    found = [(one.field, one.code) for one in problems(whole(files))]
    assert ("steps[0].mastery.right", "out_of_range") in found


def test_fields_of_a_goal_say_what_stands_there_or_what_is_sensible():
    plain = shown_goal(PRACTICE, items=5)
    assert plain == {
        "goal": "each_once",
        "percent_percent": "80",
        "percent_of": "5",
        "m_of_n_right": "4",
        "m_of_n_of": "5",
        "in_a_row_right": "5",
    }
    held = {**PRACTICE, "mastery": {"kind": "m_of_n", "right": 2, "of": 3}}
    shown = shown_goal(held, items=20)
    assert (shown["goal"], shown["m_of_n_right"], shown["m_of_n_of"]) == ("m_of_n", "2", "3")
    assert (shown["percent_of"], shown["in_a_row_right"]) == ("10", "5")


def test_a_rubric_is_written_line_by_line_and_empty_lines_are_none():
    files = apply(empty(), "add_step", kind="reflect")
    fields = {
        "title": "Look back",
        "rubric1": "Clear",
        "points1": "2",
        "rubric2": "",
        "points2": "3",
    }
    files = apply(files, "set", f"{STEP}reflect1", **fields, rubric3="Own words", points3="")
    assert step_of(files, "reflect1")["rubric"] == [
        {"text": "Clear", "points": 2},
        {"text": "Own words", "points": 3},
    ]
    assert not [one for one in problems(whole(files)) if "rubric" in (one.field or "")]
    files = apply(files, "set", f"{STEP}reflect1", title="Look back", rubric1="Clear", points1="0")
    found = [(one.field, one.code) for one in problems(whole(files))]
    assert ("steps[0].rubric", "out_of_range") in found
    files = apply(files, "set", f"{STEP}reflect1", title="Look back", rubric1="")
    assert "rubric" not in step_of(files, "reflect1")


def test_a_rubric_has_empty_lines_to_write_on_and_no_more_than_it_may():
    one = {**REFLECT, "rubric": [{"text": "Clear", "points": 2}]}
    assert shown_rubric(one) == [(1, "Clear", "2"), (2, "", "3"), (3, "", "3")]
    full = {**REFLECT, "rubric": [{"text": "Clear", "points": 2}] * CRITERIA_MOST}
    assert len(shown_rubric(full)) == CRITERIA_MOST
