"""The waiting list at the desk: join, who is called where, not here, left."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.desk import DESK
from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import page, say, short_name
from admin_panel.guards import current_staff, hub, may
from kiosk.acts import waiting as acts
from kiosk.calling import call_next, pace_of
from kiosk.looks.figures import minutes
from kiosk.queries import people as people_query
from kiosk.queries import waiting as query
from kiosk.queries.waiting import InLine
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.waiting import TicketState
from kiosk.texts import _

WORDS_LIMIT = 80

waiting = Blueprint("waiting", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """Somebody in the line; see waiting/show.html."""

    id: str
    number: int
    name: str
    zone: str
    since: Instant
    called: bool
    seat: int
    held_until: Instant | None
    wait: str


@waiting.get("/waiting")
@may("start_session")
def show() -> ResponseReturnValue:
    """Who waits, and the form to join."""
    return _page(Form({}))


@waiting.post("/waiting")
@may("start_session")
def join() -> ResponseReturnValue:
    """Somebody joins the line."""
    form = Form.read()
    visitor, name = _who(form)
    ticket = None
    if not form.errors:
        ticket = form.write(
            acts.join,
            at="who",
            zone=form.text("zone", limit=WORDS_LIMIT),
            visitor=visitor,
            name=name,
            by=current_staff(),
        )
    if ticket is None:
        return _page(form)
    with hub().read() as db:
        number = acts.known(db, ticket).number
    say(_("Tell them their number: {number}.", number=number))
    return redirect(url_for("waiting.show"), HTTPStatus.SEE_OTHER)


@waiting.post("/waiting/<ticket>/leave")
@may("start_session")
def leave(ticket: str) -> ResponseReturnValue:
    """They do not wait any more."""
    return _done(acts.leave, ticket)


@waiting.post("/waiting/<ticket>/pass")
@may("start_session")
def pass_over(ticket: str) -> ResponseReturnValue:
    """They were called and are not here: the next one is called."""
    return _done(acts.pass_over, ticket)


def _done(act: Callable[..., None], ticket: str) -> ResponseReturnValue:
    form = Form.read()
    with form.refusals_at(DESK):
        hub().write(
            act, request_id=form.request_id, form=form.sent, ticket=ticket, by=current_staff()
        )
    if form.errors:
        return _page(form)
    call_next(hub())
    place = "floor.show" if form.typed.get("back") == "floor" else "waiting.show"
    return redirect(url_for(place), HTTPStatus.SEE_OTHER)


def _page(form: Form) -> ResponseReturnValue:
    here = hub()
    call_next(here)
    with here.read() as db:
        line = query.line(db, here.now(), heard=here.heard, pace=pace_of(here))
        zones = query.zones(db)
    shown = [_shown(one) for one in line]
    return page(
        "waiting/show.html",
        here="bookings",
        form=form,
        line=shown,
        zones=zones,
        free=len(floor_now().free),
    )


def _shown(one: InLine) -> ShownTicket:
    ticket = one.ticket
    called = one.state is TicketState.CALLED
    wait = "" if called else _expected(one)
    return ShownTicket(
        id=ticket.id,
        number=ticket.number,
        name=short_name(ticket.name) if ticket.name else _("Walk-in"),
        zone=ticket.zone,
        since=ticket.joined_at,
        called=called,
        seat=ticket.seat if called else 0,
        held_until=ticket.held_until if called else None,
        wait=wait,
    )


def _expected(one: InLine) -> str:
    if one.wait_s is None:
        return _("Not known")
    return _("About {time}", time=minutes(one.wait_s))


def _who(form: Form) -> tuple[str | None, str]:
    """The visitor whom card, code or name means; else the name as typed, or nobody's."""
    words = ascii_digits(read_scan(form.text("who", limit=WORDS_LIMIT)))
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
