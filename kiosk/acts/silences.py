"""Silences of stations are kept: that one began, that one is over."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.opening_hours import read_hours
from kiosk.rules.silences import Begins, Ear, Ends, next_of
from kiosk.store import silences


def keep_silences(
    db: Db, now: Instant, *, ears: Mapping[str, Ear], started: Instant, site: Site
) -> int:
    """Begin and end silences by what stations last said; returns how many rows were written.

    Args:
        db: the transaction.
        now: when.
        ears: what was heard of each station since the hub began to listen.
        started: when that was; a station that has not spoken since is silent from there.
        site: settings.
    """
    changes = due(db, now, ears=ears, started=started, site=site)
    seats = {each.station: each.seat for each in silences.listened_to(db)}
    for station, change in changes.items():
        if isinstance(change, Begins):
            silences.begin(db, station=station, seat=seats[station], at=change.at)
        else:
            silences.end(db, station=station, at=change.at)
    return len(changes)


def due(
    db: Db, now: Instant, *, ears: Mapping[str, Ear], started: Instant, site: Site
) -> dict[str, Begins | Ends]:
    """What has changed and is not kept yet, by station: a quiet hub writes nothing."""
    settings = site.settings
    hours = read_hours(settings.opening_hours, settings.opening_exceptions)
    timezone = ZoneInfo(settings.timezone)
    kept = silences.begun(db)
    listened = silences.listened_to(db)
    gone = kept.keys() - {each.station for each in listened}
    changes: dict[str, Begins | Ends] = dict.fromkeys(gone, Ends(now))
    for each in listened:
        ear = ears.get(each.station, Ear(max(started, each.enrolled_at)))
        began = kept.get(each.station)
        change = next_of(began, ear, now=now, hours=hours, timezone=timezone)
        if change is not None:
            changes[each.station] = change
    return changes
