"""The hub's signature over a file of a backup, in a file beside it; the site as its owner reads it.

The name of the file is signed with it, so that none stands for another.
"""

import base64
from pathlib import Path

from nacl.signing import SigningKey

from kiosk.disk.copying import pieces_of, write_file
from kiosk.protocol.signing import Purpose, sign, verify
from kiosk.rules.refusals import Refusal

SUFFIX = ".sig"
PUBLIC_KEY_BYTES, SIGNATURE_BYTES = 32, 64
SITE_SYMBOLS, GROUP_SYMBOLS = 16, 4


def sign_file(path: Path, key: SigningKey) -> None:
    """Put the key's public half and its signature beside a file.

    Raises:
        OSError: the place takes no more.
    """
    signature = sign(key, Purpose.BACKUP, _signed(path))
    write_file(_beside(path), (bytes(key.verify_key) + signature,))


def signed_by(path: Path) -> bytes | None:
    """The public key that a file says it is signed by, unchecked; None: it says nothing."""
    return None if not _beside(path).is_file() else _read(path)[0]


def fits(path: Path) -> bool:
    """Whether the signature beside a file is over it, by the key that stands there."""
    public_key, signature = _read(path)
    try:
        verify(public_key, Purpose.BACKUP, _signed(path), signature)
    except Refusal:
        return False
    return True


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


def _read(path: Path) -> tuple[bytes, bytes]:
    """Key and signature; both empty where the file is none of ours, which fits nothing."""
    try:
        with _beside(path).open("rb") as file:
            raw = file.read(PUBLIC_KEY_BYTES + SIGNATURE_BYTES + 1)
    except OSError:
        raw = b""
    if len(raw) != PUBLIC_KEY_BYTES + SIGNATURE_BYTES:
        return b"", b""
    return raw[:PUBLIC_KEY_BYTES], raw[PUBLIC_KEY_BYTES:]


def _signed(path: Path) -> bytes:
    return path.name.encode() + b"\0" + path.read_bytes()
