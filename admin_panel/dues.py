"""Money that is still to be paid for a seat: taken, or given up with a reason."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk
from admin_panel.desk import DESK
from admin_panel.forms import Form
from admin_panel.frame import isolated, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import approver_typed, given_typed, paid_minor, pay_typed
from admin_panel.visitor_pins import account_agreed
from kiosk.acts import dues as acts
from kiosk.store import dues as store
from kiosk.store.dues import Due
from kiosk.texts import _, format_money

SEAT_MOST = 9999

dues = Blueprint("dues", __name__)


@dues.post("/floor/take")
@may("sell")
def take() -> ResponseReturnValue:
    """Take the money for what was used at a seat."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    pay = pay_typed(form)
    due = _due(seat)
    list_minor = 0 if due is None else due.minor
    price_minor = paid_minor(pay, kind="session", list_minor=list_minor)
    tendered_minor = given_typed(form, paid_minor=price_minor)
    change = None
    if account_agreed(form, pay, None if due is None else due.visitor):
        change = form.write(
            acts.take_due,
            at=DESK,
            seat=seat,
            tendered_minor=tendered_minor,
            pay=pay,
            by=current_staff(),
        )
    if change is None:
        return desk.floor_page(form, seat=seat)
    back = isolated(format_money(change, hub().settings))
    said = _("Seat {seat} is paid. Give back {change}.", seat=seat, change=back)
    say(said if change else _("Seat {seat} is paid.", seat=seat))
    return redirect(url_for("floor.show"), HTTPStatus.SEE_OTHER)


@dues.post("/floor/write-off")
@may("write_off")
def write_off() -> ResponseReturnValue:
    """Give up what is owed for a seat whose visitor walked out."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    reason = form.text("reason", _("Say why, in a few words."), limit=200)
    approved_by = approver_typed(form, name_in="lost_by", pin_in="lost_pin")
    lost = None
    if not form.errors:
        lost = form.write(
            acts.write_off_due,
            at=DESK,
            seat=seat,
            reason=reason,
            by=current_staff(),
            approved_by=approved_by,
        )
    if lost is None:
        return desk.floor_page(form, seat=seat)
    money = isolated(format_money(lost, hub().settings))
    say(_("Seat {seat}: {money} written off.", seat=seat, money=money))
    return redirect(url_for("floor.show"), HTTPStatus.SEE_OTHER)


def _due(seat: int) -> Due | None:
    with hub().read() as db:
        return store.at_seat(db, seat)
