"""The steps of a module, read from `module.json` with what is wrong with them noted."""

import re
from collections.abc import Mapping

from kiosk.rules.module_goals import GOAL_FIELD, step_goal
from kiosk.rules.module_head import MODULE_FILE, Head
from kiosk.rules.module_items import Findings
from kiosk.rules.modules import ANSWERED, Item, Pool, Step, StepKind
from kiosk.rules.rubrics import Rubric, read_rubric

STEPS_LIMIT = 50
STEP_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
RUBRIC_FIELD = "rubric"
"""By what a mentor marks a reflection; a station never gets it, and one of before refuses it."""
STEP_FIELDS = frozenset(
    {
        *("id", "kind", "title", "text", "picture", "alt", "media", "items", "draw"),
        *(GOAL_FIELD, RUBRIC_FIELD),
    }
)


def read_steps(raw: object, items: Mapping[str, Item], findings: Findings) -> tuple[Step, ...]:
    """The steps of `module.json`, in order; what is wrong with them is noted."""
    if not isinstance(raw, list) or not 1 <= len(raw) <= STEPS_LIMIT:
        many = isinstance(raw, list) and bool(raw)
        findings.add(MODULE_FILE, "too_many" if many else "no_step", at="steps")
        return ()
    steps = [
        _step(one, items, Head(one, findings, f"steps[{n}]."))
        for n, one in enumerate(raw)
        if _is_step(one, n, findings)
    ]
    if len({step.id for step in steps}) < len(steps):
        findings.add(MODULE_FILE, "twice", at="steps.id")
    return tuple(steps)


def _is_step(raw: object, n: int, findings: Findings) -> bool:
    if not isinstance(raw, dict):
        findings.add(MODULE_FILE, "wrong_type", at=f"steps[{n}]")
        return False
    for name in sorted(set(raw) - STEP_FIELDS):
        findings.add(MODULE_FILE, "unknown_field", at=f"steps[{n}].{name[:60]}")
    if raw.get("kind") not in tuple(StepKind):
        findings.add(MODULE_FILE, "kind_unknown", at=f"steps[{n}].kind")
        return False
    return True


def _step(raw: Mapping[str, object], items: Mapping[str, Item], head: Head) -> Step:
    kind = StepKind(str(raw["kind"]))
    asked = _step_items(raw, kind, items, head)
    picture = head.text("picture", default="") or None
    alt = head.text("alt", default="")
    if picture is not None and not alt.strip():
        head.add("alt_missing", "alt")
    return Step(
        id=head.matching("id", STEP_ID),
        kind=kind,
        title=head.text("title"),
        text=head.text("text", default=""),
        picture=picture,
        alt=alt,
        media=head.text("media", default="") or None,
        items=asked,
        draw=head.number("draw", least=1, most=len(asked), default=len(asked)) if asked else 0,
        goal=step_goal(head, items=len(asked), is_practice=kind is StepKind.PRACTICE),
        rubric=_rubric(raw, kind, head),
    )


def _rubric(raw: Mapping[str, object], kind: StepKind, head: Head) -> Rubric:
    if RUBRIC_FIELD not in raw:
        return ()
    if kind is not StepKind.REFLECT:
        head.add("not_for_this_kind", RUBRIC_FIELD)
        return ()
    rubric, problem = read_rubric(raw[RUBRIC_FIELD])
    if problem:
        head.add(problem, RUBRIC_FIELD)
    return rubric


def _step_items(
    raw: Mapping[str, object], kind: StepKind, items: Mapping[str, Item], head: Head
) -> tuple[str, ...]:
    """The ids a step names; where it names none, all of the pool that its kind uses."""
    if kind not in ANSWERED:
        if "items" in raw or "draw" in raw:
            head.add("not_for_this_kind", "items")
        return ()
    pool = Pool.EXAM if kind is StepKind.EXAM else Pool.PRACTICE
    of_pool = [item.id for item in items.values() if item.pool is pool]
    named = raw.get("items", of_pool)
    if named == []:
        head.add("no_item", "items")
        return ()
    if not isinstance(named, list) or len({str(one) for one in named}) < len(named):
        head.add("wrong_type", "items")
        return ()
    for one in named:
        if one not in of_pool:
            head.add("item_unknown", f"items.{str(one)[:60]}")
    return tuple(str(one) for one in named if one in of_pool)
