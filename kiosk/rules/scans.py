"""What a QR on paper says: a code, with a mark in front that tells voucher, card and receipt."""

from kiosk.rules.card_paper import code_on_card
from kiosk.rules.voucher_paper import code_on

VOUCHER_PREFIX = "KV1:"
CARD_PREFIX = "KC1:"
BOOKING_PREFIX = "KB1:"
"""On the slip of a booking: scanned at its seat it starts, at the desk it opens the booking."""
SCAN_LIMIT = 200
"""Longer than this is nothing that was ever printed here."""
RECEIPT_PREFIX = "KR1:"
"""On a receipt: scanned at the desk it opens the sale."""


def read_receipt(text: str) -> str | None:
    """The payment that a scanned receipt names; None for anything else."""
    typed = text.strip()
    if not typed.upper().startswith(RECEIPT_PREFIX):
        return None
    return typed[len(RECEIPT_PREFIX) :].strip().lower()


def is_unsigned_card(text: str) -> bool:
    """Whether this was read from a card that only says its code."""
    return text.strip().upper().startswith(CARD_PREFIX)


def read_scan(text: str) -> str:
    """The code itself, whether it was scanned with its mark or typed without."""
    typed = text.strip()
    for prefix in (VOUCHER_PREFIX, CARD_PREFIX, BOOKING_PREFIX):
        if typed.upper().startswith(prefix):
            return typed[len(prefix) :].strip()
    return code_on(typed) or code_on_card(typed) or typed
