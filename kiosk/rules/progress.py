"""Where a visitor stands in a module, from what was answered: any station goes on from there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.rules.mastery import First, Goal, is_reached, next_again
from kiosk.rules.modules import Item, Module, Step, StepKind, draw
from kiosk.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class AttemptState:
    """What a visitor did in one attempt.

    Args:
        attempt: the attempt's id.
        seen: ids of steps without items that were read.
        tries: item id to its tries in order: right, wrong, or None for an exam's, which the
            station cannot mark. Of a question that was asked again, those of its newest round.
        firsts: step id to the first tries at its items, in the order they were given.
        goals: step id to the goal that stood when its first item was answered: it never moves.
    """

    attempt: str
    seen: frozenset[str]
    tries: Mapping[str, tuple[bool | None, ...]]
    firsts: Mapping[str, tuple[First, ...]] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)

    def goal(self, step: Step) -> Goal:
        """What is enough of a step for this visitor."""
        return self.goals.get(step.id, step.goal)

    def reached(self, step: Step) -> bool:
        """Whether that goal was reached; never by a step that has none."""
        rights = [one.right for one in self.firsts.get(step.id, ())]
        return is_reached(self.goal(step), rights)


@dataclass(frozen=True, slots=True)
class Place:
    """The next thing to show: a step, an item of it or None, the item's number of how many.

    `hints` are those already open; `wrong` counts the item's wrong tries. `round` is 2 or
    more where a question is asked again, since the step's goal was not reached.
    """

    step: Step
    item: Item | None
    number: int
    of: int
    wrong: int
    hints: tuple[str, ...]
    round: int = 1


def place(module: Module, state: AttemptState) -> Place | None:
    """Where the visitor goes on; None when the module is finished."""
    for step in module.steps:
        if not step.items and step.id not in state.seen:
            return Place(step, None, 0, 0, 0, ())
        here = _in_step(module, step, state)
        if here is not None:
            return here
    return None


def _in_step(module: Module, step: Step, state: AttemptState) -> Place | None:
    """The item to answer next: one that is begun, then new ones until the goal is reached."""
    asked = draw(step, attempt_id=state.attempt)
    reached = state.reached(step)
    for number, item_id in enumerate(asked, start=1):
        item = module.item(item_id)
        tries = state.tries.get(item_id, ())
        if not item_is_done(step, item, tries) and (tries or not reached):
            wrong = tries.count(False)
            return Place(step, item, number, len(asked), wrong, item.hints[:wrong])
    again = next_again(state.goal(step), asked, state.firsts.get(step.id, ()))
    if again is None:
        return None
    item_id, number_of_round = again
    number = asked.index(item_id) + 1
    return Place(step, module.item(item_id), number, len(asked), 0, (), number_of_round)


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
