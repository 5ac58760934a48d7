"""Receipts: what was paid and how, printed (every print after the first is a copy), given back."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from admin_panel.forms import Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, i_may, may
from admin_panel.paying import approver_typed, tender_name
from admin_panel.slips import receipt_qr
from kiosk.acts import refunds
from kiosk.acts.refunds import Refund
from kiosk.queries import receipts as query
from kiosk.queries.receipts import PaidReceipt
from kiosk.rules.tenders import Tender
from kiosk.texts import N_, _, format_money

REASON_LIMIT = 200
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


def title_of(kind: str, title: str) -> str:
    """What was paid, in the reader's words where it is ours to name."""
    return _(TITLES[kind]) if kind in TITLES else title


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
    kind = None
    if not form.errors:
        refund = Refund(payment, amount_minor, tender, reason, current_staff(), approved_by)
        kind = form.write(refunds.give_back, at="amount", refund=refund)
    if kind is None:
        return _page(form, payment)
    money = format_money(amount_minor, hub().settings)
    say(_("{money} given back.", money=money))
    return redirect(url_for("receipts.show", payment=payment), HTTPStatus.SEE_OTHER)


def _page(form: Form, payment: str) -> ResponseReturnValue:
    with hub().read() as db:
        kept = query.receipt(db, payment)
    return page("receipts/show.html", here="till", form=form, receipt=shown(kept))


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
        may_give_back=i_may("undo_sale") and kept.shift_open and kept.left_minor > 0,
    )


def _ways(kept: PaidReceipt) -> list[WayBack]:
    """As it was paid first; cash and the account always."""
    paid = kept.payment
    account = kept.has_account and paid.kind != "top_up"
    ids = [paid.tender, Tender.CASH.value, *([Tender.ACCOUNT.value] if account else [])]
    return [
        WayBack(each, tender_name(each, paid.provider if each == paid.tender else ""))
        for each in dict.fromkeys(ids)
    ]
