"""A session that the desk ended by a slip goes on: the order is taken back, or the seat opens anew.

Its time is on its pass, so the session that opens again has just what was left.
"""

from kiosk.acts.front_desk import start_with_pass
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, revisions, sessions

REOPEN_WITHIN_S = 30
"""Ten seconds on the screen, and the time that a page and a station take."""


def reopen(db: Db, now: Instant, *, session: str, by: str, site: Site) -> int:
    """Undo the end of a session that was paid ahead; returns its seat.

    A station that has not heard of it yet never does.

    Raises:
        Refusal: `too_late_to_undo` (also where the desk did not end it, or it is paid otherwise),
            then what `start_with_pass` refuses.
    """
    ended = sessions.by_id(db, session)
    ordered_at = commands.end_ordered_at(db, session)
    if ended is None or ordered_at is None or ended.kind != "prepaid":
        raise Refusal("too_late_to_undo")
    if now > later(ordered_at, seconds=REOPEN_WITHIN_S):
        raise Refusal("too_late_to_undo")
    if ended.closed_at is None:
        commands.take_end_back(db, now, session)
        revisions.bump(db, revisions.FLOOR)
    else:
        start_with_pass(db, now, seat=ended.seat, visitor=ended.visitor, by=by, site=site)
    audit.record(db, now, by=by, act="reopen_session", about=f"session:{session}")
    return ended.seat
