"""Meetings of classes: kept with their seats, cancelled; who was there, by the seat or a mentor."""

from kiosk.acts import blocks as block_acts
from kiosk.acts.blocks import ClassWish
from kiosk.acts.selling import new_id
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.bookings import CLASS_LATE_S, CLASS_MOST_S, check_span
from kiosk.rules.classes import check_minutes, minutes_there
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, blocks, classes, meetings
from kiosk.store.classes import Class
from kiosk.store.meetings import MEETINGS_LIMIT, MeetingRow, SatRow

REASON_LIMIT = 200
TAKEN_FOR_S = 3 * S_PER_DAY
"""A station that was cut off may tell of a meeting for so long after it; then a mentor does."""
BY_SEAT = "station"

Span = tuple[Instant, Instant]


def add_meetings(
    db: Db,
    now: Instant,
    *,
    class_id: str,
    spans: tuple[Span, ...],
    seats: tuple[int, ...],
    by: str,
    site: Site,
) -> tuple[str, ...]:
    """Keep meetings of a class, each with these seats or none; all of them or nothing.

    Raises:
        Refusal: `not_found`, `class_ended`, `too_many`, what `check_span` refuses, `class_meets`
            for a time that it has a meeting at already, `class_two` (name, title) for a learner who
            is in another class then, what `book_block` refuses.
    """
    made = _running(db, class_id)
    if meetings.count_of_class(db, class_id) + len(spans) > MEETINGS_LIMIT:
        raise Refusal("too_many", limit=MEETINGS_LIMIT)
    return tuple(
        _add_one(db, now, made, starts=starts, ends=ends, seats=seats, by=by, site=site)
        for starts, ends in spans
    )


def cancel_meeting(db: Db, now: Instant, *, meeting: str, reason: str, by: str) -> None:
    """A meeting does not take place; its seats are free.

    Raises:
        Refusal: `not_found`, `meeting_cancelled`, `meeting_over`, `reason_missing`.
    """
    row = known(db, meeting)
    if now >= row.ends:
        raise Refusal("meeting_over")
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Refusal("reason_missing")
    cancel_one(db, now, row, reason=why, by=by)


def cancel_one(db: Db, now: Instant, row: MeetingRow, *, reason: str, by: str) -> None:
    """A meeting that is not over does not take place."""
    meetings.cancel(db, now, meeting=row.id, reason=reason)
    block = None if row.block is None else blocks.by_id(db, row.block)
    if block is not None and block.cancelled_at is None and now < block.ends:
        block_acts.cancel_block(db, now, block=block.id, reason=reason, by=by)
    about = f"class:{row.class_id}"
    audit.record(
        db, now, by=by, act="cancel_meeting", about=about, reason=reason, detail=f"meeting:{row.id}"
    )


def take_attendance(db: Db, now: Instant) -> int:
    """Keep what the seats say; returns how much of it is news."""
    found = news(db, now)
    for meeting, visitor, minutes in found:
        meetings.note_sat(db, now, meeting=meeting, visitor=visitor, minutes=minutes, by=BY_SEAT)
    return len(found)


def news(db: Db, now: Instant) -> tuple[tuple[str, str, int], ...]:
    """(meeting, visitor, minutes) that the seats say and that is not kept yet.

    Only who is in the class counts, and only at the seats of the meeting where some are kept: no
    staff, no guest, nobody who came to work. Meetings are asked that are on, or were some days ago.
    """
    found = []
    for row in meetings.begun_since(db, now, since=later(now, seconds=-TAKEN_FOR_S)):
        kept = meetings.said_by_seats(db, row.id)
        found += [
            (row.id, visitor, minutes)
            for visitor, minutes in there(db, now, row).items()
            if minutes > kept.get(visitor, 0)
        ]
    return tuple(found)


def there(db: Db, now: Instant, row: MeetingRow) -> dict[str, int]:
    """Visitors who sat at a meeting for a minute at least -> minutes, up to now."""
    seats = frozenset(meetings.seats_of(db, row.block)) if row.block else frozenset()
    sat: dict[str, list[SatRow]] = {}
    for one in meetings.sat(db, row):
        if not seats or one.seat in seats:
            sat.setdefault(one.visitor, []).append(one)
    found = {
        visitor: minutes_there(rows, now, starts=row.starts, ends=row.ends)
        for visitor, rows in sat.items()
    }
    return {visitor: minutes for visitor, minutes in found.items() if minutes}


def say_attended(
    db: Db, now: Instant, *, meeting: str, visitor: str, minutes: int, reason: str, by: str
) -> None:
    """A mentor says how long somebody was there, 0 for not at all; what was said before stays.

    Raises:
        Refusal: `not_found`, `meeting_cancelled`, `meeting_not_begun`, `field_wrong` (minutes),
            `reason_missing`.
    """
    row = known(db, meeting)
    if now < row.starts:
        raise Refusal("meeting_not_begun")
    members = {one.visitor for one in classes.all_members(db, row.class_id)}
    if visitor not in members:
        raise Refusal("not_found", what="member")
    check_minutes(minutes, starts=row.starts, ends=row.ends)
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Refusal("reason_missing")
    meetings.say(db, now, meeting=meeting, visitor=visitor, minutes=minutes, reason=why, by=by)
    audit.record(
        db,
        now,
        by=by,
        act="say_attended",
        about=f"visitor:{visitor}",
        reason=why,
        detail=f"meeting:{meeting} minutes:{minutes}",
    )


def known(db: Db, meeting: str) -> MeetingRow:
    """A meeting that takes place, or did.

    Raises:
        Refusal: `not_found`, `meeting_cancelled`.
    """
    row = meetings.by_id(db, meeting)
    if row is None:
        raise Refusal("not_found", what="meeting")
    if row.cancelled_at is not None:
        raise Refusal("meeting_cancelled")
    return row


def _running(db: Db, class_id: str) -> Class:
    made = classes.by_id(db, class_id)
    if made is None:
        raise Refusal("not_found", what="class")
    if made.ended_at is not None:
        raise Refusal("class_ended")
    return made


def _add_one(
    db: Db,
    now: Instant,
    made: Class,
    *,
    starts: Instant,
    ends: Instant,
    seats: tuple[int, ...],
    by: str,
    site: Site,
) -> str:
    check_span(starts=starts, ends=ends, now=now, late_s=CLASS_LATE_S, most_s=CLASS_MOST_S)
    if any(one.class_id == made.id for one in meetings.touching(db, starts=starts, ends=ends)):
        raise Refusal("class_meets")
    members = frozenset(one.visitor for one in classes.members(db, made.id))
    two = meetings.in_two(db, class_id=made.id, visitors=members, starts=starts, ends=ends)
    if two is not None:
        raise Refusal("class_two", name=two[0], title=two[1])
    block = _book(db, now, made, (starts, ends), seats=seats, by=by, site=site) if seats else None
    meeting = new_id()
    meetings.add(db, MeetingRow(meeting, made.id, block, starts, ends, now, by))
    audit.record(
        db,
        now,
        by=by,
        act="add_meeting",
        about=f"class:{made.id}",
        detail=f"meeting:{meeting}",
    )
    return meeting


def _book(
    db: Db, now: Instant, made: Class, span: Span, *, seats: tuple[int, ...], by: str, site: Site
) -> str:
    """Time there is free, sponsored or everybody's own, as the class says."""
    wish = ClassWish(
        made.title,
        seats,
        *span,
        pays=made.pays,
        sponsorship=made.sponsorship or "",
        goes_on_free=made.goes_on_free,
        class_id=made.id,
    )
    return block_acts.book_block(db, now, wish=wish, by=by, site=site)
