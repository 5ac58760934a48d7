"""What anyone at a seat may look at, hub to stations: bodies of facts."""

from typing import Annotated, Any

import msgspec

from kiosk.protocol.fields import At, Minor, Name, Seconds
from kiosk.protocol.task_bodies import HitTerms
from kiosk.rules.house_rules import LINE_LIMIT, LINES_MOST

CODES_LIMIT = 1000
EDITIONS_LIMIT = 10**9


class Edition(msgspec.Struct, frozen=True, tag="edition"):
    """Hub to stations: a module's station edition; its bytes are the fact's only blob.

    `minor_of`: the edition that this one changes in words only.
    """

    slug: Name
    edition: Name
    title: Name
    sha256: Name
    minor_of: Name | msgspec.UnsetType = msgspec.UNSET


class VouchersVoid(msgspec.Struct, frozen=True, tag="vouchers_void"):
    """Hub to stations: these codes open nothing any more, also with the hub away."""

    codes: Annotated[tuple[Name, ...], msgspec.Meta(max_length=CODES_LIMIT)]


class HouseText(msgspec.Struct, frozen=True):
    """The house rules in one language."""

    language: Name
    lines: Annotated[
        tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=LINE_LIMIT)], ...],
        msgspec.Meta(max_length=LINES_MOST),
    ]


class HouseRules(msgspec.Struct, frozen=True, tag="house_rules"):
    """Hub to stations: what is asked of everybody. The newest edition replaces the others."""

    edition: Annotated[int, msgspec.Meta(ge=1, le=EDITIONS_LIMIT)]
    texts: Annotated[tuple[HouseText, ...], msgspec.Meta(max_length=20)]


class Price(msgspec.Struct, frozen=True):
    """An offer as the lock shows it; `names`: its other names by language."""

    title: Name
    price_minor: Minor
    names: dict[Name, Name] | msgspec.UnsetType = msgspec.UNSET

    def called(self, language: str) -> str:
        """Its name for who reads this language."""
        return self.title if self.names is msgspec.UNSET else self.names.get(language, self.title)


class PriceList(msgspec.Struct, frozen=True):
    """A price list, as far as it concerns the station's zone, and from when on it holds."""

    applies_from: At
    tariff: dict[str, Any]


class Hours(msgspec.Struct, frozen=True):
    """When the site is open, in lines as `rules/opening_hours.py` reads them; no week: always."""

    week: Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)] = ()
    exceptions: Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)] = ()


class Window(msgspec.Struct, frozen=True, tag="window"):
    """Hub to stations: what anyone may look at. The newest replaces the others.

    `lists` are the price list in force and the next ones, the earliest first, so that a station
    knows the price of an hour also with the hub away; `per_hour_minor` is what it was then.
    `offline_ok_s`: how long a signed card opens a seat whose hub is away.
    """

    site: Name
    currency: Name
    currency_symbol: Annotated[str, msgspec.Meta(max_length=10)]
    currency_decimals: Annotated[int, msgspec.Meta(ge=0, le=4)]
    per_hour_minor: Minor
    languages: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)]
    prices: Annotated[tuple[Price, ...], msgspec.Meta(max_length=20)]
    tasks: Annotated[tuple[HitTerms, ...], msgspec.Meta(max_length=20)]
    warnings_s: tuple[int, ...] = (600, 300, 60)
    ending_s: int = 60
    look_around_s: int = 300
    pause_limit_s: int = 900
    beat_interval_s: int = 5
    renew_interval_s: int = 30
    timezone: str = "UTC"
    zone: Name | msgspec.UnsetType = msgspec.UNSET
    zone_was: Annotated[tuple[Name, ...], msgspec.Meta(max_length=20)] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    lists: Annotated[tuple[PriceList, ...], msgspec.Meta(max_length=9)] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    hours: Hours | msgspec.UnsetType = msgspec.UNSET
    last_extension_s: Seconds | msgspec.UnsetType = msgspec.UNSET
    offline_ok_s: Seconds | msgspec.UnsetType = msgspec.UNSET
