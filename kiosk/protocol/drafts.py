"""Unfinished answers on their way: sealed to the hub when typed, to the next station when it asks.

A name is a hash: it tells nobody what is worked on. Source: DESIGN.md §8 (At rest on a station).
"""

import hashlib
from typing import Annotated

import msgspec

DRAFT_PATH = "/station/v1/draft"
DRAFTS_PATH = "/station/v1/drafts"
DRAFT_LIMIT_BYTES = 64 * 1024
SEAL_BYTES = 48
DRAFTS_LIMIT = 50
"""Of one visitor; the newest are kept."""
DRAFTS_LIMIT_BYTES = 160 * 1024
"""All of them fit into one answer, as text."""

DraftName = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
Sealed = Annotated[bytes, msgspec.Meta(max_length=DRAFT_LIMIT_BYTES + SEAL_BYTES)]


def draft_name(name: str) -> DraftName:
    """A draft's name as it stands outside: it tells nobody what is worked on."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def draft_of_task(assignment: str) -> str:
    """What a page calls the half typed answer of a task."""
    return f"draft:work:{assignment}"


class Draft(msgspec.Struct, frozen=True):
    """One unfinished answer; `sealed` is empty where it was finished or thrown away."""

    name: DraftName
    sealed: Sealed


class KeepDraft(msgspec.Struct, frozen=True):
    """Keep it for the visitor of this session; of two the later one holds, whichever comes last.

    `at` is the hub's time as the station knows it, UTC milliseconds.
    """

    session: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    draft: Draft
    at: Annotated[int, msgspec.Meta(ge=0, le=10**15)]


class DraftKept(msgspec.Struct, frozen=True):
    """Whether it is the one that holds now."""

    kept: bool


class Drafts(msgspec.Struct, frozen=True):
    """All that the visitor who sits here has not finished, sealed to this station."""

    drafts: tuple[Draft, ...]
