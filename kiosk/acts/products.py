"""Products: what is sold besides time, alone or onto a session, as long as it is on the shelf."""

from dataclasses import dataclass

from kiosk.acts.front_desk import known_visitor
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.acts.tendering import Bill, take
from kiosk.disk.db import Db
from kiosk.rules.baskets import Line, basket_minor, basket_title, check_basket
from kiosk.rules.instants import Instant
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.names import is_plain
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import CASH, Pay
from kiosk.store import audit, products, revisions

TITLE_LIMIT = 40
PIECES_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Basket:
    """How many pieces of which products, sold by whom for which money."""

    pieces: tuple[tuple[str, int], ...]
    tendered_minor: int
    by: str
    pay: Pay = CASH


def sell_products(db: Db, now: Instant, *, basket: Basket, visitor: str | None, site: Site) -> str:
    """Sell a basket, to the visitor of a session or to nobody known; returns the payment's id.

    Raises:
        Refusal: `not_found`, `product_unknown`, what `check_basket` refuses, then what
            `tendering.take` refuses.
    """
    if visitor is not None:
        known_visitor(db, visitor)
    lines = tuple(line_of(db, product, pieces) for product, pieces in basket.pieces)
    check_basket(lines)
    bill = Bill(
        id=new_id(),
        kind="products",
        title=basket_title(lines),
        list_minor=basket_minor(lines),
        visitor=visitor,
        by=basket.by,
        tendered_minor=basket.tendered_minor,
    )
    paid = take(db, now, site, bill=bill, pay=basket.pay)
    for line in lines:
        products.keep_line(db, payment=paid.id, line=line)
        products.move(
            db,
            now,
            product=line.product,
            pieces=-line.pieces,
            why="sold",
            by=basket.by,
            payment=paid.id,
        )
    audit.record(
        db, now, by=basket.by, act="sell_products", about=f"payment:{paid.id}", reason=paid.reason
    )
    return paid.id


def set_product(db: Db, now: Instant, *, title: str, price_minor: int, came: int, by: str) -> str:
    """Sell a product at this price from now on, with so many pieces more; returns its id.

    A product of the same name is the same product.

    Raises:
        Refusal: `field_missing`, `field_wrong` (the name, the pieces), `amount_wrong`.
    """
    title = title.strip()
    if not title:
        raise Refusal("field_missing", field="title")
    if len(title) > TITLE_LIMIT or not is_plain(title):
        raise Refusal("field_wrong", field="title")
    if not 0 <= price_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=price_minor)
    if not -PIECES_LIMIT <= came <= PIECES_LIMIT:
        raise Refusal("field_wrong", field="came")
    known = products.named(db, title)
    product = new_id() if known is None else known.id
    if known is None:
        products.add(db, product=product, title=title, price_minor=price_minor)
    else:
        products.set_price(db, product=product, price_minor=price_minor)
    if came:
        products.move(
            db, now, product=product, pieces=came, why="came" if came > 0 else "lost", by=by
        )
    audit.record(db, now, by=by, act="set_product", about=f"product:{product}", reason=title)
    revisions.bump(db, revisions.FLOOR)
    return product


def line_of(db: Db, product: str, pieces: int) -> Line:
    """So many pieces of a product as they are sold now.

    Raises:
        Refusal: `product_unknown`.
    """
    kept = products.by_id(db, product)
    if kept is None:
        raise Refusal("product_unknown", product=product)
    return Line(kept.id, kept.title, pieces, kept.price_minor, kept.left)
