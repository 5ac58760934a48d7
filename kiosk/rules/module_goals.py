"""The goal of a practice step in `module.json`: how much of it is enough. Rules: `mastery.py`."""

from collections.abc import Mapping

from kiosk.rules.mastery import (
    EACH_ONCE,
    IN_A_ROW_PLAIN,
    OF_MOST,
    OF_PLAIN,
    PERCENT_PLAIN,
    Goal,
    GoalKind,
)
from kiosk.rules.module_head import Head

GOAL_FIELD = "mastery"
FIELDS: Mapping[GoalKind, frozenset[str]] = {
    GoalKind.EACH_ONCE: frozenset({"kind"}),
    GoalKind.PERCENT: frozenset({"kind", "percent", "of"}),
    GoalKind.M_OF_N: frozenset({"kind", "right", "of"}),
    GoalKind.IN_A_ROW: frozenset({"kind", "right"}),
}


def step_goal(step: Head, *, items: int, is_practice: bool) -> Goal:
    """The goal of a step of so many items; a step that names none has each of them once."""
    raw = step.raw.get(GOAL_FIELD)
    if raw is None:
        return EACH_ONCE
    if not is_practice or not items:
        step.add("not_for_this_kind", GOAL_FIELD)
        return EACH_ONCE
    if not isinstance(raw, dict):
        step.add("wrong_type", GOAL_FIELD)
        return EACH_ONCE
    return _goal(Head(raw, step.findings, f"{step.prefix}{GOAL_FIELD}."), items=items)


def _goal(head: Head, *, items: int) -> Goal:
    """What is asked is within reach of the step's own items, each tried once."""
    named = head.raw.get("kind")
    kind = next((one for one in GoalKind if one == named), None)
    if kind is None:
        head.add("kind_unknown", "kind")
        return EACH_ONCE
    for name in sorted(set(head.raw) - FIELDS[kind]):
        head.add("unknown_field", name[:60])
    most = min(items, OF_MOST)
    if kind is GoalKind.EACH_ONCE:
        return EACH_ONCE
    if kind is GoalKind.IN_A_ROW:
        need = head.number("right", least=1, most=most, default=min(IN_A_ROW_PLAIN, most))
        return Goal(kind, need, need)
    of = head.number("of", least=1, most=most, default=min(OF_PLAIN, most))
    if kind is GoalKind.PERCENT:
        need = head.number("percent", least=1, most=100, default=PERCENT_PLAIN)
        return Goal(kind, need, of)
    plain = Goal(GoalKind.PERCENT, PERCENT_PLAIN, min(max(1, of), most)).enough
    return Goal(kind, head.number("right", least=1, most=max(1, of), default=plain), of)
