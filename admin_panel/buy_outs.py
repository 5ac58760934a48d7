"""Buying a thing in parts: its price, the contract with its paper, each part at the till."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel.drawing import drawn
from admin_panel.equipment import day_words, thing_page
from admin_panel.equipment_paper import PAPERS, Paper, PaperLine, paper_pdf
from admin_panel.forms import Form
from admin_panel.frame import say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import given_typed, paid_minor, pay_typed
from admin_panel.receipts import plain
from admin_panel.visitor_pins import account_agreed
from admin_panel.voucher_batches import pdf_answer
from kiosk.acts import buy_outs as acts
from kiosk.acts.buy_outs import PartPaid
from kiosk.looks import figures
from kiosk.rules.buy_outs import EVERY_DAYS_LIMIT, PARTS_LEAST, PARTS_LIMIT, Terms
from kiosk.rules.equipment import EQUIPMENT_PREFIX
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Tender
from kiosk.store import buy_outs as store
from kiosk.store import equipment, visitors
from kiosk.store.buy_outs import BuyOut
from kiosk.store.equipment import Item
from kiosk.texts import _, direction, format_money, spoken

buy_outs = Blueprint("buy_outs", __name__, template_folder="templates")


@buy_outs.post("/equipment/<code>/price")
@may("change_settings")
def price(code: str) -> ResponseReturnValue:
    """What it is sold for in parts; an empty price: it is not."""
    form = Form.read()
    terms = _terms_typed(form) if form.typed.get("price", "").strip() else None
    at = "rent" if terms is not None else "price"
    told = {"code": code, "terms": terms, "by": current_staff()}
    if not form.done(acts.set_terms, at=at, **told):
        return thing_page(form, code)
    say(_("It is sold in parts from now on.") if terms else _("It is not sold in parts."))
    return _back(code)


@buy_outs.post("/equipment/<code>/buy")
@may("sell")
def start(code: str) -> ResponseReturnValue:
    """Whoever has it begins to buy it."""
    form = Form.read()
    counts = form.typed.get("counts") == "1"
    told = {"code": code, "deposit_counts": counts, "by": current_staff()}
    if not form.done(acts.start, at="counts", **told):
        return thing_page(form, code)
    say(_("The contract begins. Print it and let the visitor read it."))
    return _back(code)


@buy_outs.post("/equipment/<code>/part")
@may("sell")
def pay(code: str) -> ResponseReturnValue:
    """Take the next part."""
    form = Form.read()
    n = form.whole("part", least=1, most=PARTS_LIMIT)
    paying = replace(pay_typed(form), discount_minor=0, reason="")
    minor = _minor_of(code, n)
    given = given_typed(form, paid_minor=paid_minor(paying, kind="top_up", list_minor=minor))
    last = None
    if account_agreed(form, paying, _buyer(code)):
        agreed = paying.tender is Tender.ACCOUNT
        paid = PartPaid(code, n, current_staff(), given, paying, agreed)
        last = form.write(acts.pay_part, at="tender", paid=paid)
    if last is None:
        return thing_page(form, code)
    say(_("All parts are paid: it is theirs.") if last else _("The part is paid."))
    return _back(code)


@buy_outs.get("/equipment/loans/<loan>/contract.pdf")
@may("sell")
def contract(loan: str) -> Response:
    """The contract on paper: A6, or a 58 mm roll."""
    with hub().read() as db:
        kept, lent = store.of_loan(db, loan), equipment.loan_by_id(db, loan)
        item = None if lent is None else equipment.by_code(db, lent.code)
        who = None if lent is None else visitors.by_id(db, lent.visitor)
    if kept is None or item is None or who is None:
        raise Refusal("not_found", what="contract")
    size = PAPERS["roll" if request.args.get("on") == "roll" else "a6"]
    rtl = direction(spoken()) == "rtl"
    made = drawn(paper_pdf, _paper(item, kept, who.name), size=size, rtl=rtl)
    return pdf_answer(made, name=f"contract-{item.code}")


def _terms_typed(form: Form) -> Terms:
    return Terms(
        form.money("price"),
        form.whole("parts", least=PARTS_LEAST, most=PARTS_LIMIT),
        form.whole("every_days", least=1, most=EVERY_DAYS_LIMIT),
        form.money("rent") if form.typed.get("rent", "").strip() else 0,
    )


def _minor_of(code: str, n: int) -> int:
    """What the so-manieth part is; 0 where there is none, which the act refuses."""
    with hub().read() as db:
        loan = equipment.loan_of(db, code)
        kept = None if loan is None else store.of_loan(db, loan.id)
    parts = () if kept is None else kept.parts
    return next((one.part.minor for one in parts if one.part.n == n), 0)


def _buyer(code: str) -> str | None:
    with hub().read() as db:
        loan = equipment.loan_of(db, code)
    return None if loan is None else loan.visitor


def _back(code: str) -> ResponseReturnValue:
    return redirect(url_for("equipment.show", code=code), HTTPStatus.SEE_OTHER)


def _paper(item: Item, kept: BuyOut, name: str) -> Paper:
    here, terms = hub().settings, kept.terms

    def money(minor: int) -> str:
        return plain(format_money(minor, here))

    rows = [(_("Price"), money(terms.price_minor))]
    if kept.counted_minor:
        rows.append((_("The deposit counts"), money(kept.counted_minor)))
    rows += [
        (_("{n}. by {day}", n=one.part.n, day=_day(one.part.due_at)), money(one.part.minor))
        for one in kept.parts
    ]
    return Paper(
        head=(here.site_name, _("Bought in parts"), item.title),
        lines=(f"{name} · {item.code}", day_words(kept.made_at)),
        rows=[PaperLine(plain(words), value) for words, value in rows],
        rules=[plain(words) for words in _rules(kept, item, money(terms.rent_per_day_minor))],
        sign=_("Read and agreed"),
        qr=EQUIPMENT_PREFIX + item.code,
    )


def _day(at: Instant) -> str:
    """The day without its last minute."""
    return figures.day(datetime.fromtimestamp(at // MS_PER_S, ZoneInfo(hub().settings.timezone)))


def _rules(kept: BuyOut, item: Item, rent: str) -> list[str]:
    """What holds, in plain words."""
    told = [
        _("After the last part it is yours. It never costs more than the price."),
        _("You may bring it back on any day before. Then you owe nothing more."),
    ]
    if kept.terms.rent_per_day_minor:
        told.append(
            _(
                "We then keep {rent} for each day after the first, never more than you paid. "
                "All other parts that you paid are given back.",
                rent=rent,
            )
        )
    else:
        told.append(_("All parts that you paid are then given back."))
    if item.deposit_minor and kept.counted_minor:
        told.append(_("The deposit counts with the last part. Before that it stays a deposit."))
    elif item.deposit_minor:
        told.append(_("The deposit is given back with the last part."))
    if item.deposit_minor:
        told.append(_("Damage is paid from the deposit. More is taken only if you agree."))
    return [*told, _("No task and no exam needs it.")]
