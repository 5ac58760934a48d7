"""Is there room on the disk?"""

import shutil
from collections.abc import Iterator

from kiosk.doctoring.finding import Finding, Patient
from kiosk.sentences import N_

LOW_DISK_BYTES = 500 * 1024 * 1024
MIB = 1024**2


def free_disk(patient: Patient) -> Iterator[Finding]:
    """Room where the hub's data lies."""
    free = shutil.disk_usage(patient.folder).free
    do = N_("Make room on the disk.") if free < LOW_DISK_BYTES else ""
    says = N_("{mib} MiB free on the disk.")
    yield Finding("disk", ok=not do, says=says, do=do, values={"mib": free // MIB})
