"""What a sale of a subscription would pay now, for the forms that sell."""

from collections.abc import Mapping, Sequence

from admin_panel.guards import hub
from kiosk.acts import next_period
from kiosk.acts.next_period import Pays
from kiosk.disk.db import Db
from kiosk.rules.amounts import read_whole
from kiosk.rules.refusals import Refusal
from kiosk.store.offers import Offer

MARK_LIMIT = 40
PRICE_LIMIT = 10**12


def pays_now(db: Db, active: Sequence[Offer], visitor: str) -> Mapping[str, Pays]:
    """What each subscription on sale would pay for a visitor, by offer; others are not there."""
    found = {offer.id: _pays(db, offer, visitor) for offer in active if offer.cycle is not None}
    return {offer: pays for offer, pays in found.items() if pays is not None}


def list_minor(offer: Offer, mark: str) -> int:
    """The price that a form showed; the act holds it against what is due."""
    try:
        return read_whole(mark.partition(":")[2], least=0, most=PRICE_LIMIT)
    except Refusal:
        return offer.price_minor


def _pays(db: Db, offer: Offer, visitor: str) -> Pays | None:
    here = hub()
    try:
        return next_period.pays(db, here.now(), here.site, offer=offer, visitor=visitor)
    except Refusal:  # it is not sold now: the sale says why
        return None
