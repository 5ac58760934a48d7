"""The question that a room is asked just now. Memory only: a restart of the hub ends it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One practice item that these seats are asked at once; `ask` names this asking of it."""

    ask: str
    edition: str
    step: str
    item: str
    seats: tuple[int, ...]
    tells: bool


@dataclass(slots=True)
class RoomLine:
    """What the mentor's page of the room holds besides what stations say."""

    question: Question | None = None
