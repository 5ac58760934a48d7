"""Vouchers: sold at the desk, shown with code and QR, printed, printed again."""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel import desk
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import hub, may
from admin_panel.slips import paper, voucher_qr
from kiosk.acts import front_desk
from kiosk.queries import vouchers as query
from kiosk.queries.vouchers import VoucherSlip
from kiosk.rules.instants import Instant
from kiosk.rules.vouchers import VoucherState, check_code, printed_code
from kiosk.texts import N_, _

STATES = {
    VoucherState.SOLD: ("good", "check", N_("Ready to use")),
    VoucherState.IN_USE: ("in_use", "user", N_("In use")),
    VoucherState.USED_UP: ("off", "hourglass", N_("Used up")),
    VoucherState.VOID: ("off", "x", N_("Cancelled")),
}

vouchers = Blueprint("vouchers", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownVoucher:
    """A voucher as page and paper show it."""

    code: str
    url: str
    print_url: str
    qr_svg: Markup
    offer: str
    left_s: int
    price_minor: int
    change_minor: int
    sold_at: Instant
    until: Instant
    tone: str
    symbol: str
    word: str
    can_open: bool


@vouchers.post("/vouchers")
@may("sell")
def sell() -> ResponseReturnValue:
    """Sell a voucher for an offer; the same form sent twice sells one."""
    form = Form.read()
    counter = desk.counter_typed(form)
    sold = None
    if counter is not None:
        sold = form.write(front_desk.sell_voucher, at="offer", counter=counter)
    if sold is None:
        return desk.floor_page(form, seat=0)
    say(_("Voucher {code} is sold.", code=printed_code(sold.code)), sale=sold.sale)
    return redirect(url_for("vouchers.show", code=sold.code), HTTPStatus.SEE_OTHER)


@vouchers.get("/vouchers")
@may("sell")
def show_all() -> ResponseReturnValue:
    """The vouchers sold last, each to be shown and printed again."""
    with hub().read() as db:
        found = query.latest(db)
    return page("vouchers/list.html", here="floor", vouchers=[_shown(slip) for slip in found])


@vouchers.get("/vouchers/<code>")
@may("sell")
def show(code: str) -> ResponseReturnValue:
    """One voucher with its QR."""
    return page("vouchers/show.html", here="floor", voucher=_shown(_slip(code)))


@vouchers.get("/vouchers/<code>/print")
@may("sell")
def show_paper(code: str) -> ResponseReturnValue:
    """The voucher alone, for paper: A6, or a 58 mm roll."""
    shown = _shown(_slip(code))
    return paper("slips/voucher.html", back_url=shown.url, voucher=shown)


def _slip(code: str) -> VoucherSlip:
    with hub().read() as db:
        return query.slip(db, check_code(code))


def _shown(slip: VoucherSlip) -> ShownVoucher:
    tone, symbol, word = STATES.get(slip.state, ("off", "clock", N_("Not sold")))
    return ShownVoucher(
        code=printed_code(slip.code),
        url=url_for("vouchers.show", code=slip.code),
        print_url=url_for("vouchers.show_paper", code=slip.code),
        qr_svg=voucher_qr(slip.code),
        offer=slip.offer,
        left_s=slip.left_s,
        price_minor=slip.price_minor,
        change_minor=slip.tendered_minor - slip.price_minor,
        sold_at=slip.sold_at,
        until=slip.lapses,
        tone=tone,
        symbol=symbol,
        word=_(word),
        can_open=slip.state is VoucherState.SOLD,
    )
