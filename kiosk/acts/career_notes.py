"""Notes of meetings, goals and next steps: written, changed, done, taken back and put back.

Nothing is wiped: what was said before stays to be read by mentors and by whom it is about.
"""

from dataclasses import replace

from kiosk.acts.careers import changed, must_be_open
from kiosk.acts.selling import new_id
from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.names import is_plain
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import LocalDay
from kiosk.store import career_notes as store
from kiosk.store.career_notes import BEFORE_MOST, NOTES_MOST, STEPS_MOST, Note, Step, StepKind

WORDS_LIMIT = 600
STEP_LIMIT = 160
NOTED, PLANNED = "note_career", "plan_career"


def add_note(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    words: str,
    next_on: LocalDay | None,
    for_mentors: bool,
    by: str,
) -> None:
    """A note of a meeting. The visitor reads it at a seat, unless it is for mentors only.

    Raises:
        Refusal: `career_closed`, `field_missing`, `field_wrong`, `too_large`, `too_many`.
    """
    must_be_open(db, visitor)
    kept = _words(words, field="words", limit=WORDS_LIMIT)
    if store.count_notes(db, visitor) >= NOTES_MOST:
        raise Refusal("too_many", limit=NOTES_MOST)
    note = Note(new_id(), kept, next_on, for_mentors, by, now)
    store.add_note(db, visitor=visitor, note=note)
    changed(db, now, visitor, act=NOTED, by=by)


def change_note(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    note: str,
    words: str,
    next_on: LocalDay | None,
    for_mentors: bool,
    by: str,
) -> None:
    """Other words, or shown to others; what it said before is kept.

    Raises:
        Refusal: `career_closed`, `not_found`, what `add_note` refuses in words.
    """
    before = _note(db, visitor, note)
    kept = _words(words, field="words", limit=WORDS_LIMIT)
    new = replace(before, words=kept, next_on=next_on, for_mentors=for_mentors)
    if new == before:
        return
    _room_for_before(db, visitor)
    store.change_note(db, now, visitor=visitor, before=before, note=new, by=by)
    changed(db, now, visitor, act=NOTED, by=by)


def take_back_note(
    db: Db, now: Instant, *, visitor: str, note: str, taken_back: bool, by: str
) -> None:
    """It leaves the visitor's screen and the list; or it is put back there.

    Raises:
        Refusal: `career_closed`, `not_found`.
    """
    kept = _note(db, visitor, note)
    store.take_back_note(db, note=kept.id, at=now if taken_back else None)
    changed(db, now, visitor, act=NOTED, by=by)


def add_step(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    kind: StepKind,
    words: str,
    due_on: LocalDay | None,
    by: str,
) -> None:
    """A goal, or a next step on the way to it.

    Raises:
        Refusal: `career_closed`, `field_missing`, `field_wrong`, `too_large`, `too_many`.
    """
    must_be_open(db, visitor)
    kept = _words(words, field="step", limit=STEP_LIMIT)
    if store.count_steps(db, visitor) >= STEPS_MOST:
        raise Refusal("too_many", limit=STEPS_MOST)
    step = Step(new_id(), kind, kept, due_on, by, now, None, "")
    store.add_step(db, visitor=visitor, step=step)
    changed(db, now, visitor, act=PLANNED, by=by)


def change_step(
    db: Db,
    now: Instant,
    *,
    visitor: str,
    step: str,
    words: str,
    due_on: LocalDay | None,
    by: str,
) -> None:
    """Other words or another day; what it said before is kept.

    Raises:
        Refusal: `career_closed`, `not_found`, what `add_step` refuses in words.
    """
    before = _step(db, visitor, step)
    kept = _words(words, field="step", limit=STEP_LIMIT)
    new = replace(before, words=kept, due_on=due_on)
    if new == before:
        return
    _room_for_before(db, visitor)
    store.change_step(db, now, visitor=visitor, before=before, step=new, by=by)
    changed(db, now, visitor, act=PLANNED, by=by)


def take_back_step(
    db: Db, now: Instant, *, visitor: str, step: str, taken_back: bool, by: str
) -> None:
    """It leaves the visitor's screen and the list; or it is put back there.

    Raises:
        Refusal: `career_closed`, `not_found`.
    """
    kept = _step(db, visitor, step)
    store.take_back_step(db, step=kept.id, at=now if taken_back else None)
    changed(db, now, visitor, act=PLANNED, by=by)


def tick_step(db: Db, now: Instant, *, visitor: str, step: str, done: bool, by: str) -> None:
    """A goal or step is done, or not yet after all.

    Raises:
        Refusal: `career_closed`, `not_found`.
    """
    must_be_open(db, visitor)
    if not store.tick(db, visitor=visitor, step=step, done_at=now if done else None, by=by):
        raise Refusal("not_found", what="step")
    changed(db, now, visitor, act=PLANNED, by=by)


def _note(db: Db, visitor: str, note: str) -> Note:
    must_be_open(db, visitor)
    for one in store.notes(db, visitor):
        if one.id == note:
            return one
    raise Refusal("not_found", what="note")


def _step(db: Db, visitor: str, step: str) -> Step:
    must_be_open(db, visitor)
    for one in store.steps(db, visitor):
        if one.id == step:
            return one
    raise Refusal("not_found", what="step")


def _room_for_before(db: Db, visitor: str) -> None:
    if store.count_before(db, visitor) >= BEFORE_MOST:
        raise Refusal("too_many", limit=BEFORE_MOST)


def _words(typed: str, *, field: str, limit: int) -> str:
    kept = typed.strip()
    if not kept:
        raise Refusal("field_missing", field=field)
    if len(kept) > limit:
        raise Refusal("too_large", field=field)
    if not all(is_plain(line) for line in kept.splitlines()):
        raise Refusal("field_wrong", field=field)
    return kept
