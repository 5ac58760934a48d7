"""What stands on a signed card: which site made it, and whose it is. No secret is on it.

Its signature opens a seat with the hub away, for as long as the site allows. With the hub there a
card is no more than its six digits, whoever signed it: a hub with new keys takes old cards too.
"""

from dataclasses import dataclass

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import SIGNATURE_SYMBOLS, SITE_SYMBOLS
from kiosk.rules.vouchers import ALPHABET

CARD_PREFIX = "KC2"
CARD_DIGITS = 6
HEAD_SYMBOLS = len(CARD_PREFIX) + SITE_SYMBOLS + CARD_DIGITS
CARD_SYMBOLS = HEAD_SYMBOLS + SIGNATURE_SYMBOLS
"""Prefix, site, code, signature: 122 symbols."""

USED_AGAIN_AFTER_S = S_PER_DAY
"""A card opens a seat so often with the hub away; two uses nearer than this are a use too many."""

AGAIN = "again"
"""Why a use is one too many, where the card itself is good."""


@dataclass(frozen=True, slots=True)
class CardPaper:
    """What a card says besides its signature. `site` is the hub key's fingerprint."""

    site: str
    code: str


def is_code(code: str) -> bool:
    """Whether this may be the code of a card: six digits."""
    return len(code) == CARD_DIGITS and code.isascii() and code.isdigit()


def write_card_head(card: CardPaper) -> str:
    """The symbols that are signed.

    Raises:
        Refusal: `field_wrong` for a code that is not six digits.
    """
    if not is_code(card.code):
        raise Refusal("field_wrong", field="card")
    return CARD_PREFIX + card.site + card.code


def is_card(text: str) -> bool:
    """Whether this was read from a signed card, be it right or wrong."""
    typed = text.strip().upper()
    return typed.startswith(CARD_PREFIX) and len(typed) > HEAD_SYMBOLS


def code_on_card(text: str) -> str | None:
    """The code of what looks like a whole signed card; None for anything else."""
    typed = text.strip().upper()
    if not typed.startswith(CARD_PREFIX) or len(typed) != CARD_SYMBOLS:
        return None
    code = typed[HEAD_SYMBOLS - CARD_DIGITS : HEAD_SYMBOLS]
    return code if is_code(code) else None


def read_card(text: str) -> tuple[CardPaper, str, str]:
    """What a signed card says, its signed head, and its signature's symbols, all unchecked.

    Raises:
        Refusal: `card_forged` when it is no signed card at all.
    """
    symbols, code = text.strip().upper(), code_on_card(text)
    if code is None or any(one not in ALPHABET for one in symbols):
        raise Refusal("card_forged")
    head, signature = symbols[:HEAD_SYMBOLS], symbols[HEAD_SYMBOLS:]
    return CardPaper(head[len(CARD_PREFIX) : -CARD_DIGITS], code), head, signature


def seconds_by_card(
    *,
    offline_ok_s: int | None,
    is_void: bool,
    used_here_at: Instant | None,
    clock_is_sure: bool,
    now: Instant,
) -> int:
    """How long a card opens a seat whose hub is away, as far as that seat knows.

    `offline_ok_s`: what the site allows; None where the hub never told. `used_here_at`: when it was
    last used at this seat.

    Raises:
        Refusal: `hub_away`, `card_replaced`, `clock_unsure`, `card_used_here`, in that order.
    """
    if not offline_ok_s:
        raise Refusal("hub_away")
    if is_void:
        raise Refusal("card_replaced")
    if not clock_is_sure:
        raise Refusal("clock_unsure")
    if used_here_at is not None and is_used_again(used_here_at, now):
        raise Refusal("card_used_here")
    return offline_ok_s


def is_used_again(one: Instant, other: Instant) -> bool:
    """Whether two uses of a card are nearer to each other than they may be."""
    return abs(one - other) < USED_AGAIN_AFTER_S * MS_PER_S
