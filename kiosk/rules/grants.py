"""How long a session may run on what was paid ahead: to the first second that no pass covers.

Source: DESIGN.md §6 and §7. A pass that ends by the clock does not wait for a pause, so the answer
is worked out anew whenever a session goes on, here or at another seat.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from kiosk.rules.instants import Instant, later
from kiosk.rules.metering import Closed, SessionFact, runs, used_seconds
from kiosk.rules.passes import Pass, cover
from kiosk.rules.spans import edges_of, slices


def seconds_until_gap(
    facts: Iterable[SessionFact],
    passes: Iterable[Pass],
    *,
    after_s: int,
    timezone: ZoneInfo,
    limit_s: int,
) -> int:
    """How many seconds a session that runs may use in all before its passes leave a gap.

    Args:
        facts: of a session that is not closed, in any order; what runs, runs on.
        passes: as they stand without this session.
        after_s: used seconds before which a gap does not matter any more.
        timezone: of the passes' hours.
        limit_s: after its last fact it is looked no further than this.
    """
    told = tuple(facts)
    held = tuple(passes)
    horizon = Closed(at=later(max(fact.at for fact in told), seconds=limit_s))
    edges = edges_of(each.window for each in held)
    zoned = (
        (run.zone, each)
        for run in runs((*told, horizon))
        for each in slices(run.start, run.seconds, timezone=timezone, edges=edges)
    )
    total_s = 0
    for each in cover(zoned, held):
        if each.covered_by is None and total_s + each.slice.seconds > after_s:
            return max(total_s, after_s)
        total_s += each.slice.seconds
    return total_s


def seconds_until(facts: Iterable[SessionFact], at: Instant) -> int:
    """How many seconds a session that runs on uses in all up to an instant."""
    return used_seconds((*facts, Closed(at=at)))


def goes_on_s(*, used_s: int, granted_s: int, limit_s: int, near_s: int, step_s: int) -> int:
    """By how much a free session that nobody waits for grows; 0: not now.

    Args:
        used_s: what it has used.
        granted_s: what it may use by closing time and bookings.
        limit_s: what the house gave it.
        near_s: with no more than this left, its end is near: before the first warning is shown.
        step_s: how much longer it goes on each time.
    """
    if granted_s < limit_s:  # closing time or a booking ends it, whoever waits
        return 0
    if granted_s - used_s > near_s:
        return 0
    return step_s
