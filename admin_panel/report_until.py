"""Up to when reports speak to whoever reads them: the count of one's own drawer stays blind.

Who has a shift open reads of the days before it. Else an owner at the desk, or an operator who was
given the right to read reports, would know what should be in the drawer before it is counted.
"""

from zoneinfo import ZoneInfo

from admin_panel.guards import current_staff, hub
from kiosk.queries.asking import Ask
from kiosk.rules.instants import Instant
from kiosk.rules.periods import Period
from kiosk.rules.spans import day_bounds, local_day
from kiosk.store import shifts


def ask_of(period: Period) -> Ask:
    """The question of a period, as far as the reader may know."""
    return Ask(period, told_until(), hub().settings)


def told_until() -> Instant:
    """Now, or the last moment of the day before one's own shift whose drawer is not counted."""
    with hub().read() as db:
        shift = shifts.open_one(db)
    mine = shift is not None and shift.operator == current_staff()
    if shift is None or not mine or shift.counted_minor is not None:
        return hub().now()
    zone = ZoneInfo(hub().settings.timezone)
    return Instant(day_bounds(local_day(shift.opened_at, zone), zone)[0] - 1)


def is_blind() -> bool:
    """Whether the reader is told less than there is."""
    return told_until() < hub().now()
