"""The window: what anyone may look at on a locked station, told to all stations when it changes."""

from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import Hours, Price, PriceList, Window, write_body
from kiosk.protocol.codec import encode
from kiosk.protocol.facts import fits
from kiosk.rules.instants import Instant
from kiosk.rules.rates import ANY
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import per_hour_at
from kiosk.store import offers, stations, tariffs, tasks, zones

TASKS_LIMIT = 12
EXCEPTIONS_LIMIT = 60
WEEK_LIMIT = 60
PRICES_LIMIT = 6
LISTS_TO_COME_LIMIT = 2
LISTS_LIMIT_BYTES = 24_000
WALK_IN = "visitor"


def tell_station(db: Db, now: Instant, site: Site, *, station: str) -> None:
    """Put the window as it is now into one station's stream."""
    body = window_now(db, now, site, station=station)
    sqlite_outbox.put(db, site.writing(now), audience=f"station:{station}", body=body)


def tell_all(db: Db, now: Instant, site: Site) -> None:
    """Put the window as it is now into every enrolled station's stream."""
    for peer in stations.all_stations(db):
        if not peer.revoked:
            tell_station(db, now, site, station=peer.origin)


def window_now(db: Db, now: Instant, site: Site, *, station: str) -> Window:
    """Prices, tasks on offer and the site's rules of time; as many tasks as fit into a fact."""
    seat = stations.seat_of(db, station)
    window = _window(db, now, site, zone=ANY if seat is None else seat.zone)
    while window.tasks and not fits(write_body(window)):
        window = replace(window, tasks=window.tasks[:-1])
    return window


def _window(db: Db, now: Instant, site: Site, *, zone: str) -> Window:
    settings = site.settings
    lists = _lists(db, now, site, zone=zone)
    return Window(
        site=settings.site_name,
        currency=settings.currency,
        currency_symbol=settings.currency_symbol,
        currency_decimals=settings.currency_decimals,
        per_hour_minor=_per_hour(lists, now, zone=zone, otherwise=settings.per_hour_minor),
        languages=settings.languages,
        prices=tuple(
            Price(offer.title, offer.price_minor, dict(offer.names) or msgspec.UNSET)
            for offer in offers.active(db)[:PRICES_LIMIT]
        ),
        tasks=tasks.open_terms(db, limit=TASKS_LIMIT),
        warnings_s=settings.warnings_s,
        ending_s=settings.ending_s,
        look_around_s=settings.look_around_s,
        pause_limit_s=settings.pause_limit_s,
        beat_interval_s=settings.beat_interval_s,
        renew_interval_s=settings.renew_interval_s,
        timezone=settings.timezone,
        zone=zone,
        zone_was=zones.former_names(db, zone),
        lists=lists,
        hours=_hours(now, site),
        last_extension_s=settings.last_extension_s,
        offline_ok_s=settings.offline_ok_s,
    )


def _hours(now: Instant, site: Site) -> Hours:
    """The week, and the next days that differ, so that a lock knows them also with the hub away."""
    settings = site.settings
    today = local_day(now, ZoneInfo(settings.timezone))
    coming = sorted(line for line in settings.opening_exceptions if line >= today)
    return Hours(settings.opening_hours[:WEEK_LIMIT], tuple(coming[:EXCEPTIONS_LIMIT]))


def _lists(db: Db, now: Instant, site: Site, *, zone: str) -> tuple[PriceList, ...]:
    """The price list in force, and of the next ones what leaves room for tasks in a fact."""
    lists = [PriceList(0, _concerning(tariffs.body_in_force(db, now, site.settings), zone))]
    lists += [
        PriceList(row.applies_from, _concerning(row.body, zone))
        for row in tariffs.to_come(db, now, limit=LISTS_TO_COME_LIMIT)
    ]
    while len(lists) > 1 and len(encode(lists)) > LISTS_LIMIT_BYTES:
        lists.pop()
    return tuple(lists)


def _concerning(body: bytes, zone: str) -> dict[str, Any]:
    raw: dict[str, Any] = msgspec.json.decode(body)
    return raw | {"rate": [rate for rate in raw["rate"] if rate["zone"] in {ANY, zone}]}


def _per_hour(lists: tuple[PriceList, ...], now: Instant, *, zone: str, otherwise: int) -> int:
    """What an hour costs a walk-in now; a zone that has no price costs what the settings say."""
    try:
        return per_hour_at(parse_tariff(lists[0].tariff), zone=zone, group=WALK_IN, at=now)
    except Refusal:
        return otherwise
