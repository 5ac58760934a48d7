"""How long people waited, and how long the line was: what the report tells by the hour."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.rules.instants import Instant, later, seconds_between
from kiosk.rules.waiting import EXPIRES_S, Ticket, TicketState, state_of


@dataclass(frozen=True, slots=True)
class Waits:
    """Of the people who joined in an hour; `waits_s` of those who were called or sat down.

    `longest_line` is the most who stood in the line at once in that hour, whenever they joined.
    """

    joined: int = 0
    seated: int = 0
    left: int = 0
    no_show: int = 0
    waits_s: tuple[int, ...] = ()
    longest_line: int = 0

    @property
    def longest_s(self) -> int | None:
        """The longest wait; None where nobody was called."""
        return max(self.waits_s, default=None)

    @property
    def median_s(self) -> int | None:
        """The wait that half of them did not exceed, floored; None where nobody was called."""
        ordered, middle = sorted(self.waits_s), len(self.waits_s) // 2
        if not ordered:
            return None
        return ordered[middle] if len(ordered) % 2 else sum(ordered[middle - 1 : middle + 1]) // 2


def waits_of(tickets: Sequence[Ticket], now: Instant, *, line: int) -> Waits:
    """The numbers of some tickets, where the line was so long."""
    states = [state_of(one, now) for one in tickets]
    known = [wait for one in tickets if (wait := wait_s(one)) is not None]
    return Waits(
        joined=len(tickets),
        seated=states.count(TicketState.SEATED),
        left=states.count(TicketState.LEFT),
        no_show=states.count(TicketState.NO_SHOW),
        waits_s=tuple(known),
        longest_line=line,
    )


def wait_s(ticket: Ticket) -> int | None:
    """Until somebody was called, or sat down without a call; None for who never was."""
    end = ticket.called_at if ticket.called_at is not None else ticket.seated_at
    return None if end is None else seconds_between(ticket.joined_at, end)


def longest_lines(
    tickets: Iterable[Ticket], now: Instant, *, hour_of: Callable[[Instant], int]
) -> dict[int, int]:
    """The most who stood in the line at once, by the hour in which that was.

    An hour in which nobody joins has at most what the one before it left over; it is not told.
    """
    steps: list[tuple[Instant, int]] = []
    for one in tickets:
        steps.append((one.joined_at, 1))
        if _out_at(one) <= now:
            steps.append((_out_at(one), -1))
    most: dict[int, int] = {}
    length = 0
    for at, step in sorted(steps):  # who goes makes room before who comes at the same instant
        length += step
        if step > 0:
            most[hour_of(at)] = max(most.get(hour_of(at), 0), length)
    return most


def _out_at(ticket: Ticket) -> Instant:
    ends = (ticket.called_at, ticket.seated_at, ticket.left_at)
    gone = later(ticket.joined_at, seconds=EXPIRES_S)
    return min(gone, *(at for at in ends if at is not None), gone)
