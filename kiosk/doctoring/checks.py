"""All that `kiosk doctor` and the page Health look at, in the order in which they are shown."""

from collections.abc import Iterator

from kiosk.doctoring.backup_checks import backup_age
from kiosk.doctoring.clock_checks import wall_clock
from kiosk.doctoring.disk_checks import free_disk
from kiosk.doctoring.finding import Check, Finding, Patient
from kiosk.doctoring.sqlite_checks import database, journal, sqlite_version

CHECKS = (
    Check(sqlite_version),
    Check(journal),
    Check(database, slow=True),
    Check(free_disk),
    Check(wall_clock),
    Check(backup_age),
)


def findings(patient: Patient, *, slow: bool) -> Iterator[Finding]:
    """Everything that is found, the bad and the good; the slow checks too, or only the quick."""
    for check in CHECKS:
        if slow or not check.slow:
            yield from check.look(patient)
