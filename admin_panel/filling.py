"""Stations whose room for unsent work is filling: said on every page in time."""

from kiosk.disk.db import Db
from kiosk.heard import Heard
from kiosk.hub import Hub
from kiosk.rules.outbox_room import room_left
from kiosk.store import stations
from kiosk.texts import _, n_


def filling_line(here: Hub, db: Db) -> str:
    """What staff read on the bar; "" while every station has room."""
    filling = {
        station: word
        for station, word in tuple(here.heard.items())
        if room_left(word.filled_percent) != "enough"
    }
    if not filling:
        return ""
    station, fullest = max(filling.items(), key=lambda one: one[1].filled_percent)
    place = stations.seat_of(db, station)
    if place is None or len(filling) > 1:
        return n_(
            "{n} station is filling up with unsent work.",
            "{n} stations are filling up with unsent work.",
            len(filling),
        )
    if room_left(fullest.filled_percent) == "full":
        return _("Station {number} is full of unsent work.", number=place.number)
    return _("Station {number} is filling up with unsent work.", number=place.number)


def room_word(word: Heard) -> str:
    """How full a station is; "" while it has room."""
    match room_left(word.filled_percent):
        case "full":
            return _("Full: takes no new tasks")
        case "filling":
            return _("{percent} % full", percent=word.filled_percent)
        case "enough":
            return ""
