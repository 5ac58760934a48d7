"""Who could not use the time paid ahead gets the rest on paper: a cut, closing or a booking."""

from kiosk.acts import settling
from kiosk.acts.front_desk import session_at
from kiosk.acts.site import Site
from kiosk.acts.vouchers import free_code
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import audit, commands, passes, rests, revisions, sessions, visitors, vouchers
from kiosk.store.rests import RestGiven
from kiosk.store.sessions import Session
from kiosk.store.vouchers import Voucher


def give_rest(
    db: Db, now: Instant, *, seat: int, told_used_s: int, by: str, reason: str = "", site: Site
) -> str:
    """Close the session of somebody who left and put the rest on a voucher; returns its code.

    A guest who came with a voucher gets that one back. Registered visitors keep their time on
    the card, so there is nothing to print for them: "" comes back.

    Args:
        db: the transaction.
        now: when.
        seat: where the session is.
        told_used_s: used seconds by the station's last beat, which no row holds.
        by: staff.
        reason: why a walk-in's time goes on paper; it stands in the shift's report of leakage.
        site: settings.

    Raises:
        Refusal: `no_such_station`, `no_session_here`, `no_time_left` (also where only seconds that
            the house gave are left: no paper holds those), `reason_missing` (of a walk-in), in
            that order.
    """
    session = session_at(db, seat)
    used_s = max(told_used_s, session.used_s)
    held = passes.usable(db, visitor=session.visitor, at=now)
    if session.kind != "prepaid" or used_s >= session.granted_s or not held:
        raise Refusal("no_time_left")
    who = visitors.by_id(db, session.visitor)
    if who is not None and who.is_guest and not reason.strip():
        raise Refusal("reason_missing")
    commands.send(db, now, station=session.station, kind="lock", session=session.id, words="desk")
    settling.close(db, now, site, session=session, used_s=used_s, why="cut")
    about = f"session:{session.id}"
    audit.record(db, now, by=by, act="give_rest", about=about, reason=reason.strip())
    revisions.bump(db, revisions.FLOOR)
    return _on_paper(db, now, session, by=by, reason=reason.strip())


def give_rest_after(db: Db, now: Instant, *, session: str, by: str, site: Site) -> str:
    """Put on a voucher what a walk-in's session, which is over, could not use; returns its code.

    Closing time or a booking ended it before its pass did, or a cut: what was paid stays the
    visitor's.

    Raises:
        Refusal: `no_time_left` (also where it is on a voucher already, or the session was ended
            before its time).
    """
    rest = rests.of_session(db, now, session)
    ended = sessions.by_id(db, session)
    if rest is None or ended is None:
        raise Refusal("no_time_left")
    audit.record(db, now, by=by, act="give_rest", about=f"session:{session}")
    revisions.bump(db, revisions.FLOOR)
    return _on_paper(db, now, ended, by=by, reason="")


def kept_back_s(db: Db, now: Instant, *, session: str) -> tuple[int, int]:
    """What a walk-in's open session may still use, and what of its passes it cannot use here.

    Nothing is kept back of a registered visitor: what is on the card needs no paper.
    """
    found = sessions.by_id(db, session)
    who = None if found is None else visitors.by_id(db, found.visitor)
    if found is None or who is None or not who.is_guest or found.kind != "prepaid":
        return 0, 0
    held_s = sum(one.left_s for one in passes.usable(db, visitor=found.visitor, at=now))
    return found.granted_s - found.used_s, max(0, held_s - found.granted_s)


def _on_paper(db: Db, now: Instant, session: Session, *, by: str, reason: str) -> str:
    """The rest on its voucher, and noted: nobody sells the time of who left twice unseen."""
    left_s = sum(one.left_s for one in passes.usable(db, visitor=session.visitor, at=now))
    code = _voucher_of(db, now, session, by=by)
    if code:
        rests.note_given(db, RestGiven(session.id, code, left_s, now, by, reason))
    return code


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
