"""What an hour at this seat costs who sits here, now: by the lists that the hub told."""

import msgspec

from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import per_hour_at
from station_agent.agent import Agent

WALK_IN = "visitor"


def seat_per_hour(station: Agent) -> int:
    """By the rate in force for the seat's zone and the visitor's group, also with the hub away."""
    window, record, now = station.window, station.sitting.record, station.clock.now()
    held = _held(station, now)
    if held is None or window.zone is msgspec.UNSET:
        return window.per_hour_minor
    group = WALK_IN if record is None else record.group
    try:
        return per_hour_at(parse_tariff(held), zone=window.zone, group=group, at=now)
    except Refusal:
        return window.per_hour_minor


def _held(station: Agent, now: Instant) -> object:
    """The list that applies by now; None where the hub that told the window knew of no lists."""
    lists = station.window.lists
    if lists is msgspec.UNSET:
        return None
    held = [one.tariff for one in lists if one.applies_from <= now]
    return held[-1] if held else None
