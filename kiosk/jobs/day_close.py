"""Days and shifts that are over are summed up for the reports, some of them a run."""

from zoneinfo import ZoneInfo

from kiosk.acts import day_close
from kiosk.hub import Hub
from kiosk.jobs.clock import by_date
from kiosk.rules.instants import Instant

HOURS_A_RUN = 25
"""A day that runs is begun anew within one run."""


@by_date
def close_days(hub: Hub, now: Instant) -> None:
    """Sum up what is over, one at a time; a look first, so that a quiet hub writes nothing."""
    with hub.read() as db:
        days = day_close.days_to_roll_up(db, now, timezone=ZoneInfo(hub.settings.timezone))
        shifts = day_close.shifts_to_roll_up(db)
    for day in days:
        hub.write(day_close.roll_up, day=day)
    for shift in shifts:
        hub.write(day_close.roll_up_shift, shift=shift)
    _go_on_with_days(hub, now)


def _go_on_with_days(hub: Hub, now: Instant) -> None:
    for _ in range(HOURS_A_RUN):
        with hub.read() as db:
            days = day_close.days_to_go_on_with(db, now, timezone=ZoneInfo(hub.settings.timezone))
        if not days:
            return
        for day in days:
            hub.write(day_close.go_on_with_day, day=day)
