"""What time alone brings: pauses that lasted too long, sessions that nobody closed."""

from collections.abc import Mapping

from kiosk.acts import settling
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later
from kiosk.store import audit, commands, floor_pauses, leases, sessions
from kiosk.store.floor_pauses import FloorPause
from kiosk.store.sessions import Session

ANSWER_GONE_AFTER_S = 60
"""An answer with a lease is with its station by then, or lost."""


def close_overdue_pauses(
    db: Db, now: Instant, *, running: Mapping[str, Instant], site: Site
) -> int:
    """Close sessions paused for longer than `pause_limit_s`; returns how many.

    A pause of all seats or of a class may last `floor_pause_limit_s`; who is still paused when it
    ends, as at a station without power, has `pause_limit_s` from then on.

    Args:
        db: the transaction.
        now: when.
        running: sessions that their stations said to run, and when they last did; the fact that
            ends the pause is on its way then.
        site: settings.
    """
    closed = 0
    floor = floor_pauses.newest_of_open(db)
    for session in sessions.all_open(db):
        if session.state != "paused":
            continue
        paused_at = max(fact.at for fact in sessions.facts(db, session.id))
        if now <= _may_last_until(site, paused_at, floor.get(session.id)):
            continue
        if running.get(session.id, paused_at) > paused_at:
            continue
        commands.send(
            db, now, station=session.station, kind="lock", session=session.id, words="paused"
        )
        settling.close(db, now, site, session=session, used_s=session.used_s, why="suspended")
        closed += 1
    return closed


def _may_last_until(site: Site, paused_at: Instant, of_all: FloorPause | None) -> Instant:
    settings = site.settings
    if of_all is None:
        return later(paused_at, seconds=settings.pause_limit_s)
    if of_all.ended_at is None:
        longest_s = max(settings.pause_limit_s, settings.floor_pause_limit_s)
        return later(max(paused_at, of_all.at), seconds=longest_s)
    return later(max(paused_at, of_all.ended_at), seconds=settings.pause_limit_s)


def close_forgotten(
    db: Db, now: Instant, *, idle: dict[str, Instant], site: Site
) -> tuple[str, ...]:
    """Close sessions whose station has none: the answer that opened them never came there.

    Else its visitor could sit down nowhere, and no command could end it. What was used is what
    the station told last. Where the clock was set back since the answer, its age is counted anew:
    else money set aside would wait for the day that the clock showed.

    Args:
        db: the transaction.
        now: when.
        idle: stations that reported no session and nothing to send, and when they did.
        site: settings.

    Returns the sessions closed.
    """
    forgotten = [
        session
        for session in sessions.all_open(db)
        if session.station in idle and _is_forgotten(db, session, idle[session.station])
    ]
    for session in forgotten:
        settling.close(db, now, site, session=session, used_s=session.used_s, why="lost")
        audit.record(db, now, by="hub", act="close_forgotten", about=f"session:{session.id}")
    leases.count_anew(db, now)
    return tuple(session.id for session in forgotten)


def _is_forgotten(db: Db, session: Session, idle_at: Instant) -> bool:
    if any(order.kind == "take" for order in commands.waiting(db, session.station)):
        return False
    lease = leases.of_session(db, session.id)
    given_at = session.opened_at if lease is None else lease.renewed_at
    return idle_at > later(given_at, seconds=ANSWER_GONE_AFTER_S)
