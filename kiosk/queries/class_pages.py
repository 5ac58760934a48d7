"""Classes as pages show them: the list, and who was at which meeting."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.classes import length_min
from kiosk.rules.instants import Instant
from kiosk.store import classes, meetings
from kiosk.store.classes import Class, MemberRow
from kiosk.store.meetings import AttendanceRow, MeetingRow


@dataclass(frozen=True, slots=True)
class Listed:
    """A class in the list; `next_meeting` is the one that is on, or comes next."""

    made: Class
    people: int
    modules: int
    next_meeting: MeetingRow | None


@dataclass(frozen=True, slots=True)
class Cell:
    """How long one learner was at one meeting; `said` is None where nobody said anything."""

    meeting: MeetingRow
    said: AttendanceRow | None

    @property
    def minutes(self) -> int:
        """0 for not at all."""
        return 0 if self.said is None else self.said.minutes


@dataclass(frozen=True, slots=True)
class Learner:
    """A line of the grid: all meetings that began, in order."""

    member: MemberRow
    cells: tuple[Cell, ...]

    @property
    def attended(self) -> int:
        """How many meetings."""
        return sum(1 for cell in self.cells if cell.minutes)

    @property
    def minutes(self) -> int:
        """In all."""
        return sum(cell.minutes for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """Who was at which meeting of a class; `cut`: of what was said, only the first is here."""

    meetings: tuple[MeetingRow, ...]
    learners: tuple[Learner, ...]
    cut: bool = False

    @property
    def possible_min(self) -> int:
        """How long all meetings are that are over."""
        return sum(length_min(starts=one.starts, ends=one.ends) for one in self.meetings)


def listed(db: Db, now: Instant, *, ended: bool) -> tuple[Listed, ...]:
    """The running classes by title, or those that have ended."""
    rows = classes.ended(db) if ended else classes.running(db)
    return tuple(_listed(db, now, made) for made in rows)


def _listed(db: Db, now: Instant, made: Class) -> Listed:
    return Listed(
        made,
        classes.count_members(db, made.id),
        len(classes.planned(db, made.id)),
        next(iter(meetings.coming(db, now, made.id)), None),
    )


def grid(db: Db, now: Instant, class_id: str) -> Grid:
    """Meetings that began and were not cancelled, by everybody who is or was in the class.

    Who left stands in it if they were ever there.
    """
    begun = tuple(
        row
        for row in meetings.of_class(db, class_id)
        if row.cancelled_at is None and row.starts <= now
    )
    rows = meetings.attended(db, class_id)
    said: dict[tuple[str, str], AttendanceRow] = {(row.meeting, row.visitor): row for row in rows}
    learners = (Learner(one, _cells(begun, said, one)) for one in classes.all_members(db, class_id))
    kept = tuple(one for one in learners if one.member.left_at is None or one.attended)
    return Grid(begun, kept, cut=len(rows) >= meetings.ATTENDED_LIMIT)


def _cells(
    begun: Sequence[MeetingRow], said: dict[tuple[str, str], AttendanceRow], one: MemberRow
) -> tuple[Cell, ...]:
    return tuple(Cell(row, said.get((row.id, one.visitor))) for row in begun)
