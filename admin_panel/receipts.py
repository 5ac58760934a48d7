"""Receipts: what was paid and how, printed (every print after the first is a copy), given back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel.drawing import drawn
from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say
from admin_panel.guards import current_staff, hub, i_may, may
from admin_panel.outage_words import words_of
from admin_panel.paying import approver_typed, tender_name
from admin_panel.receipt_paper import PaperReceipt, Row, pdf_of, roll_bytes, send_to_printer
from admin_panel.slips import receipt_qr
from admin_panel.visitor_pins import agreed_by
from admin_panel.voucher_batches import pdf_answer
from kiosk.acts import receipts as acts
from kiosk.acts import refunds
from kiosk.acts.accounts import TOP_UP
from kiosk.acts.refunds import Refund
from kiosk.looks import figures
from kiosk.queries import receipts as query
from kiosk.queries.receipts import PaidReceipt
from kiosk.rules.equipment import DAMAGE_PREFIX, PART_PREFIX
from kiosk.rules.instants import MS_PER_S
from kiosk.rules.scans import RECEIPT_PREFIX
from kiosk.rules.tenders import Tender, ways_back
from kiosk.store import payments
from kiosk.texts import N_, _, direction, format_money, spoken

REASON_LIMIT = 200
ISOLATES = "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
BACK_WORDS = {"undo": N_("Undone"), "void": N_("Cancelled"), "refund": N_("Given back")}
TITLES = {"top_up": N_("Top-up"), "session": N_("Time used")}

receipts = Blueprint("receipts", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class WayBack:
    """A way to give money back."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownReceipt:
    """See receipts/show.html."""

    kept: PaidReceipt
    title: str
    tender: str
    qr_svg: Markup
    ways: Sequence[WayBack]
    word: str
    may_give_back: bool
    asks_pin: bool
    outage: str


def title_of(kind: str, title: str) -> str:
    """What was paid, in the reader's words where it is ours to name."""
    if kind == "top_up" and title != TOP_UP:
        return _thing_paid(title)
    return _(TITLES[kind]) if kind in TITLES else title


def _thing_paid(title: str) -> str:
    if title.startswith(PART_PREFIX):
        return _("Part of the price: {thing}", thing=isolated(title.removeprefix(PART_PREFIX)))
    if title.startswith(DAMAGE_PREFIX):
        return _("Damage: {thing}", thing=isolated(title.removeprefix(DAMAGE_PREFIX)))
    return _("Deposit: {thing}", thing=isolated(title))


@receipts.get("/receipts/<payment>")
@may("see_till")
def show(payment: str) -> ResponseReturnValue:
    """One receipt."""
    return _page(Form({}), payment)


@receipts.post("/receipts/<payment>/give-back")
@may("undo_sale")
def give_back(payment: str) -> ResponseReturnValue:
    """Give back a part or all of the price."""
    form = Form.read()
    amount_minor = form.money("amount")
    reason = form.text("reason", _("Say why, in a few words."), limit=REASON_LIMIT)
    tender = form.choice("back_by", list(Tender), _("Choose how it is given back."))
    approved_by = approver_typed(form)
    own = "" if approved_by or i_may("approve_refund") else _own_money_of(payment)
    agreed = own != "" and not form.errors
    if agreed:
        agreed_by(form, own, pin="account_pin", pictures="account_pictures")
    kind = None
    if not form.errors:
        refund = Refund(payment, amount_minor, tender, reason, current_staff(), approved_by, agreed)
        kind = form.write(refunds.give_back, at="amount", refund=refund)
    if kind is None:
        return _page(form, payment)
    money = format_money(amount_minor, hub().settings)
    say(_("{money} given back.", money=money))
    return redirect(url_for("receipts.show", payment=payment), HTTPStatus.SEE_OTHER)


def _own_money_of(payment: str) -> str:
    """The visitor on whose account a payment lies, and who says yes to its way back; else ""."""
    with hub().read() as db:
        paid = payments.by_id(db, payment)
    return paid.visitor or "" if paid is not None and refunds.is_on_account(paid) else ""


@receipts.post("/receipts/<payment>/print")
@may("see_till")
def print_(payment: str) -> ResponseReturnValue:
    """Print on the desk's roll printer, or as PDF; from the second time on it is a copy."""
    form = Form.read()
    here = hub().settings
    with hub().read() as db:
        kept = query.receipt(db, payment)
    paper = paper_of(kept)
    on_roll = form.typed.get("on") == "roll" and bool(here.receipt_printer)
    with form.refusals_at("print"):
        if on_roll:
            content = drawn(roll_bytes, paper, dots=here.roll_dots)
            send_to_printer(content, printer=here.receipt_printer)
        else:
            content = drawn(pdf_of, paper)
        hub().write(
            acts.print_receipt,
            request_id=form.request_id,
            form=form.sent,
            payment=payment,
            by=current_staff(),
        )
        if not on_roll:
            return pdf_answer(content, name=f"receipt-{kept.number}")
    if form.errors:
        return _page(form, payment)
    say(_("The receipt is printed."))
    return redirect(url_for("receipts.show", payment=payment), HTTPStatus.SEE_OTHER)


def paper_of(kept: PaidReceipt) -> PaperReceipt:
    """The words of a receipt on paper, in the language spoken."""
    here, paid = hub().settings, kept.payment
    local = datetime.fromtimestamp(paid.at // MS_PER_S, UTC).astimezone(ZoneInfo(here.timezone))
    rtl = direction(spoken()) == "rtl"
    return PaperReceipt(
        site=here.site_name,
        address=here.site_address,
        copy=_("Copy") if kept.printed else "",
        number=(_("Receipt"), kept.number),
        when=f"{figures.day(local)} {local:%H:%M} · {kept.by_name}",
        rows=[Row(plain(label), plain(value), strong) for label, value, strong in _rows(kept)],
        thanks=here.receipt_text or _("Keep it: the desk finds this sale by the code."),
        qr=RECEIPT_PREFIX + paid.id,
        rtl=rtl,
    )


def plain(text: str) -> str:
    """Without the signs that hold a value apart on a screen: paper has no letters for them."""
    return "".join(sign for sign in text if sign not in ISOLATES)


def _rows(kept: PaidReceipt) -> Iterator[tuple[str, str, bool]]:
    paid = kept.payment

    def money(minor: int) -> str:
        return format_money(minor, hub().settings)

    if kept.credit is not None:
        yield title_of(paid.kind, paid.title), money(kept.before_minor), False
        yield words_of(kept.credit), money(kept.given_minor), False
    for line in () if kept.credit is not None else kept.lines:
        title = title_of(paid.kind, line.title)
        yield title if line.count == 1 else f"{line.count} × {title}", money(line.minor), False
    if paid.discount_minor:
        yield _("Discount"), money(kept.less_minor), False
    if paid.rounding_minor:
        yield _("Rounded to the coin"), money(paid.rounding_minor), False
    yield _("Paid"), money(paid.paid_minor), True
    if paid.tax_minor:
        yield hub().settings.tax_name or _("Tax in it"), money(paid.tax_minor), False
    yield _("Paid with"), tender_name(paid.tender, paid.provider), False
    if paid.reference:
        yield _("Reference"), paid.reference, False
    if kept.change_minor:
        yield _("Cash given"), money(paid.tendered_minor), False
        yield _("Change"), money(kept.change_minor), False
    for back in kept.backs:
        yield _(BACK_WORDS[back.kind]), money(back.minor), False


def _page(form: Form, payment: str) -> ResponseReturnValue:
    with hub().read() as db:
        kept = query.receipt(db, payment)
    return page(
        "receipts/show.html",
        here="till",
        form=form,
        receipt=shown(kept),
        has_printer=bool(hub().settings.receipt_printer),
        tax_name=hub().settings.tax_name or _("Tax in it"),
    )


def shown(kept: PaidReceipt) -> ShownReceipt:
    """A receipt in words."""
    paid = kept.payment
    return ShownReceipt(
        kept=kept,
        title=title_of(paid.kind, paid.title),
        tender=tender_name(paid.tender, paid.provider),
        qr_svg=receipt_qr(paid.id),
        ways=_ways(kept),
        word=_(BACK_WORDS[kept.backs[-1].kind]) if kept.backs else "",
        may_give_back=_may_give_back(kept),
        asks_pin=refunds.is_on_account(paid) and not i_may("approve_refund"),
        outage="" if kept.credit is None else words_of(kept.credit),
    )


def _may_give_back(kept: PaidReceipt) -> bool:
    """A deposit goes back with its thing, not here."""
    open_now = i_may("undo_sale") and kept.shift_open
    return open_now and kept.left_minor > 0 and not kept.payment.account and bool(_ways(kept))


def _ways(kept: PaidReceipt) -> list[WayBack]:
    """As it was paid first; the account where there is one."""
    paid = kept.payment
    account = kept.has_account and paid.kind != "top_up"
    return [
        WayBack(each, tender_name(each, paid.provider if each == paid.tender else ""))
        for each in ways_back(Tender(paid.tender))
        if account or each is not Tender.ACCOUNT
    ]
