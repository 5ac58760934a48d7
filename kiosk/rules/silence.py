"""What a station ran after its last word, when the desk took or settled its session meanwhile.

The fair rule: the visitor's passes pay for what ran until the desk did so, since that time was
granted and used; nobody pays for what the station ran on after it, and no money is asked for a
second time: a bill that was settled stays settled. What no pass pays is the house's, and shown.
"""

from collections.abc import Iterable

from kiosk.rules.metering import Closed, Run, SessionFact, runs, used_seconds

TOLD_LATE_S = 60
"""Less than this is the second or two between two reports, and is the house's."""


def unheard(
    facts: Iterable[SessionFact], *, left: Closed, told_s: int, granted_s: int
) -> Run | None:
    """The seconds that ran unheard before the session was taken from its station; None: too few.

    Args:
        facts: of the session while it was there, its opening first.
        left: when the desk took it, with the used seconds of the last word as `used_s`.
        told_s: all used seconds of the session, as its station told at last.
        granted_s: no more was ever allowed.
    """
    kept = tuple(facts)
    by_clock_s = used_seconds((*kept, Closed(at=left.at)))
    seconds = min(told_s, granted_s, by_clock_s) - (left.used_s or 0)
    if seconds < TOLD_LATE_S:
        return None
    whole = runs((*kept, Closed(at=left.at)))
    heard = runs((*kept, left))
    last = heard[-1] if heard else whole[0]
    return Run(last.end if heard else last.start, seconds, last.station, last.zone)
