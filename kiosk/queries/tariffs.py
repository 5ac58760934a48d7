"""Prices as pages show them: what an hour costs now, and what a price list makes of examples."""

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import dearest_per_hour
from kiosk.settings import HubSettings
from kiosk.store import stations, tariffs

WALK_IN = "visitor"


def prices_now(db: Db, now: Instant, *, settings: HubSettings) -> set[int]:
    """What an hour costs a walk-in at this moment in the zones of the site (minor units)."""
    tariff = parse_tariff(msgspec.json.decode(tariffs.body_in_force(db, now, settings)))
    zones = {seat.zone for seat in stations.seats(db)}
    end = later(now, seconds=1)
    return {
        dearest_per_hour(tariff, zone=zone, group=WALK_IN, start=now, end=end) for zone in zones
    }
