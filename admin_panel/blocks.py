"""Seats for a class: booked in one go, started one by one, cancelled with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk
from admin_panel.booking_words import span_typed, today
from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.people import Choice
from admin_panel.seat_words import look_of, word_of
from admin_panel.sponsored_classes import funder_words, sponsored_words
from kiosk.acts import blocks as acts
from kiosk.acts.blocks import ClassWish
from kiosk.queries.floor_seats import FloorSeat
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.stations import StationState
from kiosk.rules.vouchers import printed_code
from kiosk.store import blocks as store
from kiosk.store import bookings, sponsorships, stations
from kiosk.store.blocks import Block
from kiosk.store.stations import SeatRow
from kiosk.texts import _

SEAT_MOST = 9999
ID_LIMIT = 40
LIST_LIMIT = 50
PAYS = ("free", "sponsor", "own")

blocks = Blueprint("blocks", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block as a page shows it; see bookings/class.html."""

    id: str
    title: str
    code: str
    starts: Instant
    ends: Instant
    free: bool
    funder: str
    budget: str
    running: bool
    over: bool
    reason: str
    seats: Sequence[int]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat of a block, as it is now."""

    number: int
    word: str
    look: str
    startable: bool


@blocks.get("/bookings/classes")
@may("book_class")
def listed() -> ResponseReturnValue:
    """The classes to come, and the form for another."""
    return _list(Form({}))


@blocks.post("/bookings/classes")
@may("book_class")
def book() -> ResponseReturnValue:
    """Book seats for a class."""
    form = Form.read()
    span = span_typed(form)
    title = form.text("title", _("Type what the class is called."), limit=acts.TITLE_LIMIT)
    pays = form.choice("pays", PAYS, _("Choose who pays."))
    seats = tuple(
        int(seat)
        for seat in request.form.getlist("seats")[: acts.SEATS_LIMIT + 1]
        if _is_seat(seat)
    )
    if pays == "sponsor" and not form.typed.get("sponsorship"):
        form.wrong("sponsorship", _("Choose who pays."))
    if not seats:
        form.wrong("seats", _("Choose the seats."))
    made = None
    if span is not None and not form.errors:
        sponsored = pays == "sponsor"
        wish = ClassWish(
            title,
            seats,
            *span,
            pays="own" if pays == "own" else "free",
            sponsorship=form.typed.get("sponsorship", "")[:ID_LIMIT] if sponsored else "",
            goes_on_free=sponsored and "goes_on_free" in form.typed,
        )
        made = form.write(acts.book_block, at="seats", wish=wish, by=current_staff())
    if made is None:
        return _list(form, chosen=frozenset(seats))
    say(_("The seats are booked for the class."))
    return redirect(url_for("blocks.show", block=made), HTTPStatus.SEE_OTHER)


@blocks.get("/bookings/classes/<block>")
@may("book_class")
def show(block: str) -> ResponseReturnValue:
    """One class: its code for the board, its seats."""
    return _show(Form({}), block)


@blocks.post("/bookings/classes/<block>/cancel")
@may("book_class")
def cancel(block: str) -> ResponseReturnValue:
    """The class does not take place."""
    form = Form.read()
    reason = form.text("reason", _("Say why, in a few words."), limit=acts.REASON_LIMIT)
    if not form.errors:
        with form.refusals_at("reason"):
            told = {"block": block, "reason": reason, "by": current_staff()}
            hub().write(acts.cancel_block, request_id=form.request_id, form=form.sent, **told)
    if form.errors:
        return _show(form, block)
    say(_("The class is cancelled. Its seats are free."))
    return redirect(url_for("blocks.show", block=block), HTTPStatus.SEE_OTHER)


@blocks.post("/floor/class")
@may("start_session")
def start() -> ResponseReturnValue:
    """Open a session at a seat of a class that costs nothing."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    visitor = desk.who_typed(form)
    session = None
    if not form.errors:
        session = form.write(
            acts.start_for_class,
            at=desk.DESK,
            seat=seat,
            visitor=visitor,
            block=form.typed.get("block", "")[:ID_LIMIT],
            by=current_staff(),
        )
    if session is None:
        return desk.floor_page(form, seat=seat)
    say(_("Seat {seat} is started.", seat=seat))
    return redirect(url_for("floor.show", seat=seat), HTTPStatus.SEE_OTHER)


def _list(form: Form, *, chosen: frozenset[int] = frozenset()) -> ResponseReturnValue:
    here = hub()
    with here.read() as db:
        since = later(here.now(), seconds=-S_PER_DAY)
        rows = [row for row in store.from_on(db, since, limit=LIST_LIMIT) if row.ends > here.now()]
        seats = {row.id: _seats_of(bookings.of_block(db, row.id)) for row in rows}
        places = stations.seats(db)
        funders = sponsorships.running(db, here.now())
    return page(
        "bookings/classes.html",
        here="bookings",
        form=Form({"day": today(), "pays": "free", **form.typed}, form.errors, form.status),
        funders=[Choice(one.id, funder_words(one)) for one in funders],
        blocks=[_shown(row, seats[row.id]) for row in rows],
        rows=_rows(places),
        chosen=chosen,
    )


def _show(form: Form, block: str) -> ResponseReturnValue:
    here = hub()
    with here.read() as db:
        row = acts.known(db, block)
        numbers = _seats_of(bookings.of_block(db, block))
    shown = _shown(row, numbers)
    floor = floor_now()
    lines = [_line(seat) for seat in floor.seats if seat.number in numbers]
    return page("bookings/class.html", here="bookings", form=form, block=shown, lines=lines)


def _line(seat: FloorSeat) -> SeatLine:
    look = look_of(seat)
    startable = seat.state is StationState.BOOKED and seat.in_class
    return SeatLine(seat.number, word_of(seat), look, startable)


def _shown(row: Block, seats: Sequence[int]) -> ShownBlock:
    now = hub().now()
    funder, budget = sponsored_words(row)
    return ShownBlock(
        id=row.id,
        title=row.title,
        code=printed_code(row.code),
        starts=row.starts,
        ends=row.ends,
        free=row.pays == "free",
        funder=funder,
        budget=budget,
        running=row.is_running(now),
        over=row.cancelled_at is not None or row.ends <= now,
        reason=row.reason,
        seats=seats,
    )


def _seats_of(rows: Sequence[bookings.BookingRow]) -> list[int]:
    return sorted(row.booking.seat for row in rows)


def _rows(places: Sequence[SeatRow]) -> list[tuple[str, list[int]]]:
    """Seats by the row they stand in."""
    named = dict.fromkeys(place.row_name for place in places)
    return [(name, [one.number for one in places if one.row_name == name]) for name in named]


def _is_seat(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) <= len(str(SEAT_MOST))
