"""Names for what the exchange makes, in the shape that requesters' tools expect: `[A-Z0-9]+`."""

import hashlib
import secrets

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20
"""100 bits of chance."""


def new(prefix: str) -> str:
    """A name nobody can guess."""
    return prefix + "".join(secrets.choice(SYMBOLS) for _ in range(LENGTH))


def of_content(prefix: str, content: bytes) -> str:
    """The name of some content: the same content, the same name."""
    return prefix + hashlib.sha256(content).hexdigest()[: 2 * LENGTH].upper()
