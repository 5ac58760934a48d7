"""Receipts of sessions without pricing each one: one is priced for each length, then dated."""

from dataclasses import dataclass
from functools import cache

import msgspec

from kiosk.rules.instants import Instant, later
from kiosk.rules.metering import Closed, Opened
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.receipts import Receipt
from kiosk.rules.tariff_files import parse_tariff
from kiosk.rules.tariffs import Use, price

PATTERN_AT = Instant(978_339_600_000)
PATTERN_DAY = "2001-01-01"
PATTERN_PASS = "the pass"  # noqa: S105  no password


@dataclass(frozen=True, slots=True)
class Pattern:
    """A receipt with places for its instants, its day and its pass."""

    text: str
    end: str
    total_minor: int
    covered_s: int
    charged_s: int

    def dated(self, *, start: int, end: int, day: str, pass_id: str) -> bytes:
        """The receipt of one session, as it is kept."""
        text = self.text.replace(str(PATTERN_AT), str(start)).replace(self.end, str(end))
        return text.replace(PATTERN_DAY, day).replace(PATTERN_PASS, pass_id).encode()


@cache
def pattern(tariff: bytes, *, zone: str, seconds: int, covered: bool) -> Pattern:
    """What a session of this length costs."""
    end = later(PATTERN_AT, seconds=seconds)
    held = Pass(PATTERN_PASS, PassKind.PACKAGE, later(end, seconds=1), seconds_left=seconds)
    receipt = price(
        parse_tariff(msgspec.json.decode(tariff)),
        Use(
            facts=(Opened(PATTERN_AT, "", zone), Closed(end)),
            group="visitor",
            passes=(held,) if covered else (),
        ),
    )
    return _pattern(receipt, str(end))


@cache
def for_nothing(seconds: int) -> Pattern:
    """What a free session of this length says."""
    return _pattern(Receipt(used_s=seconds), "no end")


def _pattern(receipt: Receipt, end: str) -> Pattern:
    text = msgspec.json.encode(receipt).decode()
    return Pattern(text, end, receipt.total_minor, receipt.covered_s, receipt.charged_s)
