"""The words of push and pull. Source: DESIGN.md §8."""

from typing import Annotated, Literal

import msgspec

PUSH_PATH = "/sync/v1/push"
PULL_PATH = "/sync/v1/pull"
BLOB_PATH = "/sync/v1/blobs/"
PUSH_FACTS_LIMIT = 100
PUSH_LIMIT_BYTES = 256 * 1024
PULL_FACTS_LIMIT = 100
PULL_LIMIT_BYTES = 1024 * 1024
BLOB_LIMIT_BYTES = 64 * 1024 * 1024

Result = Literal["stored", "duplicate", "conflict", "rejected", "parked", "retry"]
ACKNOWLEDGED: frozenset[Result] = frozenset({"stored", "duplicate", "parked"})
"""Kept by the receiver: the sender need not send it again."""
REFUSED: frozenset[Result] = frozenset({"conflict", "rejected"})
"""Kept by the receiver as refused: the sender puts its own into quarantine."""


class Sent(msgspec.Struct, frozen=True, array_like=True):
    """A fact on its way: its bytes and its signature."""

    raw: Annotated[bytes, msgspec.Meta(max_length=64 * 1024)]
    signature: Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]


class Push(msgspec.Struct, frozen=True):
    """A batch from a sender."""

    facts: Annotated[tuple[Sent, ...], msgspec.Meta(max_length=PUSH_FACTS_LIMIT)]


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one fact. `answer` is the reader's own word (accepted, late, void …)."""

    id: str
    result: Result
    code: str = ""
    answer: str = ""


class Kept(msgspec.Struct, frozen=True):
    """How far a receiver has one epoch: all from 1 to `have`; `safe_upto` survive its loss."""

    origin: str
    epoch: str
    have: int
    safe_upto: int = 0


class PushAnswer(msgspec.Struct, frozen=True):
    """The receiver's word after its commit; it counts only with the receiver's signature."""

    results: tuple[Outcome, ...]
    kept: tuple[Kept, ...]


class Feed(msgspec.Struct, frozen=True):
    """How far the facts for one reader go."""

    epoch: str
    last_seq: int


class Pulled(msgspec.Struct, frozen=True):
    """Facts for the reader after what it has."""

    feed: Feed
    facts: Annotated[tuple[Sent, ...], msgspec.Meta(max_length=PULL_FACTS_LIMIT)]
