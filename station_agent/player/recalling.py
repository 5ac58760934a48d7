"""Questions asked again after days. Nothing is marked by them, and each is answered at once.

The hub says which; a round of them lies under the session's key, so that it goes on after a crash
and is gone with the session. Works with the hub away: what it said at the beginning is asked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kiosk.protocol.codec import decode, encode
from kiosk.protocol.recall import Recall, ToRecall
from kiosk.rules.form_answers import check_answer
from kiosk.rules.modules import Item, Module, Step, StepKind, mark_practice
from kiosk.rules.refusals import Refusal
from station_agent.acts.telling import tell_hub
from station_agent.agent import Agent

ROUND = "recall:round"
"""The name of the round's draft."""
ASKED_AGAIN = frozenset({StepKind.PRACTICE, StepKind.CHECK})


class Asked(msgspec.Struct, frozen=True):
    """A question of the round and what was answered so far."""

    question: ToRecall
    answers: tuple[dict[str, Any], ...] = ()


class Round(msgspec.Struct, frozen=True):
    """The questions that are asked now; `before` were asked earlier in this session."""

    asked: tuple[Asked, ...] = ()
    before: tuple[ToRecall, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One of the round as it stands; `wrong` counts its wrong answers."""

    number: int
    module: Module
    step: Step
    item: Item
    answers: tuple[Mapping[str, object], ...]
    wrong: int

    @property
    def done(self) -> bool:
        """Right once, or wrong with all hints shown."""
        return len(self.answers) > self.wrong or self.wrong > len(self.item.hints)

    @property
    def right_at_once(self) -> bool:
        """Whether the first answer was right."""
        return bool(self.answers) and not self.wrong


def waiting(agent: Agent, modules: Iterable[Module]) -> int:
    """How many questions may be asked now: those left of a round, else those of a new one."""
    left = sum(not one.done for one in going(agent, modules))
    return left or len(_new(agent, modules))


def begin(agent: Agent, modules: Iterable[Module]) -> tuple[Question, ...]:
    """The round that is open, else a new one; the last one where nothing is to be asked."""
    open_now = going(agent, modules)
    if any(not one.done for one in open_now):
        return open_now
    fresh = tuple(Asked(one) for one in _new(agent, modules))
    if not fresh:
        return open_now
    kept = _kept(agent)
    before = (*kept.before, *(one.question for one in kept.asked))
    agent.vault.keep_draft(ROUND, encode(Round(fresh, before)))
    return going(agent, modules)


def going(agent: Agent, modules: Iterable[Module]) -> tuple[Question, ...]:
    """The questions of the round whose module is here."""
    here = {module.slug: module for module in modules}
    found = []
    for number, asked in enumerate(_kept(agent).asked, start=1):
        place = _place(here, asked.question)
        if place is not None:
            found.append(_question(number, place, asked.answers))
    return tuple(found)


def question(agent: Agent, modules: Iterable[Module], number: int) -> Question:
    """One of the round.

    Raises:
        Refusal: `not_found`.
    """
    for one in going(agent, modules):
        if one.number == number:
            return one
    raise Refusal("not_found", what="question")


def answer(agent: Agent, one: Question, given: Mapping[str, object]) -> None:
    """Keep an answer; only the first one is told to the hub. One to what is done changes nothing.

    Raises:
        Refusal: `answer_wrong_shape`.
    """
    checked = check_answer(one.item.form, given)
    if one.done:
        return
    if not one.answers:
        right = mark_practice(one.item, answer=checked, wrong_before=0).mark.right
        told = Recall(agent.visitor(), one.module.edition, one.step.id, one.item.id, right)
        agent.write(tell_hub, letter=agent.pen.letter(told))
    kept = _kept(agent)
    asked = tuple(
        Asked(each.question, (*each.answers, checked)) if number == one.number else each
        for number, each in enumerate(kept.asked, start=1)
    )
    agent.vault.keep_draft(ROUND, encode(Round(asked, kept.before)))


def _new(agent: Agent, modules: Iterable[Module]) -> tuple[ToRecall, ...]:
    """What the hub says is to be asked, without what was in this session."""
    record = agent.sitting.record
    here = {module.slug: module for module in modules}
    kept = _kept(agent)
    asked = {*kept.before, *(one.question for one in kept.asked)}
    said = record.recall if record else ()
    return tuple(one for one in said if one not in asked and _place(here, one) is not None)


def _place(here: Mapping[str, Module], named: ToRecall) -> tuple[Module, Step, Item] | None:
    """Where the question stands in the edition that is here; None where it has none."""
    module = here.get(named.slug)
    if module is None or named.item not in module.items:
        return None
    for step in module.steps:
        if step.id == named.step and step.kind in ASKED_AGAIN and named.item in step.items:
            return module, step, module.item(named.item)
    return None


def _question(
    number: int, place: tuple[Module, Step, Item], answers: tuple[dict[str, Any], ...]
) -> Question:
    module, step, item = place
    wrong = sum(not mark_practice(item, answer=one, wrong_before=0).mark.right for one in answers)
    return Question(number, module, step, item, answers, wrong)


def _kept(agent: Agent) -> Round:
    plain = agent.vault.draft(ROUND)
    return Round() if plain is None else decode(plain, Round)
