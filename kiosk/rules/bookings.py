"""A seat kept for somebody from one instant to another: its states and what may happen to it.

Nothing ticks: a booking that nobody came for falls free at `gone_at`, whoever looks and when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant, later, seconds_between
from kiosk.rules.refusals import Refusal

LEAST_S = 300
MOST_S = S_PER_DAY
"""No booking is shorter or longer."""
CLASS_MOST_S = 12 * 3600
"""A meeting from 11:00 to 10:00 is a slip, not a night and a morning."""
CLASS_LATE_S = 3600
"""A class that began a while ago may be put in all the same: its mentor came in a hurry."""
AHEAD_S = 92 * S_PER_DAY
"""Nobody books further ahead."""


class BookingState(StrEnum):
    """What a booking is at an instant. `USED`: its session runs; `OVER`: that has ended."""

    COMING = "coming"
    HELD = "held"
    USED = "used"
    OVER = "over"
    GONE = "gone"
    CANCELLED = "cancelled"


_S = BookingState
LIVE = frozenset({_S.COMING, _S.HELD})
"""What may still be started, moved or cancelled."""
KEEPS = LIVE | {_S.USED}
"""What keeps its seat from another booking."""
IN_THE_WAY = {
    _S.USED: "booking_used",
    _S.OVER: "booking_over",
    _S.GONE: "booking_gone",
    _S.CANCELLED: "booking_cancelled",
}


@dataclass(frozen=True, slots=True)
class Booking:
    """A seat kept from `starts` up to `ends`; from `gone_at` on it is free where nobody came.

    `zone` is "" where this very seat was asked for, else any seat of the zone does.
    `visitor` is None for somebody known by `name` only; `block` is the class it belongs to:
    one session after the other may use it. `changed_at`: when it was made, or moved to where it is.
    """

    id: str
    seat: int
    zone: str
    starts: Instant
    ends: Instant
    gone_at: Instant
    changed_at: Instant
    visitor: str | None = None
    name: str = ""
    block: str | None = None
    used_at: Instant | None = None
    ended_at: Instant | None = None
    cancelled_at: Instant | None = None


def gone_at(*, starts: Instant, ends: Instant, no_show_s: int) -> Instant:
    """From when on a seat is free whose visitor did not come; 0 seconds: only at the end."""
    return min(ends, later(starts, seconds=no_show_s)) if no_show_s else ends


def state_of(booking: Booking, now: Instant, *, before_s: int) -> BookingState:
    """The state at `now`; the seat is held from `before_s` before the start on."""
    if booking.cancelled_at is not None:
        return _S.CANCELLED
    if booking.used_at is not None:
        return _S.OVER if booking.ended_at is not None else _S.USED
    if now >= booking.gone_at:
        return _S.OVER if booking.block is not None else _S.GONE
    return _S.HELD if now >= later(booking.starts, seconds=-before_s) else _S.COMING


def check_span(
    *, starts: Instant, ends: Instant, now: Instant, late_s: int = 0, most_s: int = MOST_S
) -> None:
    """Refuse a time that nobody can book; it may have begun `late_s` ago, and is not over.

    Raises:
        Refusal: `booking_past`, `booking_length` (least_min, most_h), `booking_far` (days).
    """
    this_minute = Instant(now - now % (60 * MS_PER_S))
    if starts < later(this_minute, seconds=-late_s):
        raise Refusal("booking_past")
    if not LEAST_S <= seconds_between(starts, ends) <= most_s:
        raise Refusal("booking_length", least_min=LEAST_S // 60, most_h=most_s // 3600)
    if ends <= now:
        raise Refusal("booking_past")
    if seconds_between(now, starts) > AHEAD_S:
        raise Refusal("booking_far", days=AHEAD_S // S_PER_DAY)


def in_the_way(
    bookings: Iterable[Booking], *, seat: int, starts: Instant, ends: Instant, now: Instant
) -> Booking | None:
    """The booking that keeps this seat at some of that time; what touches does not."""
    return next(
        (
            one
            for one in bookings
            if one.seat == seat
            and one.starts < ends
            and starts < one.ends
            and state_of(one, now, before_s=0) in KEEPS
        ),
        None,
    )


def check_change(booking: Booking, now: Instant) -> None:
    """Refuse to move or cancel what is used, over, gone or cancelled.

    Raises:
        Refusal: `booking_used`, `booking_over`, `booking_gone`, `booking_cancelled`.
    """
    code = IN_THE_WAY.get(state_of(booking, now, before_s=0))
    if code is not None:
        raise Refusal(code)


def check_start(booking: Booking, now: Instant, *, seat: int, zone: str, before_s: int) -> None:
    """Refuse to start at a seat what is not for it, or not for now.

    Raises:
        Refusal: what `check_change` refuses, `booking_early`, `booking_elsewhere` (seat).
    """
    check_change(booking, now)
    if state_of(booking, now, before_s=before_s) is _S.COMING:
        raise Refusal("booking_early")
    if booking.seat != seat and booking.zone != zone:
        raise Refusal("booking_elsewhere", seat=booking.seat)


def held_now(bookings: Iterable[Booking], now: Instant, *, before_s: int) -> Booking | None:
    """Who a seat waits for at this moment, of the bookings of one seat: the earliest."""
    held = [one for one in bookings if state_of(one, now, before_s=before_s) is _S.HELD]
    return min(held, key=lambda one: (one.starts, one.id), default=None)


def free_until(
    bookings: Iterable[Booking],
    now: Instant,
    *,
    opened_at: Instant,
    before_s: int,
    visitor: str | None = None,
) -> Instant | None:
    """When a seat must be free again for a booking, of those of the seat; None: for none.

    Args:
        bookings: of this seat.
        now: by which they are judged.
        opened_at: of the session there. A seat that was held already then was opened for the one
            it was held for, so that booking is the session's own.
        before_s: for how long before its start a booking holds the seat.
        visitor: whose own bookings are in nobody's way.
    """
    starts = [
        one.starts
        for one in bookings
        if state_of(one, now, before_s=before_s) in LIVE
        and opened_at < max(later(one.starts, seconds=-before_s), one.changed_at)
        and (visitor is None or one.visitor != visitor)
    ]
    return min(starts, default=None)


def best_seat(
    bookings: Iterable[Booking],
    *,
    seats: Iterable[int],
    starts: Instant,
    ends: Instant,
    now: Instant,
) -> int | None:
    """Of these seats one that is free all that time: the one whose gap around it is the shortest.

    So the long gaps stay whole for others.
    """
    kept = [one for one in bookings if state_of(one, now, before_s=0) in KEEPS]
    free = [
        seat
        for seat in seats
        if in_the_way(kept, seat=seat, starts=starts, ends=ends, now=now) is None
    ]
    return min(
        free,
        key=lambda seat: (_slack_s(kept, seat=seat, starts=starts, ends=ends), seat),
        default=None,
    )


def _slack_s(kept: list[Booking], *, seat: int, starts: Instant, ends: Instant) -> int:
    before = [
        seconds_between(one.ends, starts) for one in kept if one.seat == seat and one.ends <= starts
    ]
    after = [
        seconds_between(ends, one.starts) for one in kept if one.seat == seat and one.starts >= ends
    ]
    return min((*before, S_PER_DAY)) + min((*after, S_PER_DAY))
