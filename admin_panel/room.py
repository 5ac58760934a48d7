"""The seat map: what `floor/room.html` shows of each seat."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from admin_panel import lent_late
from admin_panel.controls import STATES, order_word
from admin_panel.frame import clock_words
from admin_panel.guards import hub
from admin_panel.lent_late import Late
from admin_panel.needs import ExamToSee, Lapse, Need, exam_row, lapse_row, need_row, rest_row
from admin_panel.seat_words import LOOKS, look_of, name_at, name_owing, word_of
from kiosk.looks.figures import minutes, seat_time
from kiosk.queries.floor_seats import Floor, FloorSeat, LastOrder
from kiosk.rules.instants import Instant
from kiosk.rules.stations import StationState
from kiosk.store.dues import Due
from kiosk.store.offers import Offer
from kiosk.texts import N_, _, format_money

COLUMNS_MOST = 10
COLUMNS_WRAPPED = 8
CHANGED_DESK = frozenset({StationState.LOST, StationState.PAUSED})
"""States of a seat in use that give its desk other buttons."""

LONG_S = 10 * 3600 - 59
"""What reads 10:00 and more."""

COUNTED = ("free", "in_use", "soon", "time_over", "paused", "class", "booked")
OFF = ("lost", "out_of_order")


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the last order to a seat came."""

    state: str
    symbol: str
    word: str
    what: str


@dataclass(frozen=True, slots=True)
class ShownSeat:
    """A seat as the map shows it; see floor/room.html."""

    number: int
    state: str
    symbol: str
    word: str
    big: str
    ends: Instant | None
    total_seconds: int
    left_seconds: int
    name: str
    url: str
    here: bool
    mark: Mark | None = None
    since: None = None
    hand: bool = False

    @property
    def is_long(self) -> bool:
        """Whether the time needs more room than a small seat has beside its order."""
        return self.left_seconds >= LONG_S


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the room."""

    zone: str
    seats: Sequence[ShownSeat]


@dataclass(frozen=True, slots=True)
class Count:
    """How many seats look like this."""

    state: str
    symbol: str
    word: str
    number: int


@dataclass(frozen=True, slots=True)
class Room:
    """Map and "Needs you now"; see floor/room.html."""

    poll_url: str
    first_free_url: str
    columns: int
    counts: Sequence[Count]
    rows: Sequence[Row]
    needs: Sequence[Need]
    paused: str = ""
    overdue: Sequence[Late] = ()
    late_parts: Sequence[Late] = ()
    lapsing: Sequence[Lapse] = ()
    exams: Sequence[ExamToSee] = ()
    bare: bool = False


def hands_up() -> frozenset[str]:
    """The stations at which a hand is up."""
    return frozenset(
        station
        for station, word in hub().heard.items()
        if word.learner is not None and word.learner.hand
    )


def room(floor: Floor, *, chosen: int, shortest: Offer | None) -> Room:
    """The room with one seat chosen (0: none); `shortest` is the offer that adds time at once."""
    shown = [_seat(seat, chosen) for seat in floor.seats]
    rows = _rows(floor.seats, shown)
    longest = max((len(row.seats) for row in rows), default=1)
    free = floor.free
    return Room(
        poll_url=url_for("floor.seats", seat=chosen or None, sits=sits(floor, chosen)),
        first_free_url=url_for("floor.show", seat=free[0].number) if free else "",
        columns=longest if longest <= COLUMNS_MOST else COLUMNS_WRAPPED,
        counts=_counts(shown),
        rows=rows,
        needs=[
            *(need_row(seat, shortest) for seat in floor.needs),
            *(rest_row(rest) for rest in floor.rests),
        ],
        paused="" if floor.pause is None else floor.pause.reason,
        overdue=[lent_late.thing(line) for line in floor.overdue],
        late_parts=[lent_late.part(late) for late in floor.late_parts],
        lapsing=[lapse_row(one) for one in floor.lapsing],
        exams=[exam_row(one) for one in floor.flagged],
        bare=not any(seat.station for seat in floor.seats),
    )


def sits(floor: Floor, number: int) -> str:
    """Who sits at the chosen seat, or how it stands: where this changed, its desk is old."""
    seat = floor.seat(number)
    if seat is None:
        return ""
    if seat.sitter is None:
        return f"{seat.state.value}{'-due' if seat.due is not None else ''}"
    stands = f"-{seat.state.value}" if seat.state in CHANGED_DESK else ""
    stands += f"-{seat.asked}" if seat.asked else ""
    return f"{seat.sitter.session}{stands}{f'-to-{seat.to}' if seat.to else ''}"


def _seat(seat: FloorSeat, chosen: int) -> ShownSeat:
    look, sitter = look_of(seat), seat.sitter
    if seat.due is not None and sitter is None:
        return _unpaid(seat, seat.due, chosen)
    lost = seat.state is StationState.LOST
    ends = None if sitter is None or lost else sitter.ends
    return ShownSeat(
        number=seat.number,
        state=look,
        symbol=LOOKS[look][0],
        word=word_of(seat),
        big=_when_kept(seat) if sitter is None else seat_time(sitter.left_s),
        ends=ends,
        total_seconds=0 if sitter is None or lost else sitter.granted_s,
        left_seconds=0 if sitter is None else sitter.left_s,
        name=name_at(seat),
        url=url_for("floor.show", seat=seat.number),
        here=seat.number == chosen,
        mark=_mark(seat.order),
        hand=sitter is not None and seat.station in hands_up(),
    )


def _unpaid(seat: FloorSeat, due: Due, chosen: int) -> ShownSeat:
    return ShownSeat(
        number=seat.number,
        state=seat.state.value,
        symbol="cash",
        word=word_of(seat),
        big=format_money(due.minor, hub().settings),
        ends=None,
        total_seconds=0,
        left_seconds=0,
        name=f"{minutes(due.used_s)} · {name_owing(due)}",
        url=url_for("floor.show", seat=seat.number),
        here=seat.number == chosen,
    )


def _when_kept(seat: FloorSeat) -> str:
    """When the one comes for whom an empty seat waits, or their number in the line."""
    if seat.state is not StationState.BOOKED or seat.kept is None or seat.comes:
        return ""
    return f"#{seat.kept.ticket}" if seat.kept.ticket else clock_words(seat.kept.starts)


def _mark(order: LastOrder | None) -> Mark | None:
    if order is None:
        return None
    symbol, word = STATES[order.state.value]
    return Mark(order.state.value, symbol, _(word), order_word(order))


def _rows(seats: Sequence[FloorSeat], shown: Sequence[ShownSeat]) -> list[Row]:
    named = dict.fromkeys(seat.row_name for seat in seats)
    return [
        Row(
            name,
            [each for seat, each in zip(seats, shown, strict=True) if seat.row_name == name],
        )
        for name in named
    ]


def _counts(shown: Sequence[ShownSeat]) -> list[Count]:
    numbers = [(look, *LOOKS[look], sum(seat.state == look for seat in shown)) for look in COUNTED]
    off = sum(seat.state in OFF for seat in shown)
    every = [*numbers, ("off", "wifi-off", N_("Off"), off)]
    return [Count(look, symbol, _(word), number) for look, symbol, word, number in every if number]
