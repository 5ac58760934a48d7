"""What visitors practised, and exams as marked: a pass grants a qualification. DESIGN.md §9."""

from dataclasses import dataclass

import msgspec

from kiosk.acts import dealing
from kiosk.acts.opening import Marked
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.protocol.bodies import Exam, ExamAnswer, ExamBegun, ParkedError, Practice
from kiosk.rules.editions import slug_of
from kiosk.rules.exam_rules import (
    ExamTerms,
    counts,
    is_too_fast,
    most_generous,
    terms_for,
    wait_s,
)
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.mastery import EACH_ONCE, First, ToldFirst, read_goal
from kiosk.rules.modules import attempt_id
from kiosk.rules.qualifications import FOR_EVER_DAYS
from kiosk.rules.refusals import Refusal
from kiosk.store import (
    exam_answers,
    exam_sittings,
    mastery,
    restores,
    revisions,
    sessions,
    training,
    visitors,
)
from kiosk.store.exam_answers import AnswerRow
from kiosk.store.exam_sittings import Sitting
from kiosk.store.training import AttemptRow, PracticeRow

CLOCKS_APART_S = 300
"""So much may a station's clock be off before a try that it let begin counts as begun early."""


@dataclass(frozen=True, slots=True)
class Qualified:
    """What an exam grants, since it was sat, for so many days."""

    name: str
    since: Instant
    days: int


def keep_practice(db: Db, now: Instant, *, body: Practice, at: Instant, fact_id: str) -> None:
    """Keep a first answer; only the first to an item counts, and for the goal that of each round.

    Raises:
        Refusal: `not_found` (visitor), `malformed` for a goal that is none.
    """
    _known(db, body.visitor)
    new = _keep_first(db, body=body, at=at, fact_id=fact_id)
    if body.round == 1:
        new = _keep_answer(db, now, body=body, fact_id=fact_id) or new
    if new:
        revisions.bump(db, revisions.record_of(body.visitor))
        revisions.bump(db, revisions.ROOM)


def _keep_first(db: Db, *, body: Practice, at: Instant, fact_id: str) -> bool:
    """Keep how a first try went, with the goal that the learner was shown."""
    goal = read_goal(body.goal)
    if not body.item or goal is EACH_ONCE:
        return False
    first = First(body.item, body.round, body.right)
    return mastery.keep_first(
        db,
        visitor=body.visitor,
        edition=body.edition,
        step=body.step,
        told=ToldFirst(first, at, fact_id, goal.written()),
    )


def _keep_answer(db: Db, now: Instant, *, body: Practice, fact_id: str) -> bool:
    return training.keep_practice(
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
    _check_try(db, body=body, marked=marked)
    kept = exam_answers.of_attempt(db, body.attempt)
    whole = marked.answers.after({item: one.right and not one.late for item, one in kept.items()})
    missing = set(whole.asked) - set(whole.marks) - set(body.unanswered)
    if missing and restores.was_restored(db):
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
            fast=sum(one.fast for one in kept.values()),
            early=_is_early(db, body=body, terms=marked.terms, sat_at=sat_at),
            by_time=bool(body.unanswered),
        ),
    )
    exam_answers.count(db, body.attempt)
    if result.passed and marked.qualification is not None:
        qualified = Qualified(marked.qualification, sat_at, marked.valid_days or FOR_EVER_DAYS)
        _grant(db, now, site, body=body, qualified=qualified)
    revisions.bump(db, revisions.record_of(body.visitor))
    revisions.bump(db, revisions.ROOM)


def keep_begun(
    db: Db, now: Instant, *, body: ExamBegun, at: Instant, marked: Marked | None, fact_id: str
) -> None:
    """Keep that an exam with a time limit began, or went on, in a session at `at`."""
    del now
    _known(db, body.visitor)
    if marked is None:
        raise Refusal("malformed", field="exam_begun")
    _check_try(db, body=body, marked=marked)
    sitting = Sitting(
        attempt=body.attempt,
        session=body.session,
        from_s=body.from_s,
        used_s=body.used_s,
        visitor=body.visitor,
        edition=body.edition,
        try_number=body.try_number,
        fact_id=fact_id,
    )
    if exam_sittings.keep(db, at, sitting):
        revisions.bump(db, revisions.record_of(body.visitor))


def keep_answer(
    db: Db, now: Instant, *, body: ExamAnswer, at: Instant, marked: Marked | None, fact_id: str
) -> None:
    """Keep a first answer of an exam that is not finished; a later one changes nothing.

    One that comes after its try was marked counts no more; one that was given (`at`) after the
    exam's time counts for nothing.
    """
    del now  # what was on its way for days was given when its station says
    _known(db, body.visitor)
    if marked is None:
        raise Refusal("malformed", field="exam_answer")
    _check_try(db, body=body, marked=marked)
    terms = _terms_of(db, body=body, at=at, terms=marked.terms)
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
        took_ms=body.took_ms,
        used_s=body.used_s,
        fast=is_too_fast(terms, took_ms=body.took_ms),
        late=not counts(terms, used_s=body.used_s),
    )
    if exam_answers.keep(db, at, row) and not row.counted:
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


def _terms_of(db: Db, *, body: ExamAnswer, at: Instant, terms: ExamTerms) -> ExamTerms:
    """The terms of this visitor: the best of what a mentor set while the try was under way."""
    begun = exam_sittings.begun_at(db, body.attempt)
    since = at if begun is None else min(at, begun)
    granted = exam_sittings.accommodations_since(db, body.visitor, at=since)
    return terms_for(terms, most_generous(granted))


def _is_early(db: Db, *, body: Exam, terms: ExamTerms, sat_at: Instant) -> bool:
    """Whether a try was begun before the waiting time after the last one was over.

    It is marked all the same, and a mentor sees it: the station that let it begin may have had a
    wrong clock.
    """
    before = attempt_id(visitor=body.visitor, edition=body.edition, try_number=body.try_number - 1)
    last_at = training.sat_at(db, before)
    answers = exam_answers.of_attempt(db, body.attempt).values()
    begun = exam_sittings.begun_at(db, body.attempt)
    heard = Instant(min([sat_at, begun or sat_at, *(one.at for one in answers)]))
    return wait_s(terms, last_at=last_at, now=heard) > CLOCKS_APART_S


def _check_try(db: Db, *, body: Exam | ExamAnswer | ExamBegun, marked: Marked) -> None:
    """Refuse a try too many: they count anew after one that was passed.

    Raises:
        Refusal: `exam_no_tries_left`.
    """
    if not marked.needs_pass_from:
        return
    slug = slug_of(body.edition)
    passed = (
        one.try_number
        for one in training.attempts(db, body.visitor)
        if one.passed and slug_of(one.edition) == slug
    )
    if max(passed, default=0) < marked.needs_pass_from:
        raise Refusal("exam_no_tries_left")


def _known(db: Db, visitor: str) -> None:
    if visitors.by_id(db, visitor) is None:
        raise Refusal("not_found", what="visitor")
