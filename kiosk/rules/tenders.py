"""What is paid with, what of a price is tax, what a coin rounds, and who must agree to a gift.

Source: DESIGN.md §5. A tax is contained in the price. Whatever a price is taken apart into adds
up to it again, also over refunds made one after the other.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from kiosk.rules.money import AMOUNT_LIMIT_MINOR, round_half_up
from kiosk.rules.refusals import Refusal
from kiosk.rules.till import rounded_to_coin

WHOLE_BASIS_POINTS = 10_000
"""A hundred per cent."""
REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9./-]{3,39}")
"""A provider's own number of a payment, as its message to the payer shows it."""


class Tender(StrEnum):
    """What is paid with."""

    CASH = "cash"
    MOBILE = "mobile"
    CARD = "card"
    ACCOUNT = "account"


WITH_REFERENCE = frozenset({Tender.MOBILE, Tender.CARD})


@dataclass(frozen=True, slots=True)
class Pay:
    """How a buyer pays: plain cash, if nothing else is said.

    `provider` and `reference` name a mobile or card payment. A discount has a `reason`;
    `approved_by` is the second person who agreed to it, "" where nobody had to.
    """

    tender: Tender = Tender.CASH
    provider: str = ""
    reference: str = ""
    discount_minor: int = 0
    reason: str = ""
    approved_by: str = ""


CASH = Pay()


@dataclass(frozen=True, slots=True)
class Parts:
    """A price taken apart; `rounding_minor` is what the smallest coin adds, or takes."""

    net_minor: int
    tax_minor: int
    rounding_minor: int = 0

    @property
    def due_minor(self) -> int:
        """The price itself, its tax included."""
        return self.net_minor + self.tax_minor

    @property
    def paid_minor(self) -> int:
        """What is handed over."""
        return self.due_minor + self.rounding_minor


NOTHING = Parts(0, 0)


def normal_reference(typed: str) -> str:
    """A reference as it is kept and compared: capitals, no spaces; "" where nothing was typed.

    Raises:
        Refusal: `field_wrong` for what no provider writes.
    """
    plain = "".join(typed.split()).upper()
    if plain and not REFERENCE.fullmatch(plain):
        raise Refusal("field_wrong", field="reference")
    return plain


def check_pay(
    pay: Pay, *, price_minor: int, mobile: Collection[str], card: Collection[str]
) -> None:
    """Refuse a way of paying that this site does not have, or that says too little.

    Raises:
        Refusal: `amount_wrong` (a discount above the price), `reason_missing` (of a discount),
            `tender_unknown` (no such provider), `field_missing` and `field_wrong` (the
            reference), in that order.
    """
    if not 0 <= pay.discount_minor <= price_minor <= AMOUNT_LIMIT_MINOR:
        raise Refusal("amount_wrong", minor=pay.discount_minor)
    if pay.discount_minor and not pay.reason.strip():
        raise Refusal("reason_missing", discount_minor=pay.discount_minor)
    if pay.tender not in WITH_REFERENCE:
        return
    if pay.provider not in (mobile if pay.tender is Tender.MOBILE else card):
        raise Refusal("tender_unknown", provider=pay.provider)
    if not pay.reference:
        raise Refusal("field_missing", field="reference")
    if normal_reference(pay.reference) != pay.reference:
        raise Refusal("field_wrong", field="reference")


def tender_account(tender: Tender, *, till: str, provider: str, visitor: str | None) -> str:
    """The ledger account that a payment goes into, and that a refund comes out of.

    Raises:
        Refusal: `tender_unknown`: nobody's account cannot pay.
    """
    if tender is Tender.CASH:
        return till
    if tender in WITH_REFERENCE:
        return f"mobile:{provider}"
    if visitor is None:
        raise Refusal("tender_unknown", provider="account")
    return f"visitor:{visitor}"


def ways_back(tender: Tender) -> tuple[Tender, ...]:
    """How a price that was paid so may be given back, as it was paid first.

    What an account paid may be earned, and goes to nobody's hand but by a pay-out, which its
    visitor says yes to.
    """
    if tender is Tender.ACCOUNT:
        return (Tender.ACCOUNT,)
    return tuple(dict.fromkeys((tender, Tender.CASH, Tender.ACCOUNT)))


def tax_within(due_minor: int, *, basis_points: int) -> int:
    """The tax that a price contains, rounded half up."""
    whole = WHOLE_BASIS_POINTS + basis_points
    return round_half_up(Fraction(due_minor * basis_points, whole))


def parts_of(due_minor: int, *, tax_basis_points: int, coin_minor: int = 1) -> Parts:
    """Take a price apart; only cash is rounded, by `coin_minor` (1: no smaller coin)."""
    tax = tax_within(due_minor, basis_points=tax_basis_points)
    rounded = rounded_to_coin(due_minor, coin_minor=coin_minor)
    return Parts(due_minor - tax, tax, rounded - due_minor)


def part_given_back(
    of: Parts,
    *,
    before_minor: int,
    refund_minor: int,
    coin_minor: int = 1,
    coins_before_minor: int = 0,
) -> Parts:
    """Take a refund apart as its price was, after earlier refunds of `before_minor`.

    The taxes of all refunds of a price add up to its own tax once all of it was given back. Of
    what went back in coins, `coins_before_minor` so far, the sum is rounded: were each part, a
    price given back in many small ones would be more than was paid.

    Raises:
        Refusal: `amount_wrong` for nothing, or for more than is left of the price.
    """
    due, after = of.due_minor, before_minor + refund_minor
    if refund_minor <= 0 or before_minor < 0 or after > due:
        raise Refusal("amount_wrong", minor=refund_minor)
    tax = share_of(of, after).tax_minor - share_of(of, before_minor).tax_minor
    rounded = rounded_to_coin(coins_before_minor + refund_minor, coin_minor=coin_minor)
    rounded -= rounded_to_coin(coins_before_minor, coin_minor=coin_minor)
    return Parts(refund_minor - tax, tax, rounded - refund_minor)


def no_more_than_paid(
    of: Parts, part: Parts, *, before_minor: int, coins_before_minor: int, coin_minor: int
) -> Parts:
    """A part of a price that was paid in coins, on its way to an account or to a provider.

    What the coin had rounded off was never paid, so it goes nowhere.
    """
    in_coins = rounded_to_coin(coins_before_minor, coin_minor=coin_minor)
    left_minor = max(0, of.paid_minor - in_coins - (before_minor - coins_before_minor))
    return replace(part, rounding_minor=min(part.due_minor, left_minor) - part.due_minor)


def share_of(of: Parts, minor: int) -> Parts:
    """What of so much of a price is net and what is tax, no coin in it."""
    tax = round_half_up(Fraction(of.tax_minor * minor, of.due_minor)) if minor else 0
    return Parts(minor - tax, tax)


def part_for_goods(minor: int, *, goods_minor: int, list_minor: int, before_minor: int = 0) -> int:
    """What of a part of a price is for the products in it; a broken unit goes to the time.

    Of parts that follow each other, `before_minor` so far, the sum is broken: were each, the units
    of many small refunds would all be taken from the time, and the products keep theirs.
    """
    if not goods_minor:
        return 0
    after, before = ((before_minor + minor) * goods_minor, before_minor * goods_minor)
    return after // list_minor - before // list_minor


def needs_second(minor: int, *, limit_minor: int, may_approve: bool) -> bool:
    """Whether a second person must agree to give so much away."""
    return minor > limit_minor and not may_approve
