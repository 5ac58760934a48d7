"""Sums and numbers as people type them, in any script's digits, to whole minor units; no float."""

import re
import unicodedata

from kiosk.rules.refusals import Refusal

TYPED_LIMIT = 24
WHOLE_LIMIT = 10**15
DECIMAL_SIGN = re.compile(r"[.\N{ARABIC DECIMAL SEPARATOR}]")
GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
PLAIN = re.compile(r"[0-9]+")


def read_amount(typed: str, *, decimals: int) -> int:
    """A sum typed in major units (`1,250.50`, `12,5`, `١٢٫٥`) in minor units.

    A comma groups three digits, or stands for the decimal point where it cannot group.

    Args:
        typed: as it stood in the field.
        decimals: how many the currency has.

    Raises:
        Refusal: `amount_wrong` for anything that is no sum, also for more decimals than there are.
    """
    text = ascii_digits(typed[: TYPED_LIMIT + 1].strip())
    if len(text) > TYPED_LIMIT:
        raise Refusal("amount_wrong")
    whole, fraction = _parts(text, decimals=decimals)
    if not PLAIN.fullmatch(whole) or len(fraction) > decimals:
        raise Refusal("amount_wrong")
    return int(whole + fraction.ljust(decimals, "0"))


def read_whole(typed: str, *, least: int, most: int = WHOLE_LIMIT) -> int:
    """A whole number typed in any script's digits.

    Raises:
        Refusal: `field_wrong` for no number, or one out of bounds.
    """
    text = ascii_digits(typed[: TYPED_LIMIT + 1].strip())
    if not PLAIN.fullmatch(text) or not least <= int(text) <= most:
        raise Refusal("field_wrong")
    return int(text)


def ascii_digits(typed: str) -> str:
    """The text with every script's digits as 0 to 9; codes and PINs are read so."""
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in typed)


def _parts(text: str, *, decimals: int) -> tuple[str, str]:
    """The digits before and after the decimal sign; groups are joined."""
    text = text.replace("\N{ARABIC THOUSANDS SEPARATOR}", ",").replace("\N{NO-BREAK SPACE}", "")
    text = text.replace(" ", "")
    found = DECIMAL_SIGN.split(text)
    if len(found) > 2 or (len(found) == 2 and not PLAIN.fullmatch(found[1])):
        raise Refusal("amount_wrong")
    whole, fraction = found[0], "".join(found[1:])
    if GROUPED.fullmatch(whole):
        return whole.replace(",", ""), fraction
    head, comma, tail = whole.partition(",")
    if comma and len(found) == 1 and PLAIN.fullmatch(tail) and len(tail) <= decimals:
        return head, tail
    return whole, fraction
