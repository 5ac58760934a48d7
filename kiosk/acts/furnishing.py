"""Furnishing a site: seats on the floor map, offers on the desk."""

from kiosk.acts import window
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import offers as offers_store
from kiosk.store import revisions, stations
from kiosk.store.offers import Offer
from kiosk.store.stations import SeatRow


def furnish(
    db: Db, now: Instant, *, offers: tuple[Offer, ...], seats: tuple[SeatRow, ...], site: Site
) -> None:
    """Put seats and offers there; what is there already stays as it is."""
    for offer in offers:
        if offers_store.by_id(db, offer.id) is None:
            offers_store.add(db, offer, now)
    for seat in seats:
        if stations.seat(db, seat.number) is None:
            stations.add_seat(db, seat)
    window.tell_all(db, now, site)
    revisions.bump(db, revisions.FLOOR)
