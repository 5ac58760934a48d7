"""The pulse of a site on every page: the line to the exchange, the meter, the open shift."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from kiosk.disk.db import Db
from kiosk.queries.tasks import waiting
from kiosk.rules.instants import Instant, later
from kiosk.store import shifts, upstream


class LastWord(Protocol):
    """What a station last said (`kiosk.hub.Heard`)."""

    at: Instant
    session: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """`joined` is false before the hub knows an exchange; `shift_since` is None without a shift."""

    joined: bool
    waiting: int
    shift_since: Instant | None


def pulse(db: Db) -> Pulse:
    """The pulse now."""
    shift = shifts.open_one(db)
    return Pulse(
        joined=upstream.load(db) is not None,
        waiting=waiting(db),
        shift_since=None if shift is None else shift.opened_at,
    )


def meter_checked(words: Iterable[LastWord], now: Instant, *, lost_after_s: int) -> Instant | None:
    """When the last of the running meters was read; without one, when any station was heard.

    Stations that are lost are shown as lost on the floor, so they do not count here.
    """
    alive = [word for word in words if later(word.at, seconds=lost_after_s) >= now]
    running = [word.at for word in alive if word.session]
    if running:
        return min(running)
    return max((word.at for word in alive), default=None)
