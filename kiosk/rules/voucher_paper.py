"""What stands on a signed voucher, and how many seconds a station may open for it by itself.

Two forms are read for ever. `KV2` is good at any seat at any hour; `KV3` says in which zones, on
which weekdays and in which hours too, in as few symbols as keep its QR small on a 58 mm slip: a
zone is told by 20 bits of a hash, since its name may be long and in any script.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kiosk.rules.grants import seconds_until_gap
from kiosk.rules.instants import Instant
from kiosk.rules.metering import Opened
from kiosk.rules.offers import Lasts, Terms
from kiosk.rules.passes import Pass, PassKind
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import ALWAYS, EVERY_DAY, Window, clock_of
from kiosk.rules.vouchers import ALPHABET, CODE_SYMBOLS

PLAIN_PREFIX = "KV2"
LIMITED_PREFIX = "KV3"
"""What stands before a signed voucher; a scanner types all of it into the code field."""

SITE_SYMBOLS = 10
SECONDS_SYMBOLS = 5
MINUTES_SYMBOLS = 6
WINDOW_SYMBOLS = 6
COUNT_SYMBOLS = 1
ZONE_SYMBOLS = 4
SIGNATURE_SYMBOLS = 103
PLAIN_HEAD_SYMBOLS = (
    len(PLAIN_PREFIX) + SITE_SYMBOLS + CODE_SYMBOLS + SECONDS_SYMBOLS + MINUTES_SYMBOLS
)
PAPER_SYMBOLS = PLAIN_HEAD_SYMBOLS + SIGNATURE_SYMBOLS
"""A voucher without limits: prefix, site, code, seconds, last minute, signature; 135 symbols."""

ZONES_LIMIT = 9
"""With nine zones a voucher has 178 symbols, the most that a QR code of 45 modules a side holds
where a seventh of it may be spoilt; on a 58 mm slip each module is then 0.9 mm wide."""

PAPER_SYMBOLS_LIMIT = PAPER_SYMBOLS + WINDOW_SYMBOLS + COUNT_SYMBOLS + ZONES_LIMIT * ZONE_SYMBOLS
MS_PER_MIN = 60_000
MINUTE_BITS = 11
_MINUTE_MASK = (1 << MINUTE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Where and when a voucher is good. `zones` are marks of `zone_mark`; none: anywhere."""

    zones: frozenset[str] = frozenset()
    window: Window = ALWAYS


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Paper:
    """What a signed voucher says besides its signature. `site` is the hub key's fingerprint."""

    site: str
    code: str
    seconds: int
    lapses: Instant
    limits: Limits = NO_LIMITS


def limits_of(terms: Terms, *, sold_now: bool) -> Limits | None:
    """What a voucher of an offer says of where and when it is good; None: only the hub can tell.

    A daily quota is one purse for all seats, so a station alone does not know what is left of it. A
    day or a night begins with the sale: paper that is printed before does not know which.
    """
    if terms.seconds_a_day is not None or len(terms.zones) > ZONES_LIMIT:
        return None
    if not sold_now and terms.lasts is not Lasts.SPAN:
        return None
    return Limits(frozenset(zone_mark(zone) for zone in terms.zones), terms.window)


def zone_mark(zone: str) -> str:
    """How a zone is told on paper. Two zones of a site share one in a million cases."""
    digest = hashlib.sha256(b"kiosk-zone\0" + zone.encode()).digest()
    return spell(int.from_bytes(digest[:3], "big") >> 4, ZONE_SYMBOLS)


def seconds_here(
    limits: Limits,
    *,
    zone: str,
    zone_was: Iterable[str] = (),
    now: Instant,
    timezone: ZoneInfo,
    lapses: Instant,
    left_s: int,
) -> int:
    """How many seconds a voucher may open in a zone from now on, up to the first that it may not.

    Paper says the name that a zone had when it was printed: `zone_was` are its former ones.

    Raises:
        Refusal: `voucher_zone`, `voucher_hours` with `days`, `start` and `end`, `voucher_expired`,
            in that order.
    """
    if limits.zones and limits.zones.isdisjoint(map(zone_mark, (zone, *zone_was))):
        raise Refusal("voucher_zone")
    window = limits.window
    held = Pass("voucher", PassKind.PACKAGE, lapses, seconds_left=left_s, window=window)
    seconds = seconds_until_gap(
        (Opened(now, "", zone),), (held,), after_s=0, timezone=timezone, limit_s=left_s
    )
    if seconds == 0 and window.is_limited:
        days = "" if window.days == EVERY_DAY else ",".join(str(day) for day in sorted(window.days))
        raise Refusal(
            "voucher_hours", days=days, start=clock_of(window.start), end=clock_of(window.end)
        )
    if seconds == 0:
        raise Refusal("voucher_expired")
    return seconds


def write_head(paper: Paper) -> str:
    """The symbols that are signed.

    Raises:
        Refusal: `amount_wrong` for more seconds or a later day than the symbols hold, or for more
            zones than `ZONES_LIMIT`.
    """
    seconds = spell(paper.seconds, SECONDS_SYMBOLS)
    minutes = spell(paper.lapses // MS_PER_MIN, MINUTES_SYMBOLS)
    said = paper.site + paper.code + seconds + minutes
    if paper.limits == NO_LIMITS:
        return PLAIN_PREFIX + said
    zones = sorted(paper.limits.zones)
    if len(zones) > ZONES_LIMIT:
        raise Refusal("amount_wrong")
    window = spell(_window_number(paper.limits.window), WINDOW_SYMBOLS)
    return LIMITED_PREFIX + said + window + spell(len(zones), COUNT_SYMBOLS) + "".join(zones)


def is_paper(text: str) -> bool:
    """Whether this was read from a signed voucher, be it right or wrong."""
    typed = text.strip()
    is_marked = typed.upper().startswith((PLAIN_PREFIX, LIMITED_PREFIX))
    return is_marked and len(typed) > CODE_SYMBOLS


def code_on(text: str) -> str | None:
    """The code of what looks like a whole signed voucher; None for anything else."""
    typed = text.strip().upper()
    if not is_paper(typed) or len(typed) < PAPER_SYMBOLS:
        return None
    code_at = len(PLAIN_PREFIX) + SITE_SYMBOLS
    return typed[code_at : code_at + CODE_SYMBOLS]


def read_paper(text: str) -> tuple[Paper, str, str]:
    """What a signed voucher says, its signed head, and its signature's symbols, all unchecked.

    Raises:
        Refusal: `voucher_forged` when it is no signed voucher at all.
    """
    symbols = text.strip().upper()
    prefix, body = symbols[: len(PLAIN_PREFIX)], symbols[len(PLAIN_PREFIX) :]
    if prefix not in (PLAIN_PREFIX, LIMITED_PREFIX) or any(one not in ALPHABET for one in body):
        raise Refusal("voucher_forged")
    head, signature = symbols[:-SIGNATURE_SYMBOLS], symbols[-SIGNATURE_SYMBOLS:]
    said, limits = head[:PLAIN_HEAD_SYMBOLS], head[PLAIN_HEAD_SYMBOLS:]
    if len(said) != PLAIN_HEAD_SYMBOLS:
        raise Refusal("voucher_forged")
    site, rest = said[len(prefix) : len(prefix) + SITE_SYMBOLS], said[len(prefix) + SITE_SYMBOLS :]
    code, rest = rest[:CODE_SYMBOLS], rest[CODE_SYMBOLS:]
    seconds, minutes = rest[:SECONDS_SYMBOLS], rest[SECONDS_SYMBOLS:]
    lapses = Instant(number_of(minutes) * MS_PER_MIN)
    read = _read_limits(limits) if prefix == LIMITED_PREFIX else _no_limits(limits)
    return Paper(site, code, number_of(seconds), lapses, read), head, signature


def _no_limits(symbols: str) -> Limits:
    if symbols:
        raise Refusal("voucher_forged")
    return NO_LIMITS


def _read_limits(symbols: str) -> Limits:
    window, rest = symbols[:WINDOW_SYMBOLS], symbols[WINDOW_SYMBOLS:]
    count, marks = rest[:COUNT_SYMBOLS], rest[COUNT_SYMBOLS:]
    if not count or len(marks) != number_of(count) * ZONE_SYMBOLS:
        raise Refusal("voucher_forged")
    places = range(0, len(marks), ZONE_SYMBOLS)
    zones = frozenset(marks[place : place + ZONE_SYMBOLS] for place in places)
    return Limits(zones, _window_of(number_of(window)))


def _window_number(window: Window) -> int:
    """Seven bits for the weekdays, then eleven each for the first minute and the end."""
    days = sum(1 << day for day in window.days)
    return days << 2 * MINUTE_BITS | window.start << MINUTE_BITS | window.end


def _window_of(number: int) -> Window:
    days = frozenset(day for day in EVERY_DAY if number >> 2 * MINUTE_BITS >> day & 1)
    return Window(days, number >> MINUTE_BITS & _MINUTE_MASK, number & _MINUTE_MASK)


def spell(number: int, symbols: int) -> str:
    """A number in so many symbols of base 32.

    Raises:
        Refusal: `amount_wrong` for a number that does not fit.
    """
    if not 0 <= number < 1 << 5 * symbols:
        raise Refusal("amount_wrong")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(symbols)))


def number_of(symbols: str) -> int:
    """The number that symbols of base 32 spell."""
    number = 0
    for symbol in symbols:
        number = number << 5 | ALPHABET.index(symbol)
    return number


def whole_minute(at: Instant) -> Instant:
    """The minute that has begun: paper knows no seconds."""
    return Instant(at - at % MS_PER_MIN)
