"""Reflections at a seat: which steps ask for one, what was written, what a mentor said of it.

What was sent here is kept as drafts are, under the session's key, until the hub's record has it.
"""

import msgspec

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.reflections import FromMentor, Part, Reflected, Reflection
from kiosk.rules.editions import line_of, slug_of
from kiosk.rules.instants import Instant
from kiosk.rules.modules import Module, Step, StepKind
from kiosk.rules.reflections import as_written
from kiosk.rules.refusals import Refusal
from station_agent.acts import reflections as acts
from station_agent.agent import Agent


class Sent(msgspec.Struct, frozen=True):
    """What was sent from here, at the hub's time."""

    at: int
    words: str
    aloud: bool


def heard(agent: Agent) -> FromMentor:
    """What the hub told last."""
    record = agent.sitting.record
    return (None if record is None else record.from_mentor) or FromMentor()


def is_asked(agent: Agent, module: Module, step: Step) -> bool:
    """Whether a mentor reads what is written here: a class of the visitor takes this module."""
    return step.kind is StepKind.REFLECT and _plan(agent, module) is not None


def rubric(agent: Agent, module: Module, step: Step) -> tuple[Part, ...]:
    """What the mentor looks for, where the module's author said it."""
    return (_plan(agent, module) or {}).get(step.id, ())


def mine(agent: Agent, module: Module, step: Step) -> Reflected | None:
    """What was written at this step, here or at another seat, with its mark; None before."""
    told = next(
        (
            one
            for one in heard(agent).reflections
            if one.step == step.id and slug_of(one.edition) == module.slug
        ),
        None,
    )
    kept = agent.vault.draft(_name(module, step))
    sent = None if kept is None else decode(kept, Sent)
    if sent is None or (told is not None and told.at >= sent.at):
        return told
    before = told or Reflected(module.edition, step.id, module.title)
    return msgspec.structs.replace(
        before, at=sent.at, words=sent.words, aloud=sent.aloud, waits=True
    )


def send(
    agent: Agent, module: Module, step: Step, *, typed: str, aloud: bool, request_id: str
) -> None:
    """Send it to the mentor; what was sent before is read no more.

    Raises:
        Refusal: `not_allowed` where nobody asks for it; `too_large`, `field_missing` (words).
    """
    if not is_asked(agent, module, step):
        raise Refusal("not_allowed", what="reflection")
    words = as_written(typed)
    if not words and not aloud:
        raise Refusal("field_missing", field="words")
    at: Instant = agent.hub_now
    told = Reflection(agent.visitor(), module.edition, step.id, words, aloud)
    agent.write(
        acts.send,
        request_id=request_id,
        edition=module.edition,
        step=step.id,
        letter=agent.pen.letter(told),
    )
    agent.vault.keep_draft(_name(module, step), encode(Sent(at, words, aloud)))


def _plan(agent: Agent, module: Module) -> dict[str, tuple[Part, ...]] | None:
    """The rubrics of the edition that is planned, if this one is it or stands in its line."""
    minor_of = agent.library.minor_of()
    for one in heard(agent).asked:
        if module.edition in line_of(one.edition, minor_of):
            return one.rubrics
    return None


def _name(module: Module, step: Step) -> str:
    return f"reflected:{module.slug}:{step.id}"
