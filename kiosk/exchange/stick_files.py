"""Bundles that staff send from their own computer, and those that wait there to be fetched.

A page in a browser reaches no stick: a file comes piece by piece into a folder of its own, goes
through the same reading as a stick that is plugged in, and is gone afterwards. What is written is
laid ready until the next one, a day at most.
"""

import hashlib
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.disk.copying import room_needed
from kiosk.link.bundle_reading import FILES_LIMIT
from kiosk.link.errand import Tick
from kiosk.protocol.bundles import FRONT_BYTES, PART_LIMIT_BYTES, SUFFIX
from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant
from kiosk.rules.refusals import Refusal

COME, READY = "sticks-come", "sticks-ready"
FILE_LIMIT_BYTES = FRONT_BYTES + 2 * PART_LIMIT_BYTES
"""The most that a part can be: its head names no more."""
PIECE_LIMIT_BYTES = 1024 * 1024
KEPT_FREE_BYTES = 64 * 1024 * 1024
"""The last room is for decisions and money."""
ASKED_LIMIT, NAME_LIMIT = 64, 80
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
READY_NAME = re.compile(r"steppingstone-([0-9a-f]{8})-[0-9a-f]{12}-[0-9]{1,2}\.kxb")


@dataclass(frozen=True, slots=True)
class Ready:
    """A part that can be fetched; `reader` begins its hub's origin."""

    path: Path
    reader: str
    bytes: int
    at: Instant


def folder_for(folder: Path, asked: str) -> Path:
    """Where the files of one form come together; its name is made here.

    Raises:
        Refusal: `malformed` for a form without the id of its request.
    """
    if not 0 < len(asked) <= ASKED_LIMIT:
        raise Refusal("malformed")
    return folder / COME / hashlib.sha256(asked.encode()).hexdigest()[:32]


def keep_piece(place: Path, name: str, *, at: int, piece: bytes) -> int:
    """Add a piece at its place; how much of the file is there then.

    A piece that came before, or is not the next, changes nothing: whoever sends goes on from there.

    Raises:
        Refusal: `bundle_none` for a file that is no bundle by its name; `too_large`, `too_many`,
            `disk_full`.
    """
    target = place / _safe(name)
    if len(piece) > PIECE_LIMIT_BYTES or at + len(piece) > FILE_LIMIT_BYTES:
        raise Refusal("too_large", limit_bytes=FILE_LIMIT_BYTES)
    with room_needed():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(place).free < KEPT_FREE_BYTES + len(piece):
            raise Refusal("disk_full")
        if not target.exists() and len(list(place.iterdir())) >= FILES_LIMIT:
            raise Refusal("too_many", limit=FILES_LIMIT)
        with target.open("ab") as file:
            if file.tell() == at:
                file.write(piece)
            return file.tell()


def _safe(name: str) -> str:
    """A name that leads nowhere, still known by whoever sent it."""
    plain = UNSAFE.sub("_", name.strip().replace("\\", "/").rpartition("/")[2]).lstrip(".")
    if not plain.endswith(SUFFIX) or plain == SUFFIX:
        raise Refusal("bundle_none")
    return plain[: -len(SUFFIX)][:NAME_LIMIT] + SUFFIX


def has_come(place: Path) -> bool:
    """Whether there is anything to read."""
    with suppress(OSError):
        return any(place.iterdir())
    return False


def new_ready(folder: Path, tick: Tick) -> Path:
    """An empty folder for what is written now; what was laid ready before goes."""
    tick("writing", 0, 1)
    shutil.rmtree(folder / READY, ignore_errors=True)
    place = folder / READY / secrets.token_hex(8)
    with room_needed():
        place.mkdir(mode=0o700, parents=True)
    return place


def ready(folder: Path) -> tuple[Ready, ...]:
    """What can be fetched, in the order of its parts."""
    found = []
    for path in _laid_ready(folder / READY):
        named = READY_NAME.fullmatch(path.name)
        with suppress(OSError):  # gone meanwhile
            stat = path.stat()
            if named is not None:
                at = Instant(stat.st_mtime_ns // 1_000_000)
                found.append(Ready(path, named[1], stat.st_size, at))
    return tuple(sorted(found, key=lambda one: (len(one.path.name), one.path.name)))


def _laid_ready(folder: Path) -> Iterator[Path]:
    """All in its folders; one that the next writing takes away meanwhile holds none."""
    with suppress(OSError):
        for place in folder.iterdir():
            with suppress(OSError):
                yield from place.iterdir()


def ready_file(folder: Path, name: str) -> Path:
    """A part by its name.

    Raises:
        Refusal: `not_found`.
    """
    for one in ready(folder):
        if one.path.name == name:
            return one.path
    raise Refusal("not_found", what="bundle")


def let_go(folder: Path, now: Instant) -> None:
    """What nobody read or fetched for a day goes."""
    for place in _places(folder):
        with suppress(OSError):
            newest = max(one.stat().st_mtime for one in (place, *place.iterdir()))
            if now - int(newest * MS_PER_S) > S_PER_DAY * MS_PER_S:
                shutil.rmtree(place, ignore_errors=True)


def _places(folder: Path) -> Iterator[Path]:
    for kind in (COME, READY):
        with suppress(OSError):
            yield from (folder / kind).iterdir()
