"""Is the wall clock plausible?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from kiosk import last_alive
from kiosk.acts import clock
from kiosk.clock_watch import ClockWatch
from kiosk.disk.open import open_for_reading
from kiosk.doctoring.finding import Finding, Patient
from kiosk.hub_folder import DATABASE
from kiosk.rules.clock_doubt import Doubt, Past
from kiosk.sentences import N_

CLOCK_SAYS = {
    Doubt.OLD: N_("The clock is far off: this program did not exist then."),
    Doubt.BEFORE: N_("The clock is behind what the hub has been through."),
    Doubt.AHEAD: N_("The clock is more than 30 days after the hub ran last."),
    Doubt.SET: N_("The clock was set while the machine ran."),
}
SET_THE_CLOCK = N_("Set the clock, or confirm it in the panel under Open the day. Renewals wait.")


def wall_clock(patient: Patient) -> Iterator[Finding]:
    """By what the hub has been through; a file that cannot be read is told as the database's."""
    why = _doubt(patient)
    if why is None:
        yield Finding("clock", ok=True, says=N_("The clock is plausible."))
    else:
        yield Finding("clock", ok=False, says=CLOCK_SAYS[why], do=SET_THE_CLOCK)


def _doubt(patient: Patient) -> Doubt | None:
    if patient.hub is not None:
        return patient.hub.clock_doubt()
    noted = last_alive.noted(patient.folder)
    try:
        with closing(open_for_reading(patient.folder / DATABASE)) as db:
            past = clock.past(db, noted)
    except sqlite3.DatabaseError:
        past = Past(noted)
    return ClockWatch(patient.clock, past).doubt()
