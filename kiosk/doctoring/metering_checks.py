"""Is used time still told while sessions run?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from kiosk.disk.open import open_for_reading
from kiosk.doctoring.finding import Finding, Patient
from kiosk.hub_folder import DATABASE
from kiosk.rules.instants import MS_PER_S
from kiosk.sentences import N_
from kiosk.store import leases

SILENT_S = 300
"""Stations renew each lease every 30 s; the floor map shows one that is lost."""


def metering(patient: Patient) -> Iterator[Finding]:
    """Sessions run, and none of them has been renewed for a while."""
    try:
        with closing(open_for_reading(patient.folder / DATABASE)) as db:
            running = leases.running(db)
    except sqlite3.DatabaseError:
        return  # `database` tells what is wrong with it
    silent_s = (patient.clock.now() - running.renewed_at) // MS_PER_S
    if not running.sessions or silent_s <= SILENT_S:
        says = N_("Running sessions: {n}. Their used time is told.")
        yield Finding("metering", ok=True, says=says, values={"n": running.sessions})
        return
    says = N_("Running sessions: {n}. No station has told used time for {minutes} min.")
    do = N_("See that the hub runs and that its stations reach it.")
    values = {"n": running.sessions, "minutes": silent_s // 60}
    yield Finding("metering", ok=False, says=says, do=do, values=values)
