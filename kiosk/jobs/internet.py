"""Whether there is internet: a row for each outage, nothing while all stays as it is."""

import socket

from kiosk.acts import outages
from kiosk.hub import Hub
from kiosk.rules.instants import Instant, seconds_between
from kiosk.rules.outages import NOTICED_AFTER_S
from kiosk.store import outages as store

ANSWERS_WITHIN_S = 3


def watch_internet(hub: Hub, now: Instant) -> None:
    """Note when the internet goes for longer than a hiccup, and when it comes back."""
    hub.internet.note(now, up=_is_up(hub))
    with hub.read() as db:
        away_since = store.open_one(db)
    if hub.internet.up is not False:
        if away_since is not None:
            hub.write(outages.note_internet, away_since=None)
        return
    if away_since is None and seconds_between(hub.internet.since, now) >= NOTICED_AFTER_S:
        hub.write(outages.note_internet, away_since=hub.internet.since)


def _is_up(hub: Hub) -> bool | None:
    """By a call to where the owner says, else by an exchange elsewhere; None: there is no sign."""
    where = hub.settings.internet_check
    if where:
        return _answers(where)
    if not hub.settings.exchange_url or hub.line.client is None:
        return None
    return hub.line.up


def _answers(where: str) -> bool:
    host, _colon, port = where.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=ANSWERS_WITHIN_S):
            return True
    except OSError:
        return False
