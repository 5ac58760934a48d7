"""After a cut of power or network: who left gets the rest of the time on paper."""

from kiosk.acts import settling
from kiosk.acts.front_desk import session_at
from kiosk.acts.site import Site
from kiosk.acts.vouchers import free_code
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, commands, passes, revisions, visitors, vouchers
from kiosk.store.sessions import Session
from kiosk.store.vouchers import Voucher


def give_rest(db: Db, now: Instant, *, seat: int, told_used_s: int, by: str, site: Site) -> str:
    """Close the session of somebody who left and put the rest on a voucher; returns its code.

    A guest who came with a voucher gets that one back. Registered visitors keep their time on
    the card, so there is nothing to print for them: "" comes back.

    Args:
        db: the transaction.
        now: when.
        seat: where the session is.
        told_used_s: used seconds by the station's last beat, which no row holds.
        by: staff.
        site: settings.

    Raises:
        Refusal: `no_such_station`, `no_session_here`, `no_time_left` (also where only seconds that
            the house gave are left: no paper holds those), in that order.
    """
    session = session_at(db, seat)
    used_s = max(told_used_s, session.used_s)
    held = passes.usable(db, visitor=session.visitor, at=now)
    if session.kind != "prepaid" or used_s >= session.granted_s or not held:
        raise Refusal("no_time_left")
    commands.send(db, now, station=session.station, kind="lock", session=session.id, words="desk")
    settling.close(db, now, site, session=session, used_s=used_s, why="cut")
    audit.record(db, now, by=by, act="give_rest", about=f"session:{session.id}")
    revisions.bump(db, revisions.FLOOR)
    return _voucher_of(db, now, session, by=by)


def _voucher_of(db: Db, now: Instant, session: Session, *, by: str) -> str:
    who = visitors.by_id(db, session.visitor)
    if who is None or not who.is_guest:
        return ""
    known = vouchers.by_visitor(db, session.visitor)
    if known is not None:
        return known.code
    held = passes.usable(db, visitor=session.visitor, at=now)
    if not held:
        raise Refusal("no_time_left")
    left = max(held, key=lambda one: one.lapses)
    code = free_code(db)
    voucher = Voucher(
        code,
        VoucherState.SOLD,
        session.visitor,
        left.left_s,
        left.lapses,
        pass_id=left.id,
        sold_by=by,
        sold_at=now,
    )
    vouchers.add(db, voucher)
    return code
