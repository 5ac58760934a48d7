"""Controlling the floor: pause and resume one or all, lock, restart, wake, and once more."""

from kiosk.acts.front_desk import seat_here, session_at
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.orders import good_until, may_retry
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, floor_pauses, moves, revisions, sessions, stations
from kiosk.store.commands import Order
from kiosk.store.sessions import Session

REASON_LIMIT = 200


def pause_session(db: Db, now: Instant, *, seat: int, by: str) -> str:
    """Stop the meter of one seat and lock its screen; returns the session.

    Raises:
        Refusal: `no_such_station`, `no_session_here`, `already_paused`.
    """
    session = session_at(db, seat)
    if session.state == "paused":
        raise Refusal("already_paused", seat=seat)
    _order(db, now, session, kind="pause")
    audit.record(db, now, by=by, act="pause_session", about=f"session:{session.id}")
    return session.id


def resume_session(db: Db, now: Instant, *, seat: int, by: str) -> str:
    """Let the meter of one seat run on; returns the session.

    Raises:
        Refusal: `no_such_station`, `no_session_here`, `not_paused`.
    """
    session = session_at(db, seat)
    if session.state != "paused":
        raise Refusal("not_paused", seat=seat)
    _order(db, now, session, kind="resume")
    audit.record(db, now, by=by, act="resume_session", about=f"session:{session.id}")
    return session.id


def pause_all(db: Db, now: Instant, *, reason: str, by: str) -> int:
    """Pause every session that runs, for a power cut or an assembly; returns how many.

    Who was paused before stays so when all go on (`resume_all`).

    Raises:
        Refusal: `reason_missing`, `floor_paused`, `nobody_sits`, in that order.
    """
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Refusal("reason_missing")
    if floor_pauses.open_one(db) is not None:
        raise Refusal("floor_paused")
    running = [session for session in sessions.all_open(db) if session.state != "paused"]
    if not running:
        raise Refusal("nobody_sits")
    pause = floor_pauses.add(db, now, by=by, reason=why)
    for session in running:
        floor_pauses.add_session(db, pause=pause, session=session.id)
        _order(db, now, session, kind="pause")
    audit.record(db, now, by=by, act="pause_all", about=f"pause:{pause}", reason=why)
    revisions.bump(db, revisions.FLOOR)
    return len(running)


def resume_all(db: Db, now: Instant, *, by: str) -> int:
    """Let all sessions go on that the pause of the floor has stopped; returns how many.

    Raises:
        Refusal: `floor_not_paused`.
    """
    pause = floor_pauses.open_one(db)
    if pause is None:
        raise Refusal("floor_not_paused")
    floor_pauses.end(db, now, pause.id)
    stopped = floor_pauses.still_open(db, pause.id)
    for session in sessions.all_open(db):
        if session.id in stopped:
            _order(db, now, session, kind="resume")
    audit.record(db, now, by=by, act="resume_all", about=f"pause:{pause.id}", reason=pause.reason)
    revisions.bump(db, revisions.FLOOR)
    return len(stopped)


def resume_paused(db: Db, now: Instant, *, by: str) -> int:
    """After a cut: let every paused session go on, whatever stopped it; returns how many.

    Raises:
        Refusal: `nobody_sits` where none is paused.
    """
    paused = [session for session in sessions.all_open(db) if session.state == "paused"]
    if not paused:
        raise Refusal("nobody_sits")
    pause = floor_pauses.open_one(db)
    for one in (*floor_pauses.of_parts(db), *(() if pause is None else (pause,))):
        floor_pauses.end(db, now, one.id)
    for session in paused:
        _order(db, now, session, kind="resume")
    audit.record(db, now, by=by, act="resume_paused", about=f"sessions:{len(paused)}")
    return len(paused)


def lock_seat(db: Db, now: Instant, *, seat: int, reason: str, by: str) -> None:
    """Take a free seat out of use: nobody opens a session there until it is unlocked.

    Raises:
        Refusal: `no_such_station`, `reason_missing`, `station_not_free`, in that order.
    """
    place = seat_here(db, seat)
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Refusal("reason_missing")
    if sessions.open_at(db, place.origin) is not None or moves.is_expected(db, place.origin):
        raise Refusal("station_not_free", seat=seat)
    stations.set_out_of_order(db, number=seat, reason=why)
    audit.record(db, now, by=by, act="lock_seat", about=f"seat:{seat}", reason=why)
    revisions.bump(db, revisions.FLOOR)


def unlock_seat(db: Db, now: Instant, *, seat: int, by: str) -> None:
    """The seat may be used again.

    Raises:
        Refusal: `no_such_station`, `station_state_wrong` where it is not locked.
    """
    place = seat_here(db, seat)
    if not place.out_of_order:
        raise Refusal("station_state_wrong", seat=seat)
    stations.set_out_of_order(db, number=seat, reason="")
    audit.record(db, now, by=by, act="unlock_seat", about=f"seat:{seat}")
    revisions.bump(db, revisions.FLOOR)


def restart_station(db: Db, now: Instant, *, seat: int, by: str) -> None:
    """Restart the machine of a seat; a session there is paused by it and keeps its time.

    Raises:
        Refusal: `no_such_station`.
    """
    place = seat_here(db, seat)
    _send_now(db, now, station=place.origin, kind="restart")
    audit.record(db, now, by=by, act="restart_station", about=f"seat:{seat}")


def wake_station(db: Db, now: Instant, *, seat: int, by: str) -> str:
    """Note that a sleeping machine is woken; returns the address to which the door calls.

    Raises:
        Refusal: `no_such_station`, `cannot_wake`.
    """
    place = seat_here(db, seat)
    mac = stations.mac_of(db, place.origin)
    if not mac:
        raise Refusal("cannot_wake", seat=seat)
    _send_now(db, now, station=place.origin, kind="wake")
    audit.record(db, now, by=by, act="wake_station", about=f"seat:{seat}")
    return mac


def retry_order(db: Db, now: Instant, *, seat: int, by: str) -> Order:
    """Send an order anew that came too late, so that it still happens once; returns the old one.

    One that waits needs no second: it is carried out as soon as the station answers.

    Raises:
        Refusal: `no_such_station`, `nothing_to_retry`.
    """
    place = seat_here(db, seat)
    last = commands.last_of(db, place.origin)
    if last is None or not may_retry(
        until=last.until, done_at=last.done_at, outcome=last.outcome, now=now
    ):
        raise Refusal("nothing_to_retry", seat=seat)
    _send_now(db, now, station=place.origin, kind=last.kind, words=last.words)
    audit.record(db, now, by=by, act="retry_order", about=f"seat:{seat}")
    return last


def _order(db: Db, now: Instant, session: Session, *, kind: str) -> None:
    commands.send(db, now, station=session.station, kind=kind, session=session.id)
    revisions.bump(db, revisions.FLOOR)


def _send_now(db: Db, now: Instant, *, station: str, kind: str, words: str = "") -> None:
    commands.send(db, now, station=station, kind=kind, words=words, until=good_until(kind, now))
    revisions.bump(db, revisions.FLOOR)
