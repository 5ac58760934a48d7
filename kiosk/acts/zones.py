"""A zone gets another name, and all that names it follows: seats, prices, offers, what was sold.

Days that are over keep the name that their sessions had: nothing summed up is altered.
"""

import msgspec

from kiosk.acts import window
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.rates import ANY
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, revisions, tariffs, zones
from kiosk.store.tariffs import TariffRow

NAME_LIMIT = 40
LISTS_LIMIT = 100
"""No owner plans more price lists ahead."""


def rename_zone(db: Db, now: Instant, *, zone: str, name: str, by: str, site: Site) -> str:
    """Call a zone by another name from now on; returns the name.

    An open session was priced under the old name, and where it moves to it must find its price:
    so nobody may sit anywhere.

    Raises:
        Refusal: `clock_doubted` (which list of prices holds is not known), `zone_name_wrong`,
            `zone_unknown`, `zone_taken`, `zone_in_use`, in that order.
    """
    if site.clock_doubted:
        raise Refusal("clock_doubted")
    name = name.strip()
    if not 0 < len(name) <= NAME_LIMIT or not name.isprintable() or name == ANY:
        raise Refusal("zone_name_wrong")
    known = zones.names(db)
    if zone not in known:
        raise Refusal("zone_unknown")
    if name in known:
        raise Refusal("zone_taken")
    if zones.anybody_sits(db):
        raise Refusal("zone_in_use")
    holds = tariffs.in_force(db, now)
    for row in (*(() if holds is None else (holds,)), *tariffs.to_come(db, now, limit=LISTS_LIMIT)):
        _follow(db, now, row, zone=zone, name=name, by=by)
    zones.rename(db, now, zone=zone, name=name)
    audit.record(db, now, by=by, act="rename_zone", about=f"zone:{name}", detail=f"{zone} → {name}")
    window.tell_all(db, now, site)
    revisions.bump(db, revisions.FLOOR)
    return name


def _follow(db: Db, now: Instant, row: TariffRow, *, zone: str, name: str, by: str) -> None:
    """Put the same list with the new name in the place of one that says the old one."""
    raw = msgspec.json.decode(row.body)
    if not any(rate["zone"] in (zone, name) for rate in raw["rate"]):
        return
    # A line of a zone that has no seat any more must not come to hold for this one.
    kept = [rate for rate in raw["rate"] if rate["zone"] != name]
    rates = [rate | {"zone": name} if rate["zone"] == zone else rate for rate in kept]
    body = msgspec.json.encode(raw | {"rate": rates})
    tariffs.add(db, now, applies_from=row.applies_from, body=body, by=by)
