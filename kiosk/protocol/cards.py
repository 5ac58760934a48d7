"""The QR of a visitor's card: the six digits under the hub's signature, and nothing else.

A station believes it with the hub away; it opens the seat, not the account. Source: DESIGN.md §7.
"""

from collections.abc import Iterable

from nacl.signing import SigningKey

from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.protocol.vouchers import signature_of
from kiosk.rules.card_paper import CardPaper, read_card, write_card_head
from kiosk.rules.refusals import Refusal
from kiosk.rules.voucher_paper import SIGNATURE_SYMBOLS, spell


def write_card(key: SigningKey, *, code: str) -> str:
    """The text of a card's QR; the same again for the same key and card.

    Raises:
        Refusal: `field_wrong` for a code that is not six digits.
    """
    head = write_card_head(CardPaper(fingerprint(bytes(key.verify_key)), code))
    signature = sign(key, Purpose.CARD, head.encode())
    return head + spell(int.from_bytes(signature, "big"), SIGNATURE_SYMBOLS)


def check_card(text: str, *, public_key: bytes, older: Iterable[bytes] = ()) -> CardPaper:
    """What a card says, once it is known to be this hub's.

    Args:
        text: as it was scanned.
        public_key: the hub's.
        older: those that it had before: what is printed stays good.

    Raises:
        Refusal: `card_other_site`, `card_forged`.
    """
    card, head, symbols = read_card(text)
    key = next((one for one in (public_key, *older) if card.site == fingerprint(one)), None)
    if key is None:
        raise Refusal("card_other_site")
    try:
        verify(key, Purpose.CARD, head.encode(), signature_of(symbols))
    except Refusal as refusal:
        raise Refusal("card_forged") from refusal
    return card
