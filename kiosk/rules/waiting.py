"""The waiting list: people with a number, called one after the other when a seat falls free.

Nothing ticks: a call lapses at `held_until`, whoever looks and when; then the next is called.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.instants import S_PER_HOUR, Instant, later
from kiosk.rules.refusals import Refusal

EXPIRES_S = 12 * S_PER_HOUR
"""Who has waited longer has gone home."""
OPEN_LIMIT = 200
"""More people do not wait at one place."""


class TicketState(StrEnum):
    """What a place in the line is at an instant."""

    WAITING = "waiting"
    CALLED = "called"
    SEATED = "seated"
    LEFT = "left"
    NO_SHOW = "no_show"


_S = TicketState
OPEN = frozenset({_S.WAITING, _S.CALLED})
OVER = {_S.SEATED: "ticket_seated", _S.LEFT: "ticket_left", _S.NO_SHOW: "ticket_no_show"}
"""A state that is the end -> why nothing more becomes of it."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place in the line. `zone` is "" where any seat does.

    Called, `seat` is held for them until `held_until`. `left_at`: they left, or did not come.
    """

    id: str
    number: int
    zone: str
    joined_at: Instant
    visitor: str | None = None
    name: str = ""
    called_at: Instant | None = None
    seat: int = 0
    held_until: Instant | None = None
    seated_at: Instant | None = None
    left_at: Instant | None = None
    no_show: bool = False

    def wants(self, zone: str) -> bool:
        """Whether a seat of this zone does."""
        return self.zone in ("", zone)


@dataclass(frozen=True, slots=True)
class FreeSeat:
    """A seat where somebody may sit down now."""

    number: int
    zone: str


@dataclass(frozen=True, slots=True)
class Call:
    """Who is called to which seat."""

    ticket: str
    seat: int


def state_of(ticket: Ticket, now: Instant) -> TicketState:
    """The state at `now`."""
    if ticket.seated_at is not None:
        return _S.SEATED
    if ticket.left_at is not None:
        return _S.NO_SHOW if ticket.no_show else _S.LEFT
    if ticket.held_until is not None:
        return _S.CALLED if now < ticket.held_until else _S.NO_SHOW
    return _S.WAITING if now < later(ticket.joined_at, seconds=EXPIRES_S) else _S.LEFT


def check_open(ticket: Ticket, now: Instant) -> None:
    """Refuse what became of somebody already.

    Raises:
        Refusal: `ticket_seated`, `ticket_left`, `ticket_no_show`.
    """
    code = OVER.get(state_of(ticket, now))
    if code is not None:
        raise Refusal(code, number=ticket.number)


def in_line(tickets: Iterable[Ticket], now: Instant) -> list[Ticket]:
    """Who waits or is called, the first first."""
    found = [one for one in tickets if state_of(one, now) in OPEN]
    return sorted(found, key=lambda one: (one.joined_at, one.number))


def held_for(tickets: Iterable[Ticket], now: Instant, *, seat: int) -> Ticket | None:
    """Who was called to this seat and may still come."""
    return next(
        (one for one in tickets if one.seat == seat and state_of(one, now) is _S.CALLED), None
    )


def turn_at(tickets: Iterable[Ticket], now: Instant, *, seat: int, zone: str) -> Ticket | None:
    """Whose turn a free seat is: the one called to it, else the first in line who wants it."""
    line = in_line(tickets, now)
    called = held_for(line, now, seat=seat)
    if called is not None:
        return called
    wanting = (one for one in line if state_of(one, now) is _S.WAITING and one.wants(zone))
    return next(wanting, None)


def next_calls(
    tickets: Iterable[Ticket], free: Sequence[FreeSeat], now: Instant
) -> tuple[Call, ...]:
    """Who is to be called now, and where: the first in line gets the first free seat they want.

    Somebody whose seat is free no more, by a power cut or a voucher, stands at their place in the
    line again.
    """
    line = in_line(tickets, now)
    numbers = {seat.number for seat in free}
    coming = {one.id for one in line if state_of(one, now) is _S.CALLED and one.seat in numbers}
    held = {one.seat for one in line if one.id in coming}
    left = [seat for seat in free if seat.number not in held]
    calls = []
    for ticket in line:
        seat = next((seat for seat in left if ticket.wants(seat.zone)), None)
        if ticket.id not in coming and seat is not None:
            calls.append(Call(ticket.id, seat.number))
            left.remove(seat)
    return tuple(calls)


def expected_s(
    tickets: Iterable[Ticket], ticket: Ticket, now: Instant, *, ends_s: Iterable[int]
) -> int | None:
    """How long somebody waits by what is known: when the sessions end that run where they may sit.

    None where too few of them have an end: no promise is made then.

    Args:
        tickets: all.
        ticket: whose wait it is.
        now: by which they are judged.
        ends_s: seconds until each seat that they want is free, as far as it is known.
    """
    line = [one for one in in_line(tickets, now) if state_of(one, now) is _S.WAITING]
    before = [
        one for one in line if (one.joined_at, one.number) < (ticket.joined_at, ticket.number)
    ]
    place = sum(1 for one in before if not one.zone or not ticket.zone or one.zone == ticket.zone)
    ends = sorted(ends_s)
    return ends[place] if place < len(ends) else None


def place_of(tickets: Iterable[Ticket], ticket: Ticket, now: Instant) -> int:
    """How many stand before this one, of those who wait."""
    line = [one for one in in_line(tickets, now) if state_of(one, now) is _S.WAITING]
    mine = (ticket.joined_at, ticket.number)
    return sum(1 for one in line if (one.joined_at, one.number) < mine)
