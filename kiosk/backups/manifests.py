"""What a backup says of itself: its manifest, and how what stands in it is called.

Source: DESIGN.md §8.
"""

from fnmatch import fnmatchcase
from pathlib import Path, PurePath

import msgspec

from kiosk.link import backup_marks, owner_key
from kiosk.protocol.signing import origin_of
from kiosk.protocol.sync import Kept
from kiosk.rules.refusals import Refusal

HUB_DATABASE, EXCHANGE_DATABASE = "hub.db", "exchange.db"
EXCHANGE = "exchange"
MANIFEST, SEALED, SETTINGS = "manifest.json", "keys.sealed", "settings"
HUB_KEYS = "hub.keys"
FORMAT = 1
ASIDE = ".part"
UNREADABLE = (OSError, ValueError, RecursionError, msgspec.DecodeError)
"""What reading a file of ours comes to that somebody else had in their hands."""
MANIFEST_LIMIT_BYTES = 64 * 1024 * 1024
BLOB_FOLDERS = ("modules", "blobs", "exchange/blobs")
KEY_FILES = ("*.keys", "exchange/*.keys", "*.pem", "ca/*", "exchange/*.pem")
SETTING_FILES = ("*.toml", "exchange/*.toml", owner_key.FILE)


class Totals(msgspec.Struct, frozen=True):
    """The ledger at one instant: transfers, the chain's head, the sum of all postings."""

    transfers: int
    head: str
    minor: int


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds. `files` and `blobs`: path in the data folder's own words to SHA-256."""

    format: int
    made_at: int
    site: str
    ledger: Totals
    heard: tuple[Kept, ...]
    files: dict[str, str]
    blobs: dict[str, str]
    key: str
    left_out: dict[str, str]


def read(backup: Path) -> Manifest:
    """The manifest of a backup, unchecked.

    Raises:
        Refusal: `database_damaged` where there is none, or one of a newer program.
    """
    try:
        if not (backup / MANIFEST).is_file():  # a pipe would be read for ever
            raise damaged(backup, f"{MANIFEST} is missing")
        with (backup / MANIFEST).open("rb") as file:
            manifest = msgspec.json.decode(file.read(MANIFEST_LIMIT_BYTES), type=Manifest)
    except UNREADABLE as error:
        raise damaged(backup, str(error)) from error
    if manifest.format != FORMAT:
        raise Refusal("backup_of_other_version", path=str(backup))
    return manifest


def is_signed(backup: Path) -> bool:
    """Whether a hub put its name to it; those that were made before hubs did so have none."""
    return backup_marks.signed_by(backup / MANIFEST) is not None


def signer_of(backup: Path) -> str:
    """The name of the hub that signed a backup when it was made; "" where none did."""
    signer = backup_marks.signed_by(backup / MANIFEST)
    return "" if signer is None else origin_of(signer)


def setting_names(backup: Path) -> tuple[str, ...]:
    """The checked settings of a backup by their path in the data folder."""
    names = (name.removeprefix(f"{SETTINGS}/") for name in read(backup).files)
    return tuple(name for name in names if fits(name, SETTING_FILES))


def blob_names(backup: Path) -> dict[str, str]:
    """The blobs of a backup by their path in the data folder; one with another path is none."""
    places = tuple(f"{inside}/??/*" for inside in BLOB_FOLDERS)
    named = read(backup).blobs.items()
    return {name: sha256 for name, sha256 in named if fits(name, places)}


def is_inside(name: str) -> bool:
    """Whether a path of a manifest leads nowhere but into its folder."""
    path = PurePath(name)
    return not path.is_absolute() and ".." not in path.parts


def fits(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path has as many parts as a pattern, and each fits."""
    parts = PurePath(name).parts
    wanted = (PurePath(pattern).parts for pattern in patterns)
    return is_inside(name) and any(
        len(parts) == len(one) and all(map(fnmatchcase, parts, one)) for one in wanted
    )


def damaged(path: Path, reason: str) -> Refusal:
    """The backup is not as it was written."""
    return Refusal("database_damaged", path=str(path), reason=reason)
