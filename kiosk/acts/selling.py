"""Selling an offer: cash into the till, a pass to the visitor. Every sale ends here.

Source: DESIGN.md §5: selling an offer makes a pass (till → sales:pass).
"""

import secrets
from dataclasses import dataclass

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, ledger, offers, passes, revisions, sales, shifts, visitors
from kiosk.store.offers import Offer
from kiosk.store.passes import NewPass
from kiosk.store.sales import Sale
from kiosk.store.shifts import Shift
from kiosk.store.visitors import Visitor

ID_BYTES = 12
GUEST_GROUP = "visitor"


@dataclass(frozen=True, slots=True)
class Counter:
    """Who sells what for which money: `tendered_minor` is the cash handed over."""

    offer: str
    tendered_minor: int
    by: str


def new_id() -> str:
    """A name that no other thing has (24 hex)."""
    return secrets.token_hex(ID_BYTES)


def open_shift_of(db: Db) -> Shift:
    """The shift whose till takes and gives the cash.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`.
    """
    shift = shifts.open_one(db)
    if shift is None:
        raise Refusal("shift_not_open")
    if shift.counted_minor is not None:
        raise Refusal("drawer_counted")
    return shift


def active_offer(db: Db, offer: str) -> Offer:
    """The offer of this id.

    Raises:
        Refusal: `offer_unknown`.
    """
    found = offers.by_id(db, offer)
    if found is None:
        raise Refusal("offer_unknown")
    return found


def add_guest(db: Db, now: Instant, site: Site) -> str:
    """A visitor known by a voucher or a seat only; returns the id."""
    guest = Visitor(
        id=new_id(),
        code=None,
        name="",
        language=site.settings.languages[0],
        group=GUEST_GROUP,
        pin_hash=None,
        worker=new_worker(),
    )
    visitors.add(db, now, guest)
    return guest.id


def new_worker() -> str:
    """A visitor's pseudonym at the exchange; MTurk's worker ids start with A."""
    return "A" + secrets.token_hex(8).upper()


def sell(db: Db, now: Instant, site: Site, *, counter: Counter, visitor: str) -> Sale:
    """Take cash for an offer and give the visitor its pass.

    Raises:
        Refusal: `shift_not_open`, `offer_unknown`, `cash_given_too_little`, in that order.
    """
    shift = open_shift_of(db)
    offer = active_offer(db, counter.offer)
    if counter.tendered_minor < offer.price_minor:
        raise Refusal("cash_given_too_little", price_minor=offer.price_minor)

    new = NewPass(
        id=new_id(),
        visitor=visitor,
        offer=offer.id,
        kind="package",
        seconds=offer.seconds,
        lapses=later(now, seconds=offer.valid_s),
    )
    passes.add(db, now, new)
    sale = Sale(
        new_id(),
        shift.id,
        counter.by,
        now,
        offer.id,
        new.id,
        visitor,
        offer.price_minor,
        counter.tendered_minor,
    )
    sales.add(db, sale)
    if offer.price_minor:
        ledger.post(db, _transfer(site, sale, till=shift.till))
    audit.record(db, now, by=counter.by, act="sell", about=f"sale:{sale.id}")
    revisions.bump(db, revisions.FLOOR)
    return sale


def _transfer(site: Site, sale: Sale, *, till: str) -> Transfer:
    return Transfer(
        id=f"sale:{sale.id}",
        debit=till,
        credit="sales:pass",
        amount=site.money(sale.price_minor),
        at=sale.at,
        reason="pass sold",
        reference=f"pass:{sale.pass_id}",
    )
