"""Prices as pages show them: what an hour costs now, and what a price list makes of examples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_HOUR, Instant, later
from kiosk.rules.metering import Closed, Opened
from kiosk.rules.rates import ANY, Rate, concerning
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import next_at
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Tariff, Use, per_hour_at, price
from kiosk.settings import HubSettings
from kiosk.store import stations, tariffs
from kiosk.store.tariffs import TariffRow

WALK_IN = "visitor"


def prices_now(db: Db, now: Instant, *, settings: HubSettings) -> set[int]:
    """What an hour costs a walk-in at this moment in the zones of the site (minor units)."""
    tariff = parse_tariff(msgspec.json.decode(tariffs.body_in_force(db, now, settings)))
    zones = {seat.zone for seat in stations.seats(db)} or {ANY}
    return {
        per_hour_at(tariff, zone=zone, group=WALK_IN, at=now)
        for zone in zones
        if concerning(tariff.rates, zone=zone, group=WALK_IN)  # a seat may be newer than the list
    }


LISTS_SHOWN = 10
EXAMPLE_PEOPLE_LIMIT = 6
EXAMPLES = (
    (0, 10 * 60, 600),
    (0, 10 * 60, S_PER_HOUR),
    (4, 17 * 60, 3 * S_PER_HOUR),
    (5, 21 * 60, 2 * S_PER_HOUR),
)
"""Weekday (Monday is 0), minute of the day, seconds: what an owner can work out in the head."""


@dataclass(frozen=True, slots=True)
class Example:
    """What a session would cost, in minor units; `before` None where it had no price."""

    zone: str
    group: str
    start: Instant
    seconds: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Lists:
    """The list that holds now as JSON, and those that were set, the one that holds last first."""

    body: bytes
    holds: TariffRow | None
    all: tuple[TariffRow, ...]
    zones: tuple[str, ...]


def lists(db: Db, now: Instant, *, settings: HubSettings) -> Lists:
    """What the page of prices shows."""
    return Lists(
        tariffs.body_in_force(db, now, settings),
        tariffs.in_force(db, now),
        tariffs.latest(db, limit=LISTS_SHOWN),
        tuple(dict.fromkeys(seat.zone for seat in stations.seats(db))),
    )


def examples(now: Instant, *, before: Tariff, after: Tariff, zones: Iterable[str]) -> list[Example]:
    """What a few sessions cost under two lists, for each zone and group that the new one names."""
    return [
        Example(
            zone,
            group,
            start,
            seconds,
            _cost(before, zone=zone, group=group, start=start, seconds=seconds),
            _cost(after, zone=zone, group=group, start=start, seconds=seconds),
        )
        for zone, group in _people(after.rates, tuple(zones))
        for start, seconds in _times(now, after)
    ]


def _people(rates: Iterable[Rate], zones: tuple[str, ...]) -> list[tuple[str, str]]:
    """Walk-ins in every zone, then the groups that a line names."""
    groups = dict.fromkeys([WALK_IN, *(rate.group for rate in rates if rate.group != ANY)])
    return [(zone, group) for group in groups for zone in zones][:EXAMPLE_PEOPLE_LIMIT]


def _times(now: Instant, tariff: Tariff) -> Iterator[tuple[Instant, int]]:
    for weekday, minute, seconds in EXAMPLES:
        yield next_at(now, weekday=weekday, minute=minute, timezone=tariff.timezone), seconds


def _cost(tariff: Tariff, *, zone: str, group: str, start: Instant, seconds: int) -> int | None:
    facts = (Opened(start, "", zone), Closed(later(start, seconds=seconds)))
    try:
        return price(tariff, Use(facts=facts, group=group)).total_minor
    except Refusal:
        return None
