"""What waits while the wall clock is in doubt, and the doubt itself, kept for a restart."""

from collections.abc import Callable
from functools import wraps

from kiosk.acts import clock as acts
from kiosk.hub import Hub
from kiosk.rules.clock_doubt import RELEASED
from kiosk.rules.instants import Instant
from kiosk.store import clock_doubts

WAITS = "waits_for_clock"

Run = Callable[[Hub, Instant], None]


def by_date(run: Run) -> Run:
    """A job that gives, takes or forgets something by the date: it waits while that is in doubt."""

    @wraps(run)
    def waits(hub: Hub, now: Instant) -> None:
        if hub.clock_doubt() is None:
            run(hub, now)

    vars(waits)[WAITS] = True
    return waits


def waits_for_clock(run: Run) -> bool:
    """Whether a job goes `by_date`."""
    return WAITS in vars(run)


def watch_clock(hub: Hub, now: Instant) -> None:  # noqa: ARG001  the hub's own clock is looked at
    """Keep that the clock is in doubt, and that it agrees again; writes only where that changes."""
    why = hub.clock_doubt()
    with hub.read() as db:
        kept = clock_doubts.open_one(db)
    if why is not None and kept is None:
        seen = hub.clock_watch.seen or RELEASED
        hub.write(acts.note_doubt, seen=seen, shown=hub.clock.now(), why=why)
    elif why is None and kept is not None:
        hub.write(acts.end_doubt, spell=hub.clock_watch.spell(kept.why))
        hub.believe_clock()
