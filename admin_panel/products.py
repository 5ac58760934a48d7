"""Products at the desk: sold alone or to who sits at a seat; the owner sets price and stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk
from admin_panel.desk import Paying
from admin_panel.floor_now import floor_now
from admin_panel.forms import Form
from admin_panel.frame import isolated, page, say
from admin_panel.guards import current_staff, hub, may
from admin_panel.paying import change_words, given_typed, paid_minor, pay_typed
from admin_panel.seat_words import name_of
from admin_panel.visitor_pins import account_agreed
from kiosk.acts import billing
from kiosk.acts import products as acts
from kiosk.acts.products import PIECES_LIMIT, TITLE_LIMIT, Basket
from kiosk.rules.amounts import read_whole
from kiosk.rules.baskets import PIECES_LIMIT as BASKET_PIECES
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Tender
from kiosk.store import products as store
from kiosk.store import shifts
from kiosk.store.products import Product
from kiosk.texts import _, format_money

USUAL_MINOR = (1_000, 20_000)
"""What a basket mostly costs, for the notes that are offered."""

ON_BILL = "bill"

products = Blueprint("products", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class ShownSeat:
    """A seat where somebody sits."""

    number: int
    name: str
    pays_after: bool


@dataclass(frozen=True, slots=True)
class ShownProducts:
    """See products/show.html."""

    rows: Sequence[Product]
    seats: Sequence[ShownSeat]
    paying: Paying
    shift_open: bool
    may_owe: bool


@products.get("/products")
@may("sell")
def show() -> ResponseReturnValue:
    """What is on the shelf."""
    return _page(Form({}))


@products.post("/products/sell")
@may("sell")
def sell() -> ResponseReturnValue:
    """Sell a basket."""
    form = Form.read()
    pieces = _pieces(form)
    if form.typed.get("how") == ON_BILL:
        return _put_on_bill(form, pieces)
    visitor = _sitter(form)
    pay = pay_typed(form)
    price_minor = paid_minor(pay, kind="products", list_minor=_price_minor(pieces))
    tendered_minor = given_typed(form, paid_minor=price_minor)
    paid = None
    if account_agreed(form, pay, visitor):
        basket = Basket(pieces, tendered_minor, current_staff(), pay)
        paid = form.write(acts.sell_products, at="pieces", basket=basket, visitor=visitor)
    if paid is None:
        return _page(form)
    here = hub().settings
    money = isolated(format_money(price_minor, here))
    change = change_words(tendered_minor - price_minor, here) if pay.tender is Tender.CASH else ""
    said = _("{money} taken ({note}).", money=money, note=change)
    say(said if change else _("{money} taken.", money=money))
    return redirect(url_for("receipts.show", payment=paid), HTTPStatus.SEE_OTHER)


def _put_on_bill(form: Form, pieces: tuple[tuple[str, int], ...]) -> ResponseReturnValue:
    """For a seat that pays after: paid with its time."""
    number = form.whole("seat", least=1, most=9999) if form.typed.get("seat") else 0
    seat = floor_now().seat(number)
    if number == 0:
        form.wrong("seat", _("Choose a seat that pays after."))
    minor = None
    if not form.errors:
        minor = form.write(
            billing.put_on_bill,
            at="seat",
            seat=number,
            pieces=pieces,
            told_used_s=0 if seat is None or seat.sitter is None else seat.sitter.told_used_s,
            by=current_staff(),
        )
    if minor is None:
        return _page(form)
    money = isolated(format_money(minor, hub().settings))
    say(_("{money} goes onto the bill of seat {seat}.", money=money, seat=number))
    return redirect(url_for("products.show"), HTTPStatus.SEE_OTHER)


@products.post("/products")
@may("change_settings")
def set_product() -> ResponseReturnValue:
    """A new product, or another price and more pieces of one."""
    form = Form.read()
    title = form.text("title", _("Type the name."), limit=TITLE_LIMIT)
    price_minor = form.money("price")
    came = form.whole("came", least=0, most=PIECES_LIMIT)
    kept = None
    if not form.errors:
        kept = form.write(
            acts.set_product,
            at="title",
            title=title,
            price_minor=price_minor,
            came=came,
            by=current_staff(),
        )
    if kept is None:
        return _page(form)
    say(_("{product} is on the shelf.", product=isolated(title)))
    return redirect(url_for("products.show"), HTTPStatus.SEE_OTHER)


def _pieces(form: Form) -> tuple[tuple[str, int], ...]:
    """How many of what; an empty line is none of it."""
    wanted = []
    with hub().read() as db:
        rows = store.active(db)
    for row in rows:
        typed = form.typed.get(f"pieces-{row.id}", "").strip()
        if not typed:
            continue
        try:
            count = read_whole(typed, least=0, most=BASKET_PIECES)
        except Refusal:
            form.wrong(f"pieces-{row.id}", _("Type how many there are, in numbers."))
            continue
        if count:
            wanted.append((row.id, count))
    if not wanted and not form.errors:
        form.wrong("pieces", _("Say how many of what."))
    return tuple(wanted)


def _price_minor(pieces: tuple[tuple[str, int], ...]) -> int:
    with hub().read() as db:
        prices = {row.id: row.price_minor for row in store.active(db)}
    return sum(prices.get(product, 0) * count for product, count in pieces)


def _sitter(form: Form) -> str | None:
    """The visitor at the seat that was chosen; None for nobody."""
    if not form.typed.get("seat"):
        return None
    number = form.whole("seat", least=1, most=9999)
    seat = floor_now().seat(number)
    if seat is None or seat.sitter is None:
        form.wrong("seat", _("Nobody sits there now."))
        return None
    return seat.sitter.visitor


def _page(form: Form) -> ResponseReturnValue:
    with hub().read() as db:
        rows = store.active(db)
        shift_open = shifts.open_one(db) is not None
    seats = [
        ShownSeat(seat.number, name_of(seat.sitter), seat.sitter.pays == "postpaid")
        for seat in floor_now().seats
        if seat.sitter is not None
    ]
    shown = ShownProducts(
        rows,
        seats,
        desk.paying(form, USUAL_MINOR, with_account=True),
        shift_open,
        may_owe=any(seat.pays_after for seat in seats),
    )
    return page("products/show.html", here="till", form=form, products=shown)
