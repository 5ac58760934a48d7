"""Money: whole minor units of one currency, never a float. Source: DESIGN.md §5."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kiosk.rules.refusals import Refusal

CURRENCY = re.compile(r"[A-Z]{3}")
AMOUNT_LIMIT_MINOR = 10**15
"""Above this an amount is a slip of the finger: a thousand milliard of the smallest coin."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents) of one currency (ISO 4217)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not CURRENCY.fullmatch(self.currency) or abs(self.minor) > AMOUNT_LIMIT_MINOR:
            raise Refusal("amount_wrong", minor=self.minor, currency=self.currency)

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise Refusal("currency_differs", ours=self.currency, theirs=other.currency)


def round_half_up(amount: Fraction) -> int:
    """The nearest whole minor unit; a half goes up (away from zero for sums owed)."""
    return (amount.numerator * 2 + amount.denominator) // (amount.denominator * 2)


def largest_remainder(parts: Iterable[Fraction], *, total: int) -> tuple[int, ...]:
    """Whole parts that add up to `total`, each within one of its exact share.

    Ties go to the earlier part. Source: the method of Hamilton, 1792.
    """
    exact = tuple(parts)
    floors = [part.numerator // part.denominator for part in exact]
    missing = total - sum(floors)
    by_remainder = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in by_remainder[:missing]:
        floors[i] += 1
    return tuple(floors)
