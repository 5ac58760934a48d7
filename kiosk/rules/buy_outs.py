"""Buying a lent thing in parts: what each part is, when it is due, what a stop gives back.

Fair use is fixed before the contract: a rent for each day after the first, never more than what was
paid. Whoever brings the thing back owes nothing after that. No task or exam ever needs one.
"""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.rules.instants import Instant
from kiosk.rules.money import AMOUNT_LIMIT_MINOR
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import day_bounds, days_between, days_later, local_day

PARTS_LEAST = 2
PARTS_LIMIT = 24
EVERY_DAYS_LIMIT = 92


@dataclass(frozen=True, slots=True)
class Terms:
    """What a thing is sold for: in so many parts, one every so many days; the rent of a stop."""

    price_minor: int
    parts: int
    every_days: int
    rent_per_day_minor: int

    @property
    def most_rent_minor(self) -> int:
        """The highest fair rent per day: over the whole contract never more than half the price."""
        return self.price_minor // (2 * self.parts * self.every_days)


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its number from 1, what it is and by when."""

    n: int
    minor: int
    due_at: Instant


@dataclass(frozen=True, slots=True)
class Stopped:
    """What was paid, shared out at a stop; both add up to it."""

    back_minor: int
    used_minor: int


def check_terms(terms: Terms, *, deposit_minor: int, coin_minor: int) -> None:
    """Refuse terms that cannot be kept or are not fair.

    Raises:
        Refusal: `field_wrong` (parts, every_days), `amount_wrong` (a price that leaves a part
            without a coin once the deposit counts), `rent_too_high`, in that order.
    """
    if not PARTS_LEAST <= terms.parts <= PARTS_LIMIT:
        raise Refusal("field_wrong", field="parts")
    if not 1 <= terms.every_days <= EVERY_DAYS_LIMIT:
        raise Refusal("field_wrong", field="every_days")
    least_minor = deposit_minor + terms.parts * coin_minor
    if not least_minor <= terms.price_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=terms.price_minor)
    if not 0 <= terms.rent_per_day_minor <= terms.most_rent_minor:
        raise Refusal("rent_too_high", minor=terms.most_rent_minor)


def schedule(
    terms: Terms, *, counted_minor: int, coin_minor: int, now: Instant, timezone: ZoneInfo
) -> tuple[Part, ...]:
    """All parts, which add up to the price less `counted_minor`: the deposit, where it counts.

    Each is a whole number of coins, the first ones a coin more; what no coin pays is in the last.
    A part is due by the last moment of its day.
    """
    coins, rest_minor = divmod(terms.price_minor - counted_minor, coin_minor)
    each, more = divmod(coins, terms.parts)
    today = local_day(now, timezone)
    parts = []
    for n in range(1, terms.parts + 1):
        minor = (each + (1 if n <= more else 0)) * coin_minor
        day = days_later(today, n * terms.every_days)
        due_at = Instant(day_bounds(day, timezone)[1] - 1)
        parts.append(Part(n, minor + (rest_minor if n == terms.parts else 0), due_at))
    return tuple(parts)


def stopped(
    paid_minor: int, *, rent_per_day_minor: int, since: Instant, now: Instant, timezone: ZoneInfo
) -> Stopped:
    """Share out what was paid when the thing comes back: the rent stays, all else goes back.

    The day of the contract is free; a clock that jumped back makes no rent.
    """
    days = max(0, days_between(local_day(since, timezone), local_day(now, timezone)))
    used_minor = min(paid_minor, days * rent_per_day_minor)
    return Stopped(paid_minor - used_minor, used_minor)
