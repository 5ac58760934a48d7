"""Exams marked anew by a later edition: a pass is given, never taken away. DESIGN.md §9."""

from kiosk.acts import dealing
from kiosk.acts.remark_preview import NowPasses, Preview, has_passed
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.qualifications import FOR_EVER_DAYS
from kiosk.store import audit, remarks, revisions, sessions, training
from kiosk.store.remarks import Remark


def remark(db: Db, now: Instant, *, found: Preview, by: str, site: Site) -> int:
    """Give the passes that a preview found; returns how many are given.

    One is left out whose learner has passed meanwhile, or was erased.
    """
    return sum(_give(db, now, site, found=found, one=one, by=by) for one in found.passes)


def _give(db: Db, now: Instant, site: Site, *, found: Preview, one: NowPasses, by: str) -> bool:
    sat = remarks.still_failed(db, one.sat.attempt)
    if sat is None or has_passed(db, sat.visitor, found.edition):
        return False
    result = one.result
    remarks.add(db, now, Remark(sat.attempt, found.edition, result.right, result.asked, by))
    if found.qualification is not None:
        days = found.valid_days or FOR_EVER_DAYS
        training.grant(
            db,
            sat.sat_at,
            visitor=sat.visitor,
            name=found.qualification,
            valid_until=later(sat.sat_at, seconds=days * S_PER_DAY),
            by=f"attempt:{sat.attempt}",
        )
        running = sessions.open_of(db, sat.visitor)
        if running is not None:
            dealing.deal_hand(db, now, site, session=running)
    marks = f"{sat.edition} {sat.right}/{sat.asked}, {found.edition} {result.right}/{result.asked}"
    about = f"visitor:{sat.visitor}"
    audit.record(db, now, by=by, act="remark_exam", about=about, detail=marks)
    revisions.bump(db, revisions.record_of(sat.visitor))
    return True
