"""The hub's signature over a file of a backup, in a file beside it; the site as its owner reads it.

The name of the file is signed with it, so that none stands for another. Where the hub's keys have
changed, the chain from the site's first key to the signing one follows the signature.
"""

import base64
from pathlib import Path

from kiosk.disk.copying import pieces_of, write_file
from kiosk.protocol.codec import pack, unpack
from kiosk.protocol.keys import Keys
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.protocol.succession import Chain, Handover, chain_of, leads
from kiosk.rules.refusals import Refusal

SUFFIX = ".sig"
PUBLIC_KEY_BYTES, SIGNATURE_BYTES = 32, 64
SIGNED_BYTES = PUBLIC_KEY_BYTES + SIGNATURE_BYTES
CHAIN_LIMIT_BYTES = 32 * 1024
SITE_SYMBOLS, GROUP_SYMBOLS = 16, 4


def sign_file(path: Path, keys: Keys) -> None:
    """Put the key's public half and its signature beside a file, and how the key came to be.

    Raises:
        OSError: the place takes no more.
    """
    signature = sign(keys.signing, Purpose.BACKUP, _signed(path))
    chain = pack(chain_of(keys)) if keys.older else b""
    write_file(_beside(path), (keys.public_signing + signature + chain,))


def signed_by(path: Path) -> bytes | None:
    """The public key that a file says it is signed by, unchecked; None: it says nothing."""
    return None if not _beside(path).is_file() else _read(path)[0]


def fits(path: Path, *, site: str) -> bool:
    """Whether the signature beside a file is over it, by a key of this site."""
    public_key, signature, chain = _read(path)
    try:
        verify(public_key, Purpose.BACKUP, _signed(path), signature)
    except Refusal:
        return False
    return leads(chain, origin=site, to=public_key)


def copy_signature(path: Path, target: Path) -> None:
    """Where there is one."""
    if _beside(path).is_file():
        write_file(_beside(target), pieces_of(_beside(path)))


def site_mark(site: str) -> str:
    """A site as it stands on the owner's paper: 80 bits of its name, in four groups."""
    symbols = base64.b32encode(bytes.fromhex(site)).decode()[:SITE_SYMBOLS]
    groups = (symbols[at : at + GROUP_SYMBOLS] for at in range(0, SITE_SYMBOLS, GROUP_SYMBOLS))
    return "-".join(groups)


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}{SUFFIX}")


def _read(path: Path) -> tuple[bytes, bytes, tuple[Handover, ...]]:
    """Key, signature, chain; all empty where the file is none of ours, which fits nothing."""
    try:
        with _beside(path).open("rb") as file:
            raw = file.read(SIGNED_BYTES + CHAIN_LIMIT_BYTES + 1)
        rest = raw[SIGNED_BYTES:]
        chain = unpack(rest, Chain, limit_bytes=CHAIN_LIMIT_BYTES) if rest else ()
    except (OSError, Refusal):
        return b"", b"", ()
    return raw[:PUBLIC_KEY_BYTES], raw[PUBLIC_KEY_BYTES:SIGNED_BYTES], chain


def _signed(path: Path) -> bytes:
    return path.name.encode() + b"\0" + path.read_bytes()
