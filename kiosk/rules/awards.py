"""A certificate for a passed exam: what stands on it, and what is said of one that is shown.

In the code it is an award, since certificates of TLS live in `rules/certificates.py`; people read
the word certificate.
"""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant
from kiosk.rules.names import named
from kiosk.rules.qualifications import FOR_EVER_DAYS
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, local_day
from kiosk.rules.vouchers import ALPHABET, normalise

NUMBER_SYMBOLS = 10
NUMBER_BYTES = 7
"""So much chance makes a number: two in a million certificates share none of 50 bits."""
GROUP = 5
NAME_LIMIT = 60
SITE_LIMIT = 60
TITLE_LIMIT = 80
EDITION_LIMIT = 60
REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Award:
    """What a certificate says: who passed what, where, how well, and until when it holds.

    `name` is as its visitor wishes it shown. `day` is the site's day on which the exam was sat,
    `until` the last day on which it holds, None for ever.
    """

    number: str
    site: str
    name: str
    title: str
    edition: str
    right: int
    asked: int
    day: LocalDay
    until: LocalDay | None

    @property
    def percent(self) -> int:
        """Of the questions asked, those that were right; floored as an exam's mark is."""
        return self.right * 100 // self.asked


class Said(StrEnum):
    """What is said of a certificate whose signature is right."""

    VALID = "valid"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    UNKNOWN_HUB = "unknown_hub"


def said_of(until: LocalDay | None, *, is_known: bool, is_revoked: bool, today: LocalDay) -> Said:
    """The worst that is known of it: a hub that nobody here knows may call itself anything."""
    if not is_known:
        return Said.UNKNOWN_HUB
    if is_revoked:
        return Said.REVOKED
    if until is not None and today > until:
        return Said.LAPSED
    return Said.VALID


def last_day(until: Instant | None, *, since: Instant, timezone: ZoneInfo) -> LocalDay | None:
    """The last day on which something holds that ends at a moment; None for ever."""
    if until is None or until - since >= FOR_EVER_DAYS * S_PER_DAY * MS_PER_S:
        return None
    return local_day(Instant(until - MS_PER_S), timezone)


def draw_number(chance: bytes) -> str:
    """A certificate's number from `NUMBER_BYTES` of chance.

    Raises:
        ValueError: fewer bytes, a slip in our own code.
    """
    if len(chance) != NUMBER_BYTES:
        raise ValueError(len(chance))
    return symbols_of(chance, NUMBER_SYMBOLS)


def symbols_of(raw: bytes, symbols: int) -> str:
    """The first bits of some bytes, five a symbol, in letters that nobody mistakes."""
    number = int.from_bytes(raw, "big") >> (len(raw) * 8 - symbols * 5)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(symbols)))


def grouped(symbols: str) -> str:
    """Symbols as people read them aloud: `ABCDE-FGHJK`."""
    return "-".join(symbols[at : at + GROUP] for at in range(0, len(symbols), GROUP))


def number_typed(typed: str) -> str:
    """The number that somebody typed or read aloud.

    Raises:
        Refusal: `certificate_unreadable`.
    """
    number = normalise(typed)
    if len(number) != NUMBER_SYMBOLS or any(one not in ALPHABET for one in number):
        raise Refusal("certificate_unreadable")
    return number


def shortened(words: str, limit: int) -> str:
    """Words of a centre or a module as they find room on the paper."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def shown_name(typed: str) -> str:
    """A visitor's name as it shall stand on the paper.

    Raises:
        Refusal: `field_missing`, `field_wrong`.
    """
    name = named(typed, field="name", limit=NAME_LIMIT)
    if not name:
        raise Refusal("field_missing", field="name")
    return name
