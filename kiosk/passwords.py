"""Passwords and PINs: argon2id, slow on purpose, so never inside an act. DESIGN.md §11."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

PIN_LEAST = 4
PIN_MOST = 8
PASSWORD_LEAST = 8

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5$Y2hlY2tlZCBmb3IgdGhlIHRpbWUgaXQgdGFrZXMu"
"""Checked when there is no such person, so that the answer takes as long."""


def hash_of(secret: str) -> str:
    """The hash to keep."""
    return _HASHER.hash(secret)


def matches(kept: str | None, secret: str) -> bool:
    """Whether this is the secret; takes as long when there is nobody."""
    try:
        _HASHER.verify(kept or NOBODY, secret)
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def is_pin(text: str) -> bool:
    """Four to eight digits."""
    return text.isascii() and text.isdigit() and PIN_LEAST <= len(text) <= PIN_MOST
