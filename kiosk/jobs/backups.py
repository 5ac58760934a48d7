"""Backups by timer: a copy counts only once it was opened and checked."""

from kiosk.backing_up import FOLDER, back_up, is_due, note_took, note_tried
from kiosk.hub import DATABASE, Hub
from kiosk.rules.instants import Instant

NS_PER_S = 1_000_000_000


def back_up_hub(hub: Hub, now: Instant) -> None:
    """Copy the hub's database beside it, verified, once the last copy is as old as was set.

    While the clock is in doubt they are named by what is counted: the newest of all are kept, and
    those of a day in the next year would be the newest for long.
    """
    folder = hub.folder / FOLDER
    if hub.clock_doubt() is not None:
        now = hub.clock_watch.counted()
    if not is_due(folder, now, every_s=hub.settings.backup_interval_s):
        return
    note_tried(folder, now)
    began_ns = hub.clock.boot_ns()
    back_up(hub.folder / DATABASE, folder, now)
    note_took(folder, -(-(hub.clock.boot_ns() - began_ns) // NS_PER_S))
