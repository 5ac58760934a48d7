"""Which classes meet now, who is in them, and where they sit."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import classes, meetings, sessions
from kiosk.store.classes import PlanRow
from kiosk.store.meetings import MeetingRow


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting with its class. `mentor` is a staff id; without kept seats `seats` is empty.

    `plan` is what the class takes by the start of the meeting, by date: the last is the newest.
    """

    id: str
    class_id: str
    title: str
    mentor: str
    starts: Instant
    ends: Instant
    block: str | None
    seats: tuple[int, ...]
    plan: tuple[PlanRow, ...]
    shares_seats: bool


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a class, and where they sit now; `seat` is 0, the rest "", for nowhere."""

    visitor: str
    name: str
    seat: int = 0
    station: str = ""
    session: str = ""


def meeting_now(db: Db, now: Instant) -> tuple[Meeting, ...]:
    """What is on now, by start."""
    return tuple(_shown(db, row) for row in meetings.on_at(db, now))


def meeting(db: Db, meeting_id: str) -> Meeting | None:
    """One meeting, whenever it is."""
    row = meetings.by_id(db, meeting_id)
    return None if row is None else _shown(db, row)


def members(db: Db, class_id: str) -> tuple[Member, ...]:
    """Who is in a class, by name, and where they sit, at whatever seat."""
    found = []
    for row in classes.members(db, class_id):
        running = sessions.open_of(db, row.visitor)
        if running is None:
            found.append(Member(row.visitor, row.name))
        else:
            here = (running.seat, running.station, running.id)
            found.append(Member(row.visitor, row.name, *here))
    return tuple(found)


def members_at(db: Db, meeting: Meeting) -> tuple[Member, ...]:
    """Who of a class sits at a seat of its meeting now; where no seats are kept, at any."""
    return tuple(
        one
        for one in members(db, meeting.class_id)
        if one.seat and (not meeting.seats or one.seat in meeting.seats)
    )


def _shown(db: Db, row: MeetingRow) -> Meeting:
    made = classes.by_id(db, row.class_id)
    if made is None:  # pragma: no cover - a foreign key says there is one
        raise AssertionError(row.class_id)
    plan = classes.planned(db, row.class_id)
    return Meeting(
        id=row.id,
        class_id=row.class_id,
        title=made.title,
        mentor=made.mentor,
        starts=row.starts,
        ends=row.ends,
        block=row.block,
        seats=meetings.seats_of(db, row.block) if row.block else (),
        plan=tuple(one for one in plan if one.starts <= row.starts),
        shares_seats=made.shares_seats,
    )
