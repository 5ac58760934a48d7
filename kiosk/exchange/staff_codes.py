"""One-time codes by which staff of the exchange sign in: whoever may run a command there is staff.

A code needs no row until it is used: it says until when it is good, under a key that only the
exchange has. Every process of an exchange knows the same codes.
"""

import base64
import binascii
import hmac
import secrets
from typing import Final

from kiosk.protocol.keys import Keys
from kiosk.rules.instants import MS_PER_S, Instant
from kiosk.rules.refusals import Refusal

VALID_S: Final = 600
PURPOSE = b"exchange staff code/1"
UNTIL_BYTES, CHANCE_BYTES, PROOF_BYTES = 4, 3, 8
"""Seconds until the year 2106; chance, so that two codes of one second are two codes."""
GROUP = 4


def make_staff_code(keys: Keys, now: Instant) -> str:
    """A code good for ten minutes, in groups of four letters."""
    until_s = now // MS_PER_S + VALID_S
    told = until_s.to_bytes(UNTIL_BYTES, "big") + secrets.token_bytes(CHANCE_BYTES)
    letters = base64.b32encode(told + _proof(keys, told)).decode("ascii")
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def check_staff_code(keys: Keys, now: Instant, code: str) -> str:
    """The name under which a code is used up.

    Raises:
        Refusal: `code_unknown`, `code_expired`.
    """
    typed = "".join(code.split()).replace("-", "").upper()
    try:
        told = base64.b32decode(typed)
    except (binascii.Error, ValueError) as error:
        raise Refusal("code_unknown") from error
    told, proof = told[:-PROOF_BYTES], told[-PROOF_BYTES:]
    if not hmac.compare_digest(proof, _proof(keys, told)):
        raise Refusal("code_unknown")
    if now > int.from_bytes(told[:UNTIL_BYTES], "big") * MS_PER_S:
        raise Refusal("code_expired")
    return f"staff:{typed}"


def _proof(keys: Keys, told: bytes) -> bytes:
    return hmac.digest(bytes(keys.signing), PURPOSE + told, "sha256")[:PROOF_BYTES]
