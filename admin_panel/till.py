"""The till: a shift opens with a float, pays out, and ends with a blind count. UI.md rule 15."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel.cash import pieces
from admin_panel.forms import FieldError, Form
from admin_panel.frame import page, say
from admin_panel.guards import current_staff, hub, i_may, may
from admin_panel.paying import tender_name
from admin_panel.receipts import BACK_WORDS, title_of
from admin_panel.sign_in import let_in, recognise
from admin_panel.visitor_pins import agreed_by
from kiosk.acts import cashier
from kiosk.queries import till as query
from kiosk.queries.till import OpenShift, Till
from kiosk.rules.amounts import read_whole
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import printed_code
from kiosk.store import walk_outs
from kiosk.store.staff import Staff
from kiosk.texts import N_, _, format_money, sentence, spoken

PIECES_MOST = 99_999

WRITTEN_OFF_SHOWN = 20


@dataclass(frozen=True, slots=True)
class CashWay:
    """A way of cash that is no sale."""

    id: str
    name: str


WAYS = (
    CashWay("expense", N_("Paid out")),
    CashWay("to_safe", N_("To the safe")),
    CashWay("pay_in", N_("Paid in")),
    CashWay("from_safe", N_("From the safe")),
)

till = Blueprint("till", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownTill:
    """See till/show.html."""

    state: str
    mine: bool
    pieces: Sequence[int]
    shift: OpenShift | None
    kept: Till
    difference: str


@till.get("/till")
@may("see_till")
def show() -> ResponseReturnValue:
    """The drawer as far as it may be seen."""
    return _page(Form({}))


@till.post("/till/open")
@may("open_shift")
def open_() -> ResponseReturnValue:
    """Open a shift with what lies in the drawer."""
    form = Form.read()
    float_minor = form.money("float")
    opened = None
    if not form.errors:
        opened = form.write(
            cashier.open_shift, at="float", float_minor=float_minor, by=current_staff()
        )
    if opened is None:
        return _page(form)
    say(_("Your shift is open."))
    return redirect(url_for("floor.show"), HTTPStatus.SEE_OTHER)


@till.post("/till/count")
@may("close_shift")
def count() -> ResponseReturnValue:
    """Keep the count; only then the page says what should be there."""
    form = Form.read()
    counted_minor = _counted(form)
    kept = None
    if not form.errors:
        kept = form.write(
            cashier.count_drawer, at="count", counted_minor=counted_minor, by=current_staff()
        )
    if kept is None:
        return _page(form)
    return _back()


@till.post("/till/close")
@may("close_shift")
def close() -> ResponseReturnValue:
    """Close the counted shift; a difference needs a reason."""
    form = Form.read()
    reason = form.text("reason", limit=500)
    closed = None
    if not form.errors:
        with form.refusals_at("reason"):
            closed = form.write(
                cashier.close_shift,
                at="reason",
                counted_minor=_kept_count(),
                reason=reason,
                by=current_staff(),
            )
    if closed is None:
        return _page(form)
    say(_("The shift is closed. The money goes to the safe."))
    return _back()


@till.post("/till/cash")
@may("close_shift")
def move_cash() -> ResponseReturnValue:
    """Put cash in or take it out when nothing is sold."""
    form = Form.read()
    kind = form.choice("kind", [way.id for way in WAYS], _("Choose what it is."))
    amount_minor = form.money("cash")
    reason = form.text("cash_reason", limit=200)
    moved = False
    if not form.errors:
        with form.refusals_at("cash" if reason else "cash_reason"):
            hub().write(
                cashier.move_cash,
                request_id=form.request_id,
                form=form.sent,
                move=form.request_id,
                kind=kind,
                amount_minor=amount_minor,
                reason=reason,
                by=current_staff(),
            )
            moved = True
    if not moved:
        return _page(form)
    words = next(way.name for way in WAYS if way.id == kind)
    money = format_money(amount_minor, hub().settings)
    say(_("{what}: {money}.", what=_(words), money=money))
    return _back()


@till.post("/till/hand-over")
@may("close_shift")
def hand_over() -> ResponseReturnValue:
    """The counted drawer goes on under somebody else, who signs with name and password."""
    form = Form.read()
    reason = form.text("reason", limit=500)
    who = _signing(form)
    handed = None
    if who is not None:
        with form.refusals_at("to_name"):
            handed = form.write(
                cashier.hand_over,
                at="reason" if _differs() and not reason else "to_name",
                counted_minor=_kept_count(),
                reason=reason,
                by=current_staff(),
                to=who.id,
            )
    if who is None or handed is None:
        return _page(form)
    let_in(who)
    say(_("The drawer is yours now, {name}.", name=who.name))
    return _back()


@till.post("/till/pay-out")
@may("pay_out")
def pay_out() -> ResponseReturnValue:
    """Pay cash from a visitor's account."""
    form = Form.read()
    visitor = form.typed.get("visitor", "")
    left = paid_out(form, f"amount-{visitor}", visitor=visitor)
    form.errors = [FieldError(f"amount-{visitor}", each.message) for each in form.errors]
    return _page(form) if left is None else _back()


def paid_out(form: Form, place: str, *, visitor: str) -> int | None:
    """Pay what a form asks for; the new balance, or None and errors at `place`.

    What lies there was earned, so its visitor says yes by PIN; a wrong one is told at the PIN.
    """
    amount_minor = form.money("amount")
    if form.errors or not agreed_by(form, visitor, pin="payout_pin", pictures="payout_pictures"):
        return None
    left = form.write(
        cashier.pay_out,
        at=place,
        payout=form.request_id,
        visitor=visitor,
        amount_minor=amount_minor,
        by=current_staff(),
    )
    if left is not None:
        say(_("{amount} paid out.", amount=format_money(amount_minor, hub().settings)))
    return left


def _counted(form: Form) -> int:
    """The sum of all pieces counted; an empty line is none of them."""
    total, said = 0, False
    for piece in pieces(hub().settings):
        typed = form.typed.get(f"count_{piece}", "").strip()
        if not typed:
            continue
        said = True
        try:
            total += piece * read_whole(typed, least=0, most=PIECES_MOST)
        except Refusal:
            form.wrong(f"count_{piece}", _("Type how many there are, in numbers."))
    if not said:
        form.wrong("count", _("Count the drawer: type how many of each there are."))
    return total


def _kept_count() -> int:
    """What was counted before.

    A form sent twice finds the shift closed already, or that of the next operator open: then it is
    known by its request id, and the act refuses a drawer that nobody counted.
    """
    with hub().read() as db:
        now = query.till(db)
    if now.shift is None:
        return _last_count(now)
    counted = now.shift.counted
    return 0 if counted is None else counted.counted_minor


def _last_count(now: Till) -> int:
    if not now.closed:
        raise Refusal("shift_not_open")
    return now.closed[0].counted_minor


def _back() -> ResponseReturnValue:
    return redirect(url_for("till.show"), HTTPStatus.SEE_OTHER)


def _page(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        kept = query.till(db)
        written_off = walk_outs.latest(db, limit=WRITTEN_OFF_SHOWN)
    shift = kept.shift
    shown = ShownTill(
        state=_state(shift),
        mine=shift is not None and shift.operator == current_staff(),
        pieces=tuple(reversed(pieces(hub().settings))),
        shift=shift,
        kept=kept,
        difference=_difference(shift),
    )
    return page(
        "till/show.html",
        here="till",
        form=form,
        till=shown,
        printed=printed_code,
        may_pay=i_may("pay_out"),
        written_off=written_off,
        title_of=title_of,
        tender_name=tender_name,
        ways=[CashWay(way.id, _(way.name)) for way in WAYS],
        way_words={way.id: _(way.name) for way in WAYS},
        back_words={kind: _(word) for kind, word in BACK_WORDS.items()},
    )


def _signing(form: Form) -> Staff | None:
    """Who goes on with the drawer; None and an error where name and password do not fit."""
    try:
        return recognise(form.typed.get("to_name", ""), form.typed.get("to_password", ""))
    except Refusal as refusal:
        form.wrong("to_password", sentence(refusal, spoken()), status=refusal.status)
        return None


def _differs() -> bool:
    """Whether the count that was kept is not what should be there, so that a reason is wanted."""
    with hub().read() as db:
        return _difference(query.till(db).shift) != "none"


def _state(shift: OpenShift | None) -> str:
    if shift is None:
        return "closed"
    return "open" if shift.counted is None else "counted"


def _difference(shift: OpenShift | None) -> str:
    if shift is None or shift.counted is None or shift.counted.difference_minor == 0:
        return "none"
    return "less" if shift.counted.difference_minor < 0 else "more"
