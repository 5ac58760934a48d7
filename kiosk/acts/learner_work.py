"""What mentors say of a learner's work: points for a reflection by its rubric, notes."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.reflections import as_written
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import Rubric, check_points, most
from kiosk.store import audit, classes, reflections, revisions
from kiosk.store.classes import MemberRow
from kiosk.store.reflections import NOTES_LIMIT, Note, ReflectionMark

WORDS_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Reflection:
    """A reflection of a module and the rubric by which it is marked."""

    edition: str
    step: str
    rubric: Rubric


def learner(db: Db, *, class_id: str, visitor: str) -> MemberRow:
    """Somebody who is or was in this class.

    Raises:
        Refusal: `not_found` (class, member), also for somebody erased.
    """
    if classes.by_id(db, class_id) is None:
        raise Refusal("not_found", what="class")
    for one in classes.all_members(db, class_id):
        if one.visitor == visitor and one.name:
            return one
    raise Refusal("not_found", what="member")


def mark_reflection(
    db: Db,
    now: Instant,
    *,
    class_id: str,
    visitor: str,
    reflection: Reflection,
    points: tuple[int, ...],
    words: str,
    by: str,
) -> int:
    """A mentor gives points for a reflection; returns their sum. What was given before stays known.

    Raises:
        Refusal: `not_found`, `field_wrong` (points), in that order.
    """
    learner(db, class_id=class_id, visitor=visitor)
    got = check_points(reflection.rubric, points)
    mark = ReflectionMark(
        n=0,
        visitor=visitor,
        edition=reflection.edition,
        step=reflection.step,
        points=points,
        got=got,
        most=most(reflection.rubric),
        words=as_written(words),
        at=now,
        by=by,
        taken_back_at=None,
    )
    reflections.add(db, now, mark)
    _note(db, now, act="mark_reflection", mark=mark, by=by)
    return got


def take_back_points(db: Db, now: Instant, *, class_id: str, visitor: str, n: int, by: str) -> None:
    """Points count no more; those that were given before hold again.

    Raises:
        Refusal: `not_found`.
    """
    learner(db, class_id=class_id, visitor=visitor)
    mark = reflections.take_back(db, now, visitor=visitor, n=n, by=by)
    if mark is None:
        raise Refusal("not_found", what="mark")
    _note(db, now, act="take_back_points", mark=mark, by=by)


def write_note(
    db: Db,
    now: Instant,
    *,
    class_id: str,
    visitor: str,
    words: str,
    for_learner: bool = False,
    by: str,
) -> None:
    """A mentor writes down something about a learner's work: for other mentors, or for both.

    Raises:
        Refusal: `not_found`, `field_missing` (words), `too_many` (notes), in that order.
    """
    learner(db, class_id=class_id, visitor=visitor)
    told = as_written(words)
    if not told:
        raise Refusal("field_missing", field="words")
    if reflections.count_notes(db, visitor) >= NOTES_LIMIT:
        raise Refusal("too_many", field="notes", limit=NOTES_LIMIT)
    reflections.add_note(db, Note(0, visitor, class_id, told, now, by, for_learner))
    revisions.bump(db, revisions.record_of(visitor))
    audit.record(db, now, by=by, act="note_learner", about=f"visitor:{visitor}")


def take_off_note(db: Db, now: Instant, *, class_id: str, visitor: str, n: int, by: str) -> None:
    """A note is taken off for good.

    Raises:
        Refusal: `not_found`.
    """
    learner(db, class_id=class_id, visitor=visitor)
    if not reflections.take_off_note(db, visitor=visitor, n=n):
        raise Refusal("not_found", what="note")
    revisions.bump(db, revisions.record_of(visitor))
    audit.record(db, now, by=by, act="take_off_learner_note", about=f"visitor:{visitor}")


def _note(db: Db, now: Instant, *, act: str, mark: ReflectionMark, by: str) -> None:
    revisions.bump(db, revisions.record_of(mark.visitor))
    detail = f"{mark.edition} {mark.step} {mark.got}/{mark.most}"
    audit.record(db, now, by=by, act=act, about=f"visitor:{mark.visitor}", detail=detail)
