"""Selling an offer: money over the counter, a pass to the visitor. Every sale of time ends here.

Source: DESIGN.md §5: selling an offer makes a pass (till → sales:pass). `Sale.id` is also the id
of its payment, which says how it was paid; `Sale.price_minor` is what was paid.
"""

import secrets
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.acts import subscribing
from kiosk.acts.next_period import as_read
from kiosk.acts.site import Site
from kiosk.acts.tendering import Bill, open_shift_of, take
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.offers import lapses_at
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import CASH, Pay
from kiosk.store import audit, offers, passes, sales, visitors
from kiosk.store.offers import Offer
from kiosk.store.passes import NewPass
from kiosk.store.sales import Sale
from kiosk.store.visitors import Visitor

ID_BYTES = 12
GUEST_GROUP = "visitor"


@dataclass(frozen=True, slots=True)
class Counter:
    """Who sells what for which money: `tendered_minor` is the cash handed over, `pay` how else.

    `mark` says which period of a subscription the form showed: see `next_period.py`.
    """

    offer: str
    tendered_minor: int
    by: str
    pay: Pay = CASH
    mark: str = ""


def new_id() -> str:
    """A name that no other thing has (24 hex)."""
    return secrets.token_hex(ID_BYTES)


def active_offer(db: Db, offer: str) -> Offer:
    """The offer of this id.

    Raises:
        Refusal: `offer_unknown`.
    """
    found = offers.on_sale(db, offer)
    if found is None:
        raise Refusal("offer_unknown")
    return found


def add_guest(db: Db, now: Instant, site: Site, *, guest: str = "") -> str:
    """A visitor known by a voucher or a seat only; returns the id, new where none is given."""
    who = Visitor(
        id=guest or new_id(),
        code=None,
        name="",
        language=site.settings.languages[0],
        group=GUEST_GROUP,
        pin_hash=None,
        worker=new_worker(),
    )
    visitors.add(db, now, who)
    return who.id


def new_worker() -> str:
    """A visitor's pseudonym at the exchange; MTurk's worker ids start with A."""
    return "A" + secrets.token_hex(8).upper()


def sell(db: Db, now: Instant, site: Site, *, counter: Counter, visitor: str) -> Sale:
    """Take money for an offer and give the visitor its pass.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, `offer_unknown`, then what
            `next_period.as_read` and `take` refuse.
    """
    shift = open_shift_of(db)
    asked = active_offer(db, counter.offer)
    offer = as_read(db, now, site, offer=asked, visitor=visitor, mark=counter.mark)
    bill = Bill(
        id=new_id(),
        kind="pass",
        title=offer.title,
        list_minor=offer.price_minor,
        visitor=visitor,
        by=counter.by,
        tendered_minor=counter.tendered_minor,
    )
    paid = take(db, now, site, bill=bill, pay=counter.pay)
    bought = _pass(db, now, site, offer=offer, visitor=visitor, paid_minor=paid.due_minor)
    sale = Sale(
        paid.id,
        shift.id,
        counter.by,
        now,
        offer.id,
        bought,
        visitor,
        paid.paid_minor,
        paid.tendered_minor,
    )
    sales.add(db, sale)
    audit.record(db, now, by=counter.by, act="sell", about=f"sale:{sale.id}", reason=paid.reason)
    return sale


def _pass(db: Db, now: Instant, site: Site, *, offer: Offer, visitor: str, paid_minor: int) -> str:
    """What was paid: a pass of its own, or a period of a subscription."""
    if offer.cycle is not None:
        return subscribing.sold(
            db, now, site, offer=offer, visitor=visitor, new=new_id(), paid_minor=paid_minor
        )
    timezone = ZoneInfo(site.settings.timezone)
    new = NewPass(
        id=new_id(),
        visitor=visitor,
        offer=offer.id,
        kind="package",
        seconds=offer.seconds,
        lapses=lapses_at(offer.terms, valid_s=offer.valid_s, at=now, timezone=timezone),
    )
    passes.add(db, now, new)
    return new.id
