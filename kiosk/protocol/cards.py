"""The QR of a visitor's card: the six digits under the hub's signature, and nothing else.

A station believes it with the hub away; it opens the seat, not the account. Source: DESIGN.md §7.
"""

from collections.abc import Iterable

from nacl.signing import SigningKey

from kiosk.protocol.enrolment import fingerprint
from kiosk.protocol.signed_papers import check_signed, signed
from kiosk.protocol.signing import Purpose
from kiosk.rules.card_paper import CardPaper, read_card, write_card_head


def write_card(key: SigningKey, *, code: str) -> str:
    """The text of a card's QR; the same again for the same key and card.

    Raises:
        Refusal: `field_wrong` for a code that is not six digits.
    """
    head = write_card_head(CardPaper(fingerprint(bytes(key.verify_key)), code))
    return signed(head, key=key, purpose=Purpose.CARD)


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
    check_signed(
        head,
        symbols,
        site=card.site,
        keys=(public_key, *older),
        purpose=Purpose.CARD,
        other_site="card_other_site",
        forged="card_forged",
    )
    return card
