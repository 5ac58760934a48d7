"""What is kept for repeats and is forgotten once nobody can repeat it any more."""

from kiosk.disk import once
from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.store import commands, drafts

KEPT_DAYS = 7
"""Nobody repeats what was done a week ago: a form is sent by somebody who signed in that day, and a
station asks again within minutes."""
DRAFTS_KEPT_DAYS = 30
"""Nobody comes back for a half typed answer after a month."""
ROWS_AT_ONCE = 1000


def any_to_forget(db: Db, now: Instant) -> bool:
    """A look first, so that a quiet hub writes nothing."""
    before = _before(now)
    eldest = once.eldest_at(db)
    return (eldest is not None and eldest < before) or (
        commands.any_old(db, before=before) or drafts.any_old(db, before=_left_alone_since(now))
    )


def forget_done(db: Db, now: Instant) -> bool:
    """Forget answered requests and done orders of more than a week; returns whether there are more.

    The newest order of a station stays, since the next one's number counts on from it.
    """
    before = _before(now)
    requests = once.forget(db, before=before, limit=ROWS_AT_ONCE)
    orders = commands.forget_done(db, before=before, limit=ROWS_AT_ONCE)
    left = drafts.forget_old(db, before=_left_alone_since(now), limit=ROWS_AT_ONCE)
    return ROWS_AT_ONCE in (requests, orders, left)


def _left_alone_since(now: Instant) -> Instant:
    return later(now, seconds=-DRAFTS_KEPT_DAYS * S_PER_DAY)


def _before(now: Instant) -> Instant:
    return later(now, seconds=-KEPT_DAYS * S_PER_DAY)
