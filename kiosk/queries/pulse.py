"""The pulse of a site on every page: the line to the exchange, the meter, the open shift."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from kiosk.disk.db import Db
from kiosk.queries.tasks import waiting
from kiosk.rules.instants import Instant, later
from kiosk.store import sessions, shifts, upstream

METER_ALARM_S = 60
"""Libki's newest release does not meter at all on a fresh install, and nobody is told."""


class LastWord(Protocol):
    """What a station last said (`kiosk.hub.Heard`)."""

    at: Instant
    session: str


@dataclass(frozen=True, slots=True)
class Pulse:
    """`joined` is false before the hub knows an exchange; `shift_since` is None without a shift.

    `in_session`: whether anybody sits anywhere.
    """

    joined: bool
    waiting: int
    shift_since: Instant | None
    in_session: bool


def pulse(db: Db) -> Pulse:
    """The pulse now."""
    shift = shifts.open_one(db)
    return Pulse(
        joined=upstream.load(db) is not None,
        waiting=waiting(db),
        shift_since=None if shift is None else shift.opened_at,
        in_session=sessions.any_open(db),
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


def meter_silent_since(
    words: Iterable[LastWord], now: Instant, *, started: Instant, in_session: bool
) -> Instant | None:
    """Since when no station was heard while somebody sits somewhere; None while all is well.

    Args:
        words: the last word of every station.
        now: the present.
        started: when this hub began to listen.
        in_session: whether anybody sits anywhere.
    """
    last = max((word.at for word in words), default=started)
    heard = max(last, started)
    silent = now > later(heard, seconds=METER_ALARM_S)
    return heard if in_session and silent else None
