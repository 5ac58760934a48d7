"""What the hub heard last of each station."""

from dataclasses import dataclass, replace

from kiosk.rules.instants import Instant
from kiosk.rules.moments import Anchor
from kiosk.rules.rooms import At


@dataclass(slots=True)
class Heard:
    """What a station last said; in memory only, so an idle beat writes nothing.

    `since` is when it began to speak without a break. `waiting_since` is when the eldest of its
    waiting facts was made, 0 for none; `set_aside` counts those that it could not send.
    `filled_percent` is how full its room for unsent work is; `anchor` is by what its facts get
    their instants; `learner` is what its visitor is at.
    """

    at: Instant
    state: str
    session: str
    used_s: int
    waiting: int
    boot_id: str
    version: str
    since: Instant | None = None
    waiting_since: int = 0
    set_aside: int = 0
    filled_percent: int = 0
    anchor: Anchor | None = None
    learner: At | None = None
    boots: "Boots | None" = None

    @property
    def twin_at(self) -> Instant | None:
        """When two computers spoke last under this station's key; None: they do not."""
        return self.boots.at if self.boots is not None and self.boots.returned >= RETURNS else None


RETURNS = 3
"""A beat of an old boot that comes late makes two: that boot came back, then the new one."""
BOOTS_KEPT = 4


@dataclass(frozen=True, slots=True)
class Boots:
    """The boots under which a station spoke, the newest last.

    A boot that is over never comes back. Where it does, time and again, a disk was copied with the
    station's keys on it, and two computers speak in turn. `returned` is how often, `at` when last.
    """

    known: tuple[str, ...]
    returned: int = 0
    at: Instant | None = None

    def after(self, boot_id: str, now: Instant) -> "Boots":
        """With one more beat."""
        if boot_id == self.known[-1]:
            return self
        known = (*(one for one in self.known if one != boot_id), boot_id)[-BOOTS_KEPT:]
        if boot_id not in self.known:
            return replace(self, known=known)
        return Boots(known, self.returned + 1, now)
