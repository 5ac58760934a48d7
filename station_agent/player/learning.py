"""Learning: steps read, practice marked here at once, exams kept and sent. DESIGN.md §9."""

from collections.abc import Mapping
from typing import Any

import msgspec

from kiosk.protocol import bodies
from kiosk.protocol.codec import decode, encode
from kiosk.rules.editions import line_of
from kiosk.rules.exam_rules import counts, is_too_fast
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import Answer
from kiosk.rules.modules import (
    Item,
    Module,
    PracticeMark,
    Step,
    StepKind,
    check_try,
    draw,
    mark_practice,
)
from kiosk.rules.progress import check_exam_open
from kiosk.rules.refusals import Refusal
from station_agent.acts import learning as acts
from station_agent.acts.learning import Marked
from station_agent.agent import Agent
from station_agent.player import together
from station_agent.player.exams import seconds_to_wait, sitting_now, told_of
from station_agent.player.mastering import is_fresh, round_of
from station_agent.player.standing import Standing, standing
from station_agent.store import learning as store
from station_agent.store.learning import ExamTry

TOOK_LIMIT_MS = 24 * 3600 * 1000


class Given(msgspec.Struct, frozen=True):
    """Answers to one practice item in this session, so that a reload shows the same page."""

    answers: tuple[dict[str, Any], ...] = ()


class KeptAnswer(msgspec.Struct, frozen=True):
    """A first answer of an exam, as it lies under the session's key."""

    answer: dict[str, Any]
    took_ms: int


def read_step(agent: Agent, module: Module, step_id: str) -> None:
    """Who learns here has read a step.

    Raises:
        Refusal: `not_found`, `no_session_here`; `malformed` for a step that is answered.
    """
    step = module.step(step_id)
    if step.items:
        raise Refusal("malformed", field="step")
    read = [
        _practice(visitor, module, step.id, item="", answer={}, right=True, took_ms=0)
        for visitor in together.gets(agent, "practice")
    ]
    letters = acts.Letters(*((one.visitor, agent.pen.letter(one)) for one in read))
    agent.write(acts.read_together, edition=module.edition, step=step.id, letters=letters)


def answer_practice(
    agent: Agent,
    module: Module,
    *,
    step_id: str,
    item_id: str,
    answer: Mapping[str, object],
    request_id: str,
    again: int = 1,
) -> PracticeMark:
    """Mark a try at once and keep it; the first one goes to the hub, of each round (`again`).

    Raises:
        Refusal: `not_found`, `item_unknown`, `answer_wrong_shape`.
    """
    step, item = _practice_item(module, step_id, item_id)
    checked = check_answer(item.form, answer)
    lead = together.leading(agent, module, item.id)
    number = round_of(lead.attempt, lead.here, step, item, again=again)
    marked = mark_practice(
        item, answer=checked, wrong_before=_wrong_before(lead, step, item, number)
    )
    name = _given_name(module, item, number, beside=_beside(agent, lead))
    took_ms = min(agent.stopwatch.took_ms(name), TOOK_LIMIT_MS)
    practice = _practice(
        lead.visitor,
        module,
        step.id,
        item=item.id,
        answer=checked,
        right=marked.mark.right,
        took_ms=took_ms,
    )
    agent.write(
        acts.answer_together,
        request_id=request_id,
        line=line_of(module.edition, agent.library.minor_of()),
        step=step.id,
        item=item.id,
        tries=_tries(agent, lead, (step, item), practice, again=again),
    )
    earlier = given(agent, lead, item, number).answers
    keep = agent.vault.keep_here if _beside(agent, lead) else agent.vault.keep_draft
    keep(name, encode(Given((*earlier, checked)[-8:])))
    return marked


def _tries(
    agent: Agent, lead: Standing, asked: tuple[Step, Item], practice: bodies.Practice, *, again: int
) -> acts.Tries:
    """What each learner here gets of a try: not who has done the item, save who leads."""
    step, item = asked
    each = []
    for visitor in together.gets(agent, "practice"):
        now = lead if visitor == lead.visitor else standing(agent, lead.module, visitor)
        if now is not lead and together.is_done(now, item.id):
            continue
        number, goal = (
            round_of(now.attempt, now.here, step, item, again=again),
            now.attempt.goal(step),
        )
        told = msgspec.structs.replace(practice, visitor=visitor, goal=goal.written(), round=number)
        marked = Marked(practice.right, len(item.hints), number, goal)
        each.append((visitor, marked, agent.pen.letter(told)))
    return acts.Tries(*each)


def _wrong_before(now: Standing, step: Step, item: Item, number: int) -> int:
    fresh = is_fresh(now.attempt, step, item, number=number)
    before = None if fresh else now.tried.get(item.id)
    return before.wrong if before else 0


def _beside(agent: Agent, now: Standing) -> str:
    """Who learns beside, where it is theirs; "" for who sits: their answers stand apart."""
    return "" if now.visitor == agent.visitor() else now.visitor


def given(agent: Agent, now: Standing, item: Item, number: int = 1) -> Given:
    """What was answered to a practice item in this session, in a round of its step."""
    name = _given_name(now.module, item, number, beside=_beside(agent, now))
    plain = agent.vault.draft(name)
    return Given() if plain is None else decode(plain, Given)


def show(agent: Agent, now: Standing, item: Item, number: int = 1) -> None:
    """The item is on the screen."""
    agent.stopwatch.show(_given_name(now.module, item, number, beside=_beside(agent, now)))


def answer_exam(
    agent: Agent, module: Module, *, attempt: str, item_id: str, answer: Mapping[str, object]
) -> Standing:
    """Keep the first answer to an exam's item; with the last one the exam goes to the hub.

    An answer to an earlier attempt, or a second one, changes nothing, nor does one that comes
    when the time is over: then the exam ends with what was answered.

    Raises:
        Refusal: `exam_not_yet`, `exam_over`, `exam_no_tries_left`, `exam_wait`, `item_unknown`,
            `answer_wrong_shape`; `exam_too_fast` once for a question that nobody can have read.
    """
    now = together.of_attempt(agent, module, attempt)
    if attempt != now.exam.attempt or item_id in now.attempt.tries or now.time.waits:
        return now
    check_exam_open(module, now.attempt)
    check_exam_try(agent, now)
    if not counts(now.time.terms, used_s=now.time.used_s):
        return finish_exam(agent, now)
    step = exam_step(module)
    if item_id not in draw(step, attempt_id=attempt):
        raise Refusal("item_unknown", item=item_id)
    item = module.item(item_id)
    checked = check_answer(item.form, answer)
    _check_pace(agent, now, item)
    _keep_exam_answer(agent, now, step, item, checked)
    return finish_exam(agent, standing(agent, module, now.visitor))


def check_exam_try(agent: Agent, now: Standing) -> None:
    """Refuse a try too many, or one that comes too soon.

    Raises:
        Refusal: `exam_no_tries_left`, `exam_wait`.
    """
    check_try(now.module, try_number=now.exam.tries_begun)
    if now.exam.state == "failed":
        seconds = seconds_to_wait(agent, now.module, now.exam.marked)
        if seconds:
            raise Refusal("exam_wait", seconds=seconds)


def begin_exam(agent: Agent, module: Module, of: str = "") -> Standing:
    """The time of an exam runs from here on, in this session; begun twice it is the same.

    It is the exam of who sits here, or `of` one who learns beside.

    Raises:
        Refusal: `exam_not_yet`, `exam_over`, `exam_no_tries_left`, `exam_wait`; `exam_needs_time`
            where the session is too short for all of its time.
    """
    now = standing(agent, module, of)
    if not now.time.waits:
        return now
    check_exam_open(module, now.attempt)
    check_exam_try(agent, now)
    number, step = now.exam.try_number, exam_step(module)
    sitting = sitting_now(agent, module, try_number=number, time=now.time)
    told = told_of(sitting, visitor=now.visitor, step=step.id, attempt=now.exam.attempt)
    agent.write(
        acts.begin_exam,
        visitor=now.visitor,
        tried=ExamTry(module.edition, number, step.id, "open"),
        sitting=sitting,
        letter=agent.pen.letter(told),
    )
    return standing(agent, module, of)


def finish_exam(agent: Agent, now: Standing) -> Standing:
    """Send a try whose questions are all answered, be it that the last one was answered elsewhere.

    So it is sent too where a seat died between the last answer and this, and when its time is over,
    with the questions that were left.
    """
    if now.exam.state != "open":
        return now
    asked = draw(exam_step(now.module), attempt_id=now.exam.attempt)
    left = tuple(item for item in asked if item not in now.attempt.tries)
    if left and not now.time.over:
        return now
    _send_exam(agent, now, left)
    return standing(agent, now.module, now.visitor)


def _send_exam(agent: Agent, now: Standing, left: tuple[str, ...]) -> None:
    """The first answers of the open try that can be read here, sealed to the hub, in one fact.

    The hub has each one already; those of other seats and of a lost key it has alone.
    """
    module, exam = now.module, now.exam
    with agent.store.readers.read() as db:
        locked = store.exam_answers(
            db, visitor=now.visitor, edition=module.edition, try_number=exam.try_number
        )
    kept = {item: one for item in locked if (one := _unlock(agent, locked[item])) is not None}
    tried = ExamTry(module.edition, exam.try_number, exam_step(module).id, "open")
    body = bodies.Exam(
        visitor=now.visitor,
        edition=module.edition,
        step=tried.step,
        attempt=exam.attempt,
        try_number=exam.try_number,
        answers={item: one.answer for item, one in kept.items()},
        took_ms=sum(one.took_ms for one in kept.values()),
        unanswered=left,
    )
    agent.write(acts.send_exam, visitor=now.visitor, tried=tried, letter=agent.pen.letter(body))


def exam_step(module: Module) -> Step:
    """The module's exam.

    Raises:
        Refusal: `not_found`.
    """
    for step in module.steps:
        if step.kind is StepKind.EXAM:
            return step
    raise Refusal("not_found", what="exam")


def _check_pace(agent: Agent, now: Standing, item: Item) -> None:
    """Ask once to take time over a question that was answered sooner than it can be read."""
    name = _given_name(now.module, item, beside=_beside(agent, now))
    if not is_too_fast(now.time.terms, took_ms=agent.stopwatch.looked_ms(name)):
        return
    if agent.stopwatch.is_new(f"asked to read:{now.exam.attempt}:{item.id}"):
        raise Refusal("exam_too_fast", item=item.id)


def _keep_exam_answer(agent: Agent, now: Standing, step: Step, item: Item, checked: Answer) -> None:
    tried = ExamTry(now.module.edition, now.exam.try_number, step.id, "open")
    name = _given_name(now.module, item, beside=_beside(agent, now))
    took_ms = min(agent.stopwatch.took_ms(name), TOOK_LIMIT_MS)
    told = bodies.ExamAnswer(
        visitor=now.visitor,
        edition=tried.edition,
        step=step.id,
        attempt=now.exam.attempt,
        try_number=tried.try_number,
        item=item.id,
        answer=dict(checked),
        took_ms=took_ms,
        used_s=now.time.used_s,
    )
    agent.write(
        acts.keep_exam_answer,
        visitor=now.visitor,
        tried=tried,
        item=item.id,
        locked=agent.vault.lock(encode(KeptAnswer(dict(checked), took_ms))),
        letter=agent.pen.letter(told),
    )


def _unlock(agent: Agent, locked: bytes) -> KeptAnswer | None:
    """An answer; None where its key went with the power or with the session."""
    plain = agent.vault.unlock(locked)
    return None if plain is None else decode(plain, KeptAnswer)


def _practice_item(module: Module, step_id: str, item_id: str) -> tuple[Step, Item]:
    step = module.step(step_id)
    if step.kind is StepKind.EXAM or item_id not in step.items:
        raise Refusal("item_unknown", item=item_id)
    return step, module.item(item_id)


def _practice(
    visitor: str,
    module: Module,
    step: str,
    *,
    item: str,
    answer: Answer,
    right: bool,
    took_ms: int,
) -> bodies.Practice:
    return bodies.Practice(
        visitor=visitor,
        edition=module.edition,
        step=step,
        item=item,
        answer=dict(answer),
        right=right,
        tries=1,
        hints=0,
        took_ms=took_ms,
    )


def _given_name(module: Module, item: Item, number: int = 1, *, beside: str = "") -> str:
    of = f":{beside}" if beside else ""
    name = f"given{of}:{module.edition}:{item.id}"
    return name if number == 1 else f"{name}:{number}"
