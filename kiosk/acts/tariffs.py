"""The owner's price lists: which one holds, and how the next one comes to hold.

A session keeps the list it opened under, so a new one never alters what is running.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from kiosk.acts import window
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.rates import concerning
from kiosk.rules.refusals import Refusal
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Tariff
from kiosk.store import audit, revisions, stations
from kiosk.store import tariffs as tariffs_store
from kiosk.store.sessions import Session

GROUPS = ("visitor", "student", "job-seeker", "retiree")
"""The price groups that a site starts with."""


def made_free(body: bytes) -> bytes:
    """The same list at no price: what a session is priced under that the house gives."""
    raw = msgspec.json.decode(body)
    free = [{"zone": "*", "group": "*", "per_hour_minor": 0}]
    return msgspec.json.encode(raw | {"rate": free})


def kept_by(session: Session) -> Tariff:
    """The list under which a session opened."""
    return read(session.tariff)


def read(body: bytes) -> Tariff:
    """A list as it is kept."""
    return parse_tariff(msgspec.json.decode(body))


def check(raw: Mapping[str, Any], *, zones: Iterable[str], site: Site) -> Tariff:
    """The list, if it may hold here.

    Raises:
        Refusal: what `parse_tariff` refuses; `tariff_wrong` when timezone or currency are not the
            site's; `tariff_gap` when one of the site's zones has no price for one of its groups.
    """
    tariff = parse_tariff(raw)
    for field, ours in (
        ("timezone", site.settings.timezone),
        ("currency", site.settings.currency),
    ):
        if raw[field] != ours:
            raise Refusal("tariff_wrong", field=field)
    for zone in zones:
        for group in GROUPS:
            if not concerning(tariff.rates, zone=zone, group=group):
                raise Refusal("tariff_gap", zone=zone, group=group, hours=f"{zone}, {group}")
    return tariff


def set_tariff(
    db: Db, now: Instant, *, body: bytes, applies_from: Instant, by: str, site: Site
) -> Instant:
    """Let a list hold from a moment on, now at the earliest; returns that moment.

    Raises:
        Refusal: `clock_doubted` (which moment that is, is not known), what `check` refuses.
    """
    if site.clock_doubted:
        raise Refusal("clock_doubted")
    zones = {seat.zone for seat in stations.seats(db)}
    check(msgspec.json.decode(body), zones=sorted(zones), site=site)
    since = max(now, applies_from)
    tariffs_store.add(db, now, applies_from=since, body=body, by=by)
    audit.record(db, now, by=by, act="set_tariff", about=f"tariff:{since}")
    window.tell_all(db, now, site)
    revisions.bump(db, revisions.FLOOR)
    return since
