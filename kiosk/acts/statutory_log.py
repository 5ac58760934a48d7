"""The statutory log: kept while `statutory_log_days` is above 0; each reading is audited."""

from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.store import audit, statutory_log, visitors, vouchers
from kiosk.store.sessions import Session
from kiosk.store.statutory_log import Identified, Line

FORGET_LIMIT = 5_000
"""So many lines are removed in one run of the job."""


def came(db: Db, site: Site, *, session: Session, identified: Identified) -> None:
    """Somebody sat down; nothing is kept while the log is off."""
    if site.settings.statutory_log_days == 0:
        return
    who = visitors.by_id(db, session.visitor)
    voucher = vouchers.by_visitor(db, session.visitor)
    is_guest = who is None or who.is_guest
    name = "" if who is None or is_guest else who.name
    code = "" if who is None or who.code is None else who.code
    if voucher is not None:
        code, identified = voucher.code, "voucher"
    at = session.opened_at
    line = Line(session.id, session.seat, name, code, identified, at)
    statutory_log.add(db, line)


def came_by_card(db: Db, site: Site, *, session: Session, owner: str | None, code: str) -> None:
    """Somebody sat down with a card alone: whose it is was read off it, no PIN was asked for."""
    if site.settings.statutory_log_days == 0:
        return
    who = None if owner is None else visitors.by_id(db, owner)
    name = "" if who is None else who.name
    line = Line(session.id, session.seat, name, code, "card", session.opened_at)
    statutory_log.add(db, line)


def moved(db: Db, at: Instant, *, session: str, seat: int) -> None:
    """Who sat there goes on at another seat."""
    line = statutory_log.here(db, session)
    if line is None or line.seat == seat:
        return
    statutory_log.end(db, at, session)
    statutory_log.add(db, Line(session, seat, line.name, line.code, line.identified, at))


def note_read(db: Db, now: Instant, *, by: str, what: str) -> None:
    """Somebody read the log: `what` names the days and how."""
    audit.record(db, now, by=by, act="read_statutory_log", about="statutory log", reason=what)


def too_old(now: Instant, site: Site) -> Instant:
    """What began before it is kept no longer; while the log is off, all of it."""
    return later(now, seconds=-site.settings.statutory_log_days * S_PER_DAY)


def forget(db: Db, now: Instant, *, site: Site) -> int:
    """Remove lines that are too old, a bounded number a run; returns how many."""
    return statutory_log.forget(db, before=too_old(now, site), limit=FORGET_LIMIT)
