"""A class's gradebook: every learner's line in each module of the plan, and what one answered."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from kiosk.disk.db import Db
from kiosk.queries.written import to_mark
from kiosk.rules.editions import line_of
from kiosk.rules.forms import Form
from kiosk.rules.gradebook import ModuleLine, Practice, Try, Work, work_of
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.item_statistics import First, in_words
from kiosk.rules.modules import Item, Module, Step, StepKind, draw, mark_answers
from kiosk.rules.refusals import Refusal
from kiosk.store import classes, gradebook, reflections, training
from kiosk.store.classes import MemberRow, PlanRow
from kiosk.store.gradebook import ExamRow

ModuleOf = Callable[[str], Module]
NO_WORK = Work(0, 0, 0)
WORKS_KEPT = 500
_WORKS: dict[str, Work] = {}
"""By the sum of an edition's bytes."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A module of the plan, and what it asks; nothing as long as its bytes are not here.

    `editions`: this one and those before it that it changes in words only.
    """

    row: PlanRow
    editions: tuple[str, ...]
    work: Work
    module_of: ModuleOf = field(repr=False, compare=False)

    @property
    def module(self) -> Module | None:
        """The module itself; None while its bytes are not here."""
        return _module(self.module_of, self.row.edition)


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """A learner with a line for each module that is asked for, by edition."""

    member: MemberRow
    modules: Mapping[str, ModuleLine]

    @property
    def begun(self) -> bool:
        """Whether anything was done in any of them."""
        return any(one.begun for one in self.modules.values())

    @property
    def missing(self) -> bool:
        """Whether there is something to do in any of them."""
        return any(one.missing for one in self.modules.values())

    @property
    def exam_missing(self) -> bool:
        """Whether an exam of them is not passed."""
        return any(one.exam_missing for one in self.modules.values())

    @property
    def by_hand(self) -> bool:
        """Whether a mentor's mark holds in any of them."""
        return any(one.by_hand for one in self.modules.values())

    @property
    def to_mark(self) -> bool:
        """Whether a reflection of a module that was begun waits for a mentor."""
        return self.waiting or any(
            one.begun and one.reflections_missing > 0 for one in self.modules.values()
        )

    @property
    def waiting(self) -> bool:
        """Whether one that was written at a seat does."""
        return any(one.waiting > 0 for one in self.modules.values())


@dataclass(frozen=True, slots=True)
class Answered:
    """An item as a learner answered it first; `right` None where no edition says it any more.

    `try_number` and `attempt` are of an exam, 0 and "" of practice; `took_s` is None where it was
    not told.
    """

    step: Step
    item: str
    question: str
    said: str
    right: bool | None
    tries: int
    hints: int
    took_s: int | None
    try_number: int = 0
    attempt: str = ""
    at: Instant | None = None


def plan(db: Db, module_of: ModuleOf, class_id: str) -> tuple[Planned, ...]:
    """The modules of a class's plan, by date."""
    rows = training.editions(db)
    minor_of = {row.edition: row.minor_of for row in rows if row.minor_of is not None}
    sums = {row.edition: row.sha256 for row in rows}
    return tuple(
        Planned(
            row,
            line_of(row.edition, minor_of),
            _work(module_of, row.edition, sha256=sums[row.edition]),
            module_of,
        )
        for row in classes.planned(db, class_id)
    )


def _work(module_of: ModuleOf, edition: str, *, sha256: str) -> Work:
    """What an edition asks, which never changes: a plan has more than the hub keeps in memory."""
    if sha256 not in _WORKS:
        module = _module(module_of, edition)
        if module is None:
            return NO_WORK
        if len(_WORKS) >= WORKS_KEPT:
            _WORKS.clear()
        _WORKS[sha256] = work_of(module)
    return _WORKS[sha256]


def _module(module_of: ModuleOf, edition: str) -> Module | None:
    try:
        return module_of(edition)
    except Refusal:  # its bytes are not back from a backup yet
        return None


def learners(db: Db, class_id: str) -> tuple[MemberRow, ...]:
    """Who is in the class, by name, and who left it; nobody who was erased."""
    return tuple(one for one in classes.all_members(db, class_id) if one.name)


def lines(
    db: Db, planned: Sequence[Planned], members: Sequence[MemberRow]
) -> tuple[LearnerLine, ...]:
    """These learners in these modules; who left and did nothing in them is left out."""
    by_module = columns(db, planned, [one.visitor for one in members])
    found = (
        LearnerLine(one, {edition: column[one.visitor] for edition, column in by_module.items()})
        for one in members
    )
    return tuple(one for one in found if one.member.left_at is None or one.begun)


def columns(
    db: Db, planned: Sequence[Planned], visitors: Collection[str]
) -> dict[str, dict[str, ModuleLine]]:
    """By module and visitor, how they stand."""
    return {one.row.edition: _column(db, one, visitors) for one in planned}


def _column(db: Db, planned: Planned, visitors: Collection[str]) -> dict[str, ModuleLine]:
    asked = {"editions": planned.editions, "visitors": visitors}
    practice = {one.visitor: one for one in gradebook.practised(db, **asked)}
    times = gradebook.exam_times(db, **asked)
    tries: dict[str, list[Try]] = {}
    for exam in gradebook.exams(db, **asked):
        tries.setdefault(exam.visitor, []).append(exam.held)
    reflected: dict[str, set[str]] = {}
    for visitor, _edition, step, _got, _most in reflections.marked(db, **asked):
        reflected.setdefault(visitor, set()).add(step)
    plan_of = dict.fromkeys(planned.editions, planned.row.edition)
    waiting = Counter(one.visitor for one in to_mark(db, plan_of, visitors))
    found = {}
    for one in visitors:
        summed = practice.get(one)
        took_ms = times.get(one, 0) + (0 if summed is None else summed.took_ms)
        done = Practice() if summed is None else Practice(summed.answered, summed.right)
        found[one] = ModuleLine(
            planned.work,
            done,
            tuple(tries.get(one, ())),
            len(reflected.get(one, ())),
            took_ms // MS_PER_S,
            waiting[one],
        )
    return found


def answers(db: Db, planned: Planned, visitor: str) -> tuple[Answered, ...]:
    """All that a learner answered in a module: practice as it was done, then each try."""
    asked = {"editions": planned.editions, "visitors": (visitor,)}
    module = planned.module
    if module is None:
        return ()
    practice = [
        Answered(
            step=_step(module, one.step, StepKind.PRACTICE),
            item=one.item,
            question=question(module, one.item),
            said=said(module, one.item, one.answer),
            right=one.right,
            tries=one.tries,
            hints=one.hints,
            took_s=one.took_ms // MS_PER_S,
            at=one.at,
        )
        for one in gradebook.first_answers(db, **asked)
    ]
    exams = [each for one in gradebook.exams(db, **asked) for each in _of_exam(db, module, one)]
    return (*practice, *exams)


def exam_answers(db: Db, module: Module, attempt: str, *, visitor: str) -> tuple[Answered, ...]:
    """What was answered in one try."""
    asked = {"editions": (module.edition,), "visitors": (visitor,)}
    tries = [one for one in gradebook.exams(db, **asked) if one.held.attempt == attempt]
    return tuple(each for one in tries for each in _of_exam(db, module, one))


def _of_exam(db: Db, module: Module, exam: ExamRow) -> list[Answered]:
    given = msgspec.json.decode(exam.answers)
    times = gradebook.exam_item_times(db, exam.held.attempt)
    step = _step(module, exam.step, StepKind.EXAM)
    return [
        Answered(
            step=step,
            item=item,
            question=question(module, item),
            said=in_words(given[item], labels(module, item)) if item in given else "",
            right=right,
            tries=int(item in given),
            hints=0,
            took_s=times[item] // MS_PER_S if times.get(item) else None,
            try_number=exam.held.try_number,
            attempt=exam.held.attempt,
            at=exam.held.at,
        )
        for item, right in marks(module, step, exam, given).items()
    ]


def firsts(db: Db, planned: Planned, visitors: Collection[str]) -> tuple[First, ...]:
    """First answers of these learners to all questions; of exams those of the first try.

    An item is named by its step too: two steps may ask the same question. What was said is told of
    wrong answers only: a class gives thousands, and nothing asks what the right ones were.
    """
    module = planned.module
    if module is None:
        return ()
    asked = {"editions": planned.editions, "visitors": visitors}
    names = {item: labels(module, item) for item in module.items}
    found = [
        First(
            one.visitor,
            key_of(one.step, one.item),
            one.right,
            "" if one.right else in_words(msgspec.json.decode(one.answer), names.get(one.item, {})),
            one.hints,
            one.took_ms // MS_PER_S,
        )
        for one in gradebook.first_answers(db, **asked)
    ]
    for exam in gradebook.exams(db, **asked):
        if exam.held.try_number == 1:
            found += _firsts_of_exam(module, exam, names)
    return tuple(found)


def _firsts_of_exam(
    module: Module, exam: ExamRow, names: Mapping[str, Mapping[tuple[str, str], str]]
) -> list[First]:
    given = msgspec.json.decode(exam.answers)
    step = _step(module, exam.step, StepKind.EXAM)
    rows = []
    for item, right in marks(module, step, exam, given).items():
        if item in given and right is not None:
            words = "" if right else in_words(given[item], names.get(item, {}))
            rows.append(First(exam.visitor, key_of(step.id, item), right, words))
    return rows


def key_of(step: str, item: str) -> str:
    """A question of a module by its step and item."""
    return f"{step}/{item}"


def questions(module: Module) -> dict[str, tuple[Step, Item]]:
    """All questions of a module, in its order."""
    return {
        key_of(step.id, item): (step, module.item(item))
        for step in module.steps
        for item in step.items
    }


def marks(
    module: Module, step: Step, exam: ExamRow, given: Mapping[str, Mapping[str, object]]
) -> dict[str, bool | None]:
    """How this edition marks the questions that were drawn, in their order.

    None where an answer does not fit any more; without an answer it is wrong.
    """
    attempt = exam.held.attempt
    try:
        found = mark_answers(module, step, attempt_id=attempt, answers=given)
    except Refusal:
        drawn = draw(step, attempt_id=attempt)
        return {item: _alone(module, step, attempt, given, item) for item in drawn}
    return {item: found.marks.get(item, False) for item in found.asked}


def _alone(
    module: Module,
    step: Step,
    attempt: str,
    answers: Mapping[str, Mapping[str, object]],
    item: str,
) -> bool | None:
    one = {item: answers[item]} if item in answers else {}
    try:
        return mark_answers(module, step, attempt_id=attempt, answers=one).marks.get(item, False)
    except Refusal:
        return None


def question(module: Module, item: str) -> str:
    """What is asked."""
    return _form(module, item).prompt if item in module.items else item


def said(module: Module, item: str, answer: bytes) -> str:
    """An answer in words, by the labels that the learner saw."""
    return in_words(msgspec.json.decode(answer), labels(module, item))


def labels(module: Module, item: str) -> dict[tuple[str, str], str]:
    """What each value of an item's fields is called on the page."""
    if item not in module.items:
        return {}
    fields = _form(module, item).fields
    return {(one.name, option.value): option.label for one in fields for option in one.options}


def _form(module: Module, item: str) -> Form:
    return module.items[item].form


def _step(module: Module, step: str, kind: StepKind) -> Step:
    """The step, or one in its place where this edition calls it otherwise."""
    for one in module.steps:
        if one.id == step:
            return one
    return Step(step, kind, step, "", None, "", None, (), 0)
