"""The interest finder: twenty pictures of work, and which fields of work somebody likes.

The six fields are Holland's (RIASEC), which career guidance uses everywhere. What is found is what
somebody likes to do today. It is no test: it says nothing of what they can do, and it hides no
opening. Source: J. L. Holland, "Making Vocational Choices" (3rd ed., 1997).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kiosk.rules.refusals import Refusal

FEWEST, MOST = 2, 3
"""So many fields are shown, where the answers name them."""
WHOLE = 100


class Field(StrEnum):
    """A field of work, by its letter in the RIASEC code."""

    REALISTIC = "R"
    INVESTIGATIVE = "I"
    ARTISTIC = "A"
    SOCIAL = "S"
    ENTERPRISING = "E"
    CONVENTIONAL = "C"


class Said(StrEnum):
    """What is said to a picture."""

    LIKE = "like"
    UNSURE = "unsure"
    NOT = "not"


POINTS: Mapping[Said, int] = MappingProxyType({Said.LIKE: 2, Said.UNSURE: 1, Said.NOT: 0})
PICTURES: Mapping[str, Field] = MappingProxyType(
    {
        "repair": Field.REALISTIC,
        "teach": Field.SOCIAL,
        "market": Field.ENTERPRISING,
        "microscope": Field.INVESTIGATIVE,
        "accounts": Field.CONVENTIONAL,
        "draw": Field.ARTISTIC,
        "wood": Field.REALISTIC,
        "nurse": Field.SOCIAL,
        "map": Field.INVESTIGATIVE,
        "lead": Field.ENTERPRISING,
        "typing": Field.CONVENTIONAL,
        "music": Field.ARTISTIC,
        "farm": Field.REALISTIC,
        "listen": Field.SOCIAL,
        "fault": Field.INVESTIGATIVE,
        "phone": Field.ENTERPRISING,
        "shelves": Field.CONVENTIONAL,
        "sew": Field.ARTISTIC,
        "drive": Field.REALISTIC,
        "cook": Field.SOCIAL,
    }
)
"""In the order in which they are asked: no two of one field stand together."""

OF_MODULE: Mapping[str, frozenset[Field]] = MappingProxyType(
    {
        "data-entry": frozenset({Field.CONVENTIONAL}),
        "transcription": frozenset({Field.CONVENTIONAL, Field.INVESTIGATIVE}),
        "digits": frozenset({Field.CONVENTIONAL, Field.INVESTIGATIVE}),
        "pictures": frozenset({Field.ARTISTIC, Field.REALISTIC}),
        "surveys": frozenset({Field.SOCIAL, Field.INVESTIGATIVE}),
        "employers": frozenset({Field.ENTERPRISING, Field.SOCIAL}),
        "next-step": frozenset({Field.ENTERPRISING}),
    }
)
"""Where modules that come along belong; one that says its fields itself needs no line here."""


@dataclass(frozen=True, slots=True)
class Found:
    """Two or three fields, the one liked most first; () where no picture was liked.

    `percent`: of each field, how much of it was liked. `many`: there are more fields liked just as
    much as the last that is shown.
    """

    fields: tuple[Field, ...]
    percent: Mapping[Field, int]
    many: bool


def answered(raw: Mapping[str, str]) -> dict[str, Said]:
    """The answers to all pictures, as they came.

    Raises:
        Refusal: `field_missing` for a picture without an answer, `field_wrong` for another word or
            another picture.
    """
    unknown = set(raw) - set(PICTURES)
    if unknown:
        raise Refusal("field_wrong", field="picture")
    missing = next((name for name in PICTURES if name not in raw), None)
    if missing is not None:
        raise Refusal("field_missing", field=missing)
    if not set(raw.values()) <= set(Said):
        raise Refusal("field_wrong", field="answer")
    return {name: Said(raw[name]) for name in PICTURES}


def found(said: Mapping[str, Said]) -> Found:
    """The fields that somebody likes most.

    A field counts by the share of its pictures, since some have four and some three. One is named
    only if a picture of it was liked; the third only if it is liked at least half as much as the
    first. Equals stand in the order of the code.
    """
    percent = {field: _percent(said, field) for field in Field}
    liked = {PICTURES[name] for name, one in said.items() if one is Said.LIKE}
    order = sorted(liked, key=lambda one: (-percent[one], list(Field).index(one)))
    named = tuple(
        one
        for place, one in enumerate(order[:MOST])
        if place < FEWEST or percent[one] * 2 >= percent[order[0]]
    )
    many = any(percent[one] == percent[named[-1]] for one in order[len(named) :])
    return Found(named, percent, many)


def read_found(raw: Mapping[str, str]) -> Found | None:
    """What kept answers say; None before the first, and for those of other pictures than these."""
    try:
        return found(answered(raw))
    except Refusal:
        return None


def _percent(said: Mapping[str, Said], field: Field) -> int:
    points = [POINTS[said[name]] for name, one in PICTURES.items() if one is field and name in said]
    return sum(points) * WHOLE // (len(points) * POINTS[Said.LIKE]) if points else 0


def code_of(fields: Iterable[Field]) -> str:
    """The fields as letters, in their order."""
    return "".join(fields)


def fields_of(code: str) -> tuple[Field, ...]:
    """The fields of a code; letters that are none are passed over, a second one too."""
    letters = dict.fromkeys(code.upper())
    return tuple(Field(one) for one in letters if one in set(Field))


def module_fits(slug: str, said: str, fields: Iterable[Field]) -> bool:
    """Whether a module belongs to one of these fields: as it says in letters, or by its name."""
    own = frozenset(fields_of(said)) or OF_MODULE.get(slug, frozenset())
    return bool(own & set(fields))
