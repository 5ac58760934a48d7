"""The QR of a certificate: what stands on the paper under its hub's signature, and the hub's key.

Whoever has that key checks it without any machine of ours being reached. The key is on the paper,
so a hub that does not know it can still say whose it is, and that nothing was changed.

    KA1, then base32 of: signature (64 bytes), MessagePack of the words

Upper-case letters and digits only: a scanner types them, and a QR code packs them closely.
"""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

import msgspec
from nacl.signing import SigningKey

from kiosk.protocol.codec import pack, unpack
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.rules.awards import (
    EDITION_LIMIT,
    NAME_LIMIT,
    NUMBER_SYMBOLS,
    SITE_LIMIT,
    TITLE_LIMIT,
    Award,
    grouped,
    symbols_of,
)
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay, day_named
from kiosk.rules.vouchers import ALPHABET, normalise

PREFIX = "KA1"
SIGNATURE_BYTES = 64
AWARD_SYMBOLS_LIMIT = 970
"""A QR code of 97 modules a side holds so many where a seventh of it may be spoilt."""
SYMBOLS_LEAST = 200
FILE_LIMIT_BYTES = 256 * 1024
"""A certificate as a file; its PDF names the text among its keywords."""
PRINT_SYMBOLS = 20
"""100 bits of a key's digest: nobody makes another key that has them."""

_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_OURS = str.maketrans(_STANDARD, ALPHABET)
_THEIRS = str.maketrans(ALPHABET, _STANDARD)
_IN_A_FILE = re.compile(rb"KA1[0-9A-HJKMNP-TV-Z]{%d,%d}" % (SYMBOLS_LEAST, AWARD_SYMBOLS_LIMIT))

Day = Annotated[str, msgspec.Meta(max_length=10)]


class _Words(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The order on the wire; a new field is a new prefix."""

    signing: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
    number: Annotated[str, msgspec.Meta(min_length=NUMBER_SYMBOLS, max_length=NUMBER_SYMBOLS)]
    site: Annotated[str, msgspec.Meta(max_length=SITE_LIMIT)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=NAME_LIMIT)]
    title: Annotated[str, msgspec.Meta(max_length=TITLE_LIMIT)]
    edition: Annotated[str, msgspec.Meta(max_length=EDITION_LIMIT)]
    right: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    asked: Annotated[int, msgspec.Meta(ge=1, le=10_000)]
    day: Day
    until: Day


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate that was shown, its signature right, and the key that signed it."""

    award: Award
    signing: bytes


def write_award(key: SigningKey, award: Award) -> str:
    """The text of a certificate's QR; the same again for the same key and words.

    Raises:
        Refusal: `certificate_too_long` for more than its QR holds.
    """
    words = pack(
        _Words(
            bytes(key.verify_key),
            award.number,
            award.site,
            award.name,
            award.title,
            award.edition,
            award.right,
            award.asked,
            award.day,
            award.until or "",
        )
    )
    text = PREFIX + _spelled(sign(key, Purpose.AWARD, words) + words)
    if len(text) > AWARD_SYMBOLS_LIMIT:
        raise Refusal("certificate_too_long")
    return text


def read_award(text: str) -> Shown:
    """What a certificate says, when nothing of it was changed since its hub signed it.

    Whether that hub is one of ours is another question: ask `is_of`.

    Raises:
        Refusal: `certificate_unreadable`, `certificate_forged`.
    """
    raw = _bytes_of("".join(text[: 2 * AWARD_SYMBOLS_LIMIT].split()).upper())
    signature, signed = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    try:
        words = unpack(signed, _Words, limit_bytes=AWARD_SYMBOLS_LIMIT)
        day = day_named(words.day)
        until = day_named(words.until) if words.until else None
        _check_words(words)
    except (Refusal, ValueError) as error:
        raise Refusal("certificate_unreadable") from error
    try:
        verify(words.signing, Purpose.AWARD, signed, signature)
    except Refusal as refusal:
        raise Refusal("certificate_forged") from refusal
    return Shown(_award(words, day, until), words.signing)


def _check_words(words: _Words) -> None:
    """Anybody may sign words of their own: those that no hub writes are none.

    Raises:
        Refusal: `certificate_unreadable`.
    """
    if not set(words.number) <= set(ALPHABET) or words.right > words.asked:
        raise Refusal("certificate_unreadable")


def _award(words: _Words, day: LocalDay, until: LocalDay | None) -> Award:
    return Award(
        words.number,
        words.site,
        words.name,
        words.title,
        words.edition,
        words.right,
        words.asked,
        day,
        until,
    )


def is_of(signing: bytes, *, known: Iterable[bytes], prints: Iterable[str] = ()) -> bool:
    """Whether a key is one that is known, or has a fingerprint that somebody typed."""
    return signing in known or normalise(key_print(signing)) in map(normalise, prints)


def key_print(public_key: bytes) -> str:
    """A key's fingerprint on paper, for whoever asks its hub by telephone: `ABCDE-FGHJK-…`."""
    return grouped(symbols_of(hashlib.sha256(public_key).digest(), PRINT_SYMBOLS))


def text_in(raw: bytes) -> str:
    """The certificate in a file: a text, or a PDF as it was handed out.

    Raises:
        Refusal: `too_large`, `certificate_unreadable`.
    """
    if len(raw) > FILE_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=FILE_LIMIT_BYTES)
    found = _IN_A_FILE.search(raw) or _IN_A_FILE.search(b"".join(raw[:8192].upper().split()))
    if found is None:
        raise Refusal("certificate_unreadable")
    return found[0].decode()


def is_award(text: str) -> bool:
    """Whether this was read from a certificate, be it right or wrong."""
    return text.strip()[: len(PREFIX)].upper() == PREFIX and len(text) >= SYMBOLS_LEAST


def _spelled(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").translate(_OURS)


def _bytes_of(symbols: str) -> bytes:
    body = symbols.removeprefix(PREFIX)
    if not symbols.startswith(PREFIX) or len(symbols) > AWARD_SYMBOLS_LIMIT:
        raise Refusal("certificate_unreadable")
    if any(one not in ALPHABET for one in body):
        raise Refusal("certificate_unreadable")
    padded = body.translate(_THEIRS)
    try:
        return base64.b32decode(padded + "=" * (-len(padded) % 8))
    except ValueError as error:
        raise Refusal("certificate_unreadable") from error
