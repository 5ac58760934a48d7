"""When stations could not reach the hub: it was down itself, or many fell silent together."""

from kiosk import last_alive
from kiosk.acts import outages
from kiosk.hub import Hub
from kiosk.jobs.clock import by_date, watch_clock
from kiosk.rules.instants import Instant
from kiosk.rules.link_outages import Voice, hub_was_down


@by_date
def stay_alive(hub: Hub, now: Instant) -> None:
    """Note that the hub runs, also at its start; between two notes far apart it was down."""
    alive = last_alive.noted(hub.folder)
    if alive is not None and hub_was_down(alive.at, now) is not None:
        hub.write(outages.note_hub_was_down, alive_at=alive.at)
    hub.clock_watch.seen = now
    last_alive.note(hub.folder, hub.clock)


@by_date
def watch_links(hub: Hub, now: Instant) -> None:
    """Note when many stations fall silent together; a look first: a quiet hub writes nothing."""
    voices = {
        station: Voice(heard.at, heard.since, in_session=bool(heard.session))
        for station, heard in tuple(hub.heard.items())
    }
    with hub.read() as db:
        found = outages.links_now(db, now, voices=voices)
    if found.any:
        hub.write(outages.note_links, voices=voices)


def look_back(hub: Hub) -> None:
    """At the start: a clock in doubt, and how long we were down, before a station tells of it."""
    for look in (watch_clock, stay_alive):
        look(hub, hub.now())
