"""What is kept in files beside the database about looks at it: three, since it may be damaged.

    hub.checks     how far the check beside the hub's work has come, when the last one ended
    hub.damaged    damage that was found twice; while it stands there nobody works with the database
    hub.suspect    SQLite called it damaged while the hub worked: the next start looks at all of it

Who restores a backup has another database, so that all three go. Source: DESIGN.md §4.
"""

from pathlib import Path

import msgspec

from kiosk.disk.copying import sync
from kiosk.disk.open import make_private
from kiosk.rules.instants import Instant
from kiosk.rules.whole_checks import Checks

CHECKS, DAMAGED, SUSPECT = "hub.checks", "hub.damaged", "hub.suspect"
BYTES_MOST = 64 * 1024


class Mark(msgspec.Struct, frozen=True):
    """What was found, and when."""

    reason: str
    found_at: Instant


def checks(folder: Path) -> Checks:
    """What was kept; what cannot be read was never kept: the check begins anew."""
    try:
        return msgspec.json.decode(_read(folder / CHECKS), type=Checks)
    except (OSError, msgspec.DecodeError):
        return Checks()


def keep_checks(folder: Path, kept: Checks) -> None:
    """Keep how far it has come; a disk that takes no more is no reason to stop."""
    try:
        _write(folder / CHECKS, msgspec.json.encode(kept))
    except OSError:
        return


def mark_damaged(folder: Path, reason: str, now: Instant) -> None:
    """From here on nobody works with this database.

    Raises:
        OSError: the disk takes no more.
    """
    _write(folder / DAMAGED, msgspec.json.encode(Mark(reason, now)))


def marked(folder: Path) -> Mark | None:
    """What was found; a mark that cannot be read is a mark."""
    try:
        raw = _read(folder / DAMAGED)
    except FileNotFoundError:
        return None
    except OSError as error:
        return Mark(str(error), Instant(0))
    try:
        return msgspec.json.decode(raw, type=Mark)
    except msgspec.DecodeError:
        return Mark("it was found to be damaged", Instant(0))


def suspect(folder: Path) -> None:
    """The next start looks at all of it, however long that takes."""
    make_private(folder / SUSPECT)
    sync(folder)


def is_suspect(folder: Path) -> bool:
    """Whether it does."""
    return (folder / SUSPECT).exists()


def clear_suspicion(folder: Path) -> None:
    """All of it was looked at, and is well."""
    (folder / SUSPECT).unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Another database is there now."""
    for name in (CHECKS, DAMAGED, SUSPECT):
        (folder / name).unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(BYTES_MOST)


def _write(path: Path, content: bytes) -> None:
    """Whole or not there, and on disk."""
    aside = path.with_name(f"{path.name}.part")
    make_private(aside)
    aside.write_bytes(content)
    sync(aside)
    aside.replace(path)
    sync(path.parent)
