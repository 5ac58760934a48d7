"""What stations say of sessions, training and answers: bodies of facts."""

from typing import Annotated, Any, Literal

import msgspec

from kiosk.protocol.fields import NAME_LIMIT, Name, Seconds, Took, Words
from kiosk.protocol.leases import SignedLease
from kiosk.protocol.window_bodies import EDITIONS_LIMIT

SUBMITTED_LIMIT = 1000


class SessionUsed(msgspec.Struct, frozen=True, tag="session_used", omit_defaults=True):
    """Station to hub: used seconds at a pause or after a new boot.

    `hub_away_s`, from version 2 on: how many of them the hub did not answer. `lease` is the newest
    that the session has: a hub restored from a copy learns from its own signature what it gave.
    """

    session: Name
    used_s: Seconds
    why: Literal["paused", "resumed", "rebooted"]
    hub_away_s: Seconds = 0
    lease: SignedLease | None = None


class SessionClosed(msgspec.Struct, frozen=True, tag="session_closed", omit_defaults=True):
    """Station to hub: the session is over.

    `submitted` are the last assignments finished in it: more than a hand holds, so that what is
    left out has been told long before. `hub_away_s` and `lease` are as in `SessionUsed`. `begun`
    is the task that was accepted and neither answered nor given back: its visitor may go on.
    """

    session: Name
    used_s: Seconds
    why: Literal["finished", "time_up", "desk", "suspended", "rebooted", "moved"]
    submitted: Annotated[tuple[Name, ...], msgspec.Meta(max_length=SUBMITTED_LIMIT)] = ()
    hub_away_s: Seconds = 0
    lease: SignedLease | None = None
    begun: Annotated[str, msgspec.Meta(max_length=NAME_LIMIT)] = ""


class VoucherOpened(msgspec.Struct, frozen=True, tag="voucher_opened"):
    """Station to hub, sealed: a signed voucher opened a session here with the hub away.

    The station named the session. `voucher` is the QR's text: who cites it has seen the paper.
    """

    session: Name
    voucher: Annotated[str, msgspec.Meta(max_length=200)]
    seconds: Seconds


class CardOpened(msgspec.Struct, frozen=True, tag="card_opened"):
    """Station to hub, sealed: a visitor's signed card opened a session here with the hub away.

    The station named the session. `card` is the QR's text: who cites it has seen the card.
    """

    session: Name
    card: Annotated[str, msgspec.Meta(max_length=200)]
    seconds: Seconds


class Practice(msgspec.Struct, frozen=True, tag="practice", omit_defaults=True):
    """Station to hub, sealed: first answer to a practice item, or a step that was read.

    `goal` is how much of the step is enough for this learner (`rules/mastery.py`), "" for each
    item once. `round` is 2 or more where the item was asked again: that is version 2.
    """

    visitor: Name
    edition: Name
    step: Name
    item: Annotated[str, msgspec.Meta(max_length=120)]
    answer: dict[str, Any]
    right: bool
    tries: Annotated[int, msgspec.Meta(ge=0, le=99)]
    hints: Annotated[int, msgspec.Meta(ge=0, le=9)]
    took_ms: Took
    goal: Annotated[str, msgspec.Meta(max_length=20)] = ""
    round: Annotated[int, msgspec.Meta(ge=1, le=9)] = 1


class LearnerLeft(msgspec.Struct, frozen=True, tag="learner_left"):
    """Station to hub: somebody learns beside the visitor of this session no more."""

    session: Name
    visitor: Name


class ExamBegun(msgspec.Struct, frozen=True, tag="exam_begun"):
    """Station to hub, sealed: an exam with a time limit begins in this session, or goes on in it.

    `from_s` is the session's used second at which it does; `used_s` is what of the exam's time was
    used before, at whatever seat.
    """

    visitor: Name
    edition: Name
    step: Name
    attempt: Name
    try_number: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    session: Name
    from_s: Seconds
    used_s: Seconds


class Exam(msgspec.Struct, frozen=True, tag="exam", omit_defaults=True):
    """Station to hub, sealed: all first answers of one try at an exam.

    `unanswered` are the questions that were left when its time ended.
    """

    visitor: Name
    edition: Name
    step: Name
    attempt: Name
    try_number: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    answers: Annotated[dict[str, dict[str, Any]], msgspec.Meta(max_length=500)]
    took_ms: Took
    unanswered: Annotated[tuple[Name, ...], msgspec.Meta(max_length=500)] = ()


class ExamAnswer(msgspec.Struct, frozen=True, tag="exam_answer", omit_defaults=True):
    """Station to hub, sealed: a first answer of an exam that is not finished.

    The hub keeps it, so that the same try goes on at any seat, whatever becomes of this one.
    `used_s` is what of the exam's time was used then; 0 where it has no limit.
    """

    visitor: Name
    edition: Name
    step: Name
    attempt: Name
    try_number: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    item: Name
    answer: dict[str, Any]
    took_ms: Took
    used_s: Seconds = 0


class Submission(msgspec.Struct, frozen=True, tag="submission"):
    """Station to hub, sealed: the finished answer to an assignment.

    `round` is 1 for the first answer, 2 for the revision.
    """

    session: Name
    visitor: Name
    assignment: Name
    round: Annotated[int, msgspec.Meta(ge=1, le=9)]
    answer: dict[str, Any]
    took_ms: Took


class Reaction(msgspec.Struct, frozen=True, tag="reaction"):
    """Station to hub, sealed, and hub to exchange: what the visitor says to a decision."""

    visitor: Name
    assignment: Name
    kind: Literal["seen", "accept", "appeal"]
    words: Words = ""


class Appeal(msgspec.Struct, frozen=True, tag="appeal"):
    """Station to hub, sealed: why an answer was right, in its visitor's own words.

    A reaction lies open in a station's outbox; older stations told their appeals by one.
    """

    visitor: Name
    assignment: Name
    words: Words = ""

    @property
    def reaction(self) -> Reaction:
        """What it says, as the exchange hears it."""
        return Reaction(self.visitor, self.assignment, "appeal", self.words)


class RulesAccepted(msgspec.Struct, frozen=True, tag="rules_accepted"):
    """Station to hub: the visitor of this session said yes to the house rules."""

    session: Name
    edition: Annotated[int, msgspec.Meta(ge=1, le=EDITIONS_LIMIT)]
    language: Name
