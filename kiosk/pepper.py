"""Hashes of PINs and passwords, sealed under the hub's own key before they are kept.

A PIN has 10,000 values: who has its hash tries them all in minutes. The key is made of the hub's
sealing key in `hub.keys`, which stands in no database; a backup holds it sealed to the owner's key.
So a database alone, or a plain backup, gives no hash away. What was sealed under keys of before
still opens. Source: DESIGN.md §11.
"""

import base64
import binascii
import hashlib
from contextlib import suppress

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from kiosk.protocol.keys import Keys

PREFIX = "sealed1:"
PERSON = b"kiosk-pepper"


class Pepper:
    """Seals hashes and opens them; one for a hub, for as long as it has its keys."""

    def __init__(self, keys: Keys) -> None:
        self._boxes = tuple(_box(one) for one in (keys, *keys.older))

    def sealed(self, hashed: str) -> str:
        """A hash as it is kept; none stays none."""
        if not hashed:
            return ""
        return PREFIX + base64.b64encode(self._boxes[0].encrypt(hashed.encode())).decode()

    def opened(self, kept: str | None) -> str | None:
        """The hash of what is kept, also of one from before it was sealed.

        None where there is none, or where it was sealed under another hub's key: nobody knows it.
        """
        if kept is None or not kept.startswith(PREFIX):
            return kept
        try:
            raw = base64.b64decode(kept.removeprefix(PREFIX), validate=True)
        except (binascii.Error, ValueError):
            return None
        for box in self._boxes:
            with suppress(CryptoError, ValueError):
                return box.decrypt(raw).decode()
        return None


def _box(keys: Keys) -> SecretBox:
    key = hashlib.blake2b(digest_size=SecretBox.KEY_SIZE, key=bytes(keys.sealing), person=PERSON)
    return SecretBox(key.digest())
