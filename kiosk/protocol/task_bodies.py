"""What hub and exchange say of tasks, and a hub to its stations: bodies of facts."""

from typing import Annotated, Any, Literal

import msgspec

from kiosk.protocol.fields import At, Minor, Name, Took, Words

HAND_LIMIT = 100
SLOTS_LIMIT = 100
ANSWER_LIMIT = 48_000


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


class Hand(msgspec.Struct, frozen=True, tag="hand"):
    """Hub to a station: slots dealt to one open session; pictures are the fact's blobs.

    `begun` is the one that its visitor has in work since another seat.
    """

    session: Name
    visitor: Name
    until: At
    terms: Annotated[tuple[HitTerms, ...], msgspec.Meta(max_length=HAND_LIMIT)]
    slots: Annotated[tuple[Slot, ...], msgspec.Meta(max_length=HAND_LIMIT)]
    begun: Name | msgspec.UnsetType = msgspec.UNSET
