"""Vouchers: sold at the desk, shown with code and QR, printed, printed again, cancelled."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel import desk
from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, i_may, may
from admin_panel.offer_weeks import good_at
from admin_panel.slips import paper, voucher_qr
from kiosk.acts import vouchers as acts
from kiosk.queries import vouchers as query
from kiosk.queries.vouchers import VoucherSlip
from kiosk.rules.instants import Instant
from kiosk.rules.scans import VOUCHER_PREFIX
from kiosk.rules.vouchers import NEXT, VoucherState, check_code, printed_code
from kiosk.store import offers, shifts
from kiosk.texts import N_, _

UNSOLD = (VoucherState.CREATED, VoucherState.PRINTED)
STATES = {
    VoucherState.CREATED: ("off", "ticket", N_("Not printed")),
    VoucherState.PRINTED: ("wait", "printer", N_("To be sold")),
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
    n: int
    url: str
    print_url: str
    qr_svg: Markup
    offer: str
    good_at: str
    left_s: int
    price_minor: int
    change_minor: int
    sold_at: Instant | None
    until: Instant
    tone: str
    symbol: str
    word: str
    can_open: bool
    can_void: bool
    holder: str
    void_reason: str


@vouchers.post("/vouchers")
@may("sell")
def sell() -> ResponseReturnValue:
    """Sell a voucher for an offer; the same form sent twice sells one."""
    form = Form.read()
    counter = desk.counter_typed(form)
    sold = None
    if counter is not None:
        sold = form.write(acts.sell_voucher, at="offer", counter=counter)
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
    return _page(Form({}), code)


@vouchers.get("/vouchers/<code>/print")
@may("sell")
def show_paper(code: str) -> ResponseReturnValue:
    """The voucher alone, for paper: A6, or a 58 mm roll."""
    shown = _drawn(_slip(code))
    return paper("slips/voucher.html", back_url=shown.url, voucher=shown)


@vouchers.post("/vouchers/<code>/sell")
@may("sell")
def sell_printed(code: str) -> ResponseReturnValue:
    """Sell a voucher of a batch that was scanned or found."""
    form = Form.read()
    counter = desk.counter_typed(form)
    sold = None
    if counter is not None:
        sold = form.write(acts.sell_printed, at="offer", code=check_code(code), counter=counter)
    if sold is None:
        return _page(form, code)
    say(_("Voucher {code} is sold.", code=printed_code(sold.code)), sale=sold.sale)
    return redirect(url_for("vouchers.show", code=sold.code), HTTPStatus.SEE_OTHER)


@vouchers.post("/vouchers/<code>/void")
@may("sell")
def void(code: str) -> ResponseReturnValue:
    """Cancel a voucher that is lost, stolen or misprinted."""
    form = Form.read()
    reason = form.text("reason", limit=200)
    kept = check_code(code)
    with form.refusals_at("reason"):
        hub().write(
            acts.void_voucher,
            request_id=form.request_id,
            form=form.sent,
            code=kept,
            reason=reason,
            by=current_staff(),
        )
    if form.errors:
        return _page(form, code)
    say(_("Voucher {code} is cancelled.", code=printed_code(kept)))
    return redirect(url_for("vouchers.show", code=kept), HTTPStatus.SEE_OTHER)


def word_of(state: VoucherState) -> str:
    """A state as staff read it."""
    return _(STATES[state][2])


def _page(form: Form, code: str) -> ResponseReturnValue:
    slip = _slip(code)
    with hub().read() as db:
        offer = offers.by_id(db, slip.offer_id)
        shift_open = shifts.open_one(db) is not None
    to_sell = slip.voucher.state in UNSOLD
    return page(
        "vouchers/show.html",
        here="floor",
        form=form,
        voucher=_drawn(slip),
        sale=desk.sale([offer], form) if offer is not None and offer.active and to_sell else None,
        to_sell=to_sell,
        sold=slip.sale != "",
        receipt_url=_receipt_url(slip),
        shift_open=shift_open,
        batch_url=url_for("batches.show", batch=slip.voucher.batch) if slip.voucher.batch else "",
        till_url=url_for("till.show") if i_may("open_shift") else "",
    )


def _receipt_url(slip: VoucherSlip) -> str:
    """Where its money is given back."""
    if not slip.sale or not i_may("see_till"):
        return ""
    return url_for("receipts.show", payment=slip.sale)


def _slip(code: str) -> VoucherSlip:
    with hub().read() as db:
        return query.slip(db, check_code(code))


def _drawn(slip: VoucherSlip) -> ShownVoucher:
    """With its QR, which takes long to draw: a list has none."""
    text = acts.paper_text(hub().site, slip.voucher, *slip.terms) or VOUCHER_PREFIX + slip.code
    return replace(_shown(slip), qr_svg=voucher_qr(text))


def _shown(slip: VoucherSlip) -> ShownVoucher:
    voucher = slip.voucher
    tone, symbol, _word = STATES[voucher.state]
    return ShownVoucher(
        code=printed_code(slip.code),
        n=voucher.n,
        url=url_for("vouchers.show", code=slip.code),
        print_url=url_for("vouchers.show_paper", code=slip.code),
        qr_svg=Markup(),
        offer=slip.offer,
        good_at=good_at(slip.terms[0]),
        left_s=slip.left_s,
        price_minor=slip.price_minor,
        change_minor=slip.tendered_minor - slip.price_minor,
        sold_at=voucher.sold_at,
        until=voucher.lapses,
        tone=tone,
        symbol=symbol,
        word=word_of(voucher.state),
        can_open=voucher.state is VoucherState.SOLD,
        can_void=VoucherState.VOID in NEXT[voucher.state],
        holder=slip.holder,
        void_reason=voucher.void_reason,
    )
