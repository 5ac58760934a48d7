"""Who sits at the chosen seat and how it stands, as the desk beside the map says it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from admin_panel import lapse_words
from admin_panel.cash import notes
from admin_panel.forms import Form
from admin_panel.frame import isolated
from admin_panel.guards import hub, i_may
from admin_panel.paying import ShownTender, tenders
from admin_panel.seat_words import name_of, name_owing, paid_with, word_of
from kiosk.looks.figures import minutes, minutes_left
from kiosk.queries.floor_seats import FloorSeat, Sitter
from kiosk.rules.instants import Instant
from kiosk.rules.stations import StationState
from kiosk.store.dues import Due
from kiosk.texts import N_, _, format_money

SITTING = frozenset(
    {StationState.IN_USE, StationState.ENDING, StationState.PAUSED, StationState.TIME_OVER}
)


@dataclass(frozen=True, slots=True)
class AtSeat:
    """Who sits at the chosen seat; `lapse`: what they must be told."""

    name: str
    url: str
    what: str
    ends: Instant | None
    left: str
    lapse: str = ""
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class ShownDue:
    """What is still to be paid for the session that was at the seat."""

    name: str
    url: str
    owed: Due
    used: str
    notes: Sequence[int]
    tenders: Sequence[ShownTender]
    coin_minor: int


def kind_of(seat: FloorSeat | None) -> str:
    """Which desk a seat needs; `none` where no seat is chosen."""
    if seat is None:
        return "none"
    if seat.due is not None and seat.sitter is None:
        return "due"
    if seat.state is StationState.FREE:
        return "free"
    if seat.state is StationState.BOOKED and seat.kept is not None and not seat.comes:
        return "booked"
    if seat.sitter is not None and seat.state in SITTING:
        return "in_use"
    return "lost" if seat.sitter is not None else "off"


def title(kind: str, seat: FloorSeat | None) -> str:
    """The heading of the desk."""
    if seat is None:
        return _("Sell a voucher") if i_may("sell") else _("Choose a seat")
    if kind == "free":
        return _("Seat {number} is free", number=seat.number)
    if kind == "booked":
        called = seat.kept is not None and seat.kept.ticket
        said = N_("Seat {number} is held") if called else N_("Seat {number} is booked")
        return _(said, number=seat.number)
    if seat.sitter is not None:
        return _("Seat {number}, {name}", number=seat.number, name=isolated(name_of(seat.sitter)))
    if seat.due is not None:
        return _("Seat {number}, {name}", number=seat.number, name=isolated(name_owing(seat.due)))
    return _("Seat {number}", number=seat.number)


def words(seat: FloorSeat | None) -> str:
    """What stands under it."""
    if seat is None:
        return _("It opens any free seat.") if i_may("sell") else ""
    if seat.state is StationState.FREE:
        return seat.row_name
    return " · ".join(part for part in (seat.row_name, word_of(seat), seat.broken) if part)


def due_at(seat: FloorSeat | None, form: Form) -> ShownDue | None:
    """What is still to be paid for the session that was at the seat."""
    due = None if seat is None else seat.due
    if due is None:
        return None
    known = i_may("see_people") and not due.is_guest
    return ShownDue(
        name=name_owing(due),
        url=url_for("people.person", visitor=due.visitor) if known else "",
        owed=due,
        used=minutes(due.used_s),
        notes=notes(hub().settings, [due.minor]),
        tenders=tenders(form),
        coin_minor=hub().settings.smallest_coin_minor,
    )


def _what(sitter: Sitter) -> str:
    if sitter.pays == "account":
        money = isolated(format_money(sitter.limit_minor, hub().settings))
        return _("From the account · {money} set aside", money=money)
    if sitter.pays != "prepaid":
        return paid_with(sitter)
    return _("Last pass: {offer}", offer=sitter.offer) if sitter.offer else ""


def setup_url(seat: FloorSeat | None) -> str:
    """Where a seat without a station gets one, for whoever may set it up; else ""."""
    missing = seat is not None and not seat.station and i_may("add_station")
    return url_for("settings.stations") if missing else ""


def at_seat(seat: FloorSeat | None) -> AtSeat | None:
    """Who sits at the chosen seat."""
    sitter = None if seat is None else seat.sitter
    if seat is None or sitter is None:
        return None
    return AtSeat(
        name=name_of(sitter),
        url=url_for("people.person", visitor=sitter.visitor) if i_may("see_people") else "",
        what=_what(sitter),
        ends=None if seat.state is StationState.LOST else sitter.ends,
        left=minutes_left(sitter.left_s),
        lapse=lapse_words.lapse_of(sitter.visitor),
        is_guest=sitter.is_guest,
    )
