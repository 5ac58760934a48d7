"""What a QR on paper says: a voucher's code or a card's, with a mark of what it is in front."""

VOUCHER_PREFIX = "KV1:"
CARD_PREFIX = "KC1:"


def read_scan(text: str) -> str:
    """The code itself, whether it was scanned with its mark or typed without."""
    typed = text.strip()
    for prefix in (VOUCHER_PREFIX, CARD_PREFIX):
        if typed.upper().startswith(prefix):
            return typed[len(prefix) :].strip()
    return typed
