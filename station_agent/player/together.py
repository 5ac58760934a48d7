"""Two learners at one seat: what is practised is of both, an exam is of one."""

from dataclasses import dataclass

from kiosk.link.sender import Sending
from kiosk.protocol.seat_calls import SitBeside
from kiosk.protocol.station_calls import Record
from kiosk.rules.modules import Module, StepKind
from kiosk.rules.refusals import Refusal
from kiosk.rules.seat_sharing import What, whose
from station_agent.agent import Agent
from station_agent.beside import Beside
from station_agent.player.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody at this seat; `sits`: the session is theirs."""

    visitor: str
    name: str
    sits: bool


def learners(agent: Agent) -> tuple[Learner, ...]:
    """Who learns here: the one who sits, then the one beside.

    Raises:
        Refusal: `no_session_here`.
    """
    sitter, beside = agent.visitor(), agent.sitting.beside.record
    record = agent.sitting.record
    first = Learner(sitter, record.name if record else "", sits=True)
    return (first,) if beside is None else (first, Learner(beside.visitor, beside.name, sits=False))


def gets(agent: Agent, what: What) -> tuple[str, ...]:
    """Whose something is that is done here."""
    here = learners(agent)
    return whose(what, sitter=here[0].visitor, beside=here[1].visitor if len(here) > 1 else "")


def sit_beside(agent: Agent, *, code: str, pin: str) -> Record:
    """Somebody signs in beside the visitor who sits here; only the hub can tell who they are.

    Raises:
        LinkDownError: the hub did not answer.
        Refusal: what the hub refuses.
    """
    session = agent.session()
    if agent.link.push() in (Sending.DOWN, Sending.BUSY):
        raise Refusal("seat_needs_hub")  # that the one before has left may be on its way yet
    record = agent.link.sit_beside(SitBeside(session, code, pin))
    agent.sitting.beside.keep(session, record)
    return record


def leave(agent: Agent) -> None:
    """The one beside goes; what was typed of their exam goes too, what was answered is sent."""
    edition, visitor = agent.sitting.beside.exam
    if has_named(agent.sitting.beside):
        _drop_typed(agent, edition, visitor)
    if agent.sitting.beside.leave():
        agent.roster.wake("send")


def next_up(agent: Agent, module: Module) -> Standing:
    """Where the two go on: what the one who sits has to do, then what the other has missed.

    An exam comes last: nobody is kept waiting before a page that only one may answer.
    """
    found = [standing(agent, module, one.visitor) for one in learners(agent)]
    return min(found, key=_turn)


def leading(agent: Agent, module: Module, item: str) -> Standing:
    """Whose marks the page of a practice item shows: the first who has not done it."""
    found = [standing(agent, module, one.visitor) for one in learners(agent)]
    return next((one for one in found if not is_done(one, item)), found[0])


def is_done(now: Standing, item: str) -> bool:
    """Whether nothing of this item is left for a learner, in the round that stands."""
    if now.here is not None and now.here.item is not None and now.here.item.id == item:
        return False
    tried = now.tried.get(item)
    return tried.done if tried is not None else item in now.attempt.tries


def examinee(agent: Agent, module: Module) -> str:
    """Whose exam of this module is sat here; "" where two are here and nobody said."""
    here = learners(agent)
    edition, named = agent.sitting.beside.exam
    if len(here) == 1:
        return here[0].visitor
    known = edition == module.edition and named in {one.visitor for one in here}
    return named if known else ""


def has_named(beside: Beside) -> bool:
    """Whether the exam that is sat here is of who learns beside."""
    record = beside.record
    return record is not None and beside.exam[1] == record.visitor


def name_exam(agent: Agent, module: Module, *, number: int) -> str:
    """The exam is of the learner with this number here, from 0.

    Raises:
        Refusal: `not_found`.
    """
    here = learners(agent)
    if not 0 <= number < len(here):
        raise Refusal("not_found", what="learner")
    visitor = here[number].visitor
    agent.sitting.beside.name_exam(edition=module.edition, visitor=visitor)
    return visitor


def exam_goes_on(agent: Agent, module: Module) -> bool:
    """Whether it was said whose exam it is, and that one is not finished."""
    named = examinee(agent, module)
    alone = len(learners(agent)) == 1
    return alone or (bool(named) and standing(agent, module, named).exam.state == "open")


def of_attempt(agent: Agent, module: Module, attempt: str) -> Standing:
    """The standing of the learner whose try this is; of the one who sits where it is nobody's."""
    found = [standing(agent, module, one.visitor) for one in learners(agent)]
    return next((one for one in found if one.exam.attempt == attempt), found[0])


def _turn(now: Standing) -> int:
    if now.here is None:
        return 2
    return 1 if now.here.step.kind is StepKind.EXAM else 0


def _drop_typed(agent: Agent, edition: str, visitor: str) -> None:
    module = agent.library.edition(edition)
    attempt = standing(agent, module, visitor).exam.attempt
    for step in module.steps:
        for item in step.items if step.kind is StepKind.EXAM else ():
            agent.vault.drop_draft(f"draft:exam:{attempt}:{item}")
