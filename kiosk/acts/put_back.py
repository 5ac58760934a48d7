"""A station knows more of this hub than the hub does: its folder was put back by hand.

`kiosk restore` begins anew at once; who copies an older folder into place has told nobody. The
first station that has carried out an order, or has a fact, that was never given from here says so.
A station can only say that it is ahead: what it cannot is make us believe what it holds.
"""

from kiosk.acts import station_link
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_care, sqlite_outbox
from kiosk.rules.instants import Instant
from kiosk.store import audit, commands, restores, revisions

NOT_KNOWN = ("not_found", "not_allowed", "voucher_unknown", "assignment_not_yours")
"""What a hub says to facts about people, sessions, vouchers and tasks of which it knows nothing."""


def hear_ahead(
    db: Db, now: Instant, *, station: str, done: int, since: Instant, site: Site
) -> None:
    """Begin anew as after a restore, once for each start of the hub; orders go on above `done`.

    Args:
        db: the transaction.
        now: new epochs begin from here.
        station: which is ahead.
        done: the number of the last order that it has carried out.
        since: when this hub started. What it has refused since may be what it lost; what it ordered
            before was carried out, or was meant for somebody who has left.
        site: keys and settings.
    """
    restored = restores.last(db)
    if restored is None or restored.at < since:
        _begin_anew(db, now, site, station=station, since=since)
    if done > commands.highest(db, station):
        commands.lift_waiting(db, by=done, since=since, station=station)
        if done > commands.highest(db, station):
            commands.leave_out_upto(db, now, station=station, n=done)


def _begin_anew(db: Db, now: Instant, site: Site, *, station: str, since: Instant) -> None:
    sqlite_outbox.start_new_epochs(db)
    restores.note(db, now, copied_at=now)
    commands.lift_waiting(db, by=2 * commands.NUMBERS_LEFT_OUT, since=since)
    commands.leave_numbers_out(db, now)
    station_link.tell_again(db, now, site=site)
    sqlite_care.park_refused(db, since=since, codes=NOT_KNOWN)
    audit.record(db, now, by="hub", act="find_put_back", about=f"station:{station}")
    revisions.bump(db, revisions.FLOOR)
