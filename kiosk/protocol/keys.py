"""A machine's own keys: one to sign, one to be sealed to, in one file that only it can read.

A hub that changed its keys keeps those of before behind them: what was sealed to them still opens,
what they signed is still its own. One pair is 64 bytes, as ever. Several:

    MAGIC                  16 bytes
    signing, sealing       64 bytes a pair, the newest first
    SHA-256 of all before  32 bytes
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey
from nacl.signing import SigningKey

from kiosk.protocol.signing import origin_of
from kiosk.rules.refusals import Refusal

KEY_BYTES = 32
PAIR_BYTES = 2 * KEY_BYTES
MAGIC = b"kiosk-key-ring-1"
SUM_BYTES = 32
PAIRS_LIMIT = 64
ASIDE = ".part"


@dataclass(frozen=True, slots=True)
class Keys:
    """The signing key and the sealing key of one machine.

    `older`: those of before, the newest first; each has none itself.
    """

    signing: SigningKey
    sealing: PrivateKey
    older: tuple["Keys", ...] = ()

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

    @property
    def origins(self) -> tuple[str, ...]:
        """All names that we had as a maker of facts, today's first."""
        return (self.origin, *(one.origin for one in self.older))

    @property
    def site(self) -> str:
        """The name of the site that they are of: it stays when keys change."""
        return self.origins[-1]

    @property
    def older_public_signing(self) -> tuple[bytes, ...]:
        """What others verify with what we signed before."""
        return tuple(one.public_signing for one in self.older)

    @property
    def all_public_signing(self) -> tuple[bytes, ...]:
        """What others verify with what we ever signed, today's first."""
        return (self.public_signing, *self.older_public_signing)

    def followed_by(self, following: "Keys") -> "Keys":
        """Other keys in front of these.

        Raises:
            Refusal: `too_many`.
        """
        if len(self.origins) >= PAIRS_LIMIT:
            raise Refusal("too_many", keys=PAIRS_LIMIT)
        before = (Keys(self.signing, self.sealing), *self.older)
        return Keys(following.signing, following.sealing, before)


def make_keys() -> Keys:
    """New keys from the operating system's chance."""
    return Keys(SigningKey.generate(), PrivateKey.generate())


def save_keys(keys: Keys, path: Path) -> None:
    """Write the keys once, readable by the owner only; never over older keys."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes_of(keys))
        file.flush()
        os.fsync(file.fileno())


def change_keys(keys: Keys, path: Path) -> None:
    """Put new keys, with those of before behind them, in their place at one stroke.

    Cut off at any moment, the file holds what it held or what it shall hold.

    Raises:
        Refusal: `data_folder_wrong` where they would drop a pair that the file holds.
        OSError: the place takes no more.
    """
    held = load_keys(path)
    if not set(held.origins) <= set(keys.origins):
        raise Refusal("data_folder_wrong", path=str(path))
    aside = path.with_name(f"{path.name}{ASIDE}")
    aside.unlink(missing_ok=True)  # of a change that was cut off: nobody was told of those keys
    save_keys(keys, aside)
    aside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


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
    if len(raw) == PAIR_BYTES and not raw.startswith(MAGIC):  # nor a cut one of several
        return _pair(raw)
    pairs, rest = divmod(len(raw) - len(MAGIC) - SUM_BYTES, PAIR_BYTES)
    if rest or not 2 <= pairs <= PAIRS_LIMIT or not raw.startswith(MAGIC):
        raise ValueError(len(raw))
    if hashlib.sha256(raw[:-SUM_BYTES]).digest() != raw[-SUM_BYTES:]:
        raise ValueError("sum")
    starts = range(len(MAGIC), len(raw) - SUM_BYTES, PAIR_BYTES)
    newest, *older = (_pair(raw[at : at + PAIR_BYTES]) for at in starts)
    return Keys(newest.signing, newest.sealing, tuple(older))


def bytes_of(keys: Keys) -> bytes:
    """What the file of these keys holds; of one pair as every version reads it."""
    pairs = b"".join(bytes(one.signing) + bytes(one.sealing) for one in (keys, *keys.older))
    if not keys.older:
        return pairs
    return MAGIC + pairs + hashlib.sha256(MAGIC + pairs).digest()


def _pair(raw: bytes) -> Keys:
    return Keys(SigningKey(raw[:KEY_BYTES]), PrivateKey(raw[KEY_BYTES:]))
