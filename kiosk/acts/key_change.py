"""The hub has new keys: its streams begin anew in its new name, stations are told everything."""

from kiosk.acts import station_link
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.rules.instants import Instant
from kiosk.store import audit, enrol_codes, hub_keys


def is_half_done(db: Db, site: Site) -> bool:
    """Whether keys stand in front that this database has not taken up: also after a restore."""
    return bool(site.keys.older) and hub_keys.taken_up_at(db, site.keys.origin) is None


def take_up_keys(db: Db, now: Instant, *, site: Site) -> bool:
    """Go on under the newest keys; once for each pair, and again in a database of before it.

    Open one-time codes name the key of before, so they let nobody in any more.
    """
    if not is_half_done(db, site):
        return False
    sqlite_outbox.start_new_epochs(db)
    station_link.tell_again(db, now, site=site)
    enrol_codes.void_open(db)
    hub_keys.note(db, now, site.keys.origin)
    audit.record(db, now, by="hub", act="change_keys", about=f"hub:{site.keys.origin}")
    return True
