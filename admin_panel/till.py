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
from kiosk.acts import cashier
from kiosk.queries import till as query
from kiosk.queries.till import OpenShift, Till
from kiosk.rules.amounts import read_whole
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import printed_code
from kiosk.store import walk_outs
from kiosk.texts import _, format_money

PIECES_MOST = 99_999

WRITTEN_OFF_SHOWN = 20

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


@till.post("/till/pay-out")
@may("pay_out")
def pay_out() -> ResponseReturnValue:
    """Pay cash from a visitor's account."""
    form = Form.read()
    visitor = form.typed.get("visitor", "")
    left = paid_out(form, f"amount-{visitor}", visitor=visitor)
    return _page(form) if left is None else _back()


def paid_out(form: Form, place: str, *, visitor: str) -> int | None:
    """Pay what a form asks for; the new balance, or None and errors at `place`."""
    amount_minor = form.money("amount")
    if form.errors:
        form.errors = [FieldError(place, each.message) for each in form.errors]
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

    A form sent twice finds the shift closed already; then the sum of that shift holds.

    Raises:
        Refusal: `drawer_not_counted`.
    """
    with hub().read() as db:
        now = query.till(db)
    if now.shift is None:
        return _last_count(now)
    if now.shift.counted is None:
        raise Refusal("drawer_not_counted")
    return now.shift.counted.counted_minor


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
    )


def _state(shift: OpenShift | None) -> str:
    if shift is None:
        return "closed"
    return "open" if shift.counted is None else "counted"


def _difference(shift: OpenShift | None) -> str:
    if shift is None or shift.counted is None or shift.counted.difference_minor == 0:
        return "none"
    return "less" if shift.counted.difference_minor < 0 else "more"
