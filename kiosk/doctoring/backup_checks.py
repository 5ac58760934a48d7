"""Are there backups, and is the newest one new?"""

from collections.abc import Iterator

from kiosk.backing_up import FOLDER, interval_s, latest_at
from kiosk.doctoring.finding import Finding, Patient
from kiosk.rules.instants import MS_PER_S
from kiosk.sentences import N_

TOO_OLD = 4
"""So many times as old as was set: one that was missed is no news."""


def backup_age(patient: Patient) -> Iterator[Finding]:
    """How old the newest copy is that was verified."""
    folder = patient.folder / FOLDER
    made = latest_at(folder)
    if made is None:
        says = N_("There is no backup.")
        yield Finding("backup", ok=False, says=says, do=N_("Run kiosk back-up."))
        return
    age_s = (patient.clock.now() - made) // MS_PER_S
    too_old = age_s > TOO_OLD * interval_s(folder, every_s=patient.settings.backup_interval_s)
    do = N_("Start the hub, or run kiosk back-up.") if too_old else ""
    says = N_("The newest backup is {minutes} min old.")
    yield Finding("backup", ok=not too_old, says=says, do=do, values={"minutes": age_s // 60})
