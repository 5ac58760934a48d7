"""The check of a large database beside the hub's work: begun, watched, and what it found obeyed."""

from kiosk import check_notes
from kiosk.hub import Hub
from kiosk.rules import whole_checks
from kiosk.rules.instants import Instant
from kiosk.start_check import verified_at


def check_database(hub: Hub, now: Instant) -> None:
    """Read on where there is a round, begin one where nothing has read all of it for a day.

    A page that could not be read, or a copy that did not check, is a reason to look deep: either
    the database is damaged, or the disk of the backups. The hub works until there is a mark.
    """
    if check_notes.marked(hub.folder) is not None:
        hub.checking.on_damage()
        return
    if hub.checking.runs:
        return
    kept = check_notes.checks(hub.folder)
    asked = _asked(hub, now)
    if asked != kept:
        check_notes.keep_checks(hub.folder, asked)
    if asked.round is not None:
        hub.checking.begin(hub.folder)


def _asked(hub: Hub, now: Instant) -> whole_checks.Checks:
    kept = check_notes.checks(hub.folder)
    suspected, hub.checking.suspected = hub.checking.suspected, False
    if suspected:
        return whole_checks.wanted(kept, now)
    return whole_checks.after_start(kept, now, unclean=False, verified=verified_at(hub.folder))
