"""The bodies of facts, by type and version. Golden files of each stand in tests/protocol/golden."""

from typing import Annotated, Any, Literal

import msgspec

from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.facts import FACT_LIMIT_BYTES, Fact, fits
from kiosk.protocol.fields import NAME_LIMIT, At, Minor, Name, Seconds, Took, Words
from kiosk.protocol.leases import SignedLease
from kiosk.rules.house_rules import LINE_LIMIT, LINES_MOST
from kiosk.rules.refusals import Refusal

HAND_LIMIT = 100
SLOTS_LIMIT = 100
SUBMITTED_LIMIT = 1000
CODES_LIMIT = 1000
ANSWER_LIMIT = 48_000
EDITIONS_LIMIT = 10**9


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
    left out has been told long before. `hub_away_s` and `lease` are as in `SessionUsed`.
    """

    session: Name
    used_s: Seconds
    why: Literal["finished", "time_up", "desk", "suspended", "rebooted", "moved"]
    submitted: Annotated[tuple[Name, ...], msgspec.Meta(max_length=SUBMITTED_LIMIT)] = ()
    hub_away_s: Seconds = 0
    lease: SignedLease | None = None


class VoucherOpened(msgspec.Struct, frozen=True, tag="voucher_opened"):
    """Station to hub, sealed: a signed voucher opened a session here with the hub away.

    The station named the session. `voucher` is the QR's text: who cites it has seen the paper.
    """

    session: Name
    voucher: Annotated[str, msgspec.Meta(max_length=200)]
    seconds: Seconds


class Practice(msgspec.Struct, frozen=True, tag="practice"):
    """Station to hub, sealed: first answer to a practice item, or a step that was read."""

    visitor: Name
    edition: Name
    step: Name
    item: Annotated[str, msgspec.Meta(max_length=120)]
    answer: dict[str, Any]
    right: bool
    tries: Annotated[int, msgspec.Meta(ge=0, le=99)]
    hints: Annotated[int, msgspec.Meta(ge=0, le=9)]
    took_ms: Took


class Exam(msgspec.Struct, frozen=True, tag="exam"):
    """Station to hub, sealed: all first answers of one try at an exam."""

    visitor: Name
    edition: Name
    step: Name
    attempt: Name
    try_number: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    answers: Annotated[dict[str, dict[str, Any]], msgspec.Meta(max_length=500)]
    took_ms: Took


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


class Returned(msgspec.Struct, frozen=True, tag="returned"):
    """Hub to exchange: slots given back unworked."""

    assignments: Annotated[tuple[Name, ...], msgspec.Meta(max_length=SLOTS_LIMIT)]


class HubSubmission(msgspec.Struct, frozen=True, tag="hub_submission"):
    """Hub to exchange: a submission, citing the station's fact it was opened from.

    `worker` is the visitor's pseudonym at this exchange. `answer_sha256` is over `answer`.
    """

    assignment: Name
    worker: Name
    round: Annotated[int, msgspec.Meta(ge=1, le=9)]
    cites: Name
    answer_sha256: Name
    answer: Annotated[str, msgspec.Meta(max_length=ANSWER_LIMIT)]
    took_ms: Took
    made_at: At


class HitTerms(msgspec.Struct, frozen=True):
    """What a visitor is shown of a HIT before accepting; `form` is as `rules/forms` reads it."""

    hit_type: Name
    requester: Name
    title: Name
    description: Words
    form: dict[str, Any]
    reward_minor: Minor
    seconds_estimate: Annotated[int, msgspec.Meta(ge=1, le=86_400)]
    qualification: Annotated[str, msgspec.Meta(max_length=60)]
    expectations: Annotated[tuple[Words, ...], msgspec.Meta(max_length=20)]
    rejected_percent: Annotated[int, msgspec.Meta(ge=0, le=100)]
    days_to_pay: Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class Slot(msgspec.Struct, frozen=True):
    """One place of a HIT, set aside under an assignment id. `row` fills the form's variables.

    A picture in `row` is `sha256:<hex>`, a blob.
    """

    assignment: Name
    hit_type: Name
    row: Annotated[dict[str, str], msgspec.Meta(max_length=30)]


class Allotment(msgspec.Struct, frozen=True, tag="allotment"):
    """Exchange to hub: slots set aside for it until an instant."""

    until: At
    terms: Annotated[tuple[HitTerms, ...], msgspec.Meta(max_length=SLOTS_LIMIT)]
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(max_length=SLOTS_LIMIT)]


class Decision(msgspec.Struct, frozen=True, tag="decision"):
    """Exchange to hub: the requester's verdict, or the exchange's when time decided.

    `amount_minor` is what the hub credits the visitor with; 0 unless approved.
    """

    assignment: Name
    verdict: Literal["approved", "revision", "reject_proposed", "rejected"]
    amount_minor: Minor
    currency: Annotated[str, msgspec.Meta(min_length=3, max_length=3)]
    reason: Words
    expectation: Words
    due: At


class Edition(msgspec.Struct, frozen=True, tag="edition"):
    """Hub to stations: a module's station edition; its bytes are the fact's only blob."""

    slug: Name
    edition: Name
    title: Name
    sha256: Name


class Hand(msgspec.Struct, frozen=True, tag="hand"):
    """Hub to a station: slots dealt to one open session; pictures are the fact's blobs."""

    session: Name
    visitor: Name
    until: At
    terms: Annotated[tuple[HitTerms, ...], msgspec.Meta(max_length=HAND_LIMIT)]
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(max_length=HAND_LIMIT)]


class VouchersVoid(msgspec.Struct, frozen=True, tag="vouchers_void"):
    """Hub to stations: these codes open nothing any more, also with the hub away."""

    codes: Annotated[tuple[Name, ...], msgspec.Meta(max_length=CODES_LIMIT)]


class HouseText(msgspec.Struct, frozen=True):
    """The house rules in one language."""

    language: Name
    lines: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=LINE_LIMIT)], ...],
        msgspec.Meta(max_length=LINES_MOST),
    ]


class HouseRules(msgspec.Struct, frozen=True, tag="house_rules"):
    """Hub to stations: what is asked of everybody. The newest edition replaces the others."""

    edition: Annotated[int, msgspec.Meta(ge=1, le=EDITIONS_LIMIT)]
    texts: Annotated[tuple[HouseText, ...], msgspec.Meta(max_length=20)]


class RulesAccepted(msgspec.Struct, frozen=True, tag="rules_accepted"):
    """Station to hub: the visitor of this session said yes to the house rules."""

    session: Name
    edition: Annotated[int, msgspec.Meta(ge=1, le=EDITIONS_LIMIT)]
    language: Name


class Price(msgspec.Struct, frozen=True):
    """An offer as the lock shows it; `names`: its other names by language."""

    title: Name
    price_minor: Minor
    names: dict[Name, Name] | msgspec.UnsetType = msgspec.UNSET

    def called(self, language: str) -> str:
        """Its name for who reads this language."""
        return self.title if self.names is msgspec.UNSET else self.names.get(language, self.title)


class PriceList(msgspec.Struct, frozen=True):
    """A price list, as far as it concerns the station's zone, and from when on it holds."""

    applies_from: At
    tariff: dict[str, Any]


class Hours(msgspec.Struct, frozen=True):
    """When the site is open, in lines as `rules/opening_hours.py` reads them; no week: always."""

    week: Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)] = ()
    exceptions: Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)] = ()


class Window(msgspec.Struct, frozen=True, tag="window"):
    """Hub to stations: what anyone may look at. The newest replaces the others.

    `lists` are the price list in force and the next ones, the earliest first, so that a station
    knows the price of an hour also with the hub away; `per_hour_minor` is what it was then.
    """

    site: Name
    currency: Name
    currency_symbol: Annotated[str, msgspec.Meta(max_length=10)]
    currency_decimals: Annotated[int, msgspec.Meta(ge=0, le=4)]
    per_hour_minor: Minor
    languages: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)]
    prices: Annotated[tuple[Price, ...], msgspec.Meta(max_length=20)]
    tasks: Annotated[tuple[HitTerms, ...], msgspec.Meta(max_length=20)]
    warnings_s: tuple[int, ...] = (600, 300, 60)
    ending_s: int = 60
    look_around_s: int = 300
    pause_limit_s: int = 900
    beat_interval_s: int = 5
    renew_interval_s: int = 30
    timezone: str = "UTC"
    zone: Name | msgspec.UnsetType = msgspec.UNSET
    zone_was: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    lists: Annotated[tuple[PriceList, ...], msgspec.Meta(max_length=9)] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    hours: Hours | msgspec.UnsetType = msgspec.UNSET
    last_extension_s: Seconds | msgspec.UnsetType = msgspec.UNSET


Body = (
    SessionUsed
    | SessionClosed
    | VoucherOpened
    | Practice
    | Exam
    | Submission
    | Reaction
    | Appeal
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
    | Abandoned
)
KNOWN: frozenset[tuple[str, int]] = frozenset(
    {
        ("session_used", 1),
        ("session_used", 2),
        ("session_closed", 1),
        ("session_closed", 2),
        ("voucher_opened", 1),
        ("practice", 1),
        ("exam", 1),
        ("submission", 1),
        ("reaction", 1),
        ("appeal", 1),
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
        ("abandoned", 1),
    }
)
SEALED = frozenset({"practice", "exam", "submission", "appeal", "voucher_opened"})
"""Types whose body on hop 1 is sealed to the hub: the station itself cannot read it again."""


class ParkedError(Exception):
    """A fact that is kept but cannot be understood yet; it never blocks others."""

    code = "not_understood_yet"


def type_of(body: Body) -> str:
    """The fact type of a body."""
    return str(body.__struct_config__.tag)


def version_of(body: Body) -> int:
    """The oldest version of its type that can say this: a hub that is not upgraded reads it too."""
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
