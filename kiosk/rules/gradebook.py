"""A learner's line in a gradebook: what was practised, how the exam went, what is missing."""

from dataclasses import dataclass

from kiosk.rules.instants import Instant
from kiosk.rules.modules import Module, StepKind
from kiosk.rules.refusals import Refusal

MILLE = 1000
PRACTISED = frozenset({StepKind.CHECK, StepKind.PRACTICE})


@dataclass(frozen=True, slots=True)
class Practice:
    """How many questions of a module a learner has answered, and how many right at first."""

    answered: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class Try:
    """A try at the exam, with the mark that holds. `by_hand`: a mentor's."""

    attempt: str
    try_number: int
    right: int
    asked: int
    passed: bool
    by_hand: bool
    at: Instant


@dataclass(frozen=True, slots=True)
class Work:
    """What a module asks: questions to practise, exams, reflections to be marked."""

    items: int
    exams: int
    reflections: int


@dataclass(frozen=True, slots=True)
class ModuleLine:
    """A learner in a module. `best` is the try that counts: passed, or else the best.

    `waiting`: reflections written at a seat that no mentor has marked since.
    """

    work: Work
    practice: Practice
    tries: tuple[Try, ...]
    reflected: int
    took_s: int
    waiting: int = 0

    @property
    def share(self) -> int | None:
        """First answers that were right, per mille; None before the first."""
        done = self.practice.answered
        return self.practice.right * MILLE // done if done else None

    @property
    def best(self) -> Try | None:
        """The first try that passed, or else the one with most right; None before the first."""
        passed = [one for one in self.tries if one.passed]
        if passed:
            return min(passed, key=lambda one: one.try_number)
        return max(self.tries, key=lambda one: (one.right, -one.try_number), default=None)

    @property
    def passed_at(self) -> Instant | None:
        """When the exam was sat that passed; None where none did."""
        best = self.best
        return best.at if best is not None and best.passed else None

    @property
    def begun(self) -> bool:
        """Whether anything was done."""
        return bool(self.practice.answered or self.tries)

    @property
    def items_missing(self) -> int:
        """Questions not answered yet; none once the exam was sat, which opens after them."""
        return 0 if self.tries else max(0, self.work.items - self.practice.answered)

    @property
    def exam_missing(self) -> bool:
        """Whether there is an exam that is not passed."""
        return self.work.exams > 0 and self.passed_at is None

    @property
    def reflections_missing(self) -> int:
        """Reflections that nobody has marked."""
        return max(0, self.work.reflections - self.reflected)

    @property
    def missing(self) -> bool:
        """Whether the learner has something to do; what a mentor has to mark is not theirs."""
        return self.items_missing > 0 or self.exam_missing

    @property
    def by_hand(self) -> bool:
        """Whether a mentor's mark holds for the exam."""
        return any(one.by_hand for one in self.tries)


def work_of(module: Module) -> Work:
    """What a module asks of a learner. A question that two steps ask is two pieces of work.

    Of a practice that has a goal, only so many questions as reach it at once.
    """
    kinds = [step.kind for step in module.steps]
    practised = [step for step in module.steps if step.kind in PRACTISED]
    items = sum(step.goal.enough or len(step.items) for step in practised)
    return Work(items, kinds.count(StepKind.EXAM), kinds.count(StepKind.REFLECT))


def least_right(*, asked: int, percent: int) -> int:
    """So many of the questions must be right to pass."""
    return -(-asked * percent // 100)


def passes(*, right: int, asked: int, percent: int) -> bool:
    """Whether a mentor's mark passes: by the module's own measure, as the machine's does.

    Raises:
        Refusal: `field_wrong` (right) for more than were asked, or less than none.
    """
    if not 0 <= right <= asked:
        raise Refusal("field_wrong", field="right")
    return right * 100 // asked >= percent
