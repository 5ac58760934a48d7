"""Whatever was scanned or typed into the find box: a receipt, a seat, a voucher, a card, a name."""

from flask import url_for

from admin_panel.floor_now import floor_now
from admin_panel.frame import isolated, say
from admin_panel.guards import hub, i_may
from kiosk.queries import people as query
from kiosk.rules.equipment import read_equipment
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_receipt, read_scan
from kiosk.rules.vouchers import check_code
from kiosk.store import blocks, bookings, cards, equipment, visitors, vouchers
from kiosk.texts import _

SEAT_DIGITS = 4
WORDS_LIMIT = 80


def place_of(typed: str) -> str:
    """The page that what was typed means; a list of people where it means several or nobody."""
    payment = read_receipt(typed)
    if payment is not None:
        return url_for("receipts.show", payment=payment)
    thing = _thing(typed)
    if thing is not None:
        return thing
    words = read_scan(typed)[:WORDS_LIMIT]
    if not words:
        return url_for("people.show")
    found = _seat(words) or _code(words) or _card(words) or _person(words)
    return found or url_for("people.show", q=words)


def _thing(typed: str) -> str | None:
    """The label of something that is lent."""
    code = read_equipment(typed)
    if code is None or not i_may("sell"):
        return None
    with hub().read() as db:
        found = equipment.by_code(db, code)
    return None if found is None else url_for("equipment.show", code=code)


def _seat(words: str) -> str | None:
    """A short number is a seat."""
    if not words.isdecimal() or len(words) > SEAT_DIGITS:  # "²" is a digit to Python, not a number
        return None
    seat = floor_now().seat(int(words))
    return None if seat is None else url_for("floor.show", seat=seat.number)


def _code(words: str) -> str | None:
    """A voucher, a booking or a class: no two have the same code."""
    try:
        code = check_code(words)
    except Refusal:
        return None
    with hub().read() as db:
        booking, block = bookings.by_code(db, code), blocks.by_code(db, code)
        voucher = vouchers.by_code(db, code)
    if booking is not None:
        return url_for("bookings.show", booking=booking.booking.id)
    if block is not None:
        return url_for("blocks.show", block=block.id)
    return None if voucher is None else url_for("vouchers.show", code=code)


def _card(words: str) -> str | None:
    """A card that nobody has yet is registered for; a lost one leads to its owner."""
    with hub().read() as db:
        card = cards.by_code(db, words)
        owner = None
        if card is not None and card.visitor is not None:
            owner = visitors.by_id(db, card.visitor)
    if card is None or card.state == "bound":
        return None
    if card.state == "blank":
        return url_for("people.show", card=card.code) if i_may("register_visitor") else None
    if owner is None or owner.code is None:
        say(_("This card was replaced. Nobody has it any more."))
        return url_for("people.show")
    say(_("This card was replaced. The new code is {code}.", code=isolated(owner.code)))
    return url_for("people.person", visitor=owner.id)


def _person(words: str) -> str | None:
    try:
        with hub().read() as db:
            return url_for("people.person", visitor=query.named(db, words).id)
    except Refusal:
        return None
