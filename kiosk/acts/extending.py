"""A little more at the end, once a session and free: the owner says how much, and that it is so.

Libki's users have asked for it since issue 389: a page to print, a sentence to finish.
"""

from kiosk.acts import granting
from kiosk.acts.front_desk import session_at
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, given_time, revisions, sessions
from kiosk.store.sessions import Session

AT_THE_ENDING = "asked for at the ending"
BY_THE_DESK = "given by the desk"


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
    if given_time.extension_s(db, session.id):
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
