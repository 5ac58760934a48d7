"""The hub's signature at the end of what it prints as a QR: a voucher, a visitor's card."""

from collections.abc import Iterable

from nacl.signing import SigningKey

from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import SIGNATURE_SYMBOLS, number_of, spell

SIGNATURE_BYTES = 64


def signed(head: str, *, key: SigningKey, purpose: Purpose) -> str:
    """The whole text: what it says, and the signature of that; the same again for the same."""
    signature = sign(key, purpose, head.encode())
    return head + spell(int.from_bytes(signature, "big"), SIGNATURE_SYMBOLS)


def signature_of(symbols: str) -> bytes:
    """The 64 bytes that the last symbols spell.

    Raises:
        OverflowError: they spell more.
    """
    return number_of(symbols).to_bytes(SIGNATURE_BYTES, "big")


def check_signed(
    head: str,
    symbols: str,
    *,
    site: str,
    keys: Iterable[bytes],
    purpose: Purpose,
    other_site: str,
    forged: str,
) -> None:
    """See that one of these keys is the site's, and that it signed this.

    Raises:
        Refusal: `other_site` or `forged`, by the codes that are given.
    """
    key = next((one for one in keys if site == fingerprint(one)), None)
    if key is None:
        raise Refusal(other_site)
    try:
        verify(key, purpose, head.encode(), signature_of(symbols))
    except (OverflowError, Refusal) as error:
        raise Refusal(forged) from error
