"""How old are the keys that the hub signs with, and has it taken them up?"""

import sqlite3
from collections.abc import Iterator

from kiosk.changing_keys import standing
from kiosk.doctoring.finding import Finding, Patient
from kiosk.rules.refusals import Refusal
from kiosk.sentences import N_

OLD_DAYS = 3 * 365
"""Nothing wears them out; but who had them once, in a backup or on an old disk, still has them."""


def own_keys(patient: Patient) -> Iterator[Finding]:
    """The hub's own: to change old ones is a site's own choice."""
    try:
        found = standing(patient.folder)
    except (sqlite3.DatabaseError, Refusal):
        return  # `database` tells what is wrong with it
    days = found.days(patient.clock.now())
    if days is None and found.keys.older:
        says = N_("The hub's keys were changed, and it has not worked under the new ones yet.")
        yield Finding("keys", ok=False, says=says, do=N_("Start the hub: it goes on by itself."))
        return
    says = N_("The hub's keys are {days} days old.")
    do = N_("Change them: kiosk key change. Stations follow.") if (days or 0) > OLD_DAYS else ""
    yield Finding("keys", ok=True, says=says, do=do, values={"days": days or 0})
