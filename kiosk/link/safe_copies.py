"""What of an exchange lies in a verified copy on another disk, as its folder keeps it.

It stands beside the database and not in it: a database that was put back from an older copy than
the newest knows nothing of what hubs were told since, and hubs may hold that no more.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from kiosk.disk.copying import write_file
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import S_PER_DAY, Instant, seconds_between
from kiosk.rules.refusals import Refusal

FILE = "safe_copy.json"
"""In the exchange's data folder."""


TOO_OLD_S = 2 * S_PER_DAY
"""One that was missed on a day is no news."""


class SafeCopy(msgspec.Struct, frozen=True):
    """When the newest verified copy was made that is on another disk, and how far it has each."""

    made_at: Instant
    heard: tuple[Kept, ...]


def read(folder: Path) -> SafeCopy | None:
    """What was noted; None: there is no such copy, or a disk has torn the note."""
    with suppress(OSError, ValueError, msgspec.DecodeError):
        return msgspec.json.decode((folder / FILE).read_bytes(), type=SafeCopy)
    return None


def is_too_old(safe: SafeCopy, now: Instant) -> bool:
    """Whether it is time that somebody looked why there is no newer one."""
    return seconds_between(safe.made_at, now) > TOO_OLD_S


def note(folder: Path, made_at: Instant, heard: Iterable[Kept]) -> None:
    """Keep what the newest copy has; an epoch that it does not know stays as it was noted.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    before = read(folder)
    known = () if before is None else before.heard
    newest = made_at if before is None else max(before.made_at, made_at)
    have: dict[tuple[str, str], int] = {}
    for one in (*known, *heard):
        key = (one.origin, one.epoch)
        have[key] = max(one.have, have.get(key, 0))
    _write(folder, SafeCopy(newest, tuple(Kept(*key, upto) for key, upto in have.items())))


def note_lost(folder: Path, heard: Iterable[Kept]) -> None:
    """An older copy was put back on purpose: what it has is what is safe.

    Raises:
        Refusal: `data_folder_wrong`.
    """
    before = read(folder)
    if before is not None:
        _write(folder, SafeCopy(before.made_at, tuple(heard)))


def refuse_older(folder: Path, heard: Iterable[Kept]) -> None:
    """A database that lacks what hubs were told is safe must not take its place unasked.

    Raises:
        Refusal: `exchange_copy_older`.
    """
    safe = read(folder)
    if safe is None:
        return
    has = {(one.origin, one.epoch): one.have for one in heard}
    lost = sum(max(0, one.have - has.get((one.origin, one.epoch), 0)) for one in safe.heard)
    if lost:
        raise Refusal("exchange_copy_older", n=lost)


def _write(folder: Path, safe: SafeCopy) -> None:
    try:
        write_file(folder / FILE, (msgspec.json.encode(safe),))
    except OSError as error:
        raise Refusal("data_folder_wrong", path=str(folder)) from error
