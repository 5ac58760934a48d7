"""The career desk on the wire: what a visitor says at a seat, and what a record says to them."""

from typing import Annotated, Literal

import msgspec

from kiosk.protocol.fields import Name

PICTURES_MOST = 40
Answer = Literal["like", "unsure", "not"]
ANSWERS: tuple[Answer, ...] = ("like", "unsure", "not")


class Interests(msgspec.Struct, frozen=True, tag="interests"):
    """Station to hub, sealed: all answers to the interest finder, by its pictures."""

    visitor: Name
    answers: Annotated[dict[Name, Answer], msgspec.Meta(max_length=PICTURES_MOST)]


class CareerSaid(msgspec.Struct, frozen=True, tag="career_said"):
    """Station to hub, sealed: the visitor's word on their own career record.

    `share` and `unshare` open and close it to mentors. `done` and `undone` tick a next step,
    `applied` and `declined` answer a suggested opening; `about` is its id.
    """

    visitor: Name
    kind: Literal["share", "unshare", "done", "undone", "applied", "declined"]
    about: Annotated[str, msgspec.Meta(max_length=120)] = ""


class CareerNote(msgspec.Struct, frozen=True):
    """A note of a meeting with a mentor, as its visitor may read it. `next_on` is a day, or ""."""

    at: int
    by: str
    words: str
    next_on: str = ""


class CareerStep(msgspec.Struct, frozen=True):
    """A goal or a next step."""

    id: str
    kind: str
    words: str
    due_on: str = ""
    done: bool = False


class Place(msgspec.Struct, frozen=True):
    """An opening or a course. `state`: how far the visitor is with it, "" where nothing is said.

    `warned`: its words ask for money.
    """

    id: str
    kind: str
    title: str
    who: str
    place: str
    pay: str
    contact: str
    note: str = ""
    language: str = ""
    closes: str = ""
    wanted: tuple[str, ...] = ()
    interests: str = ""
    state: str = ""
    warned: bool = False


class Career(msgspec.Struct, frozen=True):
    """A part of `station_calls.Record`. `said_at`: when the visitor said yes or no last, 0 never.

    `answers` are the newest of the interest finder.
    """

    shared: bool = False
    said_at: int = 0
    answers: dict[str, str] = msgspec.field(default_factory=dict)
    notes: tuple[CareerNote, ...] = ()
    steps: tuple[CareerStep, ...] = ()
    places: tuple[Place, ...] = ()
