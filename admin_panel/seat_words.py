"""A seat in words: its look, its state, who sits there and what pays for it."""

from collections.abc import Mapping
from types import MappingProxyType

from admin_panel.frame import clock_words, short_name
from kiosk.queries.floor_seats import FloorSeat, Sitter
from kiosk.rules.stations import StationState
from kiosk.store.dues import Due
from kiosk.texts import N_, _

SOON = "soon"
CLASS = "class"
IN_CLASS = frozenset({StationState.BOOKED, StationState.IN_USE})
"""States beside which the mark of a class stands."""
STARTING = N_("Starting")
ENDING = N_("Ending")
ASKED: Mapping[str, str] = MappingProxyType(
    {"pause": N_("Pausing"), "resume": N_("Going on"), "lock": ENDING}
)
"""What a session was just told -> the word until its station answers."""
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
    if seat.asked or seat.state is StationState.ENDING:
        return _(ASKED.get(seat.asked, ENDING))
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


def name_at(seat: FloorSeat) -> str:
    """The name that stands at a seat: who sits there, comes or is awaited; why it is off."""
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
