"""The keys in a backup, sealed to the owner's printed key: who has that and a backup is the hub."""

from pathlib import Path

import msgspec
from nacl.public import PrivateKey

from kiosk.backups import manifests
from kiosk.link import owner_key
from kiosk.protocol.keys import keys_from
from kiosk.rules.refusals import Refusal


def keys_in(backup: Path, private: PrivateKey) -> dict[str, bytes]:
    """The key files of a backup by their path in the data folder.

    Raises:
        Refusal: `backup_key_wrong`; `backup_without_keys` where none were sealed into it;
            `database_damaged` for files that are no keys: whoever had the stick can seal some.
    """
    if manifests.SEALED not in manifests.read(backup).files:
        raise Refusal("backup_without_keys", path=str(backup))
    raw = owner_key.unseal(private, (backup / manifests.SEALED).read_bytes())
    try:
        found = msgspec.msgpack.decode(raw, type=dict[str, bytes])
    except manifests.UNREADABLE as error:
        raise manifests.damaged(backup, str(error)) from error
    for name in found:
        if not manifests.fits(name, manifests.KEY_FILES):
            raise manifests.damaged(backup, f"{name} is no key")
    site = manifests.read(backup).site
    if site and _site_of(found.get(manifests.HUB_KEYS, b"")) != site:
        raise manifests.damaged(backup, f"{manifests.HUB_KEYS} is not of the site that made it")
    return found


def _site_of(keys: bytes) -> str:
    """The name of the site whose keys these are; "" where they are none."""
    try:
        return keys_from(keys).site
    except ValueError:
        return ""
