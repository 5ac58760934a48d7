"""Which disks a folder lies on: a copy beside the original is none.

Two partitions, a volume over both, a file that is mounted as a disk, two parts of one btrfs: all
have device numbers of their own and break together. What the kernel says of them stands in
/proc/self/mountinfo and /sys/dev/block; where it says nothing the device number must do.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
DEVICES = Path("/sys/dev/block")
IN_MEMORY = frozenset({"ramfs", "tmpfs"})
OVER_ANOTHER = frozenset(
    {
        *("aufs", "ecryptfs", "overlay"),
        *("fuse.bindfs", "fuse.encfs", "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.mergerfs"),
    }
)
"""They lie over folders of other file systems, as in a container: on which, nobody says here."""
POOLS = frozenset({"zfs"})
"""The first part of their source is the pool that breaks as one."""
DEPTH_MOST = 8
"""A file system in a file on a volume on a partition, and so on: so far we look."""


class Standing(StrEnum):
    """How a place for copies stands to the folder that is copied."""

    GONE = "gone"
    MEMORY = "memory"
    SAME_DISK = "same_disk"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Machine:
    """What the kernel tells of mounts and devices; another one in tests."""

    mounts: Path = MOUNTS
    devices: Path = DEVICES


@dataclass(frozen=True, slots=True)
class _Mount:
    device: str
    kind: str
    source: str


HERE = Machine()


def standing(place: Path, folder: Path, machine: Machine = HERE) -> Standing:
    """Whether a place survives a disk that breaks under a folder."""
    if not place.is_dir():
        return Standing.GONE
    mount = _mount_of(place, machine)
    if mount is not None and mount.kind in IN_MEMORY:
        return Standing.MEMORY
    if mount is not None and mount.kind in OVER_ANOTHER:
        return Standing.SAME_DISK
    if disks_of(place, machine) & disks_of(folder, machine):
        return Standing.SAME_DISK
    return Standing.APART


def disks_of(path: Path, machine: Machine = HERE, *, depth: int = 0) -> frozenset[str]:
    """The disks, shares or memories under a path, each by a name that is the same for all on it."""
    mount = _mount_of(path, machine)
    if mount is None:
        return frozenset({_number(path)})
    if not mount.device.startswith("0:"):
        return _under(mount.device, machine, depth)
    with suppress(OSError):  # btrfs and its like have a number of their own for each part
        found = Path(mount.source).stat()
        if Path(mount.source).is_block_device():
            return _under(f"{os.major(found.st_rdev)}:{os.minor(found.st_rdev)}", machine, depth)
    source = mount.source.split("/")[0] if mount.kind in POOLS else mount.source
    return frozenset({f"{mount.kind} {source}"})


def _number(path: Path) -> str:
    try:
        device = path.stat().st_dev
    except OSError:
        return ""
    return f"{os.major(device)}:{os.minor(device)}"


def _under(device: str, machine: Machine, depth: int) -> frozenset[str]:
    """The disks under a block device: itself, that of its partition, of its volume, of its file."""
    entry = (machine.devices / device).resolve()
    if depth > DEPTH_MOST or not entry.is_dir():
        return frozenset({device})
    if (entry / "partition").exists():
        entry = entry.parent
    found: set[str] = set()
    with suppress(OSError):
        for below in sorted((entry / "slaves").iterdir()):
            number = (below / "dev").read_text("ascii").strip()
            found |= _under(number, machine, depth + 1)
    with suppress(OSError):
        file = (entry / "loop" / "backing_file").read_text("utf-8").strip()
        found |= disks_of(Path(file), machine, depth=depth + 1)
    return frozenset(found or {entry.name})


def _mount_of(path: Path, machine: Machine) -> _Mount | None:
    """The mount that a path lies on; of two at one point the later hides the other."""
    try:
        lines = machine.mounts.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return None
    place, best, found = path.resolve(), -1, None
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, told = before.split(" "), after.split(" ")
        if len(fields) < 5 or len(told) < 2:
            continue
        point = Path(_plain(fields[4]))
        if place.is_relative_to(point) and len(point.parts) >= best:
            best = len(point.parts)
            found = _Mount(fields[2], told[0], _plain(told[1]))
    return found


def _plain(name: str) -> str:
    """Spaces and the like are written as octal numbers there."""
    for code in ("040", "011", "012"):
        name = name.replace(f"\\{code}", chr(int(code, 8)))
    return name.replace("\\134", "\\")
