"""The owner's key: all that leaves the machine as a backup is sealed to it; its print opens it.

It is made once and shown once; the hub keeps its public half alone. Source: DESIGN.md §8.
"""

import base64
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from kiosk.disk.copying import sync
from kiosk.rules.refusals import Refusal

FILE = "backup.pub"
KEY_BYTES = 32
CHECK_BYTES = 3
"""A mistyped symbol is found before anything is tried with the key."""
GROUP_SYMBOLS = 7
PRINT_LIMIT = 200
SITE = "Site:"
"""Before the site's mark, on a line below the key: a backup of another site is found out by it."""
SITE_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Paper:
    """What the owner's paper says: the key; the mark of the site, "" where it has none."""

    private: PrivateKey
    site: str


def make(folder: Path, *, instead: bool = False) -> str:
    """Make the owner's key and keep its public half; returns what is printed, this once.

    Raises:
        Refusal: `backup_key_made` where there is one and no other is asked for instead;
            `data_folder_wrong`.
    """
    if public(folder) is not None and not instead:
        raise Refusal("backup_key_made")
    private = PrivateKey.generate()
    aside = folder / f"{FILE}.part"
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(bytes(private.public_key).hex().encode())
            file.flush()
            os.fsync(file.fileno())
        aside.rename(folder / FILE)
        sync(folder)
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error
    return printed(private)


def public(folder: Path) -> bytes | None:
    """The half that backups are sealed to; None: nobody has made a key yet."""
    try:
        raw = bytes.fromhex((folder / FILE).read_text("ascii"))
    except (OSError, ValueError):
        return None
    return raw if len(raw) == KEY_BYTES else None


def mark(public_key: bytes) -> str:
    """A few symbols by which an owner knows which print belongs to a backup."""
    return base64.b32encode(hashlib.sha256(public_key).digest()).decode()[:6]


def printed(private: PrivateKey) -> str:
    """A key as it is printed and typed: base 32 in groups, the last symbols check the others."""
    raw = bytes(private)
    symbols = base64.b32encode(raw + _check(raw)).decode().rstrip("=")
    groups = (symbols[at : at + GROUP_SYMBOLS] for at in range(0, len(symbols), GROUP_SYMBOLS))
    return "-".join(groups)


def read(text: str) -> PrivateKey:
    """A key from its print, typed or scanned, with or without its dashes; lines below it are words.

    Raises:
        Refusal: `backup_key_wrong`.
    """
    first = next((line for line in text[:PRINT_LIMIT].splitlines() if line.strip()), "")
    symbols = "".join(first.replace("-", "").split()).upper()
    try:
        raw = base64.b32decode(symbols + "=" * (-len(symbols) % 8))
    except ValueError as error:
        raise Refusal("backup_key_wrong") from error
    key, check = raw[:KEY_BYTES], raw[KEY_BYTES:]
    if len(key) != KEY_BYTES or check != _check(key):
        raise Refusal("backup_key_wrong")
    return PrivateKey(key)


def read_paper(text: str) -> Paper:
    """A key and what stands below it.

    Raises:
        Refusal: `backup_key_wrong`.
    """
    lines = (line.strip() for line in text[:PRINT_LIMIT].splitlines())
    site = next((line.removeprefix(SITE) for line in lines if line.startswith(SITE)), "")
    return Paper(read(text), site.strip()[:SITE_LIMIT])


def seal(public_key: bytes, raw: bytes) -> bytes:
    """Bytes that the owner's print alone opens."""
    return SealedBox(PublicKey(public_key)).encrypt(raw)


def unseal(private: PrivateKey, sealed: bytes) -> bytes:
    """What was sealed to the key.

    Raises:
        Refusal: `backup_key_wrong` for another key's.
    """
    try:
        return SealedBox(private).decrypt(sealed)
    except CryptoError as error:
        raise Refusal("backup_key_wrong") from error


def _check(raw: bytes) -> bytes:
    return hashlib.sha256(b"kiosk-owner-key\0" + raw).digest()[:CHECK_BYTES]
