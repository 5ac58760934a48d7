"""Backups by timer: a copy counts only once it was opened and checked."""

from kiosk.backing_up import back_up
from kiosk.hub import DATABASE, Hub
from kiosk.rules.instants import Instant

FOLDER = "backups"


def back_up_hub(hub: Hub, now: Instant) -> None:
    """Copy the hub's database beside it, verified."""
    back_up(hub.folder / DATABASE, hub.folder / FOLDER, now)
