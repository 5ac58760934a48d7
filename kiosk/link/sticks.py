"""USB sticks: what goes wrong with them in words, and where they are.

A stick is pulled out, full, write-protected or worn at any byte; each is a refusal and no fault.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.rules.refusals import Refusal

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
NOT_WRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
MOUNTS = Path("/proc/self/mounts")
MOUNTED_IN = frozenset({Path("/media"), Path("/run/media"), Path("/mnt")})
STICKS_LIMIT = 20
NAMES_LIMIT = 500
"""Of a folder with more names in it we look at so many."""


@contextmanager
def stick() -> Iterator[None]:
    """Around whatever touches a stick.

    Raises:
        Refusal: `stick_full`, `stick_locked`, `stick_gone`.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Refusal("stick_full") from error
        if error.errno in NOT_WRITABLE:
            raise Refusal("stick_locked") from error
        raise Refusal("stick_gone") from error


def folder_of(given: Path, *, mounts: Path = MOUNTS) -> Path:
    """The folder that somebody means: a folder, or where a device is mounted.

    Raises:
        Refusal: `stick_gone` when there is no such folder, or the device is not mounted.
    """
    with stick():
        if given.is_dir():
            return given
        if given.is_block_device():
            return _mounted_at(given.resolve(), mounts)
    raise Refusal("stick_gone")


def _mounted_at(device: Path, mounts: Path) -> Path:
    """A stick is mounted itself, or its first partition is."""
    for line in mounts.read_text("utf-8", errors="replace").splitlines():
        source, _, rest = line.partition(" ")
        if source.startswith(str(device)):
            return Path(rest.partition(" ")[0].encode().decode("unicode_escape"))
    raise Refusal("stick_gone")


def plugged_in(folder: Path) -> tuple[Path, ...]:
    """The sticks mounted in this folder, or in a person's folder in it, by name.

    Where sticks are mounted by the system only mounts count: what is written into a folder whose
    stick is gone would fill our own disk. In any other place a plain folder will do.
    """
    if folder not in MOUNTED_IN:
        return tuple(_folders_in(folder)[:STICKS_LIMIT])
    found = []
    for one in _folders_in(folder):
        if is_mounted(one):
            found.append(one)
        else:
            found += [below for below in _folders_in(one) if is_mounted(below)]
    return tuple(found[:STICKS_LIMIT])


def is_mounted(folder: Path) -> bool:
    """Whether something is mounted here: a folder that is left without its stick is none."""
    return folder.is_mount()


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in names_in(folder) if one.is_dir())
    except OSError:  # not ours to look into, or gone meanwhile
        return []


def names_in(folder: Path) -> list[Path]:
    """What stands in a folder, up to a limit."""
    with os.scandir(folder) as entries:
        return [folder / entry.name for entry, _ in zip(entries, range(NAMES_LIMIT), strict=False)]
