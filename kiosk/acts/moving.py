"""A session goes to another seat: one session, charged once, its price by the zone from then on.

The station it leaves locks and says how much was used there; only then the other one opens it with
what is left. So no second is counted twice, whatever link is cut and whichever machine is killed on
the way. A station that does not answer is left at its last word.
"""

from dataclasses import replace

from kiosk.acts import dealing, granting, keeping, statutory_log
from kiosk.acts.front_desk import seat_here, session_at
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import SessionClosed
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.stations import Seat, SessionId, StationId, StationState, check_move
from kiosk.store import audit, commands, dues, moves, revisions, sessions, stations, tasks
from kiosk.store.sessions import FactRow, Session
from kiosk.store.stations import SeatRow


def ask_move(db: Db, now: Instant, *, seat: int, target: int, by: str, site: Site) -> str:
    """Send the session of a seat to a free one; the free one is kept for it. Returns the session.

    Asked again with another target, it goes there instead.

    Raises:
        Refusal: `no_such_station`, what `check_move` refuses, `no_time_left` in that zone.
    """
    session, goal = _checked(db, now, site, seat=seat, target=target)
    is_new = moves.target_of(db, session.id) is None
    moves.ask(db, session=session.id, target=goal.origin)
    if is_new:
        _lock_origin(db, now, session)
    audit.record(
        db, now, by=by, act="move_session", about=f"session:{session.id}", reason=f"seat:{target}"
    )
    revisions.bump(db, revisions.FLOOR)
    return session.id


def cancel_move(db: Db, now: Instant, *, seat: int, by: str) -> None:
    """The session stays; where its station has locked already, it opens there again.

    Raises:
        Refusal: `no_such_station`, `no_session_here`, `no_move`.
    """
    session = session_at(db, seat)
    if moves.target_of(db, session.id) is None:
        raise Refusal("no_move", seat=seat)
    moves.ask(db, session=session.id, target=None)
    audit.record(db, now, by=by, act="cancel_move", about=f"session:{session.id}")
    revisions.bump(db, revisions.FLOOR)


def move_lost_session(
    db: Db, now: Instant, *, seat: int, target: int, told_used_s: int, by: str, site: Site
) -> str:
    """Take the session from a station that does not answer, at the last word it gave.

    The station locks when it answers again; what it says then that ran until now, passes pay
    (`unheard`).

    Args:
        db: the transaction.
        now: the price follows the other seat's zone from here.
        seat: where the session is.
        target: a free seat, or the one that is kept for it.
        told_used_s: used seconds by the last beat, which no row holds.
        by: staff.
        site: settings.

    Raises:
        Refusal: `no_such_station`, what `check_move` refuses, `no_time_left` in that zone.
    """
    session, goal = _checked(db, now, site, seat=seat, target=target)
    _lock_origin(db, now, session)
    tasks.set_hand_aside(db, session=session.id, hand=_hand_at(session.id, session.station))
    _leave(db, now, site, session=session, goal=goal, used_s=told_used_s)
    audit.record(
        db,
        now,
        by=by,
        act="move_lost_session",
        about=f"session:{session.id}",
        reason=f"seat:{target}",
    )
    return session.id


def take_leave(db: Db, now: Instant, site: Site, *, session: Session, used_s: int) -> None:
    """The station of a moving session has locked and says what was used: the other one opens it.

    Where the move was called off, or the other seat is not there any more, it opens again here; so
    it does where somebody sat down at the other seat meanwhile, by a voucher that needs no hub.
    """
    target = moves.target_of(db, session.id)
    place = None if target is None else stations.seat_of(db, target)
    if place is None or place.out_of_order or sessions.open_at(db, target or "") is not None:
        place = stations.seat_of(db, session.station)
    if place is None:
        raise Refusal("no_such_station")
    _leave(db, now, site, session=session, goal=place, used_s=used_s)


def take_late_leave(
    db: Db, now: Instant, *, session: str, station: str, body: SessionClosed
) -> None:
    """A station says what it finished in a session that was taken from it: the rest is free."""
    dealing.take_back(db, now, hand=_hand_at(session, station), body=body)


def finish_idle_moves(db: Db, now: Instant, *, idle: frozenset[str], site: Site) -> int:
    """Move on the sessions whose station has none and nothing to say; returns how many.

    The answer that opened them never came there, so it had nothing to close.
    """
    finished = 0
    for name in moves.all_asked(db):
        session = sessions.by_id(db, name)
        if session is None or session.station not in idle:
            continue
        if not commands.waiting(db, session.station):
            tasks.free_hand(db, session=session.id, submitted=())
            take_leave(db, now, site, session=session, used_s=session.used_s)
            finished += 1
    return finished


def _checked(
    db: Db, now: Instant, site: Site, *, seat: int, target: int
) -> tuple[Session, SeatRow]:
    here, goal = seat_here(db, seat), seat_here(db, target)
    session = sessions.open_at(db, here.origin)
    state = _state(db, goal, comes=session)
    if state is StationState.FREE and session is not None:
        kept = keeping.is_kept(db, now, site, seat=goal.number, visitor=session.visitor)
        state = StationState.BOOKED if kept else state
    check_move(
        origin=_as_rule(here, StationState.IN_USE, session),
        target=_as_rule(goal, state, None),
    )
    found = session_at(db, seat)
    if granting.seconds_granted(db, now, site, session=found, goal=goal) <= found.used_s:
        raise Refusal("no_time_left")
    return found, goal


def _as_rule(place: SeatRow, state: StationState, session: Session | None) -> Seat:
    name = None if session is None else SessionId(session.id)
    return Seat(StationId(place.origin), place.zone, state, name)


def _state(db: Db, place: SeatRow, *, comes: Session | None) -> StationState:
    """What the act knows of the seat; that a station is lost is the door's to see."""
    station = place.origin
    if place.out_of_order:
        return StationState.OUT_OF_ORDER
    if sessions.open_at(db, station) is not None:
        return StationState.IN_USE
    kept_for_it = comes is not None and moves.target_of(db, comes.id) == station
    if moves.is_expected(db, station) and not kept_for_it:
        return StationState.BOOKED
    if dues.at_seat(db, place.number) is not None:
        return StationState.TIME_OVER
    return StationState.FREE


def _lock_origin(db: Db, now: Instant, session: Session) -> None:
    commands.send(db, now, station=session.station, kind="lock", session=session.id, words="moved")


def free_hands_at(db: Db, station: str) -> int:
    """A station was removed: all it holds goes back to the pool, once; returns how many tasks."""
    return tasks.free_hands_at(db, station, moved_away=_hand_at("*", station))


def _hand_at(session: str, station: str) -> str:
    """The name of a hand that a lost station holds on to until it speaks again."""
    return f"{session}@{station}"


def _leave(
    db: Db, now: Instant, site: Site, *, session: Session, goal: SeatRow, used_s: int
) -> None:
    """The facts of the move, and the order that opens the session at the other station."""
    used_s = min(max(used_s, session.used_s), session.granted_s)
    at = Instant(max(now, *(fact.at + 1 for fact in sessions.facts(db, session.id))))
    sessions.note_used(db, session=session.id, used_s=used_s)
    station = goal.origin
    if station != session.station:
        moves.note_left(
            db, session=session.id, at=at, station=session.station, zone=goal.zone, used_s=used_s
        )
    if session.state == "paused":  # who sits down at another seat goes on there
        sessions.append(db, session.id, FactRow("resumed", at))
    used = replace(session, used_s=used_s)
    granted_s = granting.seconds_granted(db, at, site, session=used, goal=goal)
    granting.grant(db, site, session=session, seconds=granted_s)
    moves.arrive(db, session=session.id, station=station, seat=goal.number)
    statutory_log.moved(db, at, session=session.id, seat=goal.number)
    commands.send(db, now, station=station, kind="take", session=session.id)
    revisions.bump(db, revisions.FLOOR)
