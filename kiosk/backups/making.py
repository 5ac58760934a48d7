"""One backup, from its beginning to its end in the second place, and how it is asked for.

The hub has it done by a process of its own (`beside.py`, `backing_up_child.py`).
"""

from pathlib import Path

import msgspec

from kiosk.backups import backing_up, second_place
from kiosk.backups.backing_up import back_up, note_took, note_tried
from kiosk.backups.manifests import HUB_DATABASE
from kiosk.backups.telling import Step, Tell
from kiosk.clock import Clock
from kiosk.disk.disks import Standing
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Detail, Refusal

NS_PER_S = 1_000_000_000


class Asked(msgspec.Struct, frozen=True):
    """What the hub wants; no keys: who makes it reads them itself.

    Args:
        folder: the usual folder, in the hub's data folder.
        now: names the backup.
        site: for a hub without keys.
        place: the second place; "" where none is set.
        anew: make one; else the newest is only brought to the second place.
    """

    folder: str
    now: Instant
    site: str
    place: str
    anew: bool


class Told(msgspec.Struct, frozen=True, tag=True):
    """How far it is."""

    step: Step
    percent: int


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Why there is none."""

    code: str
    details: dict[str, Detail]

    def refusal(self) -> Refusal:
        """The same, to be raised."""
        return Refusal(self.code, **self.details)


class Done(msgspec.Struct, frozen=True, tag=True):
    """The newest backup, which is whole.

    Args:
        backup: its name.
        is_apart: it was put on another disk just now.
        second: why it is not in the second place.
    """

    backup: str
    is_apart: bool = False
    second: Refused | None = None


Said = Told | Refused | Done


def refused(refusal: Refusal) -> Refused:
    """A refusal as it is told."""
    return Refused(refusal.code, dict(refusal.details))


def make(asked: Asked, tell: Tell, clock: Clock) -> Done:
    """Make a backup and bring it to the second place, while nobody else makes one.

    Raises:
        Refusal: `busy`; what `back_up` refuses.
    """
    folder = Path(asked.folder)
    with backing_up.alone(folder):
        if asked.anew:
            _make(asked, folder, tell, clock)
        return _bring(asked, folder, tell)


def _make(asked: Asked, folder: Path, tell: Tell, clock: Clock) -> None:
    note_tried(folder, asked.now)
    began_ns = clock.boot_ns()
    back_up(folder.parent / HUB_DATABASE, folder, asked.now, site=asked.site, tell=tell)
    note_took(folder, -(-(clock.boot_ns() - began_ns) // NS_PER_S))


def _bring(asked: Asked, folder: Path, tell: Tell) -> Done:
    newest = next(reversed(backing_up.all_in(folder)), None)
    name, place = "" if newest is None else newest.name, Path(asked.place)
    if newest is None or not second_place.lacks(place, newest, folder=folder):
        return Done(name)
    tell(Step.COPYING, 0.0)
    second_place.sweep(place, folder)
    try:
        second_place.copy_to_second_place(newest, place, folder=folder, now=asked.now, tell=tell)
    except Refusal as refusal:
        return Done(name, second=refused(refusal))
    return Done(name, is_apart=second_place.standing(place, folder) is Standing.APART)
