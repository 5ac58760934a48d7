"""Which backups stay: all of the last day, one a day of a month, one a month of a year."""

from collections.abc import Iterable
from datetime import date

from kiosk.rules.instants import MS_PER_S, S_PER_DAY, Instant

QUARTERS, DAYS, MONTHS = 96, 30, 12
MS_PER_DAY = S_PER_DAY * MS_PER_S
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def kept(made: Iterable[Instant]) -> frozenset[Instant]:
    """Of these backups the last 96, the last of each of the last 30 days, and of 12 months.

    Counted by the backups themselves, not by a clock: one that was set forward removes none.
    """
    newest_first = sorted(set(made), reverse=True)
    days: dict[int, Instant] = {}
    months: dict[tuple[int, int], Instant] = {}
    for at in newest_first:
        day = at // MS_PER_DAY
        on = date.fromordinal(EPOCH_ORDINAL + day)
        days.setdefault(day, at)
        months.setdefault((on.year, on.month), at)
    return frozenset(
        (
            *newest_first[:QUARTERS],
            *list(days.values())[:DAYS],
            *list(months.values())[:MONTHS],
        )
    )
