"""The goal of a practice and the rubric of a reflection, as they are typed on the panel."""

from collections.abc import Mapping, Sequence

from kiosk.rules.draft_sheets import mapping, sequence
from kiosk.rules.draft_typing import Typed, number_or_text, one
from kiosk.rules.mastery import IN_A_ROW_PLAIN, OF_PLAIN, PERCENT_PLAIN, GoalKind
from kiosk.rules.module_goals import FIELDS, GOAL_FIELD
from kiosk.rules.module_steps import RUBRIC_FIELD
from kiosk.rules.modules import StepKind
from kiosk.rules.rubrics import CRITERIA_MOST, PLAIN_POINTS

LINES_SPARE = 2

Step = Mapping[str, object]


def with_goal(step: Step, typed: Typed) -> dict[str, object]:
    """A step with the goal that was typed; what is no number stays as it was typed, to be told."""
    kind = one(typed, "goal")
    if step.get("kind") != StepKind.PRACTICE or not kind:
        return dict(step)
    left = {name: step[name] for name in step if name != GOAL_FIELD}
    if kind == GoalKind.EACH_ONCE or kind not in tuple(GoalKind):
        return left
    names = sorted(FIELDS[GoalKind(kind)] - {"kind"})
    told = {name: one(typed, f"{kind}_{name}") for name in names}
    numbers = {name: number_or_text(text) for name, text in told.items() if text}
    return {**left, GOAL_FIELD: {"kind": kind, **numbers}}


def with_rubric(step: Step, typed: Typed) -> dict[str, object]:
    """A step with the rubric that was typed; lines without words are none."""
    if step.get("kind") != StepKind.REFLECT or "rubric1" not in typed:
        return dict(step)
    left = {name: step[name] for name in step if name != RUBRIC_FIELD}
    lines = [
        {"text": words, "points": number_or_text(one(typed, f"points{n}") or str(PLAIN_POINTS))}
        for n in range(1, CRITERIA_MOST + 1)
        if (words := one(typed, f"rubric{n}"))
    ]
    return {**left, RUBRIC_FIELD: lines} if lines else left


def shown_goal(step: Step, *, items: int) -> Mapping[str, str]:
    """What the fields of the goal say: what stands there, else what a new goal would ask."""
    held = mapping(step.get(GOAL_FIELD))
    kind = str(held.get("kind") or GoalKind.EACH_ONCE)
    most = max(1, items)
    of = min(OF_PLAIN, most)
    plain: dict[str, object] = {
        "percent_percent": PERCENT_PLAIN,
        "percent_of": of,
        "m_of_n_right": -(-PERCENT_PLAIN * of // 100),
        "m_of_n_of": of,
        "in_a_row_right": min(IN_A_ROW_PLAIN, most),
    }
    there = {f"{kind}_{name}": held[name] for name in held if name != "kind"}
    return {"goal": kind, **{name: str(value) for name, value in {**plain, **there}.items()}}


def shown_rubric(step: Step) -> Sequence[tuple[int, str, str]]:
    """The lines of the rubric: place, words, points; with a few empty ones."""
    held = [mapping(line) for line in sequence(step.get(RUBRIC_FIELD))][:CRITERIA_MOST]
    rows = [
        (n, str(line.get("text", "")), str(line.get("points", "")))
        for n, line in enumerate(held, start=1)
    ]
    last = min(CRITERIA_MOST, len(rows) + LINES_SPARE)
    return [*rows, *((n, "", str(PLAIN_POINTS)) for n in range(len(rows) + 1, last + 1))]
