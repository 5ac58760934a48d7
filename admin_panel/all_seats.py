"""Who sits where, with how much left: pause all, go on after a cut, print vouchers for who left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, i_may, may
from admin_panel.seat_words import look_of, name_of, word_of
from kiosk.acts import after_cut, floor_control
from kiosk.looks.figures import minutes_left
from kiosk.queries.floor_seats import Floor, FloorSeat
from kiosk.rules.instants import Instant, later
from kiosk.rules.stations import StationState
from kiosk.store import staff
from kiosk.store.floor_pauses import FloorPause
from kiosk.texts import N_, _, n_

SEAT_MOST = 9999
SESSION_LIMIT = 64
REASONS = (N_("Power cut"), N_("No network"), N_("Assembly"))
"""What pauses all seats most; another reason is typed."""
LEFT_FOR = (N_("Power cut"), N_("No network"), N_("Computer broken"), N_("Left early"))
"""Why a walk-in's rest goes on paper; each stands in the report of leakage."""

all_seats = Blueprint("all_seats", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownSitter:
    """Somebody at a seat; see floor/all.html."""

    number: int
    look: str
    word: str
    name: str
    what: str
    left: str
    paused: bool
    may_print: bool
    guest: bool


@dataclass(frozen=True, slots=True)
class AllSeats:
    """See floor/all.html."""

    sitters: Sequence[ShownSitter]
    running: int
    paused: int
    pause: FloorPause | None
    pause_name: str
    pause_limit: int
    pause_until: Instant | None
    reasons: Sequence[str]
    left_for: Sequence[str]


@all_seats.get("/floor/all")
@may("see_floor")
def show() -> ResponseReturnValue:
    """Every session that is open."""
    return _page(Form({}))


@all_seats.post("/floor/all/pause")
@may("pause_session")
def pause() -> ResponseReturnValue:
    """Pause every session that runs, with a reason."""
    form = Form.read()
    reason = form.text("other", limit=floor_control.REASON_LIMIT) or form.text(
        "reason", limit=floor_control.REASON_LIMIT
    )
    if not reason:
        form.wrong("other", _("Say why."))
    paused = None
    if not form.errors:
        paused = form.write(floor_control.pause_all, at="other", reason=reason, by=current_staff())
    if paused is None:
        return _page(form)
    say(n_("{n} seat is being paused.", "{n} seats are being paused.", paused))
    return _back()


@all_seats.post("/floor/all/resume")
@may("pause_session")
def resume() -> ResponseReturnValue:
    """Let all go on that the pause of the floor had stopped."""
    return _resumed(floor_control.resume_all)


@all_seats.post("/floor/all/go-on")
@may("pause_session")
def go_on() -> ResponseReturnValue:
    """Let all go on that are paused, whatever stopped them."""
    return _resumed(floor_control.resume_paused)


@all_seats.post("/floor/all/voucher")
@may("sell")
def voucher() -> ResponseReturnValue:
    """Close the session of somebody who left, and put the rest on a voucher."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    reason = form.text("why", limit=floor_control.REASON_LIMIT)
    found = floor_now().seat(seat)
    told_s = 0 if found is None or found.sitter is None else found.sitter.told_used_s
    code = None
    if not form.errors:
        code = form.write(
            after_cut.give_rest,
            at="seats",
            seat=seat,
            told_used_s=told_s,
            by=current_staff(),
            reason=reason,
        )
    if code is None:
        return _page(form)
    if not code:
        say(_("Seat {seat} is closed. The time left stays on the card.", seat=seat))
        return _back()
    say(_("Seat {seat} is closed. The time left is on this voucher.", seat=seat))
    return redirect(url_for("vouchers.show", code=code), HTTPStatus.SEE_OTHER)


@all_seats.post("/floor/all/rest")
@may("sell")
def rest() -> ResponseReturnValue:
    """Put on a voucher what a session that is over could not use."""
    form = Form.read()
    session = form.text("session", _("Choose the session."), limit=SESSION_LIMIT)
    code = None
    if not form.errors:
        code = form.write(
            after_cut.give_rest_after, at="seats", session=session, by=current_staff()
        )
    if code is None:
        return _page(form)
    say(_("The time left is on this voucher."))
    return redirect(url_for("vouchers.show", code=code), HTTPStatus.SEE_OTHER)


def _resumed(act: Callable[..., int]) -> ResponseReturnValue:
    form = Form.read()
    resumed = form.write(act, at="seats", by=current_staff())
    if resumed is None:
        return _page(form)
    say(n_("{n} seat goes on.", "{n} seats go on.", resumed))
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("all_seats.show"), HTTPStatus.SEE_OTHER)


def _page(form: Form) -> ResponseReturnValue:
    floor = floor_now()
    sitters = [_sitter(seat) for seat in floor.seats if seat.sitter is not None]
    paused = sum(one.paused for one in sitters)
    shown = AllSeats(
        sitters=sitters,
        running=len(sitters) - paused,
        paused=paused,
        pause=floor.pause,
        pause_until=_until(floor),
        pause_name="" if floor.pause is None else _who(floor.pause.by),
        pause_limit=hub().settings.floor_pause_limit_s,
        reasons=[_(reason) for reason in REASONS],
        left_for=[_(reason) for reason in LEFT_FOR],
    )
    return page("floor/all.html", here="floor", form=form, all=shown)


def _until(floor: Floor) -> Instant | None:
    """When a pause of all seats closes its sessions."""
    if floor.pause is None:
        return None
    return later(floor.pause.at, seconds=hub().settings.floor_pause_limit_s)


def _who(name: str) -> str:
    with hub().read() as db:
        found = staff.by_id(db, name)
    return "" if found is None else found.name


def _sitter(seat: FloorSeat) -> ShownSitter:
    sitter = seat.sitter
    if sitter is None:
        raise RuntimeError("nobody sits there")
    return ShownSitter(
        number=seat.number,
        look=look_of(seat),
        word=word_of(seat),
        name=name_of(sitter),
        what=sitter.offer,
        left=minutes_left(sitter.left_s),
        paused=seat.state is StationState.PAUSED,
        may_print=i_may("sell") and sitter.left_s > 0 and not seat.to,
        guest=sitter.is_guest,
    )
