"""Orders from the floor: pause, move, lock, restart and wake a seat, and one order once more."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk
from admin_panel.desk import DESK
from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import approver_typed
from kiosk import waking
from kiosk.acts import extending, moving, walking_out
from kiosk.acts import floor_control as acts
from kiosk.rules.refusals import Refusal
from kiosk.rules.stations import StationState
from kiosk.store import stations
from kiosk.store.commands import Order
from kiosk.texts import N_, _

SEAT_MOST = 9999

control = Blueprint("control", __name__, template_folder="templates")


@control.post("/floor/pause")
@may("pause_session")
def pause() -> ResponseReturnValue:
    """Stop the meter of a seat and lock its screen."""
    return _at_seat(acts.pause_session, N_("Seat {seat} is being paused."))


@control.post("/floor/resume")
@may("pause_session")
def resume() -> ResponseReturnValue:
    """Let the meter of a seat run on."""
    return _at_seat(acts.resume_session, N_("Seat {seat} goes on."))


@control.post("/floor/move")
@may("move_session")
def move() -> ResponseReturnValue:
    """Send a session to a free seat; from one that does not answer it goes at once."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    target = form.whole("target", least=1, most=SEAT_MOST)
    if not form.errors:
        with form.refusals_at("target"):
            _check_answers(target)
            _move(form, seat=seat, target=target)
    if form.errors:
        return desk.floor_page(form, seat=seat)
    say(_("Seat {seat} moves to seat {target}.", seat=seat, target=target))
    return redirect(url_for("floor.show", seat=target), HTTPStatus.SEE_OTHER)


@control.post("/floor/move/cancel")
@may("move_session")
def cancel_move() -> ResponseReturnValue:
    """The session stays where it is."""
    return _at_seat(moving.cancel_move, N_("Seat {seat} stays."))


@control.post("/floor/walked-out")
@may("write_off")
def write_off() -> ResponseReturnValue:
    """Close the session of somebody who left without a word, and give up what is owed."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    reason = form.text("why", _("Say why."), limit=acts.REASON_LIMIT)
    found = floor_now().seat(seat)
    told_s = 0 if found is None or found.sitter is None else found.sitter.told_used_s
    said = N_("Seat {seat} is written off.")
    approved_by = approver_typed(form, name_in="lost_by", pin_in="lost_pin")
    return _at_seat(
        walking_out.write_off,
        said,
        form=form,
        seat=seat,
        reason=reason,
        told_used_s=told_s,
        approved_by=approved_by,
    )


@control.post("/floor/lock")
@may("command_station")
def lock() -> ResponseReturnValue:
    """Take a free seat out of use, with a reason."""
    form = Form.read()
    reason = form.text("why", _("Say why."), limit=acts.REASON_LIMIT)
    return _at_seat(acts.lock_seat, N_("Seat {seat} is locked."), form=form, reason=reason)


@control.post("/floor/unlock")
@may("command_station")
def unlock() -> ResponseReturnValue:
    """The seat may be used again."""
    return _at_seat(acts.unlock_seat, N_("Seat {seat} may be used again."))


@control.post("/floor/restart")
@may("command_station")
def restart() -> ResponseReturnValue:
    """Restart the machine of a seat."""
    return _at_seat(acts.restart_station, N_("Seat {seat} is being restarted."))


@control.post("/floor/wake")
@may("command_station")
def wake() -> ResponseReturnValue:
    """Call a machine that sleeps."""
    return _at_seat(acts.wake_station, N_("Seat {seat} is being woken."), after=waking.wake)


@control.post("/floor/retry")
@may("command_station")
def retry() -> ResponseReturnValue:
    """Send an order once more that came too late."""

    def call_again(order: Order) -> None:
        if order.kind == "wake":
            with hub().read() as db:
                mac = stations.mac_of(db, order.station)
            waking.wake(mac)

    said = N_("Seat {seat}: sent again.")
    return _at_seat(acts.retry_order, said, after=call_again)


def _at_seat(
    act: Callable[..., object],
    said: str,
    *,
    form: Form | None = None,
    seat: int | None = None,
    after: Callable[..., object] | None = None,
    **arguments: object,
) -> ResponseReturnValue:
    """Do one act at the seat of the form, and say so beside the map."""
    form = form or Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST) if seat is None else seat
    if not form.errors:
        with form.refusals_at(DESK):
            result = hub().write(
                act,
                request_id=form.request_id,
                form=form.sent,
                seat=seat,
                by=current_staff(),
                **arguments,
            )
            if after is not None:
                after(result)
    if form.errors:
        return desk.floor_page(form, seat=seat)
    say(_(said, seat=seat))
    return redirect(url_for("floor.show", seat=seat), HTTPStatus.SEE_OTHER)


def _move(form: Form, *, seat: int, target: int) -> None:
    found = floor_now().seat(seat)
    lost = found is not None and found.state is StationState.LOST
    if found is not None and found.sitter is not None and lost:
        hub().write(
            moving.move_lost_session,
            request_id=form.request_id,
            form=form.sent,
            seat=seat,
            target=target,
            told_used_s=found.sitter.told_used_s,
            by=current_staff(),
        )
        return
    hub().write(
        moving.ask_move,
        request_id=form.request_id,
        form=form.sent,
        seat=seat,
        target=target,
        by=current_staff(),
    )


def _check_answers(target: int) -> None:
    """The act hears no beats, so a seat that does not answer is refused here."""
    found = floor_now().seat(target)
    if found is not None and found.sitter is None and found.state is StationState.LOST:
        raise Refusal("station_lost", seat=target)


@control.post("/floor/last")
@may("extend_session")
def extend_last() -> ResponseReturnValue:
    """Give the little more at the end that the owner allows once a session."""
    return _at_seat(extending.extend_at, N_("Seat {seat} has a little more time."))
