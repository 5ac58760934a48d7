"""What became of an order to a station, as the floor shows it: sent, done, not done.

Each reaches the station once. What belongs to a session waits until the station is back; what is
meant for now, as a message or a restart, is passed over when it comes too late.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from kiosk.rules.instants import Instant, later

DONE_SHOWN_S = 10
"""How long the floor says that an order was done."""
NEVER_LATE = frozenset({"wake"})
"""A machine that hears that it is woken is awake."""
GOOD_FOR_S: Mapping[str, int] = MappingProxyType(
    {
        "message": 60,
        "restart": 60,
        "wake": 180,
        "show": 600,
        "coming": 120,
        "helped": 120,
        "hold": 60,
        "pack": 600,
    }
)
"""Orders that are meant for now; the others belong to a session and keep."""
NOT_DONE_SHOWN_S = 600
MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", re.ASCII)


class OrderState(StrEnum):
    """How far an order came."""

    SENT = "sent"
    DONE = "done"
    NOT_REACHABLE = "not_reachable"
    NOT_SET_UP = "not_set_up"


def is_mac(text: str) -> bool:
    """Whether this is the address of a network card, six pairs of hex digits with colons."""
    return MAC.fullmatch(text) is not None


def good_until(kind: str, now: Instant) -> Instant | None:
    """The last instant at which an order of this kind may be carried out; None: it keeps."""
    seconds = GOOD_FOR_S.get(kind)
    return None if seconds is None else later(now, seconds=seconds)


def is_too_late(kind: str, *, until: int, now: int) -> bool:
    """Whether a station passes an order over; `until` 0: it keeps."""
    return kind not in NEVER_LATE and 0 < until < now


def order_state(
    *, until: Instant | None, done_at: Instant | None, outcome: str, now: Instant, answers: bool
) -> OrderState | None:
    """What the floor shows of a station's newest order; None: nothing any more.

    Args:
        until: when it became too late; None for an order that keeps.
        done_at: when the station said that it is past it, which may be long after it was.
        outcome: what the station said then: "" done, `late`, `not_set_up`.
        now: this moment.
        answers: whether the station beats.
    """
    if done_at is None:
        late = until is not None and until < now
        return OrderState.SENT if answers and not late else OrderState.NOT_REACHABLE
    state = OUTCOMES.get(outcome)
    if state is not None:
        return state if now <= later(done_at, seconds=NOT_DONE_SHOWN_S) else None
    return OrderState.DONE if now <= later(done_at, seconds=DONE_SHOWN_S) else None


OUTCOMES: Mapping[str, OrderState] = MappingProxyType(
    {"late": OrderState.NOT_REACHABLE, "not_set_up": OrderState.NOT_SET_UP}
)
"""What a station says of an order that it did not carry out."""


def may_retry(
    *, until: Instant | None, done_at: Instant | None, outcome: str, now: Instant
) -> bool:
    """Whether an order came too late, so that it may be sent anew and still happens once."""
    if done_at is None:
        return until is not None and until < now
    return outcome == "late"
