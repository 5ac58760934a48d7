"""A local day summed up from ledger and sessions: what roll-ups keep, what checks compare."""

from collections.abc import Mapping

from kiosk.disk.db import Db
from kiosk.rules.day_hours import DayHours
from kiosk.rules.instants import Instant
from kiosk.rules.seat_use import DayUse, Use, day_use
from kiosk.rules.takings import By, DayTakings, day_takings, total
from kiosk.store import day_sources, stations, use_sources

SURE = frozenset({By.HOUR, By.OPERATOR, By.OFFER, By.TENDER})
"""What never changes after the day; a seat may move to another zone, a visitor to another group."""


def takings(
    db: Db, hours: DayHours, *, since: Instant | None = None, until: Instant | None = None
) -> DayTakings:
    """What a day took, or the part of it between two instants."""
    since = hours.since if since is None else since
    until = hours.until if until is None else until
    return day_takings(
        hours,
        postings=day_sources.postings(db, since=since, until=until),
        payments=day_sources.payments(db, since=since, until=until),
    )


def use(db: Db, hours: DayHours, *, open_by_hour: Mapping[str, int], now: Instant) -> DayUse:
    """How the seats of a day were used; open time is that of the seats there are now."""
    return day_use(
        hours,
        visits=use_sources.visits(db, since=hours.since, until=hours.until, now=now),
        open_by_hour=open_by_hour,
        zones={str(seat.number): seat.zone for seat in stations.seats(db) if seat.station},
    )


def same_takings(kept: DayTakings, counted: DayTakings) -> bool:
    """Whether a day as kept is what the ledger says: each line that cannot change, and all."""
    return _sure(kept) == _sure(counted) and all(total(kept, by) == total(counted, by) for by in By)


def same_use(kept: DayUse, counted: DayUse) -> bool:
    """Whether a day as kept is what the sessions say; how many seats were open is not asked."""
    return _by_hour(kept) == _by_hour(counted) and all(
        _all(kept, by) == _all(counted, by) for by in (By.SEAT, By.ZONE, By.GROUP)
    )


def _sure(found: DayTakings) -> DayTakings:
    return {key: sums for key, sums in found.items() if key[0] in SURE}


def _by_hour(found: DayUse) -> dict[str, tuple[object, ...]]:
    return {
        name: (one.sessions, one.used_s, one.lengths)
        for (by, name), one in found.items()
        if by is By.HOUR and (one.sessions or one.used_s)
    }


def _all(found: DayUse, wanted: By) -> tuple[int, int]:
    kept: list[Use] = [one for (by, _), one in found.items() if by is wanted]
    return sum(one.sessions for one in kept), sum(one.used_s for one in kept)
