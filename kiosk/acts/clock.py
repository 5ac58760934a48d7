"""The wall clock in doubt, and who says that it is right.

The line in the audit log stands at the instant that the clock shows, so all that was written while
it was in doubt lies between two such lines.
"""

from kiosk.disk.db import Db
from kiosk.rules.clock_doubt import SET_S, Alive, Doubt, Past, set_by_s
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, clock_doubts
from kiosk.store.clock_doubts import ClockDoubt

ABOUT = "clock:hub"
BY_ITSELF = "hub"
LOOKED_AT_S = 10 * SET_S
"""A page that was drawn longer ago was not read before its button was pressed."""


def past(db: Db, alive: Alive | None) -> Past:
    """What the hub knows of the time when it begins."""
    doubt = clock_doubts.open_one(db)
    if doubt is not None:
        return Past(alive, doubt.seen_at, doubted=True)
    return Past(alive, clock_doubts.latest_written(db))


def note_doubt(db: Db, now: Instant, *, seen: Instant, why: Doubt) -> None:
    """Keep that the clock is in doubt, so that a restart does not forget it."""
    if clock_doubts.open_one(db) is not None:
        return
    clock_doubts.begin(db, ClockDoubt(seen, now, why))
    audit.record(db, now, by=BY_ITSELF, act="doubt_clock", about=ABOUT)


def end_doubt(db: Db, now: Instant) -> None:
    """The clock agrees again with what the hub knows."""
    if clock_doubts.open_one(db) is None:
        return
    clock_doubts.end(db, now, by=BY_ITSELF)
    audit.record(db, now, by=BY_ITSELF, act="end_clock_doubt", about=ABOUT)


def confirm_clock(db: Db, now: Instant, *, shown: Instant, by: str) -> None:
    """Somebody has looked at the clock and says that it is right.

    Args:
        db: the transaction.
        now: what the clock shows.
        shown: what it showed on the page that they read.
        by: who.

    Raises:
        Refusal: `clock_moved`: it shows another time by now.
    """
    if set_by_s(now, counted=shown) > LOOKED_AT_S:
        raise Refusal("clock_moved")
    clock_doubts.end(db, now, by=by)
    audit.record(db, now, by=by, act="confirm_clock", about=ABOUT)
