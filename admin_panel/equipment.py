"""Equipment at the desk: what there is, who has it, lent and taken back by scan or typing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import buy_out_shown, desk, equipment_words
from admin_panel.buy_out_shown import ShownBuyOut
from admin_panel.desk import Paying
from admin_panel.drawing import drawn
from admin_panel.equipment_paper import SLIPS, Label, Slip, labels_pdf, slip_pdf
from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import approver_typed, given_typed, paid_minor, pay_typed
from admin_panel.receipts import plain
from admin_panel.seat_words import name_of
from admin_panel.visitor_pins import account_agreed, agreed_by
from admin_panel.voucher_batches import pdf_answer
from kiosk.acts import equipment as acts
from kiosk.acts.equipment import Lending, Returning
from kiosk.disk.db import Db
from kiosk.looks import figures
from kiosk.rules.equipment import (
    DAYS_LIMIT,
    ENDS_A_LOAN,
    EQUIPMENT_PREFIX,
    TITLE_LIMIT,
    Kind,
    Move,
    State,
    is_overdue,
    moves_from,
)
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.tenders import Tender
from kiosk.store import buy_outs, payments, shifts, visitors
from kiosk.store import equipment as store
from kiosk.store.equipment import Item, Loan
from kiosk.store.visitors import Visitor
from kiosk.texts import _, direction, format_money, spoken

ENDINGS = tuple(move for move in Move if move in ENDS_A_LOAN)

equipment = Blueprint("equipment", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a form: its value and its words."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A thing in words."""

    item: Item
    kind: str
    tone: str
    symbol: str
    state: str
    who: str = ""
    visitor: str = ""
    due: Instant | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ShownPage:
    """See equipment/show.html."""

    shown: ShownItem
    loan: Loan | None
    loans: Sequence[tuple[Loan, str, str]]
    paying: Paying
    seats: Sequence[Choice]
    moves: Sequence[Choice]
    ends: Sequence[Choice]
    shift_open: bool
    for_code: str
    buy: ShownBuyOut
    from_account: bool


@equipment.get("/equipment")
@may("sell")
def show_all() -> ResponseReturnValue:
    """Everything that is lent."""
    return _list(Form({}))


@equipment.post("/equipment")
@may("change_settings")
def keep() -> ResponseReturnValue:
    """A new thing."""
    form = Form.read()
    kind = form.choice("kind", list(Kind), _("Choose what it is."))
    title = form.text("title", _("Type the name."), limit=TITLE_LIMIT)
    deposit_minor = form.money("deposit") if form.typed.get("deposit", "").strip() else 0
    code = None
    if not form.errors:
        code = form.write(
            acts.keep_item,
            at="title",
            kind=Kind(kind),
            title=title,
            deposit_minor=deposit_minor,
            by=current_staff(),
        )
    if code is None:
        return _list(form)
    say(_("{title} has the code {code}.", title=isolated(title), code=isolated(code)))
    return redirect(url_for("equipment.show_all"), HTTPStatus.SEE_OTHER)


@equipment.get("/equipment/labels.pdf")
@may("sell")
def labels() -> Response:
    """A label for each thing that is still ours."""
    with hub().read() as db:
        kept = [item for item in store.items(db) if item.state is not State.SOLD]
    site = hub().settings.site_name
    made = [Label(site, item.title, item.code, EQUIPMENT_PREFIX + item.code) for item in kept]
    return pdf_answer(
        drawn(labels_pdf, made, rtl=direction(spoken()) == "rtl"), name="equipment-labels"
    )


@equipment.get("/equipment/<code>")
@may("sell")
def show(code: str) -> ResponseReturnValue:
    """One thing."""
    return thing_page(Form({}), code)


@equipment.post("/equipment/<code>/lend")
@may("sell")
def lend(code: str) -> ResponseReturnValue:
    """Lend it and take the deposit."""
    form = Form.read()
    item = _item(code)
    who = _borrower(form)
    days = form.whole("days", least=0, most=DAYS_LIMIT)
    pay = pay_typed(form)
    due_minor = paid_minor(pay, kind="top_up", list_minor=item.deposit_minor)
    given_minor = given_typed(form, paid_minor=due_minor)
    loan = None
    if who is not None and account_agreed(form, pay, who.id):
        lending = Lending(code, who.id, days, current_staff(), given_minor, pay)
        loan = form.write(acts.lend, at="who", lending=lending)
    if loan is None:
        return thing_page(form, code)
    say(_("{title} is lent. Print the slip.", title=isolated(item.title)))
    return redirect(url_for("equipment.show", code=code), HTTPStatus.SEE_OTHER)


@equipment.post("/equipment/<code>/back")
@may("sell")
def back(code: str) -> ResponseReturnValue:
    """Take it back, whole or not."""
    form = Form.read()
    move = form.choice("how", sorted(ENDS_A_LOAN), _("Choose how it came back."))
    kept_minor = form.money("kept") if form.typed.get("kept", "").strip() else 0
    reason = form.text("reason", limit=200)
    tender = form.choice("back_by", list(Tender), _("Choose how it is given back."))
    more_by = form.choice("more_by", ("cash", "account"), _("Choose how it is paid."))
    agreed = form.typed.get("agreed") == "1"
    approved_by = approver_typed(form)
    back_minor = None
    if more_by == Tender.ACCOUNT and not form.errors:
        _agreed_to_more(form, code, kept_minor)
    if not form.errors:
        told = (kept_minor, reason, tender, approved_by, agreed, Tender(more_by))
        returning = Returning(code, Move(move), current_staff(), *told)
        back_minor = form.write(acts.take_back, at="kept", returning=returning)
    if back_minor is None:
        return thing_page(form, code)
    money = isolated(format_money(back_minor, hub().settings))
    say(_("It is back. Give back {money}.", money=money) if back_minor else _("It is back."))
    return redirect(url_for("equipment.show", code=code), HTTPStatus.SEE_OTHER)


def _agreed_to_more(form: Form, code: str, kept_minor: int) -> None:
    """Damage above the deposit that the account pays: what lies there may be earned."""
    with hub().read() as db:
        loan = store.loan_of(db, code)
    if loan is not None and kept_minor > loan.deposit_minor:
        agreed_by(form, loan.visitor, pin="more_pin", pictures="more_pictures")


@equipment.post("/equipment/<code>/note")
@may("sell")
def note(code: str) -> ResponseReturnValue:
    """It broke, was mended, lost, found or sold."""
    form = Form.read()
    move = form.choice("move", list(Move), _("Choose what happened."))
    reason = form.text("why", _("Say why, in a few words."), limit=200)
    if form.errors or not form.done(
        acts.note_state,
        at="why",
        code=code,
        move=Move(move),
        reason=reason,
        by=current_staff(),
    ):
        return thing_page(form, code)
    say(_("It is noted."))
    return redirect(url_for("equipment.show", code=code), HTTPStatus.SEE_OTHER)


@equipment.get("/equipment/loans/<loan>/slip.pdf")
@may("sell")
def slip(loan: str) -> Response:
    """The slip of a loan: A6, or a 58 mm roll."""
    with hub().read() as db:
        kept = store.loan_by_id(db, loan)
        item = None if kept is None else store.by_code(db, kept.code)
        who = None if kept is None else visitors.by_id(db, kept.visitor)
    if kept is None or item is None:
        raise Refusal("not_found", what="loan")
    size = SLIPS["roll" if request.args.get("on") == "roll" else "a6"]
    name = "" if who is None else who.name
    return pdf_answer(drawn(slip_pdf, _slip(item, kept, name), size=size), name=f"loan-{item.code}")


def _slip(item: Item, loan: Loan, name: str) -> Slip:
    here = hub().settings
    deposit = format_money(loan.deposit_minor, here)
    held = (
        (
            _("Whole: all of it is given back."),
            _("Damage is paid from it alone, and we say why."),
        )
        if loan.deposit_minor
        else ()
    )
    lines = [_("Code {code}", code=item.code), name, _("Back by {day}", day=day_words(loan.due_at))]
    lines += [_("Deposit: {money}", money=deposit)] if loan.deposit_minor else []
    return Slip(
        head=(here.site_name, item.title),
        lines=[plain(words) for words in lines if words],
        rules=[plain(words) for words in (*held, _("No task and no exam needs it."))],
        qr=EQUIPMENT_PREFIX + item.code,
    )


def day_words(at: Instant) -> str:
    """Day and time here, for paper."""
    local = datetime.fromtimestamp(at // MS_PER_S, UTC).astimezone(
        ZoneInfo(hub().settings.timezone)
    )
    return f"{figures.day(local)}, {local:%H:%M}"


def _item(code: str) -> Item:
    with hub().read() as db:
        found = store.by_code(db, code)
    if found is None:
        raise Refusal("not_found", what="equipment")
    return found


def _borrower(form: Form) -> Visitor | None:
    """Who sits at the chosen seat, or whose card or code was scanned or typed."""
    typed = read_scan(form.typed.get("who", ""))
    if not typed and form.typed.get("seat"):
        seat = floor_now().seat(form.whole("seat", least=1, most=9999))
        if seat is None or seat.sitter is None:
            form.wrong("seat", _("Nobody sits there now."))
            return None
        with hub().read() as db:
            return visitors.by_id(db, seat.sitter.visitor)
    with hub().read() as db:
        found = visitors.by_code(db, typed) if typed else None
    if found is None:
        form.wrong("who", _("Scan the card, type its code, or choose a seat."))
    return found


def _shown(item: Item, line: store.LoanLine | None) -> ShownItem:
    state = equipment_words.state(item.state)
    if line is None:
        return ShownItem(item, equipment_words.kind(item.kind), *state)
    overdue = is_overdue(line.loan.due_at, now=hub().now())
    return ShownItem(
        item,
        equipment_words.kind(item.kind),
        *(equipment_words.overdue() if overdue else state),
        who=line.name or _("Walk-in"),
        visitor=line.loan.visitor,
        due=line.loan.due_at,
        overdue=overdue,
    )


def _list(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        out = {line.loan.code: line for line in store.out_now(db)}
        kept = store.items(db)
        held_minor = store.held_minor(db)
    rows = [_shown(item, out.get(item.code)) for item in kept]
    rows.sort(key=lambda row: (not row.overdue, row.due is None, row.due or 0, row.item.code))
    return page(
        "equipment/list.html",
        here="till",
        form=form,
        rows=rows,
        held_minor=held_minor,
        kinds=[Choice(kind.value, equipment_words.kind(kind)) for kind in Kind],
    )


def thing_page(form: Form, code: str) -> ResponseReturnValue:
    """The page of a thing, with what is wrong in its form."""
    item = _item(code)
    with hub().read() as db:
        line = next((one for one in store.out_now(db) if one.loan.code == code), None)
        past = [
            (loan, _name(visitors.by_id(db, loan.visitor)), equipment_words.outcome(loan.outcome))
            for loan in store.loans_of(db, code)
        ]
        shift_open = shifts.open_one(db) is not None
        loan = None if line is None else line.loan
        buy = buy_out_shown.of_thing(db, form, code=code, loan=loan)
        from_account = loan is not None and _from_account(db, loan)
    seats = [
        Choice(str(seat.number), _("Seat {number}, {name}", number=seat.number, name=name_of(one)))
        for seat in floor_now().seats
        if (one := seat.sitter) is not None
    ]
    shown = ShownPage(
        shown=_shown(item, line),
        loan=loan,
        loans=past,
        paying=desk.paying(form, (item.deposit_minor,), with_account=True),
        seats=seats,
        moves=[Choice(move.value, equipment_words.move(move)) for move in moves_from(item.state)],
        ends=[Choice(move.value, equipment_words.move(move)) for move in ENDINGS],
        shift_open=shift_open or item.deposit_minor == 0,
        for_code=request.args.get("who", "")[:20],
        buy=buy,
        from_account=from_account,
    )
    return page("equipment/show.html", here="till", form=form, thing=shown)


def _from_account(db: Db, loan: Loan) -> bool:
    """Whether an account paid the deposit or a part of the price: then it all goes back there."""
    contract = buy_outs.of_loan(db, loan.id)
    parts = () if contract is None else contract.paid
    found = [payments.by_id(db, one) for one in (loan.payment, *(p.payment for p in parts)) if one]
    return any(one is not None and one.tender == Tender.ACCOUNT for one in found)


def _name(who: Visitor | None) -> str:
    return _("Walk-in") if who is None or not who.name else who.name
