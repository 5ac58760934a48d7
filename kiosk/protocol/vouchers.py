"""The QR of a voucher: its code, seconds, last day and limits under the hub's signature.

A station believes it with the hub away. Upper-case letters and digits only: a scanner types them
like any keyboard, and a QR code packs them closely. Source: DESIGN.md §7.
"""

import hashlib
from collections.abc import Iterable

from nacl.signing import SigningKey

from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.signed_papers import check_signed, signed
from kiosk.protocol.signing import Purpose
from kiosk.rules.instants import Instant
from kiosk.rules.voucher_paper import NO_LIMITS, Limits, Paper, read_paper, write_head

GUEST_HEX = 24


def write_voucher(
    key: SigningKey, *, code: str, seconds: int, lapses: Instant, limits: Limits = NO_LIMITS
) -> str:
    """The text of a voucher's QR; the same again for the same key and voucher.

    Raises:
        Refusal: `amount_wrong` for what its symbols cannot hold.
    """
    head = write_head(Paper(fingerprint(bytes(key.verify_key)), code, seconds, lapses, limits))
    return signed(head, key=key, purpose=Purpose.VOUCHER)


def check_voucher(text: str, *, public_key: bytes, older: Iterable[bytes] = ()) -> Paper:
    """What a voucher says, once it is known to be this hub's.

    Args:
        text: as it was scanned.
        public_key: the hub's.
        older: those that it had before: what is printed stays good.

    Raises:
        Refusal: `voucher_other_site`, `voucher_forged`.
    """
    paper, head, symbols = read_paper(text)
    check_signed(
        head,
        symbols,
        site=paper.site,
        keys=(public_key, *older),
        purpose=Purpose.VOUCHER,
        other_site="voucher_other_site",
        forged="voucher_forged",
    )
    return paper


def guest_of(text: str) -> str:
    """The guest of a voucher (24 hex), named alike by hub and station; it hides the code."""
    return hashlib.sha256(b"kiosk-guest\0" + text.strip().upper().encode()).hexdigest()[:GUEST_HEX]
