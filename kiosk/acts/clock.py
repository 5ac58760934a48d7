"""The wall clock in doubt, and who says that it is right.

In doubt the hub counts on, see `ClockWatch.now`. Once the clock is right it is known how much later
all of that was: what lasts from then on (a pass, a qualification, a session that still runs) is put
right; money, and what was charged, stays as it was written, and the pages say how late it was.
"""

from kiosk.disk.db import Db
from kiosk.rules.clock_doubt import (
    SET_S,
    Alive,
    Doubt,
    Past,
    Spell,
    counts_on,
    difference_words,
    set_by_s,
)
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
        written = clock_doubts.latest_written(db)
        counted = doubt.since is not None and counts_on(doubt.why) and written is not None
        seen = max(doubt.seen_at, written) if counted and written is not None else doubt.seen_at
        return Past(alive, seen, doubted=True)
    return Past(alive, clock_doubts.latest_written(db))


def note_doubt(db: Db, now: Instant, *, seen: Instant, shown: Instant, why: Doubt) -> None:
    """Keep that the clock is in doubt, so that a restart does not forget it."""
    if clock_doubts.open_one(db) is not None:
        return
    clock_doubts.begin(db, ClockDoubt(seen, shown, why, now))
    audit.record(db, now, by=BY_ITSELF, act="doubt_clock", about=ABOUT)


def end_doubt(db: Db, now: Instant, *, spell: Spell) -> None:
    """The clock agrees again with what the hub knows."""
    if clock_doubts.open_one(db) is None:
        return
    _end(db, now, act="end_clock_doubt", spell=spell, by=BY_ITSELF)


def confirm_clock(
    db: Db, now: Instant, *, shown: Instant, shows: Instant, spell: Spell, by: str
) -> None:
    """Somebody has looked at the clock and says that it is right.

    Args:
        db: the transaction.
        now: what the hub goes by.
        shown: what the clock showed on the page that they read.
        shows: what it shows.
        spell: what was written in this doubt, and how late that is if the clock is right.
        by: who.

    Raises:
        Refusal: `clock_moved`: it shows another time by now.
    """
    if set_by_s(shows, counted=shown) > LOOKED_AT_S:
        raise Refusal("clock_moved")
    _end(db, now, act="confirm_clock", spell=spell, by=by)


def _end(db: Db, now: Instant, *, act: str, spell: Spell, by: str) -> None:
    doubt = clock_doubts.open_one(db)
    if doubt is not None and doubt.since is not None:
        spell = spell.within(doubt.since)
        if spell.is_wrong:
            clock_doubts.correct(db, spell)
    clock_doubts.end(db, now, spell=spell, by=by)
    detail = difference_words(spell.late_ms) if spell.is_wrong else ""
    audit.record(db, now, by=by, act=act, about=ABOUT, detail=detail)
