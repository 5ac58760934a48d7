"""Passes on offer: made, changed, pinned and retired by the owner.

What was sold keeps its terms: a changed offer is a new edition, and the old one stands as it was.
"""

from kiosk.acts import window
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.offers import Draft, check_draft, seconds_of
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, offers, revisions, stations
from kiosk.store.offers import Offer

OFFERS_MOST = 50


def make_offer(db: Db, now: Instant, *, draft: Draft, by: str, site: Site) -> str:
    """Put a new offer on sale; returns its id.

    Raises:
        Refusal: `offer_wrong`, `offer_exists`, `too_many`, in that order.
    """
    _check(db, draft, series="")
    if len(offers.active(db)) >= OFFERS_MOST:
        raise Refusal("too_many", limit=OFFERS_MOST)
    offer = _offer(draft, series="", edition=1)
    offers.add(db, offer, now)
    _note(db, now, site, by=by, act="make_offer", offer=offer.id)
    return offer.id


def change_offer(db: Db, now: Instant, *, offer: str, draft: Draft, by: str, site: Site) -> str:
    """Sell a new edition in the place of an offer; returns the id of the new edition.

    Raises:
        Refusal: `offer_unknown`, `offer_closed` (it is retired, or changed already),
            `offer_wrong`, `offer_exists`, in that order.
    """
    old = _on_sale(db, offer)
    _check(db, draft, series=old.series)
    new = _offer(draft, series=old.series, edition=offers.newest_edition(db, old.series) + 1)
    offers.set_active(db, offer=old.id, active=False)
    offers.add(db, new, now)
    _note(db, now, site, by=by, act="change_offer", offer=new.id)
    return new.id


def pin_offer(db: Db, now: Instant, *, offer: str, pinned: bool, by: str, site: Site) -> None:
    """Make an offer a button on the floor, or leave it to the pages of people and vouchers.

    Raises:
        Refusal: `offer_unknown`, `offer_closed`.
    """
    found = _on_sale(db, offer)
    offers.set_pinned(db, offer=found.id, pinned=pinned)
    _note(db, now, site, by=by, act="pin_offer" if pinned else "unpin_offer", offer=found.id)


def retire_offer(db: Db, now: Instant, *, offer: str, by: str, site: Site) -> None:
    """Sell an offer no more; what was sold goes on.

    Raises:
        Refusal: `offer_unknown`, `offer_closed`.
    """
    found = _on_sale(db, offer)
    offers.set_active(db, offer=found.id, active=False)
    _note(db, now, site, by=by, act="retire_offer", offer=found.id)


def restore_offer(db: Db, now: Instant, *, offer: str, by: str, site: Site) -> None:
    """Sell a retired offer again.

    Raises:
        Refusal: `offer_unknown` (also what a sponsorship pays for: it was never sold),
            `offer_closed` (a newer edition stands in its place), `offer_exists`.
    """
    found = _known(db, offer)
    if offers.is_never_sold(db, found):
        raise Refusal("offer_unknown")
    if found.active or found.edition < offers.newest_edition(db, found.series):
        raise Refusal("offer_closed", offer=offer)
    _check_name(db, found.title, series=found.series)
    offers.set_active(db, offer=found.id, active=True)
    _note(db, now, site, by=by, act="restore_offer", offer=found.id)


def _check(db: Db, draft: Draft, *, series: str) -> None:
    check_draft(draft, zones={seat.zone for seat in stations.seats(db)})
    _check_name(db, draft.title, series=series)


def _check_name(db: Db, title: str, *, series: str) -> None:
    """Two buttons of one name are one mistake away from the wrong price."""
    wanted = title.strip().casefold()
    for other in offers.active(db):
        if other.series != series and other.title.casefold() == wanted:
            raise Refusal("offer_exists", title=other.title)


def _offer(draft: Draft, *, series: str, edition: int) -> Offer:
    new = new_id()
    return Offer(
        id=new,
        title=draft.title.strip(),
        seconds=seconds_of(draft),
        price_minor=draft.price_minor,
        valid_s=draft.valid_s,
        place=draft.place,
        terms=draft.terms,
        pinned=draft.pinned,
        series=series or new,
        edition=edition,
        cycle=draft.cycle,
        equipment=draft.equipment,
        names=tuple((language, name.strip()) for language, name in draft.names),
    )


def _known(db: Db, offer: str) -> Offer:
    found = offers.by_id(db, offer)
    if found is None:
        raise Refusal("offer_unknown")
    return found


def _on_sale(db: Db, offer: str) -> Offer:
    found = _known(db, offer)
    if not found.active:
        raise Refusal("offer_closed", offer=offer)
    return found


def _note(db: Db, now: Instant, site: Site, *, by: str, act: str, offer: str) -> None:
    audit.record(db, now, by=by, act=act, about=f"offer:{offer}")
    window.tell_all(db, now, site)
    revisions.bump(db, revisions.FLOOR)
