"""Results of an edition as one table: who answered what, how, and how long it took."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.modules import Module, StepKind, draw, mark_item
from kiosk.rules.refusals import Refusal
from kiosk.store import results
from kiosk.store.results import Sat

MS_PER_S = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One learner's first answer to one item.

    `try_number` is of an exam, 0 of practice. `seconds` is None where only the whole exam's time
    was told; `right` is None where the edition no longer says it.
    """

    learner: str
    name: str
    step: str
    item: str
    try_number: int
    answer: str
    right: bool | None
    tries: int
    hints: int
    seconds: int | None
    at: Instant


def lines(db: Db, module_of: Callable[[str], Module], *, edition: str) -> tuple[Line, ...]:
    """All first answers of an edition, practice before exams.

    Raises:
        Refusal: `module_unknown`.
    """
    module = module_of(edition)
    practice = (
        Line(
            learner=one.visitor,
            name=one.name,
            step=one.step,
            item=one.item,
            try_number=0,
            answer=_in_words(msgspec.json.decode(one.answer)),
            right=one.right == 1,
            tries=one.tries,
            hints=one.hints,
            seconds=one.took_ms // MS_PER_S,
            at=one.at,
        )
        for one in results.practised(db, edition)
    )
    exams = (line for one in results.sat(db, edition) for line in _of_exam(module, one))
    return (*practice, *exams)


def is_cut(db: Db, module: Module) -> bool:
    """Whether an edition has more lines than a file of results holds."""
    answers, exams = results.counted(db, module.edition)
    drawn = max((step.draw for step in module.steps if step.kind is StepKind.EXAM), default=0)
    return answers + exams * drawn > results.RESULTS_LIMIT


def _of_exam(module: Module, one: Sat) -> Iterator[Line]:
    answers = msgspec.json.decode(one.answers)
    for item in draw(module.step(one.step), attempt_id=one.id):
        yield Line(
            learner=one.visitor,
            name=one.name,
            step=one.step,
            item=item,
            try_number=one.try_number,
            answer=_in_words(answers.get(item, {})),
            right=_right(module, item, answers[item]) if item in answers else False,
            tries=1 if item in answers else 0,
            hints=0,
            seconds=None,
            at=one.at,
        )


def _right(module: Module, item: str, answer: Mapping[str, object]) -> bool | None:
    """None where the edition no longer says it.

    The answer alone is marked: to draw an exam anew for each of its answers takes a minute a year.
    """
    try:
        return mark_item(module.item(item), answer).right
    except Refusal:
        return None


def _in_words(answer: Mapping[str, object]) -> str:
    """A lone value reads as itself; lists are parted by bars, as gold is."""
    told = {name: _value(value) for name, value in answer.items()}
    if len(told) == 1:
        return next(iter(told.values()))
    return ", ".join(f"{name}: {value}" for name, value in told.items())


def _value(value: object) -> str:
    return "|".join(map(str, value)) if isinstance(value, list) else str(value)
