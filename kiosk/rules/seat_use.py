"""How seats were used on a local day: by hour, seat, zone and group, and how long people sat."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.rules.day_hours import DayHours
from kiosk.rules.instants import Instant
from kiosk.rules.takings import By

LENGTHS_MIN = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
"""Sessions are counted up to so many minutes, and longer ones: such counts can be added up."""
S_PER_MIN = 60
NO_LENGTHS = (0,) * (len(LENGTHS_MIN) + 1)
USED_BY = (By.HOUR, By.SEAT, By.ZONE, By.GROUP)


@dataclass(frozen=True, slots=True)
class Stay:
    """Seconds in a row at one seat."""

    start: Instant
    end: Instant
    seat: str
    zone: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A session: `used_s` is all that was used, `stays` where and when. `seat` is its last."""

    opened_at: Instant
    used_s: int
    seat: str
    zone: str
    group: str
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """One sum. A session counts where and when it was opened, and so does its length."""

    sessions: int = 0
    used_s: int = 0
    open_s: int = 0
    lengths: tuple[int, ...] = NO_LENGTHS


DayUse = dict[tuple[By, str], Use]
"""The use of a day by each thing."""


@dataclass(slots=True)
class _Sum:
    sessions: int = 0
    used_s: int = 0
    open_s: int = 0
    lengths: list[int] = field(default_factory=lambda: list(NO_LENGTHS))


def day_use(
    hours: DayHours,
    *,
    visits: Iterable[Visit],
    open_by_hour: Mapping[str, int],
    zones: Mapping[str, str],
) -> DayUse:
    """Sum up a day.

    Args:
        hours: of the day.
        visits: every session that may have used a second of it.
        open_by_hour: how long the site was open in each hour.
        zones: the seats of the room, each with its zone.
    """
    found: dict[tuple[By, str], _Sum] = {}
    _add_open(found, open_by_hour, zones)
    for visit in visits:
        for stay in visit.stays:
            _add_stay(found, hours, stay, visit.group)
        if hours.since <= visit.opened_at < hours.until:
            _add_session(found, hours, visit)
    return {
        key: Use(kept.sessions, kept.used_s, kept.open_s, tuple(kept.lengths))
        for key, kept in found.items()
        if kept.sessions or kept.used_s or kept.open_s
    }


def length_place(used_s: int) -> int:
    """Which of the counted lengths a session has; five minutes are up to five minutes."""
    return bisect_left(LENGTHS_MIN, -(-used_s // S_PER_MIN))


def median_of(lengths: Sequence[int]) -> tuple[int, int | None] | None:
    """Between how many minutes the middle session is; (240, None) is longer; None: no sessions.

    Of an even number the shorter one of the two in the middle.
    """
    middle = (sum(lengths) + 1) // 2
    passed = 0
    for place, count in enumerate(lengths):
        passed += count
        if middle and passed >= middle:
            below = LENGTHS_MIN[place - 1] if place else 0
            return below, LENGTHS_MIN[place] if place < len(LENGTHS_MIN) else None
    return None


def _add_open(
    found: dict[tuple[By, str], _Sum], open_by_hour: Mapping[str, int], zones: Mapping[str, str]
) -> None:
    all_day = sum(open_by_hour.values())
    for hour, seconds in open_by_hour.items():
        _at(found, By.HOUR, hour).open_s += seconds * len(zones)
    for seat, zone in zones.items():
        _at(found, By.SEAT, seat).open_s += all_day
        _at(found, By.ZONE, zone).open_s += all_day


def _add_stay(found: dict[tuple[By, str], _Sum], hours: DayHours, stay: Stay, group: str) -> None:
    for hour, seconds in hours.spread(stay.start, stay.end):
        for by, name in (
            (By.HOUR, hour),
            (By.SEAT, stay.seat),
            (By.ZONE, stay.zone),
            (By.GROUP, group),
        ):
            _at(found, by, name).used_s += seconds


def _add_session(found: dict[tuple[By, str], _Sum], hours: DayHours, visit: Visit) -> None:
    place = length_place(visit.used_s)
    for by, name in (
        (By.HOUR, hours.name_at(visit.opened_at)),
        (By.SEAT, visit.seat),
        (By.ZONE, visit.zone),
        (By.GROUP, visit.group),
    ):
        kept = _at(found, by, name)
        kept.sessions += 1
        kept.lengths[place] += 1


def _at(found: dict[tuple[By, str], _Sum], by: By, name: str) -> _Sum:
    return found.setdefault((by, name), _Sum())
