"""A mentor pauses one class, or some seats, and lets them go on; a class's end ends its pause."""

from collections.abc import Collection
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    audit,
    blocks,
    classes,
    commands,
    floor_pauses,
    meetings,
    revisions,
    sessions,
    stations,
)
from kiosk.store.floor_pauses import BLOCK, MEETING, NO_REASON, SEATS, FloorPause
from kiosk.store.sessions import Session

REASON_LIMIT = 120
NAME_LIMIT = 60
HOUSE = "free"
"""The kind of a session whose time its visitor does not pay."""
HEARD_AFTER_S = 60
"""A station tells that it was paused a moment after it has heard the order."""


@dataclass(frozen=True, slots=True)
class _Meets:
    """A class that is on: what it is called, and until when."""

    title: str
    ends: Instant


def pause_seats(
    db: Db, now: Instant, *, seats: Collection[int], part: str, reason: str, name: str, by: str
) -> int:
    """Stop the meters of these seats and lock their screens; returns how many.

    Args:
        db: the transaction.
        now: when.
        seats: where.
        part: the class that is on there, by its block or its meeting (`queries.rooms.Part.name`):
            its end ends the pause; "" for other seats.
        reason: a word for the screens; "" for the name of the class.
        name: who pauses, as the screens say it.
        by: that member of staff.

    Raises:
        Refusal: `floor_paused` while all seats are paused, `nobody_sits`.
    """
    if floor_pauses.open_one(db) is not None:
        raise Refusal("floor_paused")
    found = [one for one in _sessions_at(db, seats) if not is_held(db, one)]
    if not found:
        raise Refusal("nobody_sits")
    meets = _meets(db, part)
    why = reason.strip()[:REASON_LIMIT]
    pause = floor_pauses.add(
        db,
        now,
        by=by,
        reason=why or (NO_REASON if meets is None else meets.title),
        part=SEATS if meets is None else part,
        until=None if meets is None else meets.ends,
    )
    for one in found:
        floor_pauses.add_session(db, pause=pause, session=one.id)
        words = f"{name[:NAME_LIMIT]}\n{why}"
        _order(db, now, one, kind="pause", words=words, until=None if meets is None else meets.ends)
    audit.record(db, now, by=by, act="pause_seats", about=f"pause:{pause}", reason=why)
    revisions.bump(db, revisions.FLOOR)
    return len(found)


def resume_seats(db: Db, now: Instant, *, seats: Collection[int], by: str) -> int:
    """Let the meters of these seats run on, whatever stopped each; returns how many.

    A seat whose station has not yet said that it is paused goes on too.

    Raises:
        Refusal: `floor_paused` while all seats are paused, `nobody_sits` where none is paused.
    """
    if floor_pauses.open_one(db) is not None:
        raise Refusal("floor_paused")
    found = [one for one in _sessions_at(db, seats) if is_held(db, one)]
    if not found:
        raise Refusal("nobody_sits")
    for one in found:
        _order(db, now, one, kind="resume")
    for pause in floor_pauses.of_parts(db):
        if _is_empty(db, pause):
            floor_pauses.end(db, now, pause.id)
    audit.record(db, now, by=by, act="resume_seats", about=f"sessions:{len(found)}")
    revisions.bump(db, revisions.FLOOR)
    return len(found)


def end_class_pauses(db: Db, now: Instant) -> int:
    """End the pauses of classes that are over or called off, and those that hold nobody any more.

    Seats that the class pays for go on, to their own end. Who pays for the time goes on with the
    code at the lock: the learner may have left, and no money runs where nobody looks. Returns how
    many pauses ended.
    """
    over = due(db, now)
    for pause in over:
        floor_pauses.end(db, now, pause.id)
        for one in _inside(db, pause):
            if one.kind == HOUSE and is_held(db, one):
                _order(db, now, one, kind="resume")
        audit.record(db, now, by="hub", act="end_class_pause", about=f"pause:{pause.id}")
    if over:
        revisions.bump(db, revisions.FLOOR)
    return len(over)


def due(db: Db, now: Instant) -> tuple[FloorPause, ...]:
    """Pauses of classes that are over, by the clock or called off; pauses that hold nobody."""
    heard_of = later(now, seconds=-HEARD_AFTER_S)
    return tuple(
        pause
        for pause in floor_pauses.of_parts(db)
        if _is_over(db, now, pause) or (pause.at <= heard_of and _is_empty(db, pause))
    )


def is_held(db: Db, session: Session) -> bool:
    """Whether a session is paused, once its station has heard all that was ordered."""
    orders = [
        one.kind
        for one in commands.waiting(db, session.station)
        if one.session == session.id and one.kind in ("pause", "resume")
    ]
    return orders[-1] == "pause" if orders else session.state == "paused"


def _is_over(db: Db, now: Instant, pause: FloorPause) -> bool:
    if pause.until is None:
        return False
    return pause.until <= now or _meets(db, pause.part) is None


def _meets(db: Db, part: str) -> _Meets | None:
    """The class of a part of the room; None for other seats, and once it is called off."""
    if part.startswith(BLOCK):
        block = blocks.by_id(db, part.removeprefix(BLOCK))
        is_off = block is None or block.cancelled_at is not None
        return None if block is None or is_off else _Meets(block.title, block.ends)
    row = meetings.by_id(db, part.removeprefix(MEETING)) if part.startswith(MEETING) else None
    made = None if row is None or row.cancelled_at is not None else classes.by_id(db, row.class_id)
    return None if row is None or made is None else _Meets(made.title, row.ends)


def _is_empty(db: Db, pause: FloorPause) -> bool:
    return not any(is_held(db, one) for one in _inside(db, pause))


def _inside(db: Db, pause: FloorPause) -> list[Session]:
    inside = frozenset(floor_pauses.still_open(db, pause.id))
    return [one for one in sessions.all_open(db) if one.id in inside]


def _sessions_at(db: Db, seats: Collection[int]) -> list[Session]:
    at = {place.origin for place in stations.seats(db) if place.number in seats and place.origin}
    return [one for one in sessions.all_open(db) if one.station in at]


def _order(
    db: Db,
    now: Instant,
    session: Session,
    *,
    kind: str,
    words: str = "",
    until: Instant | None = None,
) -> None:
    told = {"station": session.station, "session": session.id}
    commands.send(db, now, **told, kind=kind, words=words, until=until)
