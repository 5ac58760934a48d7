"""Lines of the statutory log that are old enough are removed."""

from kiosk.acts import statutory_log as acts
from kiosk.hub import Hub
from kiosk.jobs.clock import by_date
from kiosk.rules.instants import Instant
from kiosk.store import statutory_log


@by_date
def forget_statutory_log(hub: Hub, now: Instant) -> None:
    """Remove them; a look first, so that a quiet hub writes nothing."""
    with hub.read() as db:
        found = statutory_log.any_before(db, acts.too_old(now, hub.site))
    if found:
        hub.write(acts.forget)
