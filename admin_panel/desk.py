"""The desk beside the map: what can be done with the chosen seat, and what was typed there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from flask import request, url_for
from flask.typing import ResponseReturnValue

from admin_panel import desk_seat
from admin_panel.bill_shown import ShownBill, bill_at
from admin_panel.cash import notes
from admin_panel.controls import Controls, controls
from admin_panel.desk_seat import AtSeat, ShownDue
from admin_panel.floor_now import floor_and_lapsing
from admin_panel.forms import Form
from admin_panel.frame import isolated, page
from admin_panel.guards import current_staff, hub, i_may
from admin_panel.kept_seats import ShownKept, shown_kept
from admin_panel.paying import (
    ShownTender,
    change_words,
    given_typed,
    paid_minor,
    pay_typed,
    tender_name,
    tenders,
)
from admin_panel.period_words import MARK_LIMIT, list_minor, pays_now
from admin_panel.room import room
from admin_panel.seat_words import look_of
from kiosk.acts import granting
from kiosk.acts.next_period import Pays
from kiosk.acts.opening_hours import closing_after
from kiosk.acts.selling import Counter
from kiosk.queries import people as people_query
from kiosk.queries import tariffs as tariffs_query
from kiosk.queries.floor_seats import Floor, FloorSeat
from kiosk.rules.amounts import ascii_digits
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.scans import read_scan
from kiosk.rules.tenders import CASH, Tender
from kiosk.rules.vouchers import check_code
from kiosk.store import offers, shifts, stations, vouchers
from kiosk.store.offers import Offer
from kiosk.texts import _, format_money, spoken

OWN_TIME = "own-time"
"""Stands among the offers for a visitor who has time already."""
PAY_AFTER = "pay-after"
"""Stands among the offers where the owner lets people pay when they leave."""
USUAL_S = 1800
"""What a walk-in asks for most: this offer is chosen before anybody does."""
CLOSING_SOON_S = 4 * 3600
"""From then on the desk says when the site closes."""
UNARMED = "unarmed"
"""In the address of a page that came by itself: Enter was not meant for it."""
NO_PERIODS: Mapping[str, Pays] = MappingProxyType({})
DESK = "desk-title"
"""Where an error leads that belongs to no field."""


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An offer as a button; `foot` stands in the place of its price.

    `pays`: of a subscription for somebody known, the period that it pays now.
    """

    id: str
    name: str
    price_minor: int
    chosen: bool
    foot: str = ""
    pays: Pays | None = None


@dataclass(frozen=True, slots=True)
class Paying:
    """What `pay_fields` of sale.html asks for where no offer is chosen."""

    notes: Sequence[int]
    tenders: Sequence[ShownTender]
    coin_minor: int


@dataclass(frozen=True, slots=True)
class Sale:
    """Offers, ways to pay, notes to be handed over, and the price before any script runs."""

    offers: Sequence[ShownOffer]
    notes: Sequence[int]
    default_minor: int
    tenders: Sequence[ShownTender]
    coin_minor: int


@dataclass(frozen=True, slots=True)
class Desk:
    """See floor/desk.html."""

    kind: str
    number: int
    state: str
    title: str
    words: str
    shift_open: bool
    till_url: str
    sale: Sale
    person: AtSeat | None
    due: ShownDue | None
    bill: ShownBill | None
    ways: Controls | None
    closes: Instant | None = None
    closed: bool = False
    kept: ShownKept | None = None
    setup_url: str = ""
    armed: bool = True
    is_first_free: bool = False


def floor_page(form: Form, *, seat: int | None) -> ResponseReturnValue:
    """The floor with a seat chosen: None takes the first free one, 0 none (a voucher is sold)."""
    now = floor_and_lapsing()
    chosen = _chosen(now, seat)
    with hub().read() as db:
        active = offers.pinned(db)
        shift_open = shifts.open_one(db) is not None
    desk = _desk(now, chosen, active, form, shift_open=shift_open)
    number = 0 if chosen is None else chosen.number
    shown = room(now, chosen=number, shortest=shortest(active) if shift_open else None)
    return page("floor/show.html", here="floor", form=form, room=shown, desk=desk)


def shortest(active: Sequence[Offer]) -> Offer | None:
    """The offer that adds a little time."""
    return min(active, key=lambda offer: offer.seconds, default=None)


def counter_typed(form: Form) -> Counter | None:
    """The offer chosen and the money given; None and errors where something is wrong."""
    with hub().read() as db:
        offer = offers.on_sale(db, form.typed.get("offer", ""))
    if offer is None:
        form.wrong("offer", _("Choose an offer."))
        return None
    pay = pay_typed(form)
    mark = "" if offer.cycle is None else form.typed.get(f"pays_{offer.id}", "")[:MARK_LIMIT]
    price_minor = paid_minor(pay, kind="pass", list_minor=list_minor(offer, mark))
    tendered_minor = given_typed(form, paid_minor=price_minor)
    return None if form.errors else Counter(offer.id, tendered_minor, current_staff(), pay, mark)


def told(counter: Counter) -> str:
    """An offer sold, how it was paid if not in cash, and the change to give back."""
    with hub().read() as db:
        offer = offers.by_id(db, counter.offer)
    if offer is None:
        return ""
    pay, price_minor = counter.pay, list_minor(offer, counter.mark)
    note = (
        change_words(
            counter.tendered_minor - paid_minor(pay, kind="pass", list_minor=price_minor),
            hub().settings,
        )
        if pay.tender is Tender.CASH
        else tender_name(pay.tender, pay.provider)
    )
    title = isolated(offer.called(spoken()))
    return _("{offer} ({note})", offer=title, note=note) if note else title


def hour_minor(seat: int, visitor: str) -> int:
    """What an hour costs a visitor at a seat, at the dearest."""
    here = hub()
    with here.read() as db:
        place = stations.seat(db, seat)
        zone = "" if place is None else place.zone
        return granting.hour_minor(db, here.now(), here.site, visitor=visitor, zone=zone)


def who_typed(form: Form, name: str = "who") -> str | None:
    """The visitor named in a field by card, code or name; None for a walk-in."""
    words = ascii_digits(read_scan(form.text(name, limit=80)))
    if not words:
        return None
    try:
        with hub().read() as db:
            return people_query.named(db, words).id
    except Refusal as refusal:
        if refusal.code == "too_many":
            form.wrong(name, _("Several people are called this. Type the code on the card."))
        else:
            form.wrong(name, _("Nobody is found. Leave it empty for a walk-in."))
        return None


def voucher_typed(form: Form) -> str | None:
    """The code of a voucher that was scanned or typed in `who`; None for anybody else."""
    try:
        code = check_code(read_scan(form.typed.get("who", "")))
    except Refusal:
        return None
    with hub().read() as db:
        return code if vouchers.by_code(db, code) is not None else None


def sale(
    active: Sequence[Offer],
    form: Form,
    *,
    brief: bool = False,
    own_time: bool = False,
    pays: Mapping[str, Pays] = NO_PERIODS,
) -> Sale:
    """What may be sold here; what was typed is chosen before the usual or the shortest offer.

    `pays`: what each subscription would pay for the visitor, where that one is known.
    """
    sold = list(active) if i_may("sell") else []
    wished = form.typed.get("offer") or _first_thought(sold, brief=brief)
    rows = [(offer.id, offer.called(spoken()), _price_now(offer, pays), "") for offer in sold]
    if own_time and i_may("sell") and hub().settings.postpaid_cap_minor:
        rows.append((PAY_AFTER, _("Pay after"), 0, _per_hour() or _("by the hour")))
    if own_time:
        rows.append((OWN_TIME, _("Own time"), 0, _("paid already")))
    ids = [row[0] for row in rows]
    chosen = wished if wished in ids else next(iter(ids), "")
    shown = [
        ShownOffer(id_, name, price, id_ == chosen, foot, pays.get(id_))
        for id_, name, price, foot in rows
    ]
    return Sale(
        offers=shown,
        notes=notes(hub().settings, [_price_now(offer, pays) for offer in sold]),
        default_minor=paid_minor(
            CASH,
            kind="pass",
            list_minor=next((offer.price_minor for offer in shown if offer.chosen), 0),
        ),
        tenders=tenders(form),
        coin_minor=hub().settings.smallest_coin_minor,
    )


def _price_now(offer: Offer, pays: Mapping[str, Pays]) -> int:
    return pays[offer.id].minor if offer.id in pays else offer.price_minor


def paying(form: Form, prices: Sequence[int], *, with_account: bool = False) -> Paying:
    """How a sum is paid that is no offer."""
    here = hub().settings
    return Paying(
        notes(here, prices), tenders(form, with_account=with_account), here.smallest_coin_minor
    )


def _per_hour() -> str:
    """What an hour costs a walk-in now, where it costs the same in every zone; else nothing."""
    here = hub()
    with here.read() as db:
        prices = tariffs_query.prices_now(db, here.now(), settings=here.settings)
    if len(prices) != 1:
        return ""
    return _("{price}/h", price=isolated(format_money(prices.pop(), here.settings)))


def _first_thought(sold: Sequence[Offer], *, brief: bool) -> str:
    shortest_one = shortest(sold)
    if brief and shortest_one is not None:
        return shortest_one.id
    return next((offer.id for offer in sold if offer.seconds == USUAL_S), "")


def _chosen(floor: Floor, seat: int | None) -> FloorSeat | None:
    if seat == 0:
        return None
    asked = None if seat is None else floor.seat(seat)
    return asked or next(iter(floor.free), None)


def _desk(
    floor: Floor,
    seat: FloorSeat | None,
    active: Sequence[Offer],
    form: Form,
    *,
    shift_open: bool,
) -> Desk:
    kind, closes = desk_seat.kind_of(seat), _closes_soon()
    return Desk(
        kind=kind,
        number=0 if seat is None else seat.number,
        state="free" if seat is None else look_of(seat),
        title=desk_seat.title(kind, seat),
        words=desk_seat.words(seat),
        shift_open=shift_open,
        till_url=url_for("till.show") if i_may("open_shift") else "",
        sale=sale(
            _sold_here(active, seat, kind),
            form,
            brief=kind == "in_use",
            own_time=kind in ("free", "booked"),
            pays=_pays_of(seat, active),
        ),
        setup_url=desk_seat.setup_url(seat),
        person=desk_seat.at_seat(seat),
        due=desk_seat.due_at(seat, form),
        bill=bill_at(seat),
        ways=controls(floor, seat),
        closes=closes if kind in ("free", "in_use", "booked") else None,
        closed=closes is not None and closes <= hub().now(),
        kept=shown_kept(seat),
        armed=UNARMED not in request.args,
        is_first_free=seat is not None and seat in floor.free[:1],
    )


def _pays_of(seat: FloorSeat | None, active: Sequence[Offer]) -> Mapping[str, Pays]:
    """What a subscription would pay for who sits here."""
    if seat is None or seat.sitter is None or seat.sitter.is_guest:
        return NO_PERIODS
    with hub().read() as db:
        return pays_now(db, active, seat.sitter.visitor)


def _sold_here(active: Sequence[Offer], seat: FloorSeat | None, kind: str) -> Sequence[Offer]:
    """A subscription renews for somebody known: none for a voucher, or where a guest sits."""
    sitter = None if seat is None else seat.sitter
    if kind == "none" or (sitter is not None and sitter.is_guest):
        return [offer for offer in active if offer.cycle is None]
    return active


def _closes_soon() -> Instant | None:
    """When the site closes, for who wants to sit longer; None while that is far away."""
    here = hub()
    closes = closing_after(here.site, here.now())
    if closes is None or closes - here.now() > CLOSING_SOON_S * MS_PER_S:
        return None
    return closes
