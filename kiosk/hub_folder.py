"""The data folder of a hub: what its files are called, and when nothing is opened there."""

from pathlib import Path

from kiosk import check_notes
from kiosk.disk.read_only import unusable
from kiosk.rules.refusals import Refusal

DATABASE = "hub.db"
KEYS = "hub.keys"
LOCK = "hub.lock"
MAKING = "hub.making"
"""Stands in a new folder until its database is whole for the first time."""
BLOBS = "blobs"
UPLOADS = "uploads"
TRYING = "trying"
MODULES = "modules"
"""Whole modules with their gold answers: kept apart from blobs, which stations may fetch."""


def refuse_marked(folder: Path) -> None:
    """Refuse a database that was found to be damaged: what is written to it may be lost with it.

    Raises:
        Refusal: `database_damaged`.
    """
    mark = check_notes.marked(folder)
    if mark is not None:
        raise Refusal("database_damaged", path=str(folder / DATABASE), reason=mark.reason)


def note_making(making: Path) -> None:
    """From here to the first whole database a start that is cut off may be made again."""
    try:
        making.touch(mode=0o600)
    except OSError as error:
        raise unusable(making.parent, error) from error


def make_folder(folder: Path) -> None:
    """See to it that the data folder is there; a new one is for its owner alone.

    Raises:
        Refusal: `data_folder_wrong`, `disk_read_only`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable(folder, error) from error


def refuse_no_site(folder: Path) -> None:
    """Refuse a folder in which no site was made: a disk that is not mounted leaves an empty one.

    A new hub there would have other keys, so that no station knows it, and no money of yesterday.

    Raises:
        Refusal: `site_missing`.
    """
    marks = (DATABASE, KEYS, MAKING)
    if not any((folder / mark).exists() for mark in marks) and not was_lived_in(folder):
        raise Refusal("site_missing", path=str(folder))


def was_lived_in(folder: Path) -> bool:
    """Whether there was a database here before: a restore was cut off, or somebody deleted it."""
    return any(folder.glob("hub-before-restore-*")) or any(folder.glob("backups/hub-*"))
