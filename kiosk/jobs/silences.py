"""Stations that have gone silent, and those that speak again, are kept: once for each silence."""

from kiosk.acts import silences as acts
from kiosk.hub import Hub
from kiosk.jobs.clock import by_date
from kiosk.rules.instants import Instant
from kiosk.rules.silences import Ear


@by_date
def keep_silences(hub: Hub, now: Instant) -> None:
    """Keep what has changed; a look first, so that a quiet hub writes nothing."""
    ears = {station: Ear(heard.at, heard.since) for station, heard in tuple(hub.heard.items())}
    with hub.read() as db:
        changes = acts.due(db, now, ears=ears, started=hub.started, site=hub.site)
    if changes:
        hub.write(acts.keep_silences, ears=ears, started=hub.started)
