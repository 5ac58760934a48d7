"""What a station and its hub say to each other of a room of learners."""

from typing import Annotated, Literal

import msgspec

Id = Annotated[str, msgspec.Meta(max_length=80)]
CHOSEN_LIMIT = 8
"""Values of one answer to a question that is asked in the room, at most."""


class Learner(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the visitor of the open session is at, for the mentor's page of the room.

    `step` is empty once the module is finished. `last` is what came of the last answer to an item
    of it; `since` is when the step came up, `moved` when something was done last, `hand` since when
    the hand is up (0: down), all by the hub's clock. `coming`: the seat has shown that somebody
    comes. `asked` names the question of the room that was answered last, `chosen` what to it.
    """

    edition: Id = ""
    step: Id = ""
    item: Id = ""
    last: Literal["", "right", "wrong", "answered"] = ""
    since: Annotated[int, msgspec.Meta(ge=0, le=10**15)] = 0
    moved: Annotated[int, msgspec.Meta(ge=0, le=10**15)] = 0
    hand: Annotated[int, msgspec.Meta(ge=0, le=10**15)] = 0
    coming: bool = False
    asked: Id = ""
    chosen: Annotated[tuple[Id, ...], msgspec.Meta(max_length=CHOSEN_LIMIT)] = ()


IN_ROOM = frozenset({"show", "coming", "helped", "hold", "unhold", "pack"})
"""Orders of a mentor to a seat of the room: see `Show`; somebody comes; the hand goes down; the
screen is held with a word, and let go; the day is over, and each seat, also a free one, says
whether it may be switched off."""


class Show(msgspec.Struct, frozen=True, omit_defaults=True):
    """The words of the order `show`: what the seat opens, and who sent it.

    `step` and `item` may be empty: the module where its visitor stands, the step's first item.
    `ask` names a question of the room: the item is asked anew, also of who has answered it;
    `tells` whether the seat says at once if the answer is right.
    """

    slug: Id
    step: Id = ""
    item: Id = ""
    by: Annotated[str, msgspec.Meta(max_length=60)] = ""
    ask: Id = ""
    tells: bool = False
