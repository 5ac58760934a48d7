"""The floor at this moment; whose subscription lapses; rests of walk-ins; exams to look at."""

from dataclasses import replace

from admin_panel.guards import hub, i_may
from kiosk.queries import floor as floor_query
from kiosk.queries import subscriptions
from kiosk.queries.floor_seats import Floor, Pace
from kiosk.rules.instants import S_PER_DAY, S_PER_HOUR, later
from kiosk.store import exam_flags, rests

RESTS_SHOWN = 10
RESTS_FOR_S = 18 * S_PER_HOUR
"""Who could not use all that was paid may come back for it the next morning."""
FLAGGED_FOR_S = 2 * S_PER_DAY
"""An exam to look at stands there for two days; with its learner it stays."""
LAPSING_SHOWN = 5
"""More of them stand on the page of subscriptions."""


def floor_now() -> Floor:
    """The floor at this moment."""
    here = hub()
    settings = here.settings
    pace = Pace(settings.lost_after_s, settings.ending_s, settings.booked_before_s)
    with here.read() as db:
        return floor_query.floor(db, here.now(), heard=here.heard, pace=pace)


def floor_and_lapsing() -> Floor:
    """As its page shows it: who is about to lapse stands there for those who see people."""
    here, found = hub(), floor_now()
    since = later(here.now(), seconds=-RESTS_FOR_S)
    with here.read() as db:
        left = rests.open_ones(db, here.now(), since=since, limit=RESTS_SHOWN)
    found = replace(found, rests=left)
    if i_may("see_classes"):
        lately = later(here.now(), seconds=-FLAGGED_FOR_S)
        with here.read() as db:
            found = replace(found, flagged=exam_flags.flagged(db, since=lately))
    if not i_may("see_people"):
        return found
    days = here.settings.remind_days
    with here.read() as db:
        lapsing = subscriptions.lapsing(db, here.now(), remind_days=days, limit=LAPSING_SHOWN)
    return replace(found, lapsing=lapsing)
