"""Going on after a power cut with the hub away: the hash that lets a station check PIN or voucher.

Argon2id of libsodium, which hub and station both have. Source: DESIGN.md §7 and §11.
"""

from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from kiosk.rules.vouchers import normalise

TURNS = 2
MEMORY_BYTES = 19 * 1024 * 1024


def make_resume_hash(*, session: str, secret: str) -> str:
    """The hash of a PIN, or of a voucher's code where there is no PIN, for one session."""
    hashed = argon2id.str(_salted(session, secret), opslimit=TURNS, memlimit=MEMORY_BYTES)
    return hashed.decode("ascii")


def resume_matches(kept: str, *, session: str, secret: str) -> bool:
    """Whether this PIN or voucher code opened that session; never for an empty hash."""
    if not kept:
        return False
    try:
        return argon2id.verify(kept.encode(), _salted(session, secret))
    except (CryptoError, ValueError):
        return False


def _salted(session: str, secret: str) -> bytes:
    return f"{session}\n{normalise(secret)}".encode()
