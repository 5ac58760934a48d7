"""A room of learners as its mentor sees it: who needs help, what is hard, who helps whom.

Everything comes from what stations say in their beats and from first answers. Percentages are
floored, and nothing is said of fewer than `FEW` learners: three people are no statistics.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Literal

from kiosk.rules.instants import Instant, seconds_between

STUCK_AFTER_S = 300
FEW = 4
"""Learners who must have answered before a step is called hard."""
HARD_PERCENT = 40
"""Of a step's learners who needed a second try: from here on it is hard for the group."""
PAIRS_SHOWN = 3

Last = Literal["", "right", "wrong", "answered"]


class Need(IntEnum):
    """What a learner needs, the most urgent first."""

    HAND = 0
    STUCK = 1
    WORKING = 2
    FINISHED = 3
    ELSEWHERE = 4


class StepMark(StrEnum):
    """How a learner stands in one step."""

    DONE = "done"
    AGAIN = "again"
    WRONG = "wrong"
    HERE = "here"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class At:
    """What a learner is at; `step` is empty once the module is finished. See `Learner` of beats."""

    edition: str = ""
    step: str = ""
    item: str = ""
    last: Last = ""
    since: Instant = Instant(0)  # noqa: RUF009  a NewType call makes no new thing
    moved: Instant = Instant(0)  # noqa: RUF009
    hand: Instant = Instant(0)  # noqa: RUF009
    coming: bool = False
    asked: str = ""
    chosen: tuple[str, ...] = ()


NOWHERE = At()
"""Who learns nothing just now."""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """The first answer of a visitor to an item of a step; `item` is empty for a step read."""

    visitor: str
    step: str
    item: str
    right: bool


@dataclass(frozen=True, slots=True)
class Learning:
    """A learner in the room."""

    seat: int
    at: At
    need: Need


@dataclass(frozen=True, slots=True)
class Pair:
    """One who has finished could sit beside one who is stuck in the same module."""

    helper: int
    stuck: int


@dataclass(frozen=True, slots=True)
class Hard:
    """A step that many needed a second try for: `again` of `answered` learners."""

    step: str
    again: int
    answered: int


@dataclass(frozen=True, slots=True)
class Bar:
    """How many chose one option."""

    value: str
    count: int
    percent: int


def need_of(at: At, now: Instant) -> Need:
    """What a learner needs now."""
    if at.hand:
        return Need.HAND
    if not at.edition:
        return Need.ELSEWHERE
    if not at.step:
        return Need.FINISHED
    return Need.STUCK if seconds_between(at.moved, now) > STUCK_AFTER_S else Need.WORKING


def by_need(learner: Learning) -> tuple[int, int, int]:
    """Sorts a room: the most urgent first, among these who has waited longest."""
    waits = learner.at.hand if learner.need is Need.HAND else learner.at.moved
    return (learner.need, waits, learner.seat)


def step_marks(
    steps: Mapping[str, Sequence[str]], answers: Iterable[FirstAnswer], at: At
) -> dict[str, StepMark]:
    """How one learner stands in each step of a module.

    Args:
        steps: the module's step ids in their order, each with the items that are asked in it.
        answers: the learner's first answers in this module.
        at: where the learner is now.
    """
    own: dict[str, dict[str, bool]] = {}
    for one in answers:
        own.setdefault(one.step, {})[one.item] = one.right
    return {
        step: _mark(items, own.get(step, {}), at if at.step == step else None, over=not at.step)
        for step, items in steps.items()
    }


def _mark(
    items: Sequence[str], own: Mapping[str, bool], here: At | None, *, over: bool
) -> StepMark:
    if here is not None:
        return StepMark.WRONG if here.last == "wrong" else StepMark.HERE
    asked = items or ("",)
    if not over and any(item not in own for item in asked):
        return StepMark.OPEN
    return StepMark.DONE if all(own.values()) else StepMark.AGAIN


def right_first_percent(answers: Iterable[FirstAnswer]) -> int | None:
    """Items that were right at the first try; None before there are any."""
    marks = [one.right for one in answers if one.item]
    return sum(marks) * 100 // len(marks) if marks else None


def hardest(answers: Iterable[FirstAnswer]) -> Hard | None:
    """The step of one module that most learners needed a second try for, if it is hard at all."""
    of_step: dict[str, dict[str, bool]] = {}
    for one in answers:
        if one.item:
            learners = of_step.setdefault(one.step, {})
            learners[one.visitor] = learners.get(one.visitor, True) and one.right
    found = [
        Hard(step, sum(not right for right in learners.values()), len(learners))
        for step, learners in of_step.items()
    ]
    hard = [one for one in found if _is_hard(one)]
    return max(hard, key=lambda one: (one.again * 100 // one.answered, one.again), default=None)


def _is_hard(one: Hard) -> bool:
    return one.answered >= FEW and one.again * 100 >= HARD_PERCENT * one.answered


def pairs(learners: Iterable[Learning]) -> tuple[Pair, ...]:
    """Who could sit beside whom: finished beside stuck in the same module, each once, near seats.

    A hand up in the module counts as stuck.
    """
    everyone = list(learners)
    helpers = [one for one in everyone if one.need is Need.FINISHED]
    stuck = [one for one in everyone if one.need in (Need.HAND, Need.STUCK) and one.at.step]
    found = []
    for one in sorted(stuck, key=by_need):
        fits = [each for each in helpers if each.at.edition == one.at.edition]
        if fits:
            helper = min(fits, key=lambda each: (abs(each.seat - one.seat), each.seat))
            helpers.remove(helper)
            found.append(Pair(helper.seat, one.seat))
    return tuple(found[:PAIRS_SHOWN])


def bars(options: Sequence[str], chosen: Iterable[Sequence[str]]) -> tuple[Bar, ...]:
    """How many chose each option, in the order of the options; without names.

    Where nothing is chosen from (a text), the bars are the answers, the most frequent first.

    Args:
        options: the values that may be chosen; empty where an answer is typed.
        chosen: the answers of each who has answered.
    """
    answers = [set(one) for one in chosen]
    counted = Counter(value for one in answers for value in one)
    order = options or [value for value, _n in counted.most_common()]
    whole = max(1, len(answers))
    return tuple(Bar(value, counted[value], counted[value] * 100 // whole) for value in order)


@dataclass(frozen=True, slots=True)
class Mistake:
    """An item that these visitors had wrong at the first try."""

    step: str
    item: str
    visitors: tuple[str, ...]


def common_mistake(answers: Iterable[FirstAnswer]) -> Mistake | None:
    """The item of one module that most had wrong, two at least: worth a drill."""
    wrong: dict[tuple[str, str], list[str]] = {}
    for one in answers:
        if one.item and not one.right:
            wrong.setdefault((one.step, one.item), []).append(one.visitor)
    often = [(place, who) for place, who in wrong.items() if len(who) > 1]
    if not often:
        return None
    (step, item), who = max(often, key=lambda each: len(each[1]))
    return Mistake(step, item, tuple(who))


def next_item(items: Sequence[str], item: str) -> str | None:
    """The item that is asked after this one in its step; None after the last."""
    place = items.index(item) + 1 if item in items else 0
    return items[place] if place < len(items) else None
