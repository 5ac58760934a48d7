"""What visitors practised, and exams as marked: a pass grants a qualification. DESIGN.md §9."""

from dataclasses import dataclass

import msgspec

from kiosk.acts import dealing
from kiosk.acts.opening import Marked
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import Exam, ExamAnswer, ParkedError, Practice
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.qualifications import FOR_EVER_DAYS
from kiosk.rules.refusals import Refusal
from kiosk.store import exam_answers, restores, revisions, sessions, training, visitors
from kiosk.store.exam_answers import AnswerRow
from kiosk.store.training import AttemptRow, PracticeRow


@dataclass(frozen=True, slots=True)
class Qualified:
    """What an exam grants, since it was sat, for so many days."""

    name: str
    since: Instant
    days: int


def keep_practice(db: Db, now: Instant, *, body: Practice, fact_id: str) -> None:
    """Keep a first answer; only the first to an item counts."""
    _known(db, body.visitor)
    new = training.keep_practice(
        db,
        now,
        PracticeRow(
            body.visitor,
            body.edition,
            body.step,
            body.item,
            fact_id,
            msgspec.json.encode(body.answer),
            body.right,
            body.tries,
            body.hints,
            body.took_ms,
        ),
    )
    if new:
        revisions.bump(db, revisions.record_of(body.visitor))
        revisions.bump(db, revisions.ROOM)


def keep_exam(
    db: Db,
    now: Instant,
    site: Site,
    *,
    body: Exam,
    sat_at: Instant,
    marked: Marked | None,
    fact_id: str,
) -> None:
    """Keep a marked exam; the same try again changes nothing. A pass opens paid tasks at once.

    It stands on the day on which it was sat (`sat_at`), however long it was on its way.

    First answers of the try that came before, from whatever seat, are those that count.

    Raises:
        ParkedError: answers are missing that a restore has lost: their stations tell them again.
    """
    _known(db, body.visitor)
    if marked is None:
        raise Refusal("malformed", field="exam")
    if training.has_attempt(db, body.attempt):
        return
    kept = exam_answers.of_attempt(db, body.attempt)
    whole = marked.answers.after({item: one.right for item, one in kept.items()})
    if not whole.complete and restores.was_restored(db):
        raise ParkedError(body.attempt)
    result = whole.result
    answers = body.answers | {item: msgspec.json.decode(one.answer) for item, one in kept.items()}
    training.keep_attempt(
        db,
        sat_at,
        AttemptRow(
            body.attempt,
            body.visitor,
            body.edition,
            body.step,
            body.try_number,
            fact_id,
            msgspec.json.encode(answers),
            result.right,
            result.asked,
            result.passed,
        ),
    )
    exam_answers.count(db, body.attempt)
    if result.passed and marked.qualification is not None:
        qualified = Qualified(marked.qualification, sat_at, marked.valid_days or FOR_EVER_DAYS)
        _grant(db, now, site, body=body, qualified=qualified)
    revisions.bump(db, revisions.record_of(body.visitor))
    revisions.bump(db, revisions.ROOM)


def keep_answer(
    db: Db, now: Instant, *, body: ExamAnswer, marked: Marked | None, fact_id: str
) -> None:
    """Keep a first answer of an exam that is not finished; a later one changes nothing.

    One that comes after its try was marked counts no more.
    """
    _known(db, body.visitor)
    if marked is None:
        raise Refusal("malformed", field="exam_answer")
    row = AnswerRow(
        attempt=body.attempt,
        item=body.item,
        visitor=body.visitor,
        edition=body.edition,
        try_number=body.try_number,
        fact_id=fact_id,
        answer=msgspec.json.encode(body.answer),
        right=marked.answers.marks[body.item],
        counted=training.has_attempt(db, body.attempt),
    )
    if exam_answers.keep(db, now, row) and not row.counted:
        revisions.bump(db, revisions.record_of(body.visitor))
        revisions.bump(db, revisions.ROOM)


def _grant(db: Db, now: Instant, site: Site, *, body: Exam, qualified: Qualified) -> None:
    valid_until = later(qualified.since, seconds=qualified.days * S_PER_DAY)
    training.grant(
        db,
        qualified.since,
        visitor=body.visitor,
        name=qualified.name,
        valid_until=valid_until,
        by=f"attempt:{body.attempt}",
    )
    running = sessions.open_of(db, body.visitor)
    if running is not None:
        dealing.deal_hand(db, now, site, session=running)


def _known(db: Db, visitor: str) -> None:
    if visitors.by_id(db, visitor) is None:
        raise Refusal("not_found", what="visitor")
