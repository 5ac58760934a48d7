"""The floor at this moment, and who there must be told that a subscription is about to lapse."""

from dataclasses import replace

from admin_panel.guards import hub, i_may
from kiosk.queries import floor as floor_query
from kiosk.queries import subscriptions
from kiosk.queries.floor import Floor, Pace

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
    if not i_may("see_people"):
        return found
    days = here.settings.remind_days
    with here.read() as db:
        lapsing = subscriptions.lapsing(db, here.now(), remind_days=days, limit=LAPSING_SHOWN)
    return replace(found, lapsing=lapsing)
