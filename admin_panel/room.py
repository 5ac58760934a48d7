"""The seat map in words: what `floor/room.html` shows of each seat, and what needs staff now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from flask import url_for

from admin_panel import lent_late
from admin_panel.controls import STATES, order_word
from admin_panel.due_words import due_words
from admin_panel.frame import clock_words, short_name
from admin_panel.guards import hub, i_may
from admin_panel.lent_late import Late
from kiosk.looks.figures import minutes, seat_time
from kiosk.queries.floor import Floor, FloorSeat, Kept, LastOrder, Sitter
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.stations import StationState
from kiosk.store.dues import Due
from kiosk.store.offers import Offer
from kiosk.texts import N_, _, format_money

COLUMNS_MOST = 10
COLUMNS_WRAPPED = 8
SOON = "soon"
CLASS = "class"
IN_CLASS = frozenset({StationState.BOOKED, StationState.IN_USE})
"""States beside which the mark of a class stands."""
STARTING = N_("Starting")
NOT_SET_UP = N_("Not set up")

LOOKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "free": ("check", N_("Free")),
        "in_use": ("user", N_("In use")),
        "soon": ("alarm", N_("Soon")),
        "time_over": ("alarm", N_("Time over")),
        "paused": ("player-pause", N_("Paused")),
        "class": ("school", N_("Class")),
        "booked": ("calendar", N_("Booked")),
        "lost": ("wifi-off", N_("No signal")),
        "out_of_order": ("tool", N_("Out of order")),
    }
)
"""A seat's look -> its icon and its word."""

PAYS: Mapping[str, str] = MappingProxyType(
    {"postpaid": N_("Pay after"), "account": N_("From the account"), "free": N_("Free time")}
)
"""How a session is paid that is not paid ahead."""

CHANGED_DESK = frozenset({StationState.LOST, StationState.PAUSED})
"""States of a seat in use that give its desk other buttons."""

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
class Action:
    """The right button of a row, as a form."""

    label: str
    url: str
    look: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """A seat where somebody must act."""

    number: int
    state: str
    name: str
    what: str
    ends: Instant | None
    left: str
    actions: Sequence[Action]


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
        needs=[_need(seat, shortest) for seat in floor.needs],
        paused="" if floor.pause is None else floor.pause.reason,
        overdue=[lent_late.thing(line) for line in floor.overdue],
        late_parts=[lent_late.part(late) for late in floor.late_parts],
    )


def sits(floor: Floor, number: int) -> str:
    """Who sits at the chosen seat, or how it stands: where this changed, its desk is old."""
    seat = floor.seat(number)
    if seat is None:
        return ""
    if seat.sitter is None:
        return f"{seat.state.value}{'-due' if seat.due is not None else ''}"
    stands = f"-{seat.state.value}" if seat.state in CHANGED_DESK else ""
    return f"{seat.sitter.session}{stands}{f'-to-{seat.to}' if seat.to else ''}"


def look_of(seat: FloorSeat) -> str:
    """The look of a seat: its state, amber where ten minutes are left, or the mark of a class."""
    if seat.in_class and not seat.is_soon and seat.state in IN_CLASS:
        return CLASS
    return SOON if seat.is_soon else seat.state.value


def word_of(seat: FloorSeat) -> str:
    """The state of a seat in one word or two."""
    if not seat.station:
        return _(NOT_SET_UP)
    if seat.due is not None and seat.sitter is None:
        return _("To pay")
    if seat.state is StationState.ENDING:
        return _("Ending")
    if seat.to:
        return _("To seat {number}", number=seat.to)
    if seat.state is StationState.IN_USE and seat.sitter is not None and seat.sitter.ends is None:
        return _(STARTING)
    called = seat.kept is not None and seat.kept.ticket and seat.state is StationState.BOOKED
    return _("Called") if called else _(LOOKS[look_of(seat)][1])


def name_of(sitter: Sitter) -> str:
    """First name and initial; a guest is a walk-in."""
    return short_name(sitter.name) if sitter.name else _("Walk-in")


def paid_with(sitter: Sitter) -> str:
    """What a session is paid with, in a word or two."""
    if sitter.pays == "prepaid":
        return sitter.offer
    return _(PAYS[sitter.pays])


def name_owing(due: Due) -> str:
    """The name of who is still to pay."""
    return short_name(due.name) if due.name and not due.is_guest else _("Walk-in")


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
        name=_name(seat),
        url=url_for("floor.show", seat=seat.number),
        here=seat.number == chosen,
        mark=_mark(seat.order),
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


def _name(seat: FloorSeat) -> str:
    if seat.sitter is not None:
        return name_of(seat.sitter)
    if seat.comes:
        return _("From seat {number}", number=seat.comes)
    if seat.kept is None or seat.broken:
        return seat.broken
    if not seat.kept.held:
        return _("Until {time}", time=clock_words(seat.kept.starts))
    if seat.kept.ticket:
        return short_name(seat.kept.name) or _("Walk-in")
    return seat.kept.name if seat.kept.block is not None else short_name(seat.kept.name)


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


def _need(seat: FloorSeat, shortest: Offer | None) -> Need:
    sitter = seat.sitter
    if seat.due is not None:
        return _need_paid(seat, seat.due)
    again = seat.order is not None and seat.order.again
    if sitter is None and seat.kept is not None and seat.kept.ticket:
        return _need_called(seat, seat.kept)
    if sitter is None or (again and not seat.is_soon and not _wanted(seat)):
        return _again(seat)
    lost = seat.state is StationState.LOST
    return Need(
        number=seat.number,
        state=look_of(seat),
        name=name_of(sitter),
        what=_wanted(seat) or (word_of(seat) if lost else paid_with(sitter)),
        ends=None if lost else sitter.ends,
        left=seat_time(sitter.left_s),
        actions=_settle(seat) if lost else _actions(seat, shortest),
    )


def _wanted(seat: FloorSeat) -> str:
    """For whom the seat should be free by now; "" for nobody."""
    if seat.kept is None or not seat.is_wanted(hub().now()):
        return ""
    name = seat.kept.name if seat.kept.block is not None else short_name(seat.kept.name)
    return _("Booked for {name} at {time}", name=name, time=clock_words(seat.kept.starts))


def _need_called(seat: FloorSeat, kept: Kept) -> Need:
    """Somebody was called from the waiting list and is awaited here."""
    gone = Action(
        _("Not here"), url_for("waiting.pass_over", ticket=kept.booking), "", {"back": "floor"}
    )
    return Need(
        number=seat.number,
        state=look_of(seat),
        name=_name(seat),
        what=_("Number {number} is called here", number=kept.ticket),
        ends=kept.ends,
        left=seat_time(max(0, seconds_between(hub().now(), kept.ends))),
        actions=[gone] if i_may("start_session") else [],
    )


def _need_paid(seat: FloorSeat, due: Due) -> Need:
    money = format_money(due.minor, hub().settings)
    fields = {"seat": seat.number, "given": "exact"}
    take = Action(_("Take {money}", money=money), url_for("dues.take"), "go", fields)
    return Need(
        number=seat.number,
        state=StationState.TIME_OVER.value,
        name=name_owing(due),
        what=due_words(due),
        ends=None,
        left=money,
        actions=[take] if i_may("sell") else [],
    )


def _again(seat: FloorSeat) -> Need:
    """An order came too late, at a seat that else needs nothing."""
    order = "" if seat.order is None else order_word(seat.order)
    ways = [Action(_("Send again"), url_for("control.retry"), "", {"seat": seat.number})]
    return Need(
        number=seat.number,
        state=look_of(seat),
        name=_name(seat),
        what=_("{order}: not reachable", order=order),
        ends=None,
        left="",
        actions=ways if i_may("command_station") else [],
    )


def _settle(seat: FloorSeat) -> list[Action]:
    if not i_may("end_session"):
        return []
    return [Action(_("Settle"), url_for("floor.settle"), "", {"seat": seat.number})]


def _actions(seat: FloorSeat, shortest: Offer | None) -> list[Action]:
    found = []
    if shortest is not None and i_may("extend_session"):
        fields = {"seat": seat.number, "offer": shortest.id, "given": "exact"}
        found.append(Action(f"+{shortest.title}", url_for("floor.extend"), "", fields))
    if i_may("end_session"):
        look = "act" if seat.state is StationState.TIME_OVER else ""
        found.append(Action(_("End"), url_for("floor.end"), look, {"seat": seat.number}))
    return found
