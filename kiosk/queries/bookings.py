"""The bookings of a day by seat and half hour, and one booking with its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.disk.db import Db
from kiosk.rules.bookings import BookingState, state_of
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant, later
from kiosk.rules.opening_hours import OpeningHours
from kiosk.rules.spans import LocalDay, day_bounds, slices
from kiosk.store import bookings, stations
from kiosk.store.bookings import BookingRow
from kiosk.store.stations import SeatRow

SLOT_S = 1800
SEATS_A_PAGE = 40
ROWS_LIMIT = 5000
FOUND_LIMIT = 30


@dataclass(frozen=True, slots=True)
class Slot:
    """Half an hour of the day; `is_open`: the site is, at its start."""

    starts: Instant
    is_open: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A booking with the state that it has now."""

    row: BookingRow
    state: BookingState


@dataclass(frozen=True, slots=True)
class Cell:
    """Half hours of a seat in a row: one that is free, or all that some bookings touch."""

    slot: Slot
    slots: int
    bookings: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class SeatDay:
    """A seat's day; `broken` says why it is out of use."""

    number: int
    zone: str
    broken: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A page of seats for one local day."""

    slots: tuple[Slot, ...]
    seats: tuple[SeatDay, ...]
    pages: int


def day(
    db: Db,
    now: Instant,
    *,
    which: LocalDay,
    hours: OpeningHours,
    timezone: ZoneInfo,
    before_s: int,
    page: int,
) -> Day:
    """The day by seat and half hour, from the first that is open to the last; `page` from 1."""
    slots = _slots(now, which=which, hours=hours, timezone=timezone)
    places = stations.seats(db)
    shown = places[(page - 1) * SEATS_A_PAGE : page * SEATS_A_PAGE]
    pages = max(1, -(-len(places) // SEATS_A_PAGE))
    if not slots:
        return Day((), (), pages)
    until = later(slots[-1].starts, seconds=SLOT_S)
    rows = bookings.between(db, since=slots[0].starts, until=until, limit=ROWS_LIMIT)
    by_seat: dict[int, list[Shown]] = {}
    for row in rows:
        state = state_of(row.booking, now, before_s=before_s)
        by_seat.setdefault(row.booking.seat, []).append(Shown(row, state))
    return Day(
        slots, tuple(_seat(place, slots, by_seat.get(place.number, ())) for place in shown), pages
    )


def find(db: Db, now: Instant, words: str, *, before_s: int) -> tuple[Shown, ...]:
    """Bookings from today on by the code of a slip, or the start of a name."""
    by_code = bookings.by_code(db, words.upper().replace("-", ""))
    since = later(now, seconds=-S_PER_DAY)
    found = (
        [by_code]
        if by_code is not None
        else list(bookings.named(db, words, since=since, limit=FOUND_LIMIT))
    )
    return tuple(Shown(row, state_of(row.booking, now, before_s=before_s)) for row in found)


def of_visitor(db: Db, now: Instant, visitor: str, *, before_s: int) -> tuple[Shown, ...]:
    """What a visitor has booked that is not past."""
    rows = bookings.of_visitor(db, visitor, since=now, limit=FOUND_LIMIT)
    return tuple(Shown(row, state_of(row.booking, now, before_s=before_s)) for row in rows)


def _slots(
    now: Instant, *, which: LocalDay, hours: OpeningHours, timezone: ZoneInfo
) -> tuple[Slot, ...]:
    start, end = day_bounds(which, timezone)
    found = []
    for at in range(start, end, SLOT_S * MS_PER_S):
        part = next(slices(Instant(at), 1, timezone=timezone))
        past = at + SLOT_S * MS_PER_S <= now
        found.append(Slot(Instant(at), hours.holds(part), past))
    opened = [number for number, slot in enumerate(found) if slot.is_open]
    return tuple(found[opened[0] : opened[-1] + 1]) if opened else ()


def _seat(place: SeatRow, slots: Sequence[Slot], mine: Sequence[Shown]) -> SeatDay:
    cells: list[Cell] = []
    at = 0
    while at < len(slots):
        cell = _cell(slots, at, mine)
        cells.append(cell)
        at += cell.slots
    return SeatDay(place.number, place.zone, place.out_of_order, tuple(cells))


def _cell(slots: Sequence[Slot], at: int, mine: Sequence[Shown]) -> Cell:
    """From one half hour on as many as the bookings that touch it touch, and those they meet."""
    inside: tuple[Shown, ...] = ()
    last = at
    while True:
        until = later(slots[last].starts, seconds=SLOT_S)
        touching = tuple(
            one
            for one in mine
            if one.row.booking.starts < until and one.row.booking.ends > slots[at].starts
        )
        if touching == inside:
            return Cell(slots[at], last - at + 1, inside)
        inside = touching
        ends = max(one.row.booking.ends for one in inside)
        while last + 1 < len(slots) and slots[last + 1].starts < ends:
            last += 1
