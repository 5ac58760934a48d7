"""Does the data lie where it survives a power cut?"""

import os
import statistics
from collections.abc import Iterator
from pathlib import Path

from kiosk.doctoring.finding import Finding, Patient
from kiosk.sentences import N_

MOUNTS = Path("/proc/self/mounts")
NETWORK = frozenset(
    {"9p", "afs", "ceph", "cifs", "fuse.glusterfs", "fuse.sshfs", "nfs", "nfs4", "smb3", "smbfs"}
)
FOR_STICKS = frozenset({"exfat", "msdos", "vfat"})
MEMORY = frozenset({"ramfs", "tmpfs"})
DO = (
    (
        NETWORK,
        N_("Move the data to a disk of this computer: a network loses what it confirmed."),
    ),
    (FOR_STICKS, N_("Move the data to a disk with ext4: this kind breaks when the power is cut.")),
    (MEMORY, N_("Move the data to a disk: memory is empty after a power cut.")),
)
TRIES = 9
TRIAL = "doctor.trial"
PAGE = bytes(4096)
HONEST_NS = 60_000
"""A disk that waits until all is safe needs longer, but for one with a battery of its own."""
NS_PER_US = 1_000


def file_system(patient: Patient) -> Iterator[Finding]:
    """SQLite's log needs a file system of this machine that keeps what it has synced."""
    kind = kind_of(MOUNTS.read_text("utf-8"), patient.folder) if MOUNTS.exists() else ""
    if not kind:
        return
    do = next((words for kinds, words in DO if kind in kinds), "")
    says = N_("The data lies on a disk of the kind {kind}.")
    yield Finding("file_system", ok=not do, says=says, do=do, values={"kind": kind})


def kind_of(mounts: str, folder: Path) -> str:
    """The kind of file system a folder is on, by a text like /proc/mounts; "" when it says none."""
    place, best, kind = folder.resolve(), -1, ""
    for line in mounts.splitlines():
        _, point, found, *_ = line.split(" ")
        mounted = Path(point.replace("\\040", " ").replace("\\134", "\\"))
        if place.is_relative_to(mounted) and len(mounted.parts) >= best:
            best, kind = len(mounted.parts), found
    return kind


def sync_time(patient: Patient) -> Iterator[Finding]:
    """A hint only: a disk that syncs faster than disks can may call written what is not."""
    try:
        taken_ns = _median_sync_ns(patient)
    except OSError:
        return  # there is no room, or no right: `free_disk` and the hub itself tell
    quick = taken_ns < HONEST_NS
    says = N_("The disk keeps a page in {us} µs.")
    hint = N_("It keeps a page in {us} µs. Without a battery of its own it may only pretend to.")
    values = {"us": taken_ns // NS_PER_US}
    yield Finding("sync_time", ok=True, says=hint if quick else says, values=values)


def _median_sync_ns(patient: Patient) -> int:
    trial, taken = patient.folder / TRIAL, []
    file = os.open(trial, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for _ in range(TRIES):
            begun = patient.clock.boot_ns()
            os.pwrite(file, PAGE, 0)
            os.fsync(file)
            taken.append(patient.clock.boot_ns() - begun)
    finally:
        os.close(file)
        trial.unlink()
    return int(statistics.median(taken))
