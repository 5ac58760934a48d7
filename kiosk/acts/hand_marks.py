"""A mentor's mark of an exam over the machine's: it decides the pass, and what hangs on that."""

from dataclasses import dataclass

from kiosk.acts import awards as award_acts
from kiosk.acts import dealing
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.rules.gradebook import passes
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.qualifications import FOR_EVER_DAYS
from kiosk.rules.refusals import Refusal
from kiosk.store import audit, awards, classes, exam_marks, revisions, sessions, training, visitors
from kiosk.store.exam_marks import ExamMarks, Mark

REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class ExamTerms:
    """What the module of an exam asks and grants; read before, since modules are slow to read."""

    pass_percent: int
    qualification: str | None
    valid_days: int | None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a mentor says of a try: how many answers were right, and why that is so."""

    attempt: str
    right: int
    reason: str


def known(db: Db, *, class_id: str, attempt: str) -> ExamMarks:
    """An exam of somebody who is or was in this class.

    Raises:
        Refusal: `not_found` (class, exam), also for somebody erased.
    """
    if classes.by_id(db, class_id) is None:
        raise Refusal("not_found", what="class")
    found = exam_marks.exam(db, attempt)
    members = {one.visitor for one in classes.all_members(db, class_id) if one.name}
    if found is None or found.visitor not in members:
        raise Refusal("not_found", what="exam")
    return found


def mark_by_hand(
    db: Db,
    now: Instant,
    *,
    class_id: str,
    wish: Wish,
    terms: ExamTerms,
    by: str,
    site: Site,
) -> bool:
    """A mentor says how many answers were right; returns whether the exam is passed so.

    The machine's mark stays beside it. A pass grants what the module grants, counted from the day
    of the exam; a fail ends it now, and takes back the certificate of this exam.

    Raises:
        Refusal: `not_found`, `reason_missing`, `field_wrong` (right), in that order.
    """
    exam = known(db, class_id=class_id, attempt=wish.attempt)
    visitors.registered(db, exam.visitor)
    why = wish.reason.strip()
    if not why:
        raise Refusal("reason_missing")
    asked = exam.machine.asked
    passed = passes(right=wish.right, asked=asked, percent=terms.pass_percent)
    mark = Mark(wish.right, asked, passed)
    certificate = _certificate(db, exam)
    exam_marks.add(db, now, attempt=wish.attempt, mark=mark, reason=why, by=by)
    _settle(db, now, site, exam=exam, passed=passed, terms=terms)
    _note(db, now, exam=exam, mark=mark, act="mark_by_hand", reason=why, by=by)
    if certificate and not passed:
        award_acts.revoke(db, now, number=certificate, reason=why, by=by, site=site)
    return passed


def take_back(
    db: Db,
    now: Instant,
    *,
    class_id: str,
    attempt: str,
    n: int,
    terms: ExamTerms,
    by: str,
    site: Site,
) -> bool:
    """The newest mark by hand counts no more: the one before it holds; returns whether it passes.

    A certificate that was taken back stays so; a new one can be given.

    Raises:
        Refusal: `not_found`, `mark_not_newest`.
    """
    exam = known(db, class_id=class_id, attempt=attempt)
    visitors.registered(db, exam.visitor)
    certificate = _certificate(db, exam)
    why = next((one.reason for one in exam_marks.history(db, attempt) if one.n == n), "")
    if not exam_marks.take_back(db, now, attempt=attempt, n=n, by=by):
        raise Refusal("mark_not_newest")
    after = known(db, class_id=class_id, attempt=attempt)
    _settle(db, now, site, exam=after, passed=after.holds.passed, terms=terms)
    _note(db, now, exam=exam, mark=after.holds, act="take_back_mark", reason=why, by=by)
    if certificate and not after.holds.passed:
        award_acts.revoke(db, now, number=certificate, reason=why, by=by, site=site)
    return after.holds.passed


def _certificate(db: Db, exam: ExamMarks) -> str:
    """The number of the certificate that holds for it, "" for none."""
    passed = awards.passed_exam(db, exam.attempt)
    return "" if passed is None else passed.number


def _settle(
    db: Db, now: Instant, site: Site, *, exam: ExamMarks, passed: bool, terms: ExamTerms
) -> None:
    """The qualification follows the mark, whatever held before; the same twice changes nothing."""
    name = terms.qualification
    if not passed:
        exam_marks.cut(db, now, attempt=exam)
        return
    exam_marks.give_back(db, exam.attempt)
    if name is not None and not exam_marks.has_granted(db, exam):
        days = terms.valid_days or FOR_EVER_DAYS
        until = later(exam.at, seconds=days * S_PER_DAY)
        told = {"visitor": exam.visitor, "name": name, "by": f"attempt:{exam.attempt}"}
        training.grant(db, exam.at, valid_until=until, **told)
    running = sessions.open_of(db, exam.visitor)
    if running is not None:
        dealing.deal_hand(db, now, site, session=running)


def _note(
    db: Db, now: Instant, *, exam: ExamMarks, mark: Mark, act: str, reason: str, by: str
) -> None:
    before = exam.holds
    detail = f"{exam.edition} {before.right}/{before.asked}, {mark.right}/{mark.asked}"
    about = f"visitor:{exam.visitor}"
    audit.record(db, now, by=by, act=act, about=about, reason=reason, detail=detail)
    revisions.bump(db, revisions.record_of(exam.visitor))
    revisions.bump(db, revisions.ROOM)
