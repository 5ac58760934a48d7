"""All that `kiosk doctor` and the page Health look at, in the order in which they are shown."""

from collections.abc import Iterator, Sequence

from kiosk.doctoring.backup_checks import backup_age, sealed_copies, second_copy
from kiosk.doctoring.clock_checks import wall_clock
from kiosk.doctoring.disk_checks import free_disk
from kiosk.doctoring.finding import Check, Finding, Patient
from kiosk.doctoring.key_checks import own_keys
from kiosk.doctoring.line_checks import (
    certificate,
    plain_http,
    station_versions,
    twin_stations,
)
from kiosk.doctoring.metering_checks import metering
from kiosk.doctoring.mount_checks import file_system, sync_time
from kiosk.doctoring.sqlite_checks import database, journal, sqlite_version, whole_check

CHECKS = (
    Check(sqlite_version),
    Check(journal),
    Check(database, slow=True),
    Check(whole_check),
    Check(free_disk),
    Check(file_system),
    Check(sync_time, slow=True),
    Check(metering),
    Check(wall_clock),
    Check(backup_age),
    Check(second_copy),
    Check(sealed_copies),
    Check(plain_http),
    Check(certificate),
    Check(own_keys),
    Check(station_versions),
    Check(twin_stations),
)


def findings(patient: Patient, *, slow: bool) -> Iterator[Finding]:
    """Everything that is found, the bad and the good; the slow checks too, or only the quick."""
    yield from _by(patient, [check for check in CHECKS if slow or not check.slow])


def slow_findings(patient: Patient) -> Iterator[Finding]:
    """What is left out where only the quick ones are asked for."""
    yield from _by(patient, [check for check in CHECKS if check.slow])


def _by(patient: Patient, checks: Sequence[Check]) -> Iterator[Finding]:
    for check in checks:
        yield from check.look(patient)
