"""More time that nobody pays for: a little at the end, and free sessions while nobody waits.

The little at the end comes once a session, and the owner says how much. Libki's users have asked
for it since issue 389: a page to print, a sentence to finish.
"""

from dataclasses import replace

from kiosk.acts import granting, keeping
from kiosk.acts.front_desk import session_at
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.grants import goes_on_s
from kiosk.rules.instants import S_PER_HOUR, Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    audit,
    commands,
    given_time,
    revisions,
    sessions,
    sponsor_promises,
)
from kiosk.store.sessions import Session

AT_THE_ENDING = "asked for at the ending"
BY_THE_DESK = "given by the desk"
UNASKED = "nobody waits"
AGAIN_AFTER_S = S_PER_HOUR
"""As with grace: else who begins one tiny session after the other would sit on free ends alone."""


def extend_here(db: Db, now: Instant, *, station: str, session: str, site: Site) -> int:
    """The visitor asks for it on the ending's screen; returns the seconds given.

    Raises:
        Refusal: `no_session_here`, `extension_off`, `extension_given`.
    """
    running = sessions.open_at(db, station)
    if running is None or running.id != session:
        raise Refusal("no_session_here")
    by = f"station:{station}"
    return _give(db, now, site, session=running, by=by, reason=AT_THE_ENDING)


def extend_at(db: Db, now: Instant, *, seat: int, by: str, site: Site) -> int:
    """The desk gives it with one key; returns the seconds given.

    Raises:
        Refusal: `no_such_station`, `no_session_here`, `extension_off`, `extension_given`.
    """
    running = session_at(db, seat)
    return _give(db, now, site, session=running, by=by, reason=BY_THE_DESK)


def _give(db: Db, now: Instant, site: Site, *, session: Session, by: str, reason: str) -> int:
    seconds = site.settings.last_extension_s
    if seconds == 0:
        raise Refusal("extension_off")
    since = later(now, seconds=-AGAIN_AFTER_S)
    if given_time.extended_since(db, visitor=session.visitor, session=session.id, since=since):
        raise Refusal("extension_given")
    given_time.add(
        db, now, session=session.id, why="extension", seconds=seconds, by=by, reason=reason
    )
    granted_s = granting.seconds_granted(db, now, site, session=session)
    granting.grant(db, site, session=session, seconds=max(granted_s, session.granted_s))
    commands.send(db, now, station=session.station, kind="renew", session=session.id)
    audit.record(db, now, by=by, act="extend_last", about=f"session:{session.id}", reason=reason)
    revisions.bump(db, revisions.FLOOR)
    return seconds


def go_on(db: Db, now: Instant, site: Site, *, session: Session) -> Session:
    """Let a free session near its end go on by itself while nobody waits for its seat.

    A class ends when it ends, and what a sponsor pays for when its budget says so.
    """
    if session.kind != "free" or session.state != "open":
        return session
    step_s = goes_on_s(
        used_s=session.used_s,
        granted_s=session.granted_s,
        limit_s=session.limit_s,
        near_s=_near_s(site),
        step_s=min(site.settings.free_goes_on_s, granting.FREE_LIMIT_S - session.limit_s),
    )
    if step_s <= 0 or sponsor_promises.promise_of(db, session.id) is not None:
        return session
    if keeping.somebody_waits(db, now, site, seat=session.seat):
        return session
    longer = replace(session, limit_s=session.limit_s + step_s)
    sessions.set_limit_s(db, session=session.id, limit_s=longer.limit_s)
    granted_s = granting.seconds_granted(db, now, site, session=longer)
    granting.grant(db, site, session=longer, seconds=granted_s)
    audit.record(db, now, by="hub", act="go_on", about=f"session:{session.id}", reason=UNASKED)
    revisions.bump(db, revisions.FLOOR)
    return replace(longer, granted_s=granted_s)


def _near_s(site: Site) -> int:
    """Early enough that a station hears of it before it would warn."""
    return max(site.settings.warnings_s, default=0) + 2 * site.settings.renew_interval_s
