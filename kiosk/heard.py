"""What the hub heard last of each station."""

from dataclasses import dataclass

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
