"""A visitor's career at a seat: the interest finder, and their own word until the hub has it.

Both are kept as drafts are: under the session's key, gone with it here, and at the hub for the next
seat. So the finder works with the hub away, and no thief reads what somebody likes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from kiosk.protocol.bodies import Body, CareerSaid, Interests
from kiosk.protocol.career import ANSWERS, Answer, Career, CareerStep, Place
from kiosk.protocol.codec import decode, encode
from kiosk.rules.interests import PICTURES, Field, Found, read_found
from kiosk.rules.openings import Fit, fit_of
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, local_day, timezone_named
from station_agent.acts.telling import tell_hub
from station_agent.agent import Agent

ASKED, DONE, SAID = "career:asked", "career:done", "career:said"
"""Names of drafts: the finder while it is asked, its last answers, and what was said here."""

Kind = Literal["share", "unshare", "done", "undone", "applied", "declined"]


class Spoken(msgspec.Struct, frozen=True):
    """What was said here, by what it is about ("" for sharing).

    It holds over the record of that revision; a newer one has it, or something newer.
    """

    revision: int = 0
    kinds: dict[str, Kind] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """The picture that is asked now; "" at the end. `number` of `of`."""

    picture: str
    number: int
    of: int


def is_for(agent: Agent) -> bool:
    """Whether somebody with a card sits here: a guest has no record that could be kept."""
    record = agent.sitting.record
    return record is not None and not record.guest


def career(agent: Agent) -> Career:
    """As the hub told it last, with what was said here since."""
    record = agent.sitting.record
    told = (None if record is None else record.career) or Career()
    spoken = _spoken(agent)
    shared = spoken.get("", "share" if told.shared else "unshare") == "share"
    today = local_today(agent)
    return Career(
        shared=shared,
        said_at=told.said_at,
        answers={**(_last_answers(agent) or told.answers)},
        notes=told.notes,
        steps=tuple(_step(one, spoken) for one in told.steps),
        places=tuple(_places(told.places, spoken, today)),
    )


def local_today(agent: Agent) -> LocalDay:
    """The site's own day; an opening closes by itself, the hub away or not."""
    return local_day(agent.hub_now, timezone_named(agent.window.timezone))


def interests(agent: Agent) -> Found | None:
    """What the last answers say; None before the first."""
    return read_found(career(agent).answers)


def fit(agent: Agent, place: Place) -> Fit:
    """How an opening goes together with who sits here."""
    record = agent.sitting.record
    liked = interests(agent)
    return fit_of(
        wanted=place.wanted,
        interests=place.interests,
        held=record.qualifications if record else (),
        likes=liked.fields if liked else (),
    )


def say(agent: Agent, kind: Kind, about: str = "") -> None:
    """Tell the hub, and hold it here until its record says the same."""
    record = agent.sitting.record
    if record is None or not is_for(agent):
        raise Refusal("not_allowed", what="guest")
    kinds = {**_spoken(agent), about: kind}
    agent.vault.keep_draft(SAID, encode(Spoken(record.revision, kinds)))
    _tell(agent, CareerSaid(agent.visitor(), kind, about))


# the finder


def asked(agent: Agent) -> Asked:
    """Which picture comes next."""
    answers = _answers(agent, ASKED)
    number = len(answers)
    picture = next((name for name in PICTURES if name not in answers), "")
    return Asked(picture, number + 1 if picture else number, len(PICTURES))


def answer(agent: Agent, picture: str, said: str) -> bool:
    """One tap; returns whether it was the last. A picture that was answered gets another answer.

    Raises:
        Refusal: `field_wrong`.
    """
    chosen = next((one for one in ANSWERS if one == said), None)
    if picture not in PICTURES or chosen is None:
        raise Refusal("field_wrong", field="answer")
    answers = {**_answers(agent, ASKED), picture: chosen}
    if len(answers) < len(PICTURES):
        agent.vault.keep_draft(ASKED, encode(answers))
        return False
    agent.vault.keep_draft(DONE, encode(answers))
    agent.vault.drop_draft(ASKED)
    if is_for(agent):
        _tell(agent, Interests(agent.visitor(), answers))
    return True


def back(agent: Agent) -> None:
    """The last answer is taken back, and its picture asked again."""
    answers = _answers(agent, ASKED)
    if answers:
        answers.popitem()
        agent.vault.keep_draft(ASKED, encode(answers))


def likes(found_here: Found | None) -> tuple[Field, ...]:
    """The fields of a result, () before one."""
    return () if found_here is None else found_here.fields


def _tell(agent: Agent, body: Body) -> None:
    agent.write(tell_hub, letter=agent.pen.letter(body))
    agent.roster.wake("send")


def _answers(agent: Agent, name: str) -> dict[str, Answer]:
    kept = agent.vault.draft(name)
    read: dict[str, Answer] = {} if kept is None else decode(kept, dict[str, Answer])
    return {picture: said for picture, said in read.items() if picture in PICTURES}


def _last_answers(agent: Agent) -> Mapping[str, str]:
    answers = _answers(agent, DONE)
    return answers if len(answers) == len(PICTURES) else {}


def _spoken(agent: Agent) -> Mapping[str, Kind]:
    kept, record = agent.vault.draft(SAID), agent.sitting.record
    if kept is None or record is None:
        return {}
    spoken = decode(kept, Spoken)
    return spoken.kinds if record.revision <= spoken.revision else {}


def _step(one: CareerStep, spoken: Mapping[str, Kind]) -> CareerStep:
    said = spoken.get(one.id)
    return one if said is None else msgspec.structs.replace(one, done=said == "done")


def _places(told: Iterable[Place], spoken: Mapping[str, Kind], today: LocalDay) -> Iterable[Place]:
    for one in told:
        if one.closes and one.closes < today:
            continue
        said = spoken.get(one.id)
        state = {"applied": "applied", "declined": "not_now"}.get(said or "", one.state)
        yield msgspec.structs.replace(one, state=state)
