"""Where an offer sells time for less than the tariff asks in a zone that costs more than another.

A discount on time is what an offer is for; this looks only at dear zones beside cheaper ones that
the same offer opens: there an owner often meant the cheap ones alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kiosk.rules.instants import S_PER_HOUR
from kiosk.rules.rates import Rate, concerning
from kiosk.rules.spans import Window


@dataclass(frozen=True, slots=True)
class Undercut:
    """A zone in which the same time costs more by the hour, and how much (minor units)."""

    zone: str
    cost_minor: int


def undercuts(
    rates: Sequence[Rate],
    *,
    zones: Collection[str],
    group: str,
    window: Window,
    seconds: int,
    price_minor: int,
) -> list[Undercut]:
    """The dearer zones, by name, where `seconds` cost more by the hour than the offer's price.

    Args:
        rates: the lines of the tariff.
        zones: where the offer holds.
        group: whose prices are compared.
        window: when the offer holds; each zone counts at its cheapest hour in it.
        seconds: what is sold.
        price_minor: for so much; what is given for nothing is given on purpose.
    """
    per_hour = {
        zone: cheapest
        for zone in sorted(zones)
        if (cheapest := _cheapest(rates, zone=zone, group=group, window=window)) is not None
    }
    if price_minor == 0 or not per_hour:
        return []
    least = min(per_hour.values())
    costs = {
        zone: (2 * seconds * minor + S_PER_HOUR) // (2 * S_PER_HOUR)  # half up
        for zone, minor in per_hour.items()
        if minor > least
    }
    return [Undercut(zone, minor) for zone, minor in costs.items() if minor > price_minor]


def _cheapest(rates: Sequence[Rate], *, zone: str, group: str, window: Window) -> int | None:
    """The least that an hour costs there in the window; None where no hour of it has a price."""
    left, found = window.week, []
    for rate in concerning(rates, zone=zone, group=group):
        if left & rate.window.week:
            found.append(rate.per_hour_minor)
        left &= ~rate.window.week
    return min(found, default=None)
