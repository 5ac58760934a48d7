"""When a class meets and at which seats; which modules it takes from which day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.booking_words import day_typed, span_typed, timezone, today
from admin_panel.class_frame import class_page
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from admin_panel.people import Choice
from kiosk.acts import blocks as block_acts
from kiosk.acts import classes as acts
from kiosk.acts import meetings as meeting_acts
from kiosk.rules.classes import WEEKS_MOST, weekly
from kiosk.rules.instants import Instant
from kiosk.rules.spans import day_bounds
from kiosk.store import blocks as block_store
from kiosk.store import bookings, classes, meetings, stations, training
from kiosk.store.meetings import MeetingRow
from kiosk.store.stations import SeatRow
from kiosk.texts import _, n_

SEAT_LETTERS = 4
EDITION_LIMIT = 120

class_meetings = Blueprint("class_meetings", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownMeeting:
    """A line of the list; `state`: on, coming, over or cancelled. See classes/meetings.html."""

    kept: MeetingRow
    state: str
    seats: Sequence[int]
    block_off: bool


@class_meetings.get("/classes/<class_id>/meetings")
@may("see_classes")
def show(class_id: str) -> ResponseReturnValue:
    """The meetings, and the form for more."""
    return _page(Form({}), class_id)


@class_meetings.post("/classes/<class_id>/meetings")
@may("lead_class")
def add(class_id: str) -> ResponseReturnValue:
    """Plan a meeting, or one each week, with its seats or without."""
    form = Form.read()
    span = span_typed(form)
    weeks = form.whole("weeks", least=1, most=WEEKS_MOST)
    seats = tuple(
        int(one)
        for one in request.form.getlist("seats")[: block_acts.SEATS_LIMIT + 1]
        if _seat(one)
    )
    if span is None or form.errors:
        return _page(form, class_id, chosen=frozenset(seats))
    spans = weekly(starts=span[0], ends=span[1], weeks=weeks, timezone=timezone())
    told = {"class_id": class_id, "spans": spans, "seats": seats, "by": current_staff()}
    if not form.done(meeting_acts.add_meetings, at="from", **told):
        return _page(form, class_id, chosen=frozenset(seats))
    say(n_("{n} meeting is planned.", "{n} meetings are planned.", weeks))
    return redirect(url_for("class_meetings.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@class_meetings.post("/classes/<class_id>/meetings/cancel")
@may("lead_class")
def cancel(class_id: str) -> ResponseReturnValue:
    """A meeting does not take place."""
    form = Form.read()
    told = {
        "meeting": form.typed.get("meeting", "")[:40],
        "reason": form.reason("why", limit=acts.REASON_LIMIT),
        "by": current_staff(),
    }
    if not form.done(meeting_acts.cancel_meeting, at="why", **told):
        return _page(form, class_id)
    say(_("The meeting is cancelled. Its seats are free."))
    return redirect(url_for("class_meetings.show", class_id=class_id), HTTPStatus.SEE_OTHER)


@class_meetings.get("/classes/<class_id>/plan")
@may("see_classes")
def plan(class_id: str) -> ResponseReturnValue:
    """Which modules the class takes."""
    return _plan(Form({}), class_id)


@class_meetings.post("/classes/<class_id>/plan")
@may("lead_class")
def put(class_id: str) -> ResponseReturnValue:
    """Plan an edition of a module from a day on."""
    form = Form.read()
    day = day_typed(form.typed.get("day", ""))
    if day is None:
        form.wrong("day", _("Choose a day."))
    told = {
        "class_id": class_id,
        "edition": form.text("edition", _("Choose a module."), limit=EDITION_LIMIT),
        "starts": Instant(0) if day is None else day_bounds(day, timezone())[0],
        "by": current_staff(),
    }
    if not form.done(acts.plan_module, at="edition", **told):
        return _plan(form, class_id)
    say(_("The module is on the plan."))
    return redirect(url_for("class_meetings.plan", class_id=class_id), HTTPStatus.SEE_OTHER)


@class_meetings.post("/classes/<class_id>/plan/drop")
@may("lead_class")
def drop(class_id: str) -> ResponseReturnValue:
    """Take an edition off the plan."""
    form = Form.read()
    edition = form.typed.get("edition", "")[:EDITION_LIMIT]
    told = {"class_id": class_id, "edition": edition, "by": current_staff()}
    if not form.done(acts.drop_module, at="edition", **told):
        return _plan(form, class_id)
    say(_("The module is off the plan. What was learned stays."))
    return redirect(url_for("class_meetings.plan", class_id=class_id), HTTPStatus.SEE_OTHER)


def _page(
    form: Form, class_id: str, *, chosen: frozenset[int] = frozenset()
) -> ResponseReturnValue:
    with hub().read() as db:
        made = acts.known(db, class_id)
        rows = meetings.of_class(db, class_id)
        shown = [_shown(row) for row in rows]
        places = stations.seats(db)
        people = classes.count_members(db, class_id)
    return class_page(
        "classes/meetings.html",
        class_id,
        tab="meetings",
        form=Form({"day": today(), "weeks": "1", **form.typed}, form.errors, form.status),
        rows=shown,
        rooms=_rooms(places),
        chosen=chosen,
        weeks_most=WEEKS_MOST,
        wanted=-(-people // 2) if made.shares_seats else people,
    )


def _shown(row: MeetingRow) -> ShownMeeting:
    now = hub().now()
    state = "coming" if now < row.starts else "on" if now < row.ends else "over"
    seats: list[int] = []
    block_off = False
    if row.block is not None:
        with hub().read() as db:
            seats = sorted({one.booking.seat for one in bookings.of_block(db, row.block)})
            block = block_store.by_id(db, row.block)
        block_off = block is None or block.cancelled_at is not None
    return ShownMeeting(
        row, "cancelled" if row.cancelled_at is not None else state, seats, block_off
    )


def _plan(form: Form, class_id: str) -> ResponseReturnValue:
    now = hub().now()
    with hub().read() as db:
        rows = classes.planned(db, class_id)
        editions = training.editions(db)
        best_order = {row.slug: n for n, row in reversed([*enumerate(training.as_taken_in(db))])}
    taken = {row.edition for row in rows}
    begun = [row for row in rows if row.starts <= now]
    return class_page(
        "classes/plan.html",
        class_id,
        tab="plan",
        form=Form({"day": today(), **form.typed}, form.errors, form.status),
        rows=rows,
        taken_now=begun[-1].edition if begun else "",
        newest={row.slug: row.number for row in editions},
        editions=[
            Choice(row.edition, f"{row.title} ({row.edition})")
            for row in sorted(editions, key=lambda one: (best_order[one.slug], -one.number))
            if row.edition not in taken
        ],
    )


def _rooms(places: Sequence[SeatRow]) -> list[tuple[str, list[int]]]:
    """Seats by the row they stand in."""
    named = dict.fromkeys(place.row_name for place in places)
    return [(name, [one.number for one in places if one.row_name == name]) for name in named]


def _seat(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) <= SEAT_LETTERS
