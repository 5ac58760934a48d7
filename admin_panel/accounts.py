"""A visitor's account at the desk: money put on it, and the owner's limit of how far it may owe."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.desk import Paying, paying
from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import change_words, given_typed, paid_minor, pay_typed, tender_name
from admin_panel.receipts import BACK_WORDS, title_of
from kiosk.acts import accounts as acts
from kiosk.queries import accounts as query
from kiosk.queries.receipts import PaidLine
from kiosk.rules.instants import Instant
from kiosk.rules.tenders import Tender
from kiosk.texts import _, format_money

REASON_LIMIT = 200

PAYMENTS_SHOWN = 30
USUAL_MINOR = (5_000, 50_000)
"""What is put on an account most, for the notes that are offered."""

accounts = Blueprint("accounts", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownPayment:
    """A payment in words, or what was given back of one: `word` says how, `minor` is below zero."""

    id: str
    at: Instant
    title: str
    tender: str
    minor: int
    word: str = ""


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """See accounts/show.html."""

    visitor: str
    name: str
    balance_minor: int
    credit_minor: int
    payments: Sequence[ShownPayment]
    paying: Paying
    shift_open: bool


@accounts.get("/people/<visitor>/account")
@may("see_till")
def show(visitor: str) -> ResponseReturnValue:
    """What is on an account and what was paid from anywhere."""
    return _page(Form({}), visitor)


@accounts.post("/people/<visitor>/top-up")
@may("sell")
def top_up(visitor: str) -> ResponseReturnValue:
    """Put money on the account."""
    form = Form.read()
    amount_minor = form.money("top_up")
    pay = pay_typed(form)
    price_minor = paid_minor(pay, kind="top_up", list_minor=amount_minor)
    tendered_minor = given_typed(form, paid_minor=price_minor)
    paid = None
    if not form.errors:
        paid = form.write(
            acts.top_up,
            at="top_up",
            visitor=visitor,
            amount_minor=amount_minor,
            tendered_minor=tendered_minor,
            pay=pay,
            by=current_staff(),
        )
    if paid is None:
        return _page(form, visitor)
    here = hub().settings
    money = isolated(format_money(amount_minor, here))
    change = change_words(tendered_minor - price_minor, here) if pay.tender is Tender.CASH else ""
    said = _("{money} is on the account ({note}).", money=money, note=change)
    say(said if change else _("{money} is on the account.", money=money))
    return redirect(url_for("accounts.show", visitor=visitor), HTTPStatus.SEE_OTHER)


@accounts.post("/people/<visitor>/credit")
@may("grant_credit")
def grant_credit(visitor: str) -> ResponseReturnValue:
    """Say how far the account may go below zero."""
    form = Form.read()
    limit_minor = form.money("credit")
    reason = form.text("credit_reason", _("Say why, in a few words."), limit=REASON_LIMIT)
    if not form.errors:
        with form.refusals_at("credit"):
            hub().write(
                acts.grant_credit,
                request_id=form.request_id,
                form=form.sent,
                visitor=visitor,
                limit_minor=limit_minor,
                by=current_staff(),
                reason=reason,
            )
    if form.errors:
        return _page(form, visitor)
    money = isolated(format_money(limit_minor, hub().settings))
    say(_("The account may owe up to {money}.", money=money))
    return redirect(url_for("accounts.show", visitor=visitor), HTTPStatus.SEE_OTHER)


def _lines(one: PaidLine) -> Iterator[ShownPayment]:
    paid = one.payment
    title = title_of(paid.kind, paid.title)
    tender = tender_name(paid.tender, paid.provider)
    yield ShownPayment(paid.id, paid.at, title, tender, paid.paid_minor)
    for back in one.backs:
        by = tender_name(back.tender, paid.provider if back.tender == paid.tender else "")
        word = _(BACK_WORDS[back.kind])
        yield ShownPayment(paid.id, back.at, title, by, -back.minor, word)


def _page(form: Form, visitor: str) -> ResponseReturnValue:
    with hub().read() as db:
        kept = query.account(db, visitor, limit=PAYMENTS_SHOWN)
    shown = ShownAccount(
        visitor=visitor,
        name=kept.name or _("Walk-in"),
        balance_minor=kept.balance_minor,
        credit_minor=kept.credit_minor,
        payments=[line for one in kept.payments for line in _lines(one)],
        paying=paying(form, USUAL_MINOR),
        shift_open=kept.shift_open,
    )
    return page("accounts/show.html", here="people", form=form, account=shown)
