"""What a sale of a subscription pays now: read on the page before, held to in the sale.

What is owed keeps the price at which it was owed. A second sale pays the period after, so who sells
at another desk at the same time reads first that one is paid.
"""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from kiosk.acts import subscribing
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import State, begun, renewed
from kiosk.store import subscriptions
from kiosk.store.offers import Offer

FIRST = 1


@dataclass(frozen=True, slots=True)
class Pays:
    """The period that a sale pays, its price, and when it begins and ends.

    `offer` and `title` are of the edition it is paid under. `owed`: it runs, and is not paid yet.
    """

    n: int
    minor: int
    offer: str
    title: str
    starts: Instant
    until: Instant
    owed: bool = False

    @property
    def mark(self) -> str:
        """What a form carries back, so that the sale is the one that was read."""
        return f"{self.n}:{self.minor}"

    @property
    def is_more(self) -> bool:
        """Whether something was sold before: then who sells it reads what this pays."""
        return self.n > FIRST


def pays(db: Db, now: Instant, site: Site, *, offer: Offer, visitor: str) -> Pays | None:
    """What selling this offer to a visitor pays now; None of what is no subscription.

    Raises:
        Refusal: what `subscribing.check_sale` refuses.
    """
    subscribing.check_sale(db, now, offer=offer, visitor=visitor)
    cycle = offer.cycle
    if cycle is None:
        return None
    timezone = ZoneInfo(site.settings.timezone)
    held = subscriptions.live_of(db, visitor)
    if held is not None and held.standing.state is State.ARREARS:
        mine = subscribing.offer_of(db, held)
        row = subscriptions.period(db, subscription=held.id, n=held.standing.n)
        minor = mine.price_minor if row is None else row.price_minor
        then = held.standing
        return Pays(then.n, minor, mine.id, mine.title, then.starts, then.ends, owed=True)
    if held is None:
        then = begun(now, period=cycle.period, timezone=timezone)
    else:
        counted = subscribing.counted(db, held, offer)
        then = renewed(counted, cycle, now=now, timezone=timezone)
    return Pays(then.n, offer.price_minor, offer.id, offer.title, then.starts, then.ends)


def as_read(db: Db, now: Instant, site: Site, *, offer: Offer, visitor: str, mark: str) -> Offer:
    """The offer as it is sold now, at the price it has: what is owed is not the newest edition.

    Args:
        db: the transaction.
        now: when.
        site: settings.
        offer: as it is on sale.
        visitor: to whom.
        mark: the `Pays.mark` that the form had; "" of a form that showed the offer's price only.

    Raises:
        Refusal: what `pays` refuses; `subscription_changed` where something else was read.
    """
    found = pays(db, now, site, offer=offer, visitor=visitor)
    if found is None:
        return offer
    if found.mark != (mark or f"{found.n}:{offer.price_minor}"):
        raise Refusal("subscription_changed")
    return replace(offer, id=found.offer, title=found.title, price_minor=found.minor)
