"""What a station and its hub say of time: what a visitor holds, may buy and pays at a seat."""

from typing import Annotated

import msgspec

Text = Annotated[str, msgspec.Meta(max_length=200)]
Pin = Annotated[str, msgspec.Meta(max_length=20)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class PaySubscription(msgspec.Struct, frozen=True):
    """The visitor pays the next period from the account; the PIN typed once more is the yes.

    `period` and `price_minor` are what was read on the page on which it was typed.
    """

    request_id: Text
    session: Text
    pin: Pin
    period: Count
    price_minor: Count


class Paid(msgspec.Struct, frozen=True):
    """The subscription was paid and goes on until then."""

    until: int


class Buy(msgspec.Struct, frozen=True):
    """The visitor buys more time from the account; the PIN typed once more is the yes.

    `offer` and `price_minor` are what was read on the page on which it was typed.
    """

    request_id: Text
    session: Text
    pin: Pin
    offer: Text
    price_minor: Count


class Bought(msgspec.Struct, frozen=True):
    """The seconds that the session may use now; the lease that holds them is renewed at once."""

    seconds: int


class ForSale(msgspec.Struct, frozen=True):
    """So many seconds for so much money, good at this seat."""

    offer: str
    title: str
    seconds: int
    price_minor: int


class OnSale(msgspec.Struct, frozen=True):
    """What the visitor who sits here may buy from the account, and what that holds."""

    offers: tuple[ForSale, ...]
    balance_minor: int


class AnswerRenewal(msgspec.Struct, frozen=True):
    """Whether the account pays renewals by itself: the PIN is the yes, a price of 0 is no more.

    `price_minor` is what was read on the page on which the PIN was typed.
    """

    request_id: Text
    session: Text
    pin: Pin
    price_minor: Count


class Answered(msgspec.Struct, frozen=True):
    """It was kept."""

    agreed: bool


class Renewing(msgspec.Struct, frozen=True):
    """The visitor's subscription that goes on, and whether the account pays it by itself."""

    title: str
    price_minor: int
    agreed: bool


class Lapsing(msgspec.Struct, frozen=True):
    """The visitor's subscription is about to lapse, or its newest period is not paid.

    `until` is when it stops if nothing is done; `period` the number of the one to be paid;
    `payable` whether the account holds its price.
    """

    title: str
    said: str
    until: int
    period: int
    price_minor: int
    payable: bool


class Included(msgspec.Struct, frozen=True):
    """What the visitor's subscription includes each day, week or month (`every`).

    `left_s` is what settled sessions have left of it; `next_at` when more begins that is paid for,
    0 for none.
    """

    title: str
    every: str
    each_s: int
    left_s: int
    next_at: int


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """Time that the visitor holds, as settled sessions have left it.

    `kind` is package, voucher, subscription or sponsorship, of which `funder` pays. `left_s` of
    `each_s` are left for this `every` (day to year), or in all where that is "". `today_s`: so
    much of it today, -1 where a day has no quota. `until`: it lapses, or its period ends, 0 for
    never. `goes_on`: what becomes of a subscription then: itself, desk, no, owed, paused. What
    limits it: `zones` (none: all), `days` (Monday is 0; none: all), minutes of the day from `start`
    to `end`.
    """

    kind: str
    title: str
    left_s: int
    until: int
    every: str = ""
    each_s: int = 0
    today_s: int = -1
    goes_on: str = ""
    funder: str = ""
    zones: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    start: int = 0
    end: int = 1440
