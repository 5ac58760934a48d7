"""When a learner has practised a step enough. Hub and station ask the same rules.

Only the first try at a question counts. A goal looks at the newest first tries in a row, so what
was wrong at the beginning is soon left behind. Once reached it stays reached.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

ROUNDS_MOST = 3
"""So often the questions of a step are asked again before a learner goes on all the same: a goal
that is out of reach locks nobody in, and the mentor sees it."""
OF_MOST = 100
PERCENT_PLAIN = 80
OF_PLAIN = 10
IN_A_ROW_PLAIN = 5
"""What a goal asks whose author named only its kind; never more than the step has questions."""
WRITTEN = re.compile(r"(percent|m_of_n|in_a_row):([0-9]{1,3}):([0-9]{1,3})")


class GoalKind(StrEnum):
    """What is counted: a share of so many, so many of so many, so many without a mistake."""

    EACH_ONCE = "each_once"
    PERCENT = "percent"
    M_OF_N = "m_of_n"
    IN_A_ROW = "in_a_row"


@dataclass(frozen=True, slots=True)
class Goal:
    """`need` is a percentage for `percent`, else right answers; `of` is how many are looked at."""

    kind: GoalKind
    need: int
    of: int

    @property
    def enough(self) -> int:
        """So many right ones of the newest `of` reach it; a part of one is a whole one more."""
        if self.kind is GoalKind.PERCENT:
            return -(-self.need * self.of // 100)
        return self.need

    def written(self) -> str:
        """As a fact carries it; "" for the goal that nobody set."""
        return "" if self.kind is GoalKind.EACH_ONCE else f"{self.kind}:{self.need}:{self.of}"


EACH_ONCE = Goal(GoalKind.EACH_ONCE, 0, 0)
"""Where a module sets none: each question once, until it is right or its solution was read."""


@dataclass(frozen=True, slots=True)
class First:
    """The first try at a question in one round of its step."""

    item: str
    round: int
    right: bool


@dataclass(frozen=True, slots=True)
class ToldFirst:
    """A first try as a fact told it: when it was given, and the fact's id."""

    first: First
    at: Instant
    fact_id: str
    goal: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`right` of the newest `given` tries, where `enough` of `of` reach the goal."""

    right: int
    given: int
    enough: int
    of: int
    reached: bool


def read_goal(written: str) -> Goal:
    """The goal that a fact carries.

    Raises:
        Refusal: `malformed` for what is no goal.
    """
    if not written:
        return EACH_ONCE
    found = WRITTEN.fullmatch(written)
    if found is None:
        raise Refusal("malformed", field="goal")
    goal = Goal(GoalKind(found[1]), int(found[2]), int(found[3]))
    if not 1 <= goal.of <= OF_MOST or not 1 <= goal.enough <= goal.of:
        raise Refusal("malformed", field="goal")
    return goal


def is_reached(goal: Goal, rights: Sequence[bool]) -> bool:
    """Whether the goal was reached at any time, by first tries in the order they were given.

    So what was reached in one part of them is reached in the whole: a station that knows its own
    answers alone never promises what the hub does not find.
    """
    return any(_is_met(goal, rights[:end]) for end in range(1, len(rights) + 1))


def progress(goal: Goal, rights: Sequence[bool]) -> Progress:
    """How far a learner is; in a row only what came after the last mistake."""
    newest = tuple(rights[-goal.of :]) if goal.of else ()
    if goal.kind is GoalKind.IN_A_ROW and False in newest:
        newest = newest[len(newest) - newest[::-1].index(False) :]
    reached = is_reached(goal, rights)
    return Progress(sum(newest), len(newest), goal.enough, goal.of, reached)


def next_again(
    goal: Goal, asked: Sequence[str], firsts: Collection[First]
) -> tuple[str, int] | None:
    """The question to ask once more when all were done, and its round; None to go on.

    They come again in their order, each as often as the others.
    """
    if goal.kind is GoalKind.EACH_ONCE or is_reached(goal, [one.right for one in firsts]):
        return None
    rounds = Counter(one.item for one in firsts)
    item = min(asked, key=lambda one: max(1, rounds[one]))
    done = max(1, rounds[item])
    return None if done >= ROUNDS_MOST else (item, done + 1)


def in_order(told: Iterable[ToldFirst]) -> tuple[ToldFirst, ...]:
    """First tries as they were given, in whatever order their facts came."""
    return tuple(sorted(told, key=lambda one: (one.at, *_place(one.fact_id))))


def joined(told: Iterable[First], here: Iterable[First]) -> tuple[First, ...]:
    """What the hub knows, then what was done here since; each once."""
    found = {(one.item, one.round): one for one in told}
    for one in here:
        found.setdefault((one.item, one.round), one)
    return tuple(found.values())


def _is_met(goal: Goal, rights: Sequence[bool]) -> bool:
    newest = rights[-goal.of :] if goal.of else ()
    if goal.kind is GoalKind.PERCENT and len(newest) < goal.of:
        return False  # a share of fewer would be reached by one lucky answer
    return bool(newest) and sum(newest) >= goal.enough


def _place(fact_id: str) -> tuple[str, int]:
    """Facts of one moment stand as their station made them: `origin/epoch/seq`."""
    store, _, seq = fact_id.rpartition("/")
    return store, int(seq) if seq.isdecimal() else 0
