"""Sealing: bytes that only one machine can read, also not the one that wrote them."""

from contextlib import suppress

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from kiosk.protocol.keys import Keys
from kiosk.rules.refusals import Refusal


def seal(public_key: bytes, plain: bytes) -> bytes:
    """Seal to the owner of an X25519 key (48 bytes longer than the plain text)."""
    return SealedBox(PublicKey(public_key)).encrypt(plain)


def unseal(private_key: PrivateKey, sealed: bytes) -> bytes:
    """Open what was sealed to us.

    Raises:
        Refusal: `wrong_signature` when it was not sealed to this key or was changed.
    """
    try:
        return SealedBox(private_key).decrypt(sealed)
    except (CryptoError, ValueError) as error:
        raise Refusal("wrong_signature") from error


def unseal_own(keys: Keys, sealed: bytes) -> bytes:
    """Open what was sealed to us, also to keys that we had before.

    Raises:
        Refusal: `wrong_signature` when it was sealed to none of them or was changed.
    """
    for one in (keys, *keys.older):
        with suppress(Refusal):
            return unseal(one.sealing, sealed)
    raise Refusal("wrong_signature")


def lock_away(session_key: bytes, plain: bytes) -> bytes:
    """Encrypt a draft under a 32-byte key that lives as long as the session."""
    return bytes(SecretBox(session_key).encrypt(plain))


def take_out(session_key: bytes, kept: bytes) -> bytes | None:
    """Decrypt a draft; None when it belongs to another session."""
    try:
        return SecretBox(session_key).decrypt(kept)
    except (CryptoError, ValueError):
        return None
