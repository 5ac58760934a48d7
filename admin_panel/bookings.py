"""Bookings: the day as a grid, a seat kept for somebody, moved, cancelled, printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.booking_words import (
    ShownBooking,
    day_asked,
    neighbour,
    shown_booking,
    time_typed,
    today,
    wish_typed,
)
from admin_panel.forms import Form
from admin_panel.frame import clock_words, page, say, short_name
from admin_panel.guards import current_staff, hub, may
from admin_panel.slips import booking_qr, paper
from kiosk.acts import bookings as acts
from kiosk.acts.opening_hours import hours_of
from kiosk.queries import bookings as query
from kiosk.queries import people as people_query
from kiosk.queries.bookings import Day
from kiosk.rules.amounts import ascii_digits, read_whole
from kiosk.rules.bookings import LIVE, BookingState, state_of
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.spans import LocalDay
from kiosk.rules.vouchers import printed_code
from kiosk.store import stations
from kiosk.texts import _, day_words, spoken

WORDS_LIMIT = 80
PAGES_LIMIT = 1000
USUAL_S = 3600

bookings = Blueprint("bookings", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownDay:
    """See bookings/day.html."""

    name: LocalDay
    grid: Day
    before: str
    after: str
    page: int
    url: str
    clock_at: Mapping[Instant, str]
    words: str
    found: Sequence[ShownBooking] | None


@bookings.get("/bookings")
@may("book_seat")
def day() -> ResponseReturnValue:
    """The day by seat and half hour; `seat` and `from` fill the form."""
    return _day(Form(_from_cell()))


@bookings.post("/bookings")
@may("book_seat")
def book() -> ResponseReturnValue:
    """Keep a seat, and go to its slip."""
    form = Form.read()
    wish = wish_typed(form)
    visitor, name = _who(form)
    booking = None
    if wish is not None and not form.errors:
        booking = form.write(
            acts.book, at="where", wish=wish, visitor=visitor, name=name, by=current_staff()
        )
    if booking is None:
        return _day(form)
    say(_("The seat is booked. Print the slip, or tell the code."))
    return redirect(url_for("bookings.show", booking=booking), HTTPStatus.SEE_OTHER)


@bookings.get("/bookings/<booking>")
@may("book_seat")
def show(booking: str) -> ResponseReturnValue:
    """One booking: its code, and what may be done with it."""
    return _show(Form({}), booking)


@bookings.post("/bookings/<booking>/move")
@may("book_seat")
def move(booking: str) -> ResponseReturnValue:
    """Another seat or time."""
    form = Form.read()
    wish = wish_typed(form)
    seat = None
    if wish is not None and not form.errors:
        told = {"booking": booking, "wish": wish, "by": current_staff()}
        seat = form.write(acts.move_booking, at="where", **told)
    if seat is None:
        return _show(form, booking)
    say(_("The booking is at seat {seat} now. Print the slip anew.", seat=seat))
    return redirect(url_for("bookings.show", booking=booking), HTTPStatus.SEE_OTHER)


@bookings.post("/bookings/<booking>/cancel")
@may("book_seat")
def cancel(booking: str) -> ResponseReturnValue:
    """The seat is not kept any more, with a reason."""
    form = Form.read()
    reason = form.text("reason", _("Say why, in a few words."), limit=acts.REASON_LIMIT)
    if not form.errors:
        with form.refusals_at("reason"):
            hub().write(
                acts.cancel_booking,
                request_id=form.request_id,
                form=form.sent,
                booking=booking,
                reason=reason,
                by=current_staff(),
            )
    if form.errors:
        return _show(form, booking)
    say(_("The booking is cancelled. The seat is free."))
    return redirect(url_for("bookings.show", booking=booking), HTTPStatus.SEE_OTHER)


@bookings.get("/bookings/<booking>/print")
@may("book_seat")
def slip(booking: str) -> ResponseReturnValue:
    """The slip alone, on paper."""
    with hub().read() as db:
        row = acts.known(db, booking)
    if not row.code:
        raise Refusal("booking_unknown")
    return paper(
        "slips/booking.html",
        back_url=url_for("bookings.show", booking=booking),
        booking=row.booking,
        name=row.name,
        code=printed_code(row.code),
        qr_svg=booking_qr(row.code),
    )


def _day(form: Form) -> ResponseReturnValue:
    here = hub()
    which = day_asked(form.typed.get("day") or request.args.get("day", ""))
    words = read_scan(ascii_digits(request.args.get("q", "").strip()[:WORDS_LIMIT]))
    number = _page_asked()
    before_s = here.settings.booked_before_s
    with here.read() as db:
        grid = query.day(
            db,
            here.now(),
            which=which,
            hours=hours_of(here.site),
            timezone=ZoneInfo(here.settings.timezone),
            before_s=before_s,
            page=number,
        )
        seats = stations.seats(db)
        found = query.find(db, here.now(), words, before_s=before_s) if words else None
    shown = ShownDay(
        name=which,
        grid=grid,
        before=neighbour(which, -1),
        after=neighbour(which, 1),
        page=number,
        url=url_for("bookings.day", day=which, page=number if number > 1 else None),
        clock_at={slot.starts: clock_words(slot.starts) for slot in grid.slots},
        words=words,
        found=None if found is None else [shown_booking(one.row, one.state) for one in found],
    )
    return page(
        "bookings/day.html",
        here="bookings",
        form=Form({"day": which, **form.typed}, form.errors, form.status),
        day=shown,
        today=today(),
        written=day_words(which, spoken()),
        short=short_name,
        seats=[seat.number for seat in seats],
        zones=list(dict.fromkeys(seat.zone for seat in seats)),
    )


def _show(form: Form, booking: str) -> ResponseReturnValue:
    here = hub()
    with here.read() as db:
        row = acts.known(db, booking)
        seats = stations.seats(db)
    if row.booking.block is not None:
        return redirect(url_for("blocks.show", block=row.booking.block), HTTPStatus.SEE_OTHER)
    state = state_of(row.booking, here.now(), before_s=here.settings.booked_before_s)
    shown = shown_booking(row, state)
    typed = {
        "where": f"zone:{row.booking.zone}" if row.booking.zone else f"seat:{row.booking.seat}",
        "day": shown.day,
        "from": clock_words(row.booking.starts),
        "to": clock_words(row.booking.ends),
        **form.typed,
    }
    return page(
        "bookings/show.html",
        here="bookings",
        form=Form(typed, form.errors, form.status),
        booking=shown,
        live=state in LIVE,
        held=state is BookingState.HELD,
        qr_svg=booking_qr(row.code),
        seats=[seat.number for seat in seats],
        zones=list(dict.fromkeys(seat.zone for seat in seats)),
    )


def _who(form: Form) -> tuple[str | None, str]:
    """The visitor whom card, code or name means; else the name as it was typed."""
    words = ascii_digits(read_scan(form.text("who", _("Say who comes."), limit=WORDS_LIMIT)))
    if not words:
        return None, ""
    try:
        with hub().read() as db:
            return people_query.named(db, words).id, ""
    except Refusal as refusal:
        if refusal.code == "too_many":
            form.wrong("who", _("Several people are called this. Type the code on the card."))
        elif words.isdigit():
            form.wrong("who", _("Nobody has this card. Type the name."))
        return None, words


def _from_cell() -> dict[str, str]:
    """What the chosen cell of the grid says of seat and time."""
    typed: dict[str, str] = {}
    try:
        seat = read_whole(request.args.get("seat", ""), least=1, most=9999)
        typed["where"] = f"seat:{seat}"
    except Refusal:
        pass
    start = time_typed(request.args.get("from", ""))
    if start is not None:
        later_min = min(start + USUAL_S // 60, 24 * 60)
        typed["from"] = f"{start // 60:02d}:{start % 60:02d}"
        typed["to"] = f"{later_min // 60:02d}:{later_min % 60:02d}"
    return typed


def _page_asked() -> int:
    try:
        return read_whole(request.args.get("page", "1"), least=1, most=PAGES_LIMIT)
    except Refusal:
        return 1
