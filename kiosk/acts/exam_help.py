"""What a mentor sets for one learner's exams: more time, no end, as fast as they like."""

from kiosk.disk.db import Db
from kiosk.rules.exam_rules import EXTRA_MOST_PERCENT, Accommodation
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, exam_sittings, revisions, visitors

REASON_LIMIT = 200


def set_accommodation(
    db: Db, now: Instant, *, visitor: str, accommodation: Accommodation, by: str, reason: str
) -> None:
    """It holds at once and for every exam; one that is under way loses nothing of what it had.

    Why stands with it, for the mentors, and not in the audit log, which more people read.

    Raises:
        Refusal: `not_found`, `field_wrong`, `reason_missing`, `too_large`.
    """
    visitors.registered(db, visitor)
    if not 0 <= accommodation.extra_percent <= EXTRA_MOST_PERCENT:
        raise Refusal("field_wrong", field="extra")
    if not reason.strip():
        raise Refusal("reason_missing")
    if len(reason) > REASON_LIMIT:
        raise Refusal("too_large", field="reason")
    exam_sittings.set_for(
        db, now, visitor=visitor, accommodation=accommodation, reason=reason.strip()
    )
    revisions.bump(db, revisions.record_of(visitor))
    audit.record(db, now, by=by, act="set_accommodation", about=f"visitor:{visitor}")
