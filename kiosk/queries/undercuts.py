"""Offers that sell the time of a dear zone for less than the price list asks there."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.queries.tariffs import WALK_IN
from kiosk.rules.instants import Instant
from kiosk.rules.offers import Draft, Terms
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Tariff
from kiosk.rules.undercuts import Undercut, undercuts
from kiosk.settings import HubSettings
from kiosk.store import offers, stations, tariffs
from kiosk.store.offers import Offer


@dataclass(frozen=True, slots=True)
class Cheap:
    """An offer on sale, and a dearer zone in which it holds."""

    offer: Offer
    there: Undercut


def of_all(db: Db, tariff: Tariff) -> list[Cheap]:
    """Every such zone of every offer on sale; time without a limit has no price by the hour."""
    zones = _zones(db)
    return [
        Cheap(offer, one)
        for offer in offers.active(db)
        if not offer.is_whole
        for one in _found(
            tariff, zones, offer.terms, seconds=offer.seconds, price_minor=offer.price_minor
        )
    ]


def of_draft(db: Db, tariff: Tariff, draft: Draft) -> list[Undercut]:
    """The same of an offer that is not sold yet."""
    if draft.seconds is None:
        return []
    return _found(
        tariff, _zones(db), draft.terms, seconds=draft.seconds, price_minor=draft.price_minor
    )


def in_force(db: Db, now: Instant, settings: HubSettings) -> Tariff:
    """The price list that holds now."""
    return parse_tariff(msgspec.json.decode(tariffs.body_in_force(db, now, settings)))


def _found(
    tariff: Tariff, zones: Iterable[str], terms: Terms, *, seconds: int, price_minor: int
) -> list[Undercut]:
    return undercuts(
        tariff.rates,
        zones=terms.zones or frozenset(zones),
        group=WALK_IN,
        window=terms.window,
        seconds=seconds,
        price_minor=price_minor,
    )


def _zones(db: Db) -> set[str]:
    return {seat.zone for seat in stations.seats(db)}
