"""The price of a session. Source: DESIGN.md §6; `tariff_files.py` reads a tariff.

Nothing here counts second by second: a session is cut into slices in which one rate and one pass
hold, and whole slices are priced.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kiosk.rules.instants import S_PER_HOUR, Instant, seconds_between
from kiosk.rules.metering import Run, SessionFact, runs
from kiosk.rules.passes import Covered, Pass, cover
from kiosk.rules.rates import Rate, concerning, rate_at
from kiosk.rules.receipts import Receipt, Segment, joined, receipt
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, Slice, edges_of, slices, whole_second

NOTHING_CHARGED: Mapping[LocalDay, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price rules of a site; among rates equally specific the later one wins.

    `daily_cap_minor` 0: no cap.
    """

    timezone: ZoneInfo
    currency: str
    rates: tuple[Rate, ...]
    grace_s: int = 0
    minimum_s: int = 0
    increment_s: int = 1
    daily_cap_minor: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """What is to be priced: a session's facts, who used it, and what was paid ahead.

    `recent_session`: this visitor (for a guest: this station) had another in the hour before.
    `charged_today_minor`: what the visitor's earlier sessions of each local day cost.
    """

    facts: tuple[SessionFact, ...]
    group: str
    recent_session: bool = False
    passes: tuple[Pass, ...] = ()
    charged_today_minor: Mapping[LocalDay, int] = field(default_factory=lambda: NOTHING_CHARGED)


def price(tariff: Tariff, use: Use) -> Receipt:
    """The receipt of a session.

    Raises:
        Refusal: `facts_wrong`; `no_rate` when an uncovered second has no price.
    """
    used = runs(use.facts)
    used_s = sum(run.seconds for run in used)
    if used_s < tariff.grace_s and not use.recent_session:
        return Receipt(used_s=used_s)
    covered = cover(_zoned(used, tariff, use), use.passes)
    return receipt(
        joined(_rated(covered, tariff, use.group)),
        minimum_s=tariff.minimum_s,
        increment_s=tariff.increment_s,
        cap_minor=tariff.daily_cap_minor,
        charged_today_minor=use.charged_today_minor,
    )


def dearest_per_hour(tariff: Tariff, *, zone: str, group: str, start: Instant, end: Instant) -> int:
    """The dearest rate in force from `start` up to `end`: at this a lease reserves money.

    Raises:
        Refusal: `no_rate` when some of that time has no price.
    """
    concerned = concerning(tariff.rates, zone=zone, group=group)
    edges = edges_of(rate.window for rate in concerned)
    since = whole_second(start)
    seconds = max(1, seconds_between(since, end))
    cut = slices(since, seconds, timezone=tariff.timezone, edges=edges)
    return max(_per_hour(concerned, zone, each) for each in cut)


def per_hour_at(tariff: Tariff, *, zone: str, group: str, at: Instant) -> int:
    """What an hour costs by the rate in force at an instant.

    Raises:
        Refusal: `no_rate`.
    """
    return dearest_per_hour(tariff, zone=zone, group=group, start=at, end=at)


def seconds_affordable(tariff: Tariff, *, minor: int, per_hour_minor: int, limit_s: int) -> int:
    """How many uncovered seconds `minor` pays for at one rate, minimum and increment included.

    Args:
        tariff: whose minimum and increment hold.
        minor: the money there is.
        per_hour_minor: the rate, as `dearest_per_hour` gives it.
        limit_s: the answer where an hour costs nothing, and at most.
    """
    if per_hour_minor == 0:
        return limit_s
    payable_s = minor * S_PER_HOUR // per_hour_minor
    charged_s = payable_s // tariff.increment_s * tariff.increment_s
    return min(charged_s, limit_s) if charged_s >= tariff.minimum_s else 0


def _zoned(used: Iterable[Run], tariff: Tariff, use: Use) -> Iterator[tuple[str, Slice]]:
    """The session's slices with their zones, cut at every edge of a rate or a pass."""
    windows = [rate.window for rate in tariff.rates]
    edges = edges_of((*windows, *(each.window for each in use.passes)))
    for run in used:
        for each in slices(run.start, run.seconds, timezone=tariff.timezone, edges=edges):
            yield run.zone, each


def _rated(covered: Iterable[Covered], tariff: Tariff, group: str) -> Iterator[Segment]:
    """What each slice costs an hour: nothing where a pass covers it."""
    concerned: dict[str, tuple[Rate, ...]] = {}
    for each in covered:
        if each.zone not in concerned:
            concerned[each.zone] = concerning(tariff.rates, zone=each.zone, group=group)
        is_paid = each.covered_by is not None
        yield Segment(
            start=each.slice.start,
            end=each.slice.end,
            seconds=each.slice.seconds,
            per_hour_minor=0 if is_paid else _per_hour(concerned[each.zone], each.zone, each.slice),
            covered_by=each.covered_by,
            zone=each.zone,
            day=each.slice.day,
        )


def _per_hour(concerned: tuple[Rate, ...], zone: str, each: Slice) -> int:
    rate = rate_at(concerned, weekday=each.weekday, minute=each.minute)
    if rate is None:
        raise Refusal("no_rate", zone=zone, at=each.start)
    return rate.per_hour_minor
