"""What may be worked on, as anybody sees it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from kiosk.exchange.acts.allotting import terms_of
from kiosk.exchange.planning import row_of
from kiosk.exchange.store import offers
from kiosk.exchange.store.offers import Hit, HitType
from kiosk.protocol.bodies import HitTerms
from kiosk.rules.fairness import hourly_minor
from kiosk.rules.forms import Form, fill, read_form
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Offer:
    """A HIT type with its terms, one task of it as an example, and how many can be worked on.

    `hourly_minor` is before the station's own charge, which differs from site to site.
    """

    terms: HitTerms
    hourly_minor: int
    open: int
    form: Form


def open_offers(db: Connection, now: Instant) -> tuple[Offer, ...]:
    """All HIT types that can be worked on, the newest first."""
    return tuple(_offer(db, one, open_=count) for one, count in offers.hit_types_offered(db, now))


def offer_of(db: Connection, now: Instant, hit_type: str) -> Offer:
    """One HIT type, open or not.

    Raises:
        Refusal: `hit_unknown`.
    """
    found = offers.hit_type_of(db, hit_type)
    if found is None:
        raise Refusal("hit_unknown")
    counts = {one.id: count for one, count in offers.hit_types_offered(db, now)}
    return _offer(db, found, open_=counts.get(found.id, 0))


def filled_form(hit_type: HitType, hit: Hit) -> Form:
    """The form of one HIT as a visitor sees it; its picture is `sha256:<hex>`."""
    form = read_form(hit_type.form)
    row = row_of(
        form,
        inputs=hit.inputs,
        picture_variable=hit_type.picture_variable,
        picture=hit.picture,
    )
    return fill(form, row)


def _offer(db: Connection, hit_type: HitType, *, open_: int) -> Offer:
    hit = offers.first_hit(db, hit_type.id)
    if hit is None:
        raise Refusal("hit_unknown")
    return Offer(
        terms=terms_of(db, hit_type),
        hourly_minor=hourly_minor(
            reward_minor=hit_type.reward_minor,
            seconds_estimate=hit_type.seconds_estimate,
            station_per_hour_minor=0,
        ),
        open=open_,
        form=filled_form(hit_type, hit),
    )
