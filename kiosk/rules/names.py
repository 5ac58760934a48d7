"""Names as they are searched: without accents, marks and other ways of writing one letter."""

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from kiosk.rules.refusals import Refusal

WORDS_MOST = 4
"""So many words of what was typed are looked for; nobody has more names than that on a card."""
CODE_PART_LEAST = 3
"""So many digits are part of a code; fewer would find half the site."""

OTHER_LETTERS: Mapping[str, str] = MappingProxyType(
    {
        # Arabic letters that are typed one for another: فاطمة and فاطمه, ليلى and ليلي
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ـ": "",
        # Latin letters that no accent can be taken from
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
    }
)
APOSTROPHES = frozenset("'’‘ʼʻ`´")
"""Part of a name that is often left out: O'Dea, Ng'ang'a."""


JOINERS = frozenset("\u200c\u200d")
"""Part of how a Persian or Indian name is written, and the only signs without a look that are."""


def is_plain(name: str) -> bool:
    """Whether a name holds only what can be seen: nothing that turns a line or drives a screen."""
    return all(sign.isprintable() or sign in JOINERS for sign in name)


def named(name: str, *, field: str, limit: int) -> str:
    """A name as it is kept; "" where none was typed.

    Raises:
        Refusal: `field_wrong` with the field, for one that is too long or drives a screen.
    """
    kept = name.strip()
    if len(kept) > limit or not is_plain(kept):
        raise Refusal("field_wrong", field=field)
    return kept


def fold(name: str) -> str:
    """The name in small letters and digits, its words parted by one space."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(_folded(sign) for sign in plain).split())


def _folded(sign: str) -> str:
    if unicodedata.category(sign) == "Mn" or sign in APOSTROPHES:
        return ""
    if sign in OTHER_LETTERS:
        return OTHER_LETTERS[sign]
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return sign if sign.isalnum() or unicodedata.category(sign) == "Mc" else " "


def sought_words(typed: str) -> tuple[str, ...]:
    """The words that a name must hold all of, in any order; none for signs that no name has."""
    return tuple(fold(typed).split()[:WORDS_MOST])


def sought_code(typed: str) -> str:
    """The digits that a code must hold; "" where what was typed is no part of a code."""
    digits = fold(typed)
    return digits if digits.isdecimal() and len(digits) >= CODE_PART_LEAST else ""
