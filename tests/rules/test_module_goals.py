"""The goal of a practice step in `module.json`."""

import json

import pytest
from rules.module_samples import MODULE, sample_files

from kiosk.rules.mastery import EACH_ONCE, Goal, GoalKind
from kiosk.rules.module_files import problems, read_module, station_edition

PRACTICE = next(n for n, step in enumerate(MODULE["steps"]) if step["kind"] == "practice")
READ = next(n for n, step in enumerate(MODULE["steps"]) if step["kind"] == "read")


def files(goal, at=PRACTICE):
    steps = json.loads(json.dumps(MODULE["steps"]))
    steps[at]["mastery"] = goal
    return sample_files(steps=steps)


def goal_of(module):
    return module.steps[PRACTICE].goal


@pytest.mark.parametrize(
    ("told", "goal"),
    [
        pytest.param(None, EACH_ONCE, id="none"),
        pytest.param({"kind": "each_once"}, EACH_ONCE, id="each once"),
        pytest.param(
            {"kind": "percent", "percent": 75, "of": 2}, Goal(GoalKind.PERCENT, 75, 2), id="percent"
        ),
        pytest.param({"kind": "percent"}, Goal(GoalKind.PERCENT, 80, 2), id="percent, plain"),
        pytest.param(
            {"kind": "m_of_n", "right": 1, "of": 2}, Goal(GoalKind.M_OF_N, 1, 2), id="m of n"
        ),
        pytest.param({"kind": "m_of_n"}, Goal(GoalKind.M_OF_N, 2, 2), id="m of n, plain"),
        pytest.param({"kind": "m_of_n", "of": 1}, Goal(GoalKind.M_OF_N, 1, 1), id="m of one"),
        pytest.param(
            {"kind": "in_a_row", "right": 2}, Goal(GoalKind.IN_A_ROW, 2, 2), id="in a row"
        ),
        pytest.param({"kind": "in_a_row"}, Goal(GoalKind.IN_A_ROW, 2, 2), id="in a row, plain"),
    ],
)
def test_a_goal_is_read_and_stands_in_the_station_edition_too(told, goal):
    module = read_module(files(told))
    assert goal_of(module) == goal
    assert goal_of(read_module(station_edition(module))) == goal


@pytest.mark.parametrize(
    ("told", "at", "code", "field"),
    [
        pytest.param("80%", PRACTICE, "wrong_type", "mastery", id="no object"),
        pytest.param({"kind": "m_of_n"}, READ, "not_for_this_kind", "mastery", id="nothing asked"),
        pytest.param({}, PRACTICE, "kind_unknown", "mastery.kind", id="no kind"),
        pytest.param({"kind": "most"}, PRACTICE, "kind_unknown", "mastery.kind", id="no such kind"),
        pytest.param(
            {"kind": "in_a_row", "of": 2}, PRACTICE, "unknown_field", "mastery.of", id="of another"
        ),
        pytest.param(
            {"kind": "in_a_row", "right": 3},
            PRACTICE,
            "out_of_range",
            "mastery.right",
            id="more than the step has",
        ),
        pytest.param(
            {"kind": "m_of_n", "right": 2, "of": 1},
            PRACTICE,
            "out_of_range",
            "mastery.right",
            id="more than it looks at",
        ),
        pytest.param(
            {"kind": "m_of_n", "right": 1, "of": 0},
            PRACTICE,
            "out_of_range",
            "mastery.of",
            id="of none",
        ),
        pytest.param(
            {"kind": "percent", "percent": 101},
            PRACTICE,
            "out_of_range",
            "mastery.percent",
            id="more than all",
        ),
        pytest.param(
            {"kind": "percent", "percent": "80"},
            PRACTICE,
            "wrong_type",
            "mastery.percent",
            id="no number",
        ),
    ],
)
def test_a_mistake_in_a_goal_is_named_with_its_place(told, at, code, field):
    found = [(one.file, one.code, one.field) for one in problems(files(told, at))]
    assert ("module.json", code, f"steps[{at}].{field}") in found
