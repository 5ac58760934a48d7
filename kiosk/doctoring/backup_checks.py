"""Are there backups, new ones, on another disk, and may who finds one read it?"""

from collections.abc import Iterator
from pathlib import Path

from kiosk.backups import second_place
from kiosk.backups.backing_up import FOLDER, interval_s, latest_at
from kiosk.disk.disks import Standing
from kiosk.doctoring.finding import Finding, Patient
from kiosk.link import owner_key
from kiosk.rules.instants import MS_PER_S
from kiosk.sentences import N_

TOO_OLD = 4
"""So many times as old as was set: one that was missed is no news."""
NO_COPY = {
    Standing.GONE: (
        N_("The second place for backups is not there: {place}."),
        N_("Bring its disk back, or name another folder as backup_place."),
    ),
    Standing.SAME_DISK: (
        N_("The second place is on the database's own disk, so it does not count: {place}."),
        N_("Name a folder on another disk as backup_place; until then stations keep more."),
    ),
    Standing.MEMORY: (
        N_("The second place is in memory, so it does not count: {place}."),
        N_("Name a folder on another disk as backup_place; until then stations keep more."),
    ),
}
READABLE = N_("Copies of backups in another place are not sealed: who finds one can read it.")


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


def second_copy(patient: Patient) -> Iterator[Finding]:
    """Whether a copy outlives the database's disk. To do without one is a site's own choice."""
    folder, place = patient.folder / FOLDER, patient.settings.backup_place
    if not place:
        says = N_("No second place is set: a disk that breaks takes data and backups.")
        do = N_("Set backup_place to a folder on another disk.")
        yield Finding("second_place", ok=True, says=says, do=do)
        return
    found = second_place.standing(Path(place), folder)
    if found is not Standing.APART:
        says, do = NO_COPY[found]
        yield Finding("second_place", ok=False, says=says, do=do, values={"place": place})
        return
    at, newest = second_place.apart_at(folder), latest_at(folder)
    every_s = interval_s(folder, every_s=patient.settings.backup_interval_s)
    late_s = 0 if newest is None else (newest - (at or 0)) // MS_PER_S
    ok = late_s <= TOO_OLD * every_s
    do = "" if ok else N_("Look at Settings, Backups: it says why.")
    bad = N_("The second place on another disk has not got the newest backups: {place}.")
    good = N_("Backups are copied to another disk: {place}.")
    says = good if ok else bad
    yield Finding("second_place", ok=ok, says=says, do=do, values={"place": place})


def sealed_copies(patient: Patient) -> Iterator[Finding]:
    """Whether copies that leave the machine tell nothing to who finds one."""
    place = patient.settings.backup_place
    if owner_key.public(patient.folder) is None:
        hint = N_("No owner's key was made: a backup on a stick could be read by who finds it.")
        do = N_("Make the owner's key and print it: kiosk backup key.")
        says = READABLE if place else hint
        yield Finding("sealed_copies", ok=not place, says=says, do=do)
        return
    left = len(second_place.plain_ones(Path(place))) if place and Path(place).is_dir() else 0
    says = N_("Copies of backups in another place are sealed to the owner's key.")
    do = N_("{n} of before are not. The newest are sealed in turn; delete what stays.")
    yield Finding(
        "sealed_copies",
        ok=not left,
        says=READABLE if left else says,
        do=do if left else "",
        values={"n": left},
    )
