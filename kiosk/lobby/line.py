"""The waiting list in the lobby: joined by phone, and called on the screen in the room.

Nobody signs in here. A phone knows its own number by the address that joining gave it; the screen
shows numbers and seats, never a name.
"""

import threading
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk import texts
from kiosk.acts import waiting as acts
from kiosk.calling import call_next, pace_of
from kiosk.hub import Hub
from kiosk.lobby.doors import frame_of, language_asked
from kiosk.looks.figures import minutes
from kiosk.queries import waiting as query
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.rules.waiting import TicketState
from kiosk.signed_door import open_to

JOIN_EVERY_S = 60
"""One phone joins no more often than this."""
PHONES_LIMIT = 2000
WORDS_LIMIT = 80
SHOWN_LIMIT = 12
NAME = texts.N_("the name")
"""What the form asks for in the field `who`, as a refusal names it."""

lobby_line = Blueprint("lobby_line", __name__, url_prefix="/lobby", template_folder="templates")
PHONES = "lobby_phones"
"""The app's extension of this name knows when each phone joined last."""
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """A number on its phone; see lobby/ticket.html."""

    id: str
    number: int
    state: str
    seat: int
    held_until: Instant | None
    before: int
    wait: str


@lobby_line.get("/line")
@open_to("anyone")
def show() -> ResponseReturnValue:
    """How long the line is, and the form to join."""
    return _form(None)


@lobby_line.post("/line")
@open_to("anyone")
def join() -> ResponseReturnValue:
    """A phone joins; it goes on to its own number."""
    hub = _hub()
    texts.speak(language_asked(hub))
    try:
        _check_often(hub.now())
        ticket = hub.write(
            acts.join,
            zone=request.form.get("zone", "")[:WORDS_LIMIT],
            visitor=None,
            name=request.form.get("name", "")[:WORDS_LIMIT],
            by=acts.LOBBY,
        )
    except Refusal as refusal:
        return _form(refusal), refusal.status
    call_next(hub)
    place = url_for("lobby_line.ticket", ticket=ticket, lang=texts.spoken())
    return redirect(place, HTTPStatus.SEE_OTHER)


@lobby_line.get("/line/<ticket>")
@open_to("anyone")
def ticket(ticket: str) -> ResponseReturnValue:
    """One's own number: how many stand before, what wait is expected, or to which seat to go."""
    hub = _hub()
    texts.speak(language_asked(hub))
    call_next(hub)
    with hub.read() as db:
        kept = acts.known(db, ticket)
        found = query.one(db, hub.now(), kept, heard=hub.heard, pace=pace_of(hub))
    wait = "" if found.wait_s is None else minutes(found.wait_s)
    shown = ShownTicket(
        id=kept.id,
        number=kept.number,
        state=found.state.value,
        seat=kept.seat,
        held_until=kept.held_until,
        before=found.before,
        wait=wait,
    )
    return render_template("lobby/ticket.html", frame=frame_of(hub), ticket=shown)


@lobby_line.post("/line/<ticket>/leave")
@open_to("anyone")
def leave(ticket: str) -> ResponseReturnValue:
    """Whoever has the address of a number may give it up."""
    hub = _hub()
    texts.speak(language_asked(hub))
    try:
        hub.write(acts.leave, ticket=ticket, by=acts.LOBBY)
    except Refusal as refusal:
        if refusal.code == "ticket_unknown":
            raise
    call_next(hub)
    place = url_for("lobby_line.ticket", ticket=ticket, lang=texts.spoken())
    return redirect(place, HTTPStatus.SEE_OTHER)


@lobby_line.get("/screen")
@open_to("anyone")
def screen() -> ResponseReturnValue:
    """The screen in the room: who is called where, and who comes next."""
    hub = _hub()
    texts.speak(language_asked(hub))
    call_next(hub)
    with hub.read() as db:
        line = query.line(db, hub.now(), heard=hub.heard, pace=pace_of(hub))
    called = [one.ticket for one in line if one.state is TicketState.CALLED]
    coming = [one.ticket.number for one in line if one.state is TicketState.WAITING]
    return render_template(
        "lobby/screen.html",
        frame=frame_of(hub),
        called=sorted(called, key=lambda one: one.called_at or 0, reverse=True)[:SHOWN_LIMIT],
        coming=coming[:SHOWN_LIMIT],
        more=max(0, len(coming) - SHOWN_LIMIT),
    )


def _form(refusal: Refusal | None) -> str:
    hub = _hub()
    texts.speak(language_asked(hub))
    with hub.read() as db:
        line = query.line(db, hub.now(), heard=hub.heard, pace=pace_of(hub))
        zones = query.zones(db)
    waits = sum(one.state is TicketState.WAITING for one in line)
    said = "" if refusal is None else texts.sentence(_as_said(refusal), texts.spoken())
    return render_template(
        "lobby/line.html", frame=frame_of(hub), waits=waits, zones=zones, said=said
    )


def _as_said(refusal: Refusal) -> Refusal:
    """The field of a refusal as the reader's language calls it."""
    if refusal.details.get("field") != "who":
        return refusal
    return Refusal(refusal.code, field=texts.translated(NAME, texts.spoken()))


def _check_often(now: Instant) -> None:
    """One phone does not fill the line; kept in memory only."""
    address = request.remote_addr or ""
    with _lock:
        joined: dict[str, Instant] = current_app.extensions.setdefault(PHONES, {})
        last = joined.get(address)
        if last is not None and now < later(last, seconds=JOIN_EVERY_S):
            raise Refusal("too_often")
        if len(joined) >= PHONES_LIMIT:
            joined.clear()
        joined[address] = now


def _hub() -> Hub:
    return cast("Hub", current_app.extensions["hub"])
