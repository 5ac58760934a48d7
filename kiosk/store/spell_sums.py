"""A stretch of time summed up for leakage: what roll-ups of shifts keep, what checks compare."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.leakage import Seconds, credited, seconds_of, unpaid_after
from kiosk.rules.silences import Stretch
from kiosk.store import given_time, leakage, outages

BACKS_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Counted:
    """The sessions settled in a stretch, and where the seconds of it went."""

    sessions: int
    seconds: Seconds


def counted(db: Db, time: Stretch) -> Counted:
    """What sessions, late locks, money given back and outages of a stretch come to."""
    since, until = time.start, time.end
    sessions, seconds = 0, Seconds()
    for count, settled in leakage.settled(db, since=since, until=until):
        sessions += count
        seconds += seconds_of(settled)
    late_s = given_time.seconds_between(db, since=since, until=until).get("late_lock", 0)
    given = leakage.backs(db, since=since, until=until, limit=BACKS_LIMIT)
    back_s = sum(unpaid_after(each.of) for each in given)
    seconds += Seconds(late_s=late_s, back_s=back_s)
    seconds += credited(outages.given_between(db, since=since, until=until).seconds)
    return Counted(sessions, seconds)
