"""Two learners of a class at one seat: who may sit beside whom, and whose each thing is.

One sits: the session, its time and its paid tasks are theirs. The other learns beside: what is
practised belongs to both, an exam to the one who was named for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.refusals import Refusal

LEARNERS_MOST = 2
CLOCKS_APART_S = 300
"""So much may a seat's clock be off before what it says was said too early, or too late."""

What = Literal["practice", "exam", "other"]


@dataclass(frozen=True, slots=True)
class Meets:
    """A class that meets at a seat now, and who of those asked about is in it."""

    shares_seats: bool
    has_sitter: bool
    has_newcomer: bool


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who wants to learn beside somebody. `seat` is where they sit or learn already, 0: nowhere."""

    visitor: str
    is_guest: bool = False
    seat: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody learned beside another at a seat. `until` is None while nobody said it is over."""

    visitor: str
    since: Instant
    until: Instant | None = None


def check_may_share(
    newcomer: Newcomer, *, sitter: str, beside: Iterable[str], classes: Iterable[Meets]
) -> None:
    """Whether somebody may learn beside who sits here.

    Raises:
        Refusal: `seat_no_class` where no class of the one who sits shares its seats just now,
            `seat_guest`, `seat_same`, `seat_stranger` for who is not in that class,
            `seat_elsewhere` (seat) for who sits or learns at another seat, `seat_full`.
    """
    sharing = [one for one in classes if one.shares_seats and one.has_sitter]
    if not sharing:
        raise Refusal("seat_no_class")
    if newcomer.is_guest:
        raise Refusal("seat_guest")
    if newcomer.visitor == sitter:
        raise Refusal("seat_same")
    if not any(one.has_newcomer for one in sharing):
        raise Refusal("seat_stranger")
    if newcomer.seat:
        raise Refusal("seat_elsewhere", seat=newcomer.seat)
    if len({sitter, newcomer.visitor, *beside}) > LEARNERS_MOST:
        raise Refusal("seat_full", limit=LEARNERS_MOST)


def whose(what: What, *, sitter: str, beside: str, named: str = "") -> tuple[str, ...]:
    """Who gets something that was done at a seat; `beside` is "" where one sits alone.

    An exam is of the one who was `named`, tasks and all else of the one who sits.
    """
    if what == "practice":
        return (sitter, beside) if beside else (sitter,)
    if what == "exam" and named and named == beside:
        return (beside,)
    return (sitter,)


def counts_for(what: What, shared: Iterable[Beside], *, visitor: str, made_at: Instant) -> bool:
    """Whether a seat may say this of somebody who learned beside another there.

    Only what was practised and examined, and only of the time between their coming and going.
    """
    return what != "other" and any(
        _was_there(one, made_at) for one in shared if one.visitor == visitor
    )


def _was_there(one: Beside, made_at: Instant) -> bool:
    early_s = seconds_between(made_at, one.since)
    late_s = 0 if one.until is None else seconds_between(one.until, made_at)
    return max(early_s, late_s) <= CLOCKS_APART_S
