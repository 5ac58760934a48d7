"""What became of a visitor's answers, and what the visitor says to it."""

from dataclasses import dataclass
from typing import Literal

from kiosk.protocol.bodies import Appeal, Reaction
from kiosk.protocol.station_calls import Outcome
from kiosk.rules.forms import is_clean
from kiosk.rules.hits import AssignmentState
from kiosk.rules.refusals import Refusal
from station_agent.acts import work as acts
from station_agent.agent import Agent
from station_agent.store import hands, learning
from station_agent.store.learning import Said

WORDS_LIMIT = 2000
TO_ANSWER = frozenset(
    {AssignmentState.REVISION_REQUESTED.value, AssignmentState.REJECT_PROPOSED.value}
)
Shown = Literal["saved", "sent", "approved", "revision", "reject_proposed", "rejected"]
SHOWN: dict[str, Shown] = {
    AssignmentState.APPROVED.value: "approved",
    AssignmentState.REJECTED.value: "rejected",
    AssignmentState.REVISION_REQUESTED.value: "revision",
    AssignmentState.REJECT_PROPOSED.value: "reject_proposed",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One answer. `said` is what the visitor said to its outcome here, or ""."""

    outcome: Outcome
    shown: Shown
    said: str = ""


@dataclass(frozen=True, slots=True)
class Earnings:
    """A visitor's money as the desk knows it, and every answer, those that wait first."""

    to_collect_minor: int
    in_review_minor: int
    paid_out_minor: int
    rows: tuple[Row, ...]


def earnings(agent: Agent) -> Earnings:
    """What the open session's visitor earned, with the answers that are not at the desk yet."""
    record = agent.sitting.record
    outcomes = record.outcomes if record else ()
    said = _said(agent)
    told = {one.assignment for one in outcomes}
    fresh = _not_told_yet(agent, told, done_here=record.done_here if record else 0)
    rows = [*fresh, *(_row(one, said.get((one.assignment, one.state), "")) for one in outcomes)]
    rows.sort(key=lambda row: row.shown not in ("revision", "reject_proposed"))
    fresh_minor = sum(row.outcome.reward_minor for row in fresh)
    agreed_minor = sum(row.outcome.reward_minor for row in rows if row.said == "accept")
    return Earnings(
        to_collect_minor=record.balance_minor if record else 0,
        in_review_minor=(record.pending_minor if record else 0) + fresh_minor - agreed_minor,
        paid_out_minor=record.paid_out_minor if record else 0,
        rows=tuple(rows),
    )


def mark_seen(agent: Agent, rows: tuple[Row, ...]) -> None:
    """What asks for an answer was on the screen: its time to answer runs from here."""
    seen = {(one.assignment, one.about) for one in _all_said(agent) if one.kind == "seen"}
    for row in rows:
        about = (row.outcome.assignment, row.outcome.state)
        if row.outcome.state in TO_ANSWER and about not in seen:
            _say(agent, row.outcome, "seen", "")


def react(
    agent: Agent, assignment: str, *, kind: Literal["accept", "appeal"], words: str = ""
) -> None:
    """Accept a proposed rejection, or appeal against it; said once, the first word holds.

    Raises:
        Refusal: `assignment_unknown`, `decision_made` when nothing is proposed,
            `field_wrong` for too many words, or such as nobody can read.
    """
    outcome = proposed(agent, assignment)
    if len(words) > WORDS_LIMIT or not is_clean(words):
        raise Refusal("field_wrong", field="words", limit=WORDS_LIMIT)
    if _said(agent).get((assignment, outcome.state)) is None:
        _say(agent, outcome, kind, words)


def proposed(agent: Agent, assignment: str) -> Outcome:
    """An answer whose rejection is proposed.

    Raises:
        Refusal: `assignment_unknown`, `decision_made` when nothing is proposed.
    """
    outcome = _outcome(agent, assignment)
    if outcome.state != AssignmentState.REJECT_PROPOSED.value:
        raise Refusal("decision_made")
    return outcome


def _say(
    agent: Agent, outcome: Outcome, kind: Literal["seen", "accept", "appeal"], words: str
) -> None:
    visitor = agent.visitor()
    told = (
        Appeal(visitor, outcome.assignment, words)
        if kind == "appeal"
        else Reaction(visitor, outcome.assignment, kind)
    )
    agent.write(
        acts.answer_outcome,
        visitor=visitor,
        said=Said(outcome.assignment, kind, outcome.state),
        letter=agent.pen.letter(told),
    )


def _outcome(agent: Agent, assignment: str) -> Outcome:
    record = agent.sitting.record
    for one in record.outcomes if record else ():
        if one.assignment == assignment:
            return one
    raise Refusal("assignment_unknown")


def _row(outcome: Outcome, said: str) -> Row:
    if said == "accept":
        return Row(outcome, "rejected", said)
    return Row(outcome, "sent" if said else SHOWN.get(outcome.state, "sent"), said)


def _said(agent: Agent) -> dict[tuple[str, str], str]:
    """What was answered to each outcome, by assignment and state."""
    return {(one.assignment, one.about): one.kind for one in _all_said(agent) if one.kind != "seen"}


def _all_said(agent: Agent) -> frozenset[Said]:
    with agent.store.readers.read() as db:
        return learning.said(db, agent.visitor())


def _not_told_yet(agent: Agent, told: set[str], *, done_here: int | None) -> list[Row]:
    """Answers of this session that the desk does not know of yet, the newest first.

    The desk tells the last outcomes only, but of all how many it has.
    """
    session = agent.session()
    with agent.store.readers.read() as db:
        terms, dealt = hands.terms(db, session), hands.slots(db, session)
    submitted = [one.slot for one in dealt if one.state == "submitted"]
    unknown = len(submitted) - (done_here or 0)
    rows: list[Row] = []
    for slot in reversed(submitted):
        if len(rows) >= unknown:
            break
        if slot.assignment not in told:
            asked = terms[slot.hit_type]
            outcome = Outcome(slot.assignment, asked.title, "", asked.reward_minor, at=0)
            rows.append(Row(outcome, "saved"))
    return rows
