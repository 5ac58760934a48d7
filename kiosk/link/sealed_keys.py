"""Who seals a backup, and the keys that open it: one for its stream, a secret for all its blobs."""

import hashlib
from dataclasses import dataclass

from nacl.public import PrivateKey

from kiosk.link import owner_key, sealed_streams
from kiosk.protocol.keys import Keys
from kiosk.rules.refusals import Refusal

SECRET_BYTES = 32
NAME_PERSON, KEY_PERSON = b"kiosk-blob-name", b"kiosk-blob-key"


@dataclass(frozen=True, slots=True)
class Sealer:
    """Who seals, and to whom."""

    keys: Keys
    owner: bytes


@dataclass(frozen=True, slots=True)
class Opener:
    """What reads one sealed backup: the key of its stream, the secret of its blobs."""

    key: bytes
    secret: bytes

    def blob_name(self, sha256: str) -> str:
        """As the blob stands in the pool."""
        return self._keyed(sha256, NAME_PERSON).hex()

    def blob_key(self, sha256: str) -> bytes:
        """Under which it is sealed."""
        return self._keyed(sha256, KEY_PERSON)

    def _keyed(self, sha256: str, person: bytes) -> bytes:
        return hashlib.blake2b(
            bytes.fromhex(sha256), digest_size=SECRET_BYTES, key=self.secret, person=person
        ).digest()


def new_opener(sealer: Sealer) -> Opener:
    """A key for one stream, and the secret of all blobs of this hub for this owner's key."""
    secret = hashlib.blake2b(
        sealer.owner,
        digest_size=SECRET_BYTES,
        key=bytes(sealer.keys.signing),
        person=b"kiosk-blobs",
    )
    return Opener(sealed_streams.new_key(), secret.digest())


def opener_from(sealed_keys: bytes, private: PrivateKey) -> Opener:
    """What the owner's key opens.

    Raises:
        Refusal: `backup_key_wrong`.
    """
    raw = owner_key.unseal(private, sealed_keys)
    if len(raw) != 2 * SECRET_BYTES:
        raise Refusal("backup_key_wrong")
    return Opener(raw[:SECRET_BYTES], raw[SECRET_BYTES:])
