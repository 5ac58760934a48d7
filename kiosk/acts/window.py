"""The window: what anyone may look at on a locked station, told to all stations when it changes."""

from msgspec.structs import replace

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import Price, Window, write_body
from kiosk.protocol.facts import fits
from kiosk.rules.instants import Instant
from kiosk.store import offers, stations, tasks

TASKS_LIMIT = 12
PRICES_LIMIT = 6


def tell_station(db: Db, now: Instant, site: Site, *, station: str) -> None:
    """Put the window as it is now into one station's stream."""
    sqlite_outbox.put(
        db, site.writing(now), audience=f"station:{station}", body=window_now(db, site)
    )


def tell_all(db: Db, now: Instant, site: Site) -> None:
    """Put the window as it is now into every enrolled station's stream."""
    for peer in stations.all_stations(db):
        if not peer.revoked:
            tell_station(db, now, site, station=peer.origin)


def window_now(db: Db, site: Site) -> Window:
    """Prices, tasks on offer and the site's rules of time; as many tasks as fit into a fact."""
    window = _window(db, site)
    while window.tasks and not fits(write_body(window)):
        window = replace(window, tasks=window.tasks[:-1])
    return window


def _window(db: Db, site: Site) -> Window:
    settings = site.settings
    return Window(
        site=settings.site_name,
        currency=settings.currency,
        currency_symbol=settings.currency_symbol,
        currency_decimals=settings.currency_decimals,
        per_hour_minor=settings.per_hour_minor,
        languages=settings.languages,
        prices=tuple(
            Price(offer.title, offer.price_minor) for offer in offers.active(db)[:PRICES_LIMIT]
        ),
        tasks=tasks.open_terms(db, limit=TASKS_LIMIT),
        warnings_s=settings.warnings_s,
        ending_s=settings.ending_s,
        look_around_s=settings.look_around_s,
        pause_limit_s=settings.pause_limit_s,
        beat_interval_s=settings.beat_interval_s,
        renew_interval_s=settings.renew_interval_s,
        timezone=settings.timezone,
    )
