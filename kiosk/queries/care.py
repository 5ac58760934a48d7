"""What staff see to for one visitor: a ban, wrong tries, what was said."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import bans, lock_outs, staff, stations, visitors
from kiosk.store.bans import Ban
from kiosk.store.visitors import Visitor

BANS_LIMIT = 10


@dataclass(frozen=True, slots=True)
class Locked:
    """Where wrong tries lock somebody out; `seat` is 0 for a station without one."""

    seat: int
    until: Instant


@dataclass(frozen=True, slots=True)
class Care:
    """See people/care.html. `names` are those of staff, by id."""

    visitor: Visitor
    ban: Ban | None
    bans: tuple[Ban, ...]
    locked: tuple[Locked, ...]
    keypads: tuple[Locked, ...]
    names: dict[str, str]


def care(db: Db, now: Instant, *, visitor: str) -> Care:
    """What there is to see to.

    Raises:
        Refusal: `not_found`, also for a guest.
    """
    who = visitors.registered(db, visitor)
    return Care(
        visitor=who,
        ban=bans.in_force(db, visitor=visitor, at=now),
        bans=bans.of_visitor(db, visitor=visitor, limit=BANS_LIMIT),
        locked=_locked(db, now, start=lock_outs.tries_of(who.code)),
        keypads=_locked(db, now, start=lock_outs.KEYPADS),
        names=dict(staff.names(db)),
    )


def _locked(db: Db, now: Instant, *, start: str) -> tuple[Locked, ...]:
    found = lock_outs.locked(db, now, start=start, limit=lock_outs.KEYPADS_MOST)
    return tuple(Locked(_seat(db, one.subject), one.until) for one in found)


def _seat(db: Db, subject: str) -> int:
    place = stations.seat_of(db, subject.rpartition("@")[2])
    return 0 if place is None else place.number
