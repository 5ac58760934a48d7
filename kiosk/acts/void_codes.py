"""Codes that open nothing any more: stations are told, and refuse them with the hub away too."""

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import CODES_LIMIT, VouchersVoid
from kiosk.rules.instants import Instant
from kiosk.store import cards, stations, vouchers

TOLD_MOST = 10_000
"""A new station is told of so many cards, the last replaced, and of so many vouchers."""


def tell_all(db: Db, now: Instant, site: Site, *, codes: tuple[str, ...]) -> None:
    """Every station is told of cards or vouchers that were good until now."""
    for peer in stations.all_stations(db):
        if not peer.revoked:
            _tell(db, now, site, station=peer.origin, codes=codes)


def tell_station(db: Db, now: Instant, site: Site, *, station: str) -> None:
    """A station that is new, or told anew after a restore, learns what was told before it came."""
    for codes in (
        cards.replaced(db, limit=TOLD_MOST),
        vouchers.void(db, at=now, limit=TOLD_MOST),
    ):
        _tell(db, now, site, station=station, codes=codes)


def _tell(db: Db, now: Instant, site: Site, *, station: str, codes: tuple[str, ...]) -> None:
    for some in (codes[n : n + CODES_LIMIT] for n in range(0, len(codes), CODES_LIMIT)):
        body = VouchersVoid(some)
        sqlite_outbox.put(db, site.writing(now), audience=f"station:{station}", body=body)
