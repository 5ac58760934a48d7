"""How full a station's room for unsent work is, and when people must hear of it. DESIGN.md §8."""

from typing import Literal

Room = Literal["enough", "filling", "full"]

WARNS_PERCENT = 70
"""Over it screens say so, while there is still time to carry a cable or a stick."""
FULL_PERCENT = 90
"""Over it no new task is taken; what is begun is finished, and nothing queued is dropped."""
MOST_PERCENT = 1000
"""Beyond, it is only said to be very full: a limit may be set lower while work waits."""


def percent_filled(waiting_bytes: int, *, limit_bytes: int) -> int:
    """How much of the room is taken, rounded up: what is over a limit is said to be over it."""
    return min(MOST_PERCENT, -(-waiting_bytes * 100 // limit_bytes))


def room_left(percent: int) -> Room:
    """What follows from so much."""
    if percent > FULL_PERCENT:
        return "full"
    return "filling" if percent > WARNS_PERCENT else "enough"
