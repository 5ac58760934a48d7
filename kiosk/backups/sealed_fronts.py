"""What anybody may read of a sealed backup, and the keys that open the rest."""

from pathlib import Path
from typing import Annotated

import msgspec
from nacl.public import PrivateKey

from kiosk.backups import manifests
from kiosk.backups.manifests import ASIDE, UNREADABLE
from kiosk.link import backup_marks, owner_key
from kiosk.link.sealed_keys import Opener, Sealer, opener_from
from kiosk.link.sealed_parts import Part
from kiosk.protocol.keys import load_keys
from kiosk.rules.refusals import Refusal

FRONT = "sealed.json"
FORMAT = 1
FRONT_LIMIT_BYTES = 64 * 1024 * 1024

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Front(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What anybody may read of a sealed backup. `owner` is the mark of the key that opens it."""

    format: int
    made_at: int
    site: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    owner: str
    sealed_keys: bytes
    parts: tuple[Part, ...]
    blobs: tuple[Sha256, ...]

    @property
    def about(self) -> bytes:
        """What binds each frame to this backup."""
        return f"kiosk-backup/{self.site}/{self.made_at}".encode()


def sealer_of(folder: Path) -> Sealer | None:
    """The sealer of a data folder; None: its owner has made no key yet.

    Raises:
        Refusal: `data_folder_wrong` where the owner's key or the hub's cannot be read: nothing
            goes out readable because a file was damaged.
    """
    owner = owner_key.public(folder)
    if owner is not None:
        return Sealer(load_keys(folder / manifests.HUB_KEYS), owner)
    if (folder / owner_key.FILE).exists():
        raise Refusal("data_folder_wrong", path=str(folder / owner_key.FILE))
    return None


def is_sealed(backup: Path) -> bool:
    """Whether this is a sealed backup, by its front."""
    return (backup / FRONT).is_file()


def read_front(backup: Path) -> Front:
    """The front of a sealed backup; its own hub has signed it, for this instant.

    Raises:
        Refusal: `database_damaged`, `backup_renamed`, `backup_of_other_version`.
    """
    try:
        with (backup / FRONT).open("rb") as file:
            raw = file.read(FRONT_LIMIT_BYTES)
        if msgspec.json.decode(raw, type=_Versioned).format != FORMAT:
            raise Refusal("backup_of_other_version", path=str(backup))
        front = msgspec.json.decode(raw, type=Front)
    except UNREADABLE as error:
        raise damaged(backup, str(error)) from error
    if not backup_marks.fits(backup / FRONT, site=front.site):
        raise damaged(backup, f"{FRONT} is not as the hub signed it")
    if backup.name.removesuffix(ASIDE) != f"hub-{front.made_at}":
        raise Refusal("backup_renamed", path=str(backup), name=f"hub-{front.made_at}")
    return front


class _Versioned(msgspec.Struct, frozen=True):
    format: int


def opener_of(front: Front, private: PrivateKey) -> Opener:
    """What the owner's key opens.

    Raises:
        Refusal: `backup_key_wrong`.
    """
    return opener_from(front.sealed_keys, private)


def damaged(path: Path, reason: str) -> Refusal:
    """The backup is not as it was written."""
    return Refusal("database_damaged", path=str(path), reason=reason)
