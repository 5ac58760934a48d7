"""Where a visitor stands in a module, from what was answered: any station goes on from there."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.rules.modules import Item, Module, Step, StepKind, draw
from kiosk.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class AttemptState:
    """What a visitor did in one attempt.

    Args:
        attempt: the attempt's id.
        seen: ids of steps without items that were read.
        tries: item id to its tries in order: right, wrong, or None for an exam's, which the
            station cannot mark.
    """

    attempt: str
    seen: frozenset[str]
    tries: Mapping[str, tuple[bool | None, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """The next thing to show: a step, an item of it or None, the item's number of how many.

    `hints` are those already open; `wrong` counts the item's wrong tries.
    """

    step: Step
    item: Item | None
    number: int
    of: int
    wrong: int
    hints: tuple[str, ...]


def place(module: Module, state: AttemptState) -> Place | None:
    """Where the visitor goes on; None when the module is finished."""
    for step in module.steps:
        if not step.items and step.id not in state.seen:
            return Place(step, None, 0, 0, 0, ())
        asked = draw(step, attempt_id=state.attempt)
        for number, item_id in enumerate(asked, start=1):
            item = module.item(item_id)
            tries = state.tries.get(item_id, ())
            if not item_is_done(step, item, tries):
                wrong = tries.count(False)
                return Place(step, item, number, len(asked), wrong, item.hints[:wrong])
    return None


def item_is_done(step: Step, item: Item, tries: tuple[bool | None, ...]) -> bool:
    """An exam's item after its first answer; others when right or when no hint was left."""
    if step.kind is StepKind.EXAM:
        return bool(tries)
    return True in tries or tries.count(False) > len(item.hints)


def check_exam_open(module: Module, state: AttemptState) -> None:
    """Refuse an exam before all that stands in front of it is done.

    Raises:
        Refusal: `exam_not_yet`, naming the step to do first; `exam_over` when it was done.
    """
    here = place(module, state)
    if here is not None and here.step.kind is StepKind.EXAM:
        return
    exams = [n for n, step in enumerate(module.steps) if step.kind is StepKind.EXAM]
    if here is None or not exams or module.steps.index(here.step) > exams[-1]:
        raise Refusal("exam_over")
    raise Refusal("exam_not_yet", step=here.step.title)
