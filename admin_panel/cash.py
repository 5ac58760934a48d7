"""Coins and notes of the site's currency: what is counted, and what a buyer hands over."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from kiosk.settings import HubSettings

NOTES_SHOWN = 5

PIECES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "KES": ("1", "5", "10", "20", "40", "50", "100", "200", "500", "1000"),
        "UGX": ("100", "200", "500", "1000", "2000", "5000", "10000", "20000", "50000"),
        "TZS": ("50", "100", "200", "500", "1000", "2000", "5000", "10000"),
        "EGP": ("0.25", "0.50", "1", "5", "10", "20", "50", "100", "200"),
        "JOD": ("0.050", "0.100", "0.250", "0.500", "1", "5", "10", "20", "50"),
        "TND": ("0.050", "0.100", "0.200", "0.500", "1", "2", "5", "10", "20", "50"),
        "JPY": ("1", "5", "10", "50", "100", "500", "1000", "2000", "5000", "10000"),
        "INR": ("1", "2", "5", "10", "20", "50", "100", "200", "500"),
        "USD": ("0.01", "0.05", "0.10", "0.25", "1", "5", "10", "20", "50", "100"),
        "EUR": ("0.01", "0.02", "0.05", "0.10", "0.20", "0.50", "1", "2", "5", "10", "20", "50"),
    }
)
"""By currency, in major units, the smallest first; another currency counts 1, 2, 5, 10 …"""

ANYWHERE = ("1", "2", "5", "10", "20", "50", "100", "200", "500", "1000")


def pieces(settings: HubSettings) -> tuple[int, ...]:
    """All coins and notes in minor units, the smallest first."""
    known = PIECES.get(settings.currency, ANYWHERE)
    minor = (_minor(piece, settings.currency_decimals) for piece in known)
    return tuple(piece for piece in minor if piece > 0)


def notes(settings: HubSettings, prices: Sequence[int]) -> tuple[int, ...]:
    """The few pieces that buyers of these prices are likely to hand over (minor units)."""
    if not prices:
        return ()
    over = [piece for piece in pieces(settings) if piece > min(prices)]
    enough = next((piece for piece in over if piece >= max(prices)), None)
    useful = over if enough is None else over[: over.index(enough) + 1]
    return tuple(useful[-NOTES_SHOWN:])


def _minor(piece: str, decimals: int) -> int:
    whole, _, fraction = piece.partition(".")
    return int(whole + fraction.ljust(decimals, "0")[:decimals])
