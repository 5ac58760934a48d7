"""Where a visitor stands in a module: what the hub's record says and what was done here since."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db
from kiosk.protocol.exam_calls import Answering, Attempted
from kiosk.protocol.station_calls import Practised, Record
from kiosk.rules.editions import line_of, slug_of
from kiosk.rules.modules import ANSWERED, Module, StepKind, attempt_id
from kiosk.rules.progress import AttemptState, Place, place
from station_agent.agent import Agent
from station_agent.player import mastering
from station_agent.player.exams import ExamTime, exam_time
from station_agent.store import learning
from station_agent.store.learning import ExamTry, Tried

ExamState = Literal["none", "new", "open", "wait", "passed", "failed", "no_tries"]


@dataclass(frozen=True, slots=True)
class ExamStanding:
    """The try that counts now, or that was made last.

    `new` waits for its first answer; `wait` is on its way to be marked; `failed` may be tried
    again as `try_number`; `marked` is the hub's word on the last one. Tries count anew after
    `passed_try`: what it granted has lapsed since.
    """

    state: ExamState
    try_number: int
    attempt: str
    marked: Attempted | None = None
    passed_try: int = 0

    @property
    def tries_begun(self) -> int:
        """Which of the tries that a module allows this one is."""
        return self.try_number - self.passed_try

    @property
    def has_lapsed(self) -> bool:
        """Whether it was passed once and is to be sat again, which is not begun."""
        return self.state == "new" and self.passed_try > 0


@dataclass(frozen=True, slots=True)
class Standing:
    """A visitor in one module. `here` is None when nothing is left to do.

    `passed_before`: the exam of an earlier edition is passed, whose pass does not count in this.
    """

    module: Module
    visitor: str
    tried: dict[str, Tried]
    attempt: AttemptState
    exam: ExamStanding
    time: ExamTime
    here: Place | None
    passed_before: bool = False

    @property
    def done_steps(self) -> int:
        """Steps before the one to do now."""
        if self.here is None:
            return len(self.module.steps)
        return self.module.steps.index(self.here.step)

    @property
    def begun(self) -> bool:
        """Whether anything was done yet."""
        return bool(self.attempt.seen or self.attempt.tries)


def standing(agent: Agent, module: Module, of: str = "") -> Standing:
    """Where a learner at this seat stands in this module: who sits, or `of` one beside.

    What was done in editions that this one changes in words only counts, and tries are counted on.
    """
    line = line_of(module.edition, agent.library.minor_of())
    kept, record, beside = agent.sitting.kept, agent.sitting.record, None
    visitor = kept.visitor if kept else ""
    if of not in ("", visitor):
        beside = agent.sitting.beside.record
    if beside is not None and beside.visitor == of:
        visitor, record = of, beside
    with agent.store.readers.read() as db:
        tried = _tried(db, module, visitor, line)
        tries = tuple(
            one for name in line for one in learning.exam_tries(db, visitor=visitor, edition=name)
        )
        exam = _exam(module, visitor, record, tries, line)
        answered = learning.exam_answers(
            db, visitor=visitor, edition=module.edition, try_number=exam.try_number
        )
        sitting = learning.exam_sitting(
            db, visitor=visitor, edition=module.edition, try_number=exam.try_number
        )
        done = [one for name in line for one in _practised(record, name)]
        firsts, goals = mastering.practising(db, visitor=visitor, line=line, done=done)
    attempt = AttemptState(
        attempt=exam.attempt,
        seen=frozenset(step for one in done for step in one.steps_done).union(
            one.step for one in tried if not one.item
        ),
        tries={
            **{item: (True,) for one in done for item in one.items},
            **{one.item: _tries(one) for one in tried if one.item},
            **_exam_tries(module, exam, _elsewhere(record, module, exam).union(answered)),
        },
        firsts=firsts,
        goals=goals,
    )
    return Standing(
        module=module,
        visitor=visitor,
        tried={one.item: one for one in tried if one.item},
        attempt=attempt,
        exam=exam,
        time=exam_time(agent, module, record=record, try_number=exam.try_number, sitting=sitting),
        here=place(module, attempt),
        passed_before=_passed_before(record, module, line),
    )


def _passed_before(record: Record | None, module: Module, line: tuple[str, ...]) -> bool:
    known = record.attempts if record else ()
    passed = {one.edition for one in known if one.passed and slug_of(one.edition) == module.slug}
    return bool(passed) and not passed.intersection(line)


def _elsewhere(record: Record | None, module: Module, exam: ExamStanding) -> frozenset[str]:
    """Questions of the open try whose first answer the hub has, from whatever seat."""
    return frozenset(
        item
        for one in _answering(record, module.edition)
        if one.try_number == exam.try_number
        for item in one.items
    )


def _answering(record: Record | None, edition: str) -> tuple[Answering, ...]:
    known = record.answering if record else ()
    return tuple(one for one in known if one.edition == edition)


def _practised(record: Record | None, edition: str) -> tuple[Practised, ...]:
    known = record.practised if record else ()
    return tuple(one for one in known if one.edition == edition)


def _tried(db: Db, module: Module, visitor: str, line: tuple[str, ...]) -> tuple[Tried, ...]:
    """What was done here, in the edition itself before those it comes from."""
    found: dict[tuple[str, str], Tried] = {}
    for name in line:
        for one in learning.tried(db, visitor=visitor, edition=name):
            is_known = not one.item or one.item in module.items
            if is_known:
                found.setdefault((one.step, one.item), one)
    return tuple(found.values())


def _tries(tried: Tried) -> tuple[bool | None, ...]:
    return (False,) * tried.wrong + ((True,) if tried.done else ())


def _exam(
    module: Module,
    visitor: str,
    record: Record | None,
    tries: tuple[ExamTry, ...],
    line: tuple[str, ...],
) -> ExamStanding:
    """The latest try, by the hub's record or by what lies here."""
    attempts = record.attempts if record else ()
    of_line = (one for one in attempts if one.edition in line)
    told = {one.try_number: one for one in sorted(of_line, key=lambda one: one.passed)}
    here = {one.try_number: one for one in tries}
    begun = {one.try_number for name in line for one in _answering(record, name)}
    passed = max((n for n, one in told.items() if one.passed), default=0)

    def at(state: ExamState, number: int, marked: Attempted | None = None) -> ExamStanding:
        attempt = attempt_id(visitor=visitor, edition=module.edition, try_number=number)
        return ExamStanding(state, number, attempt, marked, passed_try=passed)

    if not any(step.kind is StepKind.EXAM for step in module.steps):
        return at("none", 1)
    if passed and not _has_lapsed(module, record):  # be it that an earlier try was marked anew
        return at("passed", passed, told[passed])
    latest = max([*told, *here, *begun], default=0)
    if latest <= passed:
        return at("new", passed + 1)
    if latest in told and told[latest].state == "marked":
        over = module.tries is not None and latest - passed >= module.tries
        return at("no_tries" if over else "failed", latest + (not over), told[latest])
    is_sent = latest in here and here[latest].state == "sent"
    if not is_sent and (latest in here or latest in begun):
        return at("open", latest)
    return at("wait", latest)


def _has_lapsed(module: Module, record: Record | None) -> bool:
    """Whether what the exam grants holds no more: then it may be sat again."""
    held = record.qualifications if record else ()
    return module.qualification is not None and module.qualification not in held


def _exam_tries(
    module: Module, exam: ExamStanding, answered: frozenset[str]
) -> dict[str, tuple[bool | None, ...]]:
    if exam.state in ("passed", "wait", "no_tries"):
        exams = [step for step in module.steps if step.kind is StepKind.EXAM]
        answered = frozenset(item for step in exams for item in step.items)
    return dict.fromkeys(answered, (None,))


def has_items(module: Module, step_id: str) -> bool:
    """Whether a step is answered, not read."""
    return module.step(step_id).kind in ANSWERED
