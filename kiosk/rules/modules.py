"""A module, what is drawn from it, and how it is marked. Source: DESIGN.md §9.

How a module stands in files is `rules/module_files.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.rules.exam_rules import PLAIN, ExamTerms
from kiosk.rules.feedback import mistakes, told_of
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import Form
from kiosk.rules.grading import Gold, Mark, Tolerance, mark_answer, right_values
from kiosk.rules.mastery import EACH_ONCE, Goal
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import PLAIN as PLAIN_RUBRIC
from kiosk.rules.rubrics import Rubric

PASS_PERCENT = 90
"""First answers that must be right, where a module does not say otherwise."""


class StepKind(StrEnum):
    """What a step asks of the visitor."""

    READ = "read"
    WATCH = "watch"
    DEMO = "demo"
    CHECK = "check"
    PRACTICE = "practice"
    EXAM = "exam"
    REFLECT = "reflect"


ANSWERED = frozenset({StepKind.CHECK, StepKind.PRACTICE, StepKind.EXAM})
"""Kinds of steps that have items."""


class Pool(StrEnum):
    """Where an item is used: to learn, in an exam, or among real tasks."""

    PRACTICE = "practice"
    EXAM = "exam"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `gold` is None on a station for pools other than practice.

    `feedback_for` says what to tell after a certain wrong answer; `hints` open one by one, the
    last one shows the solution; `why` is told after the right answer.
    """

    id: str
    pool: Pool
    type: str
    form: Form
    gold: Gold | None
    tolerance: Tolerance
    feedback_right: str
    feedback_wrong: str
    feedback_for: Mapping[str, str]
    hints: tuple[str, ...]
    why: str
    audio: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a module. `text` has paragraphs parted by an empty line.

    `items` are the ids to answer in their order; an exam draws `draw` of them. `goal` is how much
    of a practice is enough. `rubric`: by what a mentor marks a reflection; no station gets it.
    """

    id: str
    kind: StepKind
    title: str
    text: str
    picture: str | None
    alt: str
    media: str | None
    items: tuple[str, ...]
    draw: int
    goal: Goal = EACH_ONCE
    rubric: Rubric = ()

    @property
    def marked_by(self) -> Rubric:
        """The rubric of a reflection; the plain one where its author wrote none."""
        return self.rubric or PLAIN_RUBRIC


@dataclass(frozen=True, slots=True)
class Module:
    """One immutable edition. `sha256` is the same for the edition and its station edition.

    `tries` is how often the exam may be tried, None without end; `valid_days` how long the
    qualification holds, None for ever. `minor_of` names the edition that this one changes in words
    only: what was passed and practised there is so here. `files` are the bytes it was read from,
    by name. `interests` are letters of fields of work that it belongs to.
    """

    slug: str
    number: int
    title: str
    summary: str
    lang: str
    minutes: int
    licence: str
    provenance: str | None
    steps: tuple[Step, ...]
    items: Mapping[str, Item]
    first_answers_percent: int
    tries: int | None
    qualification: str | None
    valid_days: int | None
    sha256: str
    for_station: bool
    files: Mapping[str, bytes] = field(repr=False, compare=False)
    minor_of: str | None = None
    exam: ExamTerms = PLAIN
    interests: str = ""

    @property
    def edition(self) -> str:
        """The edition's name, as `digits-e1`."""
        return f"{self.slug}-e{self.number}"

    def step(self, step_id: str) -> Step:
        """The step of that id.

        Raises:
            Refusal: `not_found`.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise Refusal("not_found", step=step_id)

    def item(self, item_id: str) -> Item:
        """The item of that id.

        Raises:
            Refusal: `item_unknown`.
        """
        if item_id not in self.items:
            raise Refusal("item_unknown", item=item_id)
        return self.items[item_id]


@dataclass(frozen=True, slots=True)
class ExamResult:
    """A marked exam; `percent` is floored."""

    right: int
    asked: int
    percent: int
    passed: bool


@dataclass(frozen=True, slots=True)
class MarkedAnswers:
    """Which of an exam's questions were answered right, of those that were answered so far."""

    asked: tuple[str, ...]
    marks: Mapping[str, bool]
    pass_percent: int

    @property
    def complete(self) -> bool:
        """Whether every question was answered."""
        return all(item in self.marks for item in self.asked)

    @property
    def result(self) -> ExamResult:
        """The exam's mark as it stands; an item without an answer is wrong."""
        right = sum(self.marks.get(item, False) for item in self.asked)
        percent = right * 100 // len(self.asked)
        return ExamResult(right, len(self.asked), percent, passed=percent >= self.pass_percent)

    def after(self, earlier: Mapping[str, bool]) -> "MarkedAnswers":
        """With first answers that were given before, at whatever seat: those count."""
        return MarkedAnswers(self.asked, {**self.marks, **earlier}, self.pass_percent)


@dataclass(frozen=True, slots=True)
class PracticeMark:
    """What a visitor is told after a try.

    `hints` are all that are open now; `why` is empty until the item is `done`, and it is done
    when it is right or when all hints were shown and another try was wrong too. `told` has each
    field that is not right, with what the author foresaw for its mistake, "" where nothing.
    """

    mark: Mark
    feedback: str
    told: Mapping[str, str]
    hints: tuple[str, ...]
    why: str
    done: bool


def attempt_id(*, visitor: str, edition: str, try_number: int) -> str:
    """32 hex characters that name one try of a visitor at an edition: a replay is harmless."""
    return _hash("attempt", visitor, edition, str(try_number))


def answer_id(*, attempt: str, item: str) -> str:
    """32 hex characters that name the answer to one item in one attempt."""
    return _hash("answer", attempt, item)


def draw(step: Step, *, attempt_id: str) -> tuple[str, ...]:
    """The item ids of a step in the order to ask them: an exam's by the attempt, others' as given.

    Hub and station draw the same, each alone.
    """
    if step.kind is not StepKind.EXAM:
        return step.items
    # As `_hash("draw", attempt_id, item)`; what all items begin with is hashed once.
    begun = hashlib.sha256(f"{json.dumps(['draw', attempt_id])[:-1]}, ".encode())

    def place(item: str) -> bytes:
        hashed = begun.copy()
        hashed.update(f"{json.dumps(item)}]".encode())
        return hashed.digest()

    return tuple(sorted(step.items, key=place)[: step.draw])


def check_try(module: Module, *, try_number: int) -> None:
    """Refuse an exam that was tried too often.

    Raises:
        Refusal: `exam_no_tries_left`.
    """
    if module.tries is not None and try_number > module.tries:
        raise Refusal("exam_no_tries_left", tries=module.tries)


def mark_exam(
    module: Module, step: Step, *, attempt_id: str, answers: Mapping[str, Mapping[str, object]]
) -> ExamResult:
    """Mark the first answers of an exam, by item id; an item without an answer is wrong.

    Raises:
        Refusal: what `mark_answers` refuses.
    """
    return mark_answers(module, step, attempt_id=attempt_id, answers=answers).result


def mark_answers(
    module: Module, step: Step, *, attempt_id: str, answers: Mapping[str, Mapping[str, object]]
) -> MarkedAnswers:
    """Mark those answers of an exam that are at hand, by item id.

    Raises:
        Refusal: `item_unknown` for an item that was not drawn, `answer_wrong_shape`,
            `module_wrong` for a station edition, which has no gold.
    """
    asked = draw(step, attempt_id=attempt_id)
    for item in answers:
        if item not in asked:
            raise Refusal("item_unknown", item=item)
    marks = {item: mark_item(module.item(item), answers[item]).right for item in answers}
    return MarkedAnswers(asked, marks, module.first_answers_percent)


def mark_practice(item: Item, *, answer: Mapping[str, object], wrong_before: int) -> PracticeMark:
    """Mark a try at a practice item; `wrong_before` counts earlier wrong tries at it.

    Raises:
        Refusal: `answer_wrong_shape`.
    """
    mark, gold = mark_item(item, answer), item.gold or {}
    wrong = wrong_before if mark.right else wrong_before + 1
    done = mark.right or wrong > len(item.hints)
    told = _told(item, gold, mark, answer)
    foreseen = next((words for words in told.values() if words), item.feedback_wrong)
    return PracticeMark(
        mark=mark,
        feedback=item.feedback_right if mark.right else foreseen,
        told=told,
        hints=item.hints[:wrong],
        why=item.why if done else "",
        done=done,
    )


def right_of(item: Item, answer: Mapping[str, object]) -> Mapping[str, frozenset[str]]:
    """Which values of an answer are right, by field: a learner mends the others."""
    checked = check_answer(item.form, answer)
    return right_values(item.form, gold=item.gold or {}, answer=checked, tolerance=item.tolerance)


def mark_item(item: Item, answer: Mapping[str, object]) -> Mark:
    """Mark one answer to an item.

    Raises:
        Refusal: `answer_wrong_shape`, `module_wrong` for a station edition, which has no gold.
    """
    if item.gold is None:
        raise Refusal("module_wrong", item=item.id, problem="no_gold_here")
    checked = check_answer(item.form, answer)
    return mark_answer(item.form, gold=item.gold, answer=checked, tolerance=item.tolerance)


def _told(item: Item, gold: Gold, mark: Mark, answer: Mapping[str, object]) -> dict[str, str]:
    """What is told of the first mistake in each field that the author foresaw."""
    checked = check_answer(item.form, answer)
    foreseen: dict[tuple[str, str], str] = {}
    for key, words in item.feedback_for.items():
        field, word = told_of(item.form, key)
        foreseen[field.name, word] = words
    told: dict[str, str] = {}
    for field in item.form.fields:
        name = field.name
        if mark.fields.get(name, 1) == 1:
            continue
        forgiven = item.tolerance.get(name)
        found = mistakes(field, checked[name], gold=gold[name], tolerance=forgiven)
        told[name] = next((foreseen[name, one] for one in found if (name, one) in foreseen), "")
    return told


def _hash(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]
