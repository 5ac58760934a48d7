"""A machine's own keys: one to sign, one to be sealed to, in one file that only it can read."""

import os
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from kiosk.protocol.signing import origin_of
from kiosk.rules.refusals import Refusal

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Keys:
    """The signing key and the sealing key of one machine."""

    signing: SigningKey
    sealing: PrivateKey

    @property
    def public_signing(self) -> bytes:
        """32 bytes that others verify with."""
        return bytes(self.signing.verify_key)

    @property
    def public_sealing(self) -> bytes:
        """32 bytes that others seal to."""
        return bytes(self.sealing.public_key)

    @property
    def origin(self) -> str:
        """Our name as a maker of facts (32 hex)."""
        return origin_of(self.public_signing)


def make_keys() -> Keys:
    """New keys from the operating system's chance."""
    return Keys(SigningKey.generate(), PrivateKey.generate())


def save_keys(keys: Keys, path: Path) -> None:
    """Write the keys once, readable by the owner only; never over older keys."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(keys.signing) + bytes(keys.sealing))
        file.flush()
        os.fsync(file.fileno())


def load_keys(path: Path) -> Keys:
    """Read the keys.

    Raises:
        Refusal: `data_folder_wrong` when the file is missing or cut short.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(path)) from error
    try:
        return keys_from(raw)
    except ValueError as error:
        raise Refusal("data_folder_wrong", path=str(path)) from error


def keys_from(raw: bytes) -> Keys:
    """The keys in the bytes of such a file.

    Raises:
        ValueError: these are none.
    """
    if len(raw) != 2 * KEY_BYTES:
        raise ValueError(len(raw))
    return Keys(SigningKey(raw[:KEY_BYTES]), PrivateKey(raw[KEY_BYTES:]))
