"""The bodies of facts, by type and version. Golden files of each stand in tests/protocol/golden."""

from typing import Any

import msgspec

from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.award_bodies import AwardNews, AwardRevoked
from kiosk.protocol.career import CareerSaid, Interests
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.facts import FACT_LIMIT_BYTES, Fact, fits
from kiosk.protocol.fields import NAME_LIMIT
from kiosk.protocol.recall import Recall
from kiosk.protocol.reflections import Reflection
from kiosk.protocol.seat_bodies import (
    SUBMITTED_LIMIT,
    Appeal,
    CardOpened,
    Exam,
    ExamAnswer,
    ExamBegun,
    LearnerLeft,
    Practice,
    Reaction,
    RulesAccepted,
    SessionClosed,
    SessionUsed,
    Submission,
    VoucherOpened,
)
from kiosk.protocol.task_bodies import (
    ANSWER_LIMIT,
    HAND_LIMIT,
    SLOTS_LIMIT,
    Allotment,
    Decision,
    Hand,
    HitTerms,
    HubSubmission,
    Returned,
    Slot,
)
from kiosk.protocol.window_bodies import (
    CODES_LIMIT,
    Edition,
    Hours,
    HouseRules,
    HouseText,
    Price,
    PriceList,
    VouchersVoid,
    Window,
)
from kiosk.rules.refusals import Refusal

__all__ = (
    "ANSWER_LIMIT",
    "CODES_LIMIT",
    "HAND_LIMIT",
    "KNOWN",
    "SEALED",
    "SLOTS_LIMIT",
    "SUBMITTED_LIMIT",
    "Allotment",
    "Appeal",
    "AwardNews",
    "AwardRevoked",
    "Body",
    "CardOpened",
    "CareerSaid",
    "Decision",
    "Edition",
    "Exam",
    "ExamAnswer",
    "ExamBegun",
    "Hand",
    "HitTerms",
    "Hours",
    "HouseRules",
    "HouseText",
    "HubSubmission",
    "Interests",
    "LearnerLeft",
    "ParkedError",
    "Practice",
    "Price",
    "PriceList",
    "Reaction",
    "Recall",
    "Reflection",
    "Returned",
    "RulesAccepted",
    "SessionClosed",
    "SessionUsed",
    "Slot",
    "Submission",
    "VoucherOpened",
    "VouchersVoid",
    "Window",
    "answer_fits",
    "read_body",
    "type_of",
    "version_of",
    "write_body",
)

Body = (
    SessionUsed
    | SessionClosed
    | VoucherOpened
    | CardOpened
    | Practice
    | Exam
    | ExamAnswer
    | ExamBegun
    | Submission
    | Reaction
    | Appeal
    | Interests
    | CareerSaid
    | Recall
    | Reflection
    | LearnerLeft
    | Returned
    | HubSubmission
    | Allotment
    | Decision
    | Edition
    | Hand
    | VouchersVoid
    | Window
    | HouseRules
    | RulesAccepted
    | AwardRevoked
    | AwardNews
    | Abandoned
)
KNOWN: frozenset[tuple[str, int]] = frozenset(
    {
        ("session_used", 1),
        ("session_used", 2),
        ("session_closed", 1),
        ("session_closed", 2),
        ("voucher_opened", 1),
        ("card_opened", 1),
        ("practice", 1),
        ("practice", 2),
        ("exam", 1),
        ("exam_answer", 1),
        ("exam_begun", 1),
        ("submission", 1),
        ("reaction", 1),
        ("appeal", 1),
        ("interests", 1),
        ("career_said", 1),
        ("recall", 1),
        ("reflection", 1),
        ("learner_left", 1),
        ("returned", 1),
        ("hub_submission", 1),
        ("allotment", 1),
        ("decision", 1),
        ("edition", 1),
        ("hand", 1),
        ("vouchers_void", 1),
        ("window", 1),
        ("house_rules", 1),
        ("rules_accepted", 1),
        ("award_revoked", 1),
        ("award_news", 1),
        ("abandoned", 1),
    }
)
SEALED = frozenset(
    {
        *("practice", "exam", "exam_answer", "exam_begun", "submission", "appeal"),
        *("voucher_opened", "card_opened", "interests", "career_said"),
        "recall",
        "reflection",
    }
)
"""Types whose body on hop 1 is sealed to the hub: the station itself cannot read it again."""


class ParkedError(Exception):
    """A fact that is kept but cannot be understood yet; it never blocks others."""

    code = "not_understood_yet"


def type_of(body: Body) -> str:
    """The fact type of a body."""
    return str(body.__struct_config__.tag)


def version_of(body: Body) -> int:
    """The oldest version of its type that can say this: a hub that is not upgraded reads it too."""
    if isinstance(body, Practice):
        return 2 if body.round > 1 else 1
    return 2 if isinstance(body, SessionUsed | SessionClosed) and body.hub_away_s else 1


def write_body(body: Body) -> bytes:
    """JSON bytes of a body."""
    return encode(body)


def answer_fits(answer: dict[str, Any]) -> bool:
    """Whether an answer finds room on both hops: the second writes it as text within JSON."""
    text = msgspec.json.encode(answer).decode()
    name = "x" * NAME_LIMIT
    widest = HubSubmission(name, name, 9, name, name, text, 10**12, 10**15)
    return len(text) <= ANSWER_LIMIT and fits(write_body(widest))


def read_body(fact: Fact, plain: bytes) -> Body:
    """Read a body that is open or was unsealed.

    Raises:
        ParkedError: its type or version is not known here (an upgrade will know it).
        Refusal: `malformed` when the body is not of the type that the fact names.
    """
    if (fact.type, fact.tv) not in KNOWN:
        raise ParkedError(fact.type)
    body: Body = decode(plain, Body, limit_bytes=FACT_LIMIT_BYTES)  # type: ignore[arg-type]
    if type_of(body) != fact.type:
        raise Refusal("malformed", field="type")
    return body
