"""Somebody left without a word: the session is closed, and what is owed for it given up."""

from kiosk.acts import settling
from kiosk.acts.dues import write_off_due
from kiosk.acts.front_desk import session_at
from kiosk.acts.site import Site
from kiosk.acts.tendering import open_shift_of
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, commands, dues, revisions, walk_outs


def write_off(
    db: Db,
    now: Instant,
    *,
    seat: int,
    reason: str,
    told_used_s: int,
    by: str,
    site: Site,
    approved_by: str = "",
) -> int:
    """Close the session of a visitor who walked out; returns the money that is given up.

    Time that was paid ahead stays where it was bought: on the voucher or with the visitor.

    Args:
        db: the transaction.
        now: when.
        seat: where the session is.
        reason: why nothing is taken; the shift's list and the audit log show it.
        told_used_s: used seconds by the station's last beat, which no row holds.
        by: staff.
        site: settings.
        approved_by: the second person whose PIN was checked, "" for nobody.

    Raises:
        Refusal: `shift_not_open`, `drawer_counted`, `no_such_station`, `no_session_here`,
            `reason_missing`, `second_person_missing` (more is given up than the limit), in that
            order.
    """
    shift = open_shift_of(db)
    session = session_at(db, seat)
    why = reason.strip()
    if not why:
        raise Refusal("reason_missing")
    used_s = max(told_used_s, session.used_s)
    commands.send(db, now, station=session.station, kind="lock", session=session.id, words="desk")
    settling.close(db, now, site, session=session, used_s=used_s, why="walked_out")
    walk_outs.add(db, now, session=session.id, seat=seat, shift=shift.id, by=by, reason=why)
    owed = dues.at_seat(db, seat) is not None
    told = {"reason": why, "by": by, "approved_by": approved_by}
    given_up = write_off_due(db, now, seat=seat, site=site, **told) if owed else 0
    audit.record(db, now, by=by, act="write_off", about=f"session:{session.id}", reason=why)
    revisions.bump(db, revisions.FLOOR)
    return given_up
