"""What a mentor does about one learner's exams: sets more time, looks at a hasty one."""

from kiosk.disk.db import Db
from kiosk.rules.exam_rules import EXTRA_MOST_PERCENT, Accommodation
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, exam_flags, exam_sittings, revisions, training, visitors

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


def look_at_exam(db: Db, now: Instant, *, visitor: str, attempt: str, by: str) -> None:
    """A mentor has looked at a try: it calls for nobody any more.

    Raises:
        Refusal: `not_found`, also for a try of somebody else.
    """
    _check_theirs(db, visitor=visitor, attempt=attempt)
    exam_flags.look(db, now, attempt=attempt, by=by)
    _note_look(db, now, visitor=visitor, by=by, act="look_at_exam")


def look_again(db: Db, now: Instant, *, visitor: str, attempt: str, by: str) -> None:
    """It calls for a mentor once more.

    Raises:
        Refusal: `not_found`, also for a try of somebody else.
    """
    _check_theirs(db, visitor=visitor, attempt=attempt)
    exam_flags.forget_look(db, attempt=attempt)
    _note_look(db, now, visitor=visitor, by=by, act="look_again_at_exam")


def _check_theirs(db: Db, *, visitor: str, attempt: str) -> None:
    visitors.registered(db, visitor)
    if attempt not in {one.id for one in training.attempts(db, visitor)}:
        raise Refusal("not_found", what="attempt")


def _note_look(db: Db, now: Instant, *, visitor: str, by: str, act: str) -> None:
    revisions.bump(db, revisions.FLOOR)
    audit.record(db, now, by=by, act=act, about=f"visitor:{visitor}")
