"""Paid tasks: what lies in the hand, accepting, answering, giving back. DESIGN.md §10."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.protocol import bodies
from kiosk.protocol.bodies import HitTerms, Slot
from kiosk.protocol.station_calls import Outcome
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import Form, fill, read_form
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from station_agent.acts import work as acts
from station_agent.agent import Agent
from station_agent.pictures import names_in
from station_agent.store import hands, learning
from station_agent.store.hands import Dealt
from station_agent.store.learning import Said

TOOK_LIMIT_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Task:
    """One accepted task with its form filled; `outcome` is set when it is a second go."""

    assignment: str
    terms: HitTerms | None
    form: Form
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Tasks of one kind in the hand: `here` may be begun, `begun` says one was."""

    terms: HitTerms
    here: int
    begun: bool


@dataclass(frozen=True, slots=True)
class InHand:
    """The hand of the open session."""

    batches: tuple[Batch, ...]
    accepted: str
    done: int


def in_hand(agent: Agent) -> InHand:
    """What may be worked on now; a slot counts once its pictures are here."""
    session = agent.session()
    with agent.store.readers.read() as db:
        terms, dealt = hands.terms(db, session), hands.slots(db, session)
    now = agent.clock.now()
    batches = tuple(_batch(agent, one, dealt, now) for one in terms.values())
    accepted = next((one.slot.assignment for one in dealt if one.state == "accepted"), "")
    done = sum(one.state == "submitted" for one in dealt)
    return InHand(tuple(one for one in batches if one.here), accepted, done)


def accept(agent: Agent, hit_type: str) -> str:
    """Take the next task of this kind; returns its assignment.

    Raises:
        Refusal: `hit_unknown`, `qualification_missing`, `outbox_full`, `task_needs_time`,
            `hand_empty`.
    """
    record = agent.sitting.record
    return agent.write(
        acts.accept_task,
        session=agent.session(),
        hit_type=hit_type,
        qualifications=record.qualifications if record else (),
        outbox_limit_bytes=agent.settings.outbox_limit_bytes,
        left_s=agent.seconds_left,
    )


def task(agent: Agent, assignment: str) -> Task:
    """An accepted task, or one that the requester asked to do again.

    Raises:
        Refusal: `assignment_unknown`, `assignment_done`, `state_wrong` for one not accepted.
    """
    session = agent.session()
    with agent.store.readers.read() as db:
        terms, dealt = hands.terms(db, session), hands.slots(db, session)
    for one in dealt:
        if one.slot.assignment == assignment and one.state != "submitted":
            if one.state != "accepted":
                raise Refusal("state_wrong", old=one.state, new="submitted")
            return _task(one.slot, terms[one.slot.hit_type])
    return _second_go(agent, assignment)


def submit(agent: Agent, assignment: str, *, answer: Mapping[str, object], request_id: str) -> None:
    """Keep the finished answer: it is on disk, sealed, when this returns.

    Raises:
        Refusal: `answer_wrong_shape`, `assignment_unknown`, `assignment_done`.
    """
    doing = task(agent, assignment)
    checked = check_answer(doing.form, answer)
    if not bodies.answer_fits(dict(checked)):
        raise Refusal("answer_wrong_shape", field=_longest(checked), problem="too_long")
    visitor, session = agent.visitor(), agent.session()
    took_ms = min(agent.stopwatch.took_ms(f"work:{assignment}"), TOOK_LIMIT_MS)
    body = bodies.Submission(
        session=session,
        visitor=visitor,
        assignment=assignment,
        round=1 if doing.outcome is None else 2,
        answer=dict(checked),
        took_ms=took_ms,
    )
    letter = agent.pen.letter(body)
    if doing.outcome is None:
        agent.write(
            acts.submit_task,
            request_id=request_id,
            session=session,
            assignment=assignment,
            letter=letter,
        )
    else:
        said = Said(assignment, "revision", doing.outcome.state)
        agent.write(
            acts.answer_outcome,
            request_id=request_id,
            visitor=visitor,
            said=said,
            letter=letter,
        )
    agent.vault.drop_draft(f"work:{assignment}")


def _longest(answer: Mapping[str, object]) -> str:
    """The field where most was typed."""
    return max(answer, key=lambda name: len(str(answer[name])))


def is_done(agent: Agent, assignment: str) -> bool:
    """Whether its answer was kept already: a form that came twice.

    A second go is a form of its own, also in the session that gave the first answer.
    """
    asked = AssignmentState.REVISION_REQUESTED.value
    record = agent.sitting.record
    outcomes = record.outcomes if record else ()
    if any(one.assignment == assignment and one.state == asked for one in outcomes):
        return _is_done_again(agent, assignment)
    with agent.store.readers.read() as db:
        dealt = {one.slot.assignment: one.state for one in hands.slots(db, agent.session())}
    state = dealt.get(assignment)
    is_told = any(one.assignment == assignment for one in outcomes)
    return (
        state == "submitted"
        or (state == "returned" and is_told)  # answered at another seat meanwhile
        or _is_done_again(agent, assignment)
    )


def _is_done_again(agent: Agent, assignment: str) -> bool:
    """Whether its second go was kept."""
    with agent.store.readers.read() as db:
        return any(
            one.assignment == assignment and one.kind == "revision"
            for one in learning.said(db, agent.visitor())
        )


def give_back(agent: Agent, assignment: str) -> None:
    """Give a task back unworked.

    Raises:
        Refusal: `assignment_unknown`, `assignment_done`.
    """
    agent.write(acts.give_back, session=agent.session(), assignment=assignment)
    agent.vault.drop_draft(f"work:{assignment}")


def hit_type_of(agent: Agent, assignment: str) -> str:
    """The kind of a task in this session's hand; "" for any other and after a second go."""
    if _is_done_again(agent, assignment):
        return ""
    with agent.store.readers.read() as db:
        dealt = hands.slots(db, agent.session())
    return next((one.slot.hit_type for one in dealt if one.slot.assignment == assignment), "")


def _batch(agent: Agent, terms: HitTerms, dealt: tuple[Dealt, ...], now: Instant) -> Batch:
    ours = [one for one in dealt if one.slot.hit_type == terms.hit_type]
    begun = any(one.state == "accepted" for one in ours)
    here = sum(one.state == "dealt" and one.until > now and _ready(agent, one) for one in ours)
    return Batch(terms, here + begun, begun)


def _ready(agent: Agent, dealt: Dealt) -> bool:
    return all(agent.blobs.has(name) for name in names_in(dealt.slot.row))


def _task(slot: Slot, terms: HitTerms) -> Task:
    return Task(slot.assignment, terms, fill(read_form(terms.form), slot.row))


def _second_go(agent: Agent, assignment: str) -> Task:
    record = agent.sitting.record
    for outcome in record.outcomes if record else ():
        if outcome.assignment == assignment:
            return _to_do_again(agent, outcome)
    if is_done(agent, assignment):
        raise Refusal("assignment_done")
    raise Refusal("assignment_unknown")


def _to_do_again(agent: Agent, outcome: Outcome) -> Task:
    asked = AssignmentState.REVISION_REQUESTED.value
    if outcome.state != asked or not outcome.task or _is_done_again(agent, outcome.assignment):
        raise Refusal("assignment_done")
    form = fill(read_form(outcome.task["form"]), outcome.task["row"])
    return Task(outcome.assignment, None, form, outcome)
