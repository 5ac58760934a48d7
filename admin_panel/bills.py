"""The bill of a seat that pays after: its products, and one of them taken off again."""

from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk
from admin_panel.dues import SEAT_MOST
from admin_panel.forms import Form
from admin_panel.frame import isolated, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import approver_typed
from kiosk.acts import billing
from kiosk.acts.billing import Off
from kiosk.rules.baskets import PIECES_LIMIT
from kiosk.texts import _, format_money

REASON_LIMIT = 200

bills = Blueprint("bills", __name__)


@bills.post("/floor/bill/off")
@may("undo_sale")
def take_off() -> ResponseReturnValue:
    """Take pieces of a product off the bill of a seat."""
    form = Form.read()
    seat = form.whole("seat", least=1, most=SEAT_MOST)
    pieces = form.whole("pieces", least=1, most=PIECES_LIMIT)
    reason = form.text("off_reason", _("Say why, in a few words."), limit=REASON_LIMIT)
    product = form.typed.get("product", "")
    approved_by = approver_typed(form, name_in="off_by", pin_in="off_pin")
    minor = None
    if not form.errors:
        off = Off(seat, product, pieces, reason, current_staff(), approved_by)
        minor = form.write(billing.take_off_bill, at="pieces", off=off)
    if minor is None:
        return desk.floor_page(form, seat=seat)
    money = isolated(format_money(minor, hub().settings))
    say(_("{money} is off the bill of seat {seat}.", money=money, seat=seat))
    return redirect(url_for("floor.show", seat=seat), HTTPStatus.SEE_OTHER)
