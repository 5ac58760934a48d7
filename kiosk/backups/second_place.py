"""Backups away from the database: the second place, a stick. Sealed there, and told from beside.

Only what lies on another disk than the database outlives it; a copy on the same disk, or one in
memory, is kept all the same and counts for nothing.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.backups import backing_up, backup_files, sealed_backups
from kiosk.backups.manifests import ASIDE, MANIFEST
from kiosk.backups.sealed_fronts import is_sealed, sealer_of
from kiosk.backups.telling import Tell, silent
from kiosk.disk import disks
from kiosk.disk.disks import Standing
from kiosk.link import owner_key
from kiosk.link.sealed_keys import Sealer
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

NOWHERE = Path()
"""None is set."""
SECOND = "second.txt"
"""When a copy was last put into the second place."""
APART = "apart.txt"
"""The second place that was on another disk than the database."""
APART_AT = "apart_at.txt"
"""When the newest backup was made that lies on another disk than the database."""
SEALED_AT_ONCE = 2
"""So many plain ones of before are sealed with each new one: all of them may take hours."""


def copy_to_second_place(
    backup: Path, place: Path, *, folder: Path, now: Instant, tell: Tell = silent
) -> Path:
    """Put a verified backup into the second place, and keep in the usual folder that it is there.

    The place is never made here: where it is missing, its disk or share is not there, and what
    looked like a copy would fill the very disk that it is to outlive.

    Raises:
        Refusal: `backup_place_missing`; what `put` refuses.
    """
    refuse_missing(place, folder)
    target = put(backup, place, folder=folder, now=now, tell=tell)
    backing_up.note(folder, SECOND, now)
    if standing(place, folder) is Standing.APART:
        with suppress(OSError):
            (folder / APART).write_text(f"{place}\n", "utf-8")
    return target


def refuse_missing(place: Path, folder: Path) -> None:
    """Refuse a second place that is not there, at once.

    Raises:
        Refusal: `backup_place_missing`.
    """
    if not place.is_dir() or _is_unplugged(place, folder):
        raise Refusal("backup_place_missing", path=str(place))


def lacks(place: Path, backup: Path, *, folder: Path) -> bool:
    """Whether a backup is still to be brought to the second place; a bare copy never is.

    Plain ones of before the owner's key was made are no longer what is to be there.
    """
    if place == NOWHERE or not backup.is_dir():
        return False
    there = place / backup.name
    return not there.exists() or not (is_sealed(there) or owner_key.public(folder.parent) is None)


def sweep(place: Path, folder: Path) -> None:
    """What was half done there of a backup of ours goes. The caller is `backing_up.alone`."""
    if not place.is_dir() or place == NOWHERE:
        return
    for ours in backing_up.all_in(folder):
        _leave_no_half(place, ours)


def put(backup: Path, place: Path, *, folder: Path, now: Instant, tell: Tell = silent) -> Path:
    """Put a verified backup into another folder: sealed, once the owner has made a key.

    Args:
        backup: a plain one of the usual folder.
        place: a folder that is there.
        folder: the usual folder, in the hub's data folder.
        now: for copies that were cut off.
        tell: told how far it is.

    Raises:
        Refusal: `backup_no_room`; `data_folder_wrong` when it takes nothing; `backup_not_read_back`
            when it gives back something else than was written; `backup_place_missing` where it is
            the usual folder itself.
    """
    if place.resolve() == folder.resolve():  # its own backups stay plain, for a quick restore
        raise Refusal("backup_place_missing", path=str(place))
    sealer = sealer_of(folder.parent)
    with _to_medium(place, backup):
        backing_up.make_room(place, now, bytes_=backup_files.size_bytes(backup))
        target = _copy_out(backup, place, sealer, tell)
        if sealer is not None:
            _seal_those_before(folder, place, sealer)
        backing_up.forget_old(place)
    if standing(place, folder) is Standing.APART:
        backing_up.note(folder, APART_AT, backing_up.made_at(backup))
    return target


@contextmanager
def _to_medium(place: Path, backup: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        _leave_no_half(place, backup)
        if backing_up.is_no_room(error):
            raise Refusal("backup_no_room", path=str(place)) from error
        reason = error.strerror or ""
        raise Refusal("data_folder_wrong", path=str(place), reason=reason) from error
    except Refusal as refusal:
        _leave_no_half(place, backup)
        if refusal.code != "database_damaged":
            raise
        reason = str(refusal.details.get("reason", ""))
        raise Refusal("backup_not_read_back", path=str(place), reason=reason) from refusal


def _leave_no_half(place: Path, backup: Path) -> None:
    shutil.rmtree(place / f"{backup.name}{ASIDE}", ignore_errors=True)


def _copy_out(backup: Path, place: Path, sealer: Sealer | None, tell: Tell) -> Path:
    if sealer is None:
        return backup_files.copy_out(backup, place, tell)
    return sealed_backups.copy_out(backup, place, sealer, tell)


def _seal_those_before(folder: Path, place: Path, sealer: Sealer) -> None:
    """Plain ones of before are sealed in their place where the usual folder has the same one.

    From there and not from the medium: the hub signs nothing that was in other hands.
    """
    plain = plain_ones(place)
    ours = [folder / one.name for one in plain if (folder / one.name / MANIFEST).is_file()]
    for one in reversed(ours[-SEALED_AT_ONCE:]):
        try:
            sealed_backups.copy_out(one, place, sealer)
        except Refusal:  # ours is damaged: theirs stays as it is, and is told
            _leave_no_half(place, one)
    for one in backing_up.all_in(place):
        if is_sealed(one):
            sealed_backups.leave_sealed_only(one)
    if plain:
        backing_up.drop_blobs(place)


def plain_ones(place: Path) -> tuple[Path, ...]:
    """The backups of a place that anybody can read who finds it."""
    return tuple(one for one in backing_up.all_in(place) if not is_sealed(one))


def standing(place: Path, folder: Path) -> Standing:
    """Whether a place is there, and survives a disk that breaks under the usual folder."""
    return disks.standing(place, folder)


def _is_unplugged(place: Path, folder: Path) -> bool:
    """Whether only the empty folder is left where another disk was: it lies beside the database."""
    with suppress(OSError, ValueError):
        was_apart = (folder / APART).read_text("utf-8").strip() == str(place)
        return was_apart and standing(place, folder) is Standing.SAME_DISK
    return False


def second_at(folder: Path) -> Instant | None:
    """When the newest backup was put into the second place; None: never."""
    return _instant(folder, SECOND)


def apart_at(folder: Path) -> Instant | None:
    """When the newest backup was made that was put on another disk; None: there is none."""
    return _instant(folder, APART_AT)


def _instant(folder: Path, name: str) -> Instant | None:
    at = backing_up.noted(folder, name, most=backing_up.INSTANT_MOST)
    return None if at is None else Instant(at)
