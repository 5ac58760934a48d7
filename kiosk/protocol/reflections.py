"""Reflections on the wire: what a learner writes at a seat, what a record tells of its marks."""

from typing import Annotated

import msgspec

from kiosk.protocol.fields import NO_NUL, Name
from kiosk.rules.reflections import WORDS_MOST

Written = Annotated[str, msgspec.Meta(max_length=WORDS_MOST, pattern=NO_NUL)]


class Reflection(msgspec.Struct, frozen=True, tag="reflection"):
    """Station to hub, sealed: what a learner wrote at a step that asks for it.

    `aloud`: they said it to their mentor instead; then `words` may be empty.
    """

    visitor: Name
    edition: Name
    step: Name
    words: Written = ""
    aloud: bool = False


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a mentor looks for, worth so many points; `text` is "" for the reflection as a whole.

    `got`: the points that a mentor gave, None before.
    """

    text: str
    most: int
    got: int | None = None


class Asked(msgspec.Struct, frozen=True, omit_defaults=True):
    """A module that the visitor's class takes. `rubrics`: its own ones, by step."""

    edition: str
    rubrics: dict[str, tuple[Part, ...]] = msgspec.field(default_factory=dict)


class Reflected(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reflection as its learner may read it. `marked_at` is 0 where no mark holds.

    `waits`: a mentor has not read it yet, or not as it was written last.
    `at` is 0 where a mentor marked what was said or stands on paper. `said` is the mentor's word.
    """

    edition: str
    step: str
    title: str
    at: int = 0
    words: str = ""
    aloud: bool = False
    waits: bool = False
    marked_at: int = 0
    got: int = 0
    most: int = 0
    parts: tuple[Part, ...] = ()
    said: str = ""
    by: str = ""


class MentorNote(msgspec.Struct, frozen=True):
    """What a mentor wrote to a learner."""

    at: int
    by: str
    words: str


class FromMentor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A part of `station_calls.Record`: what is asked for, and what came of it."""

    asked: tuple[Asked, ...] = ()
    reflections: tuple[Reflected, ...] = ()
    notes: tuple[MentorNote, ...] = ()
