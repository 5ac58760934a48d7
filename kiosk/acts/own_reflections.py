"""What learners write for their mentor at a seat, and what comes back to them in their record."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from kiosk.disk.db import Db
from kiosk.protocol.codec import encode
from kiosk.protocol.reflections import Asked, FromMentor, MentorNote, Part, Reflected, Reflection
from kiosk.rules.editions import slug_of
from kiosk.rules.instants import Instant
from kiosk.rules.reflections import as_written, waits
from kiosk.rules.refusals import Refusal
from kiosk.rules.rubrics import Rubric, read_rubrics
from kiosk.store import reflections, revisions, staff, training, visitors
from kiosk.store import written_reflections as store
from kiosk.store.reflections import ReflectionMark
from kiosk.store.visitors import Visitor
from kiosk.store.written_reflections import OF_LEARNER_LIMIT, Written

SHOWN_MOST = 12
NOTES_SHOWN = 8
ASKED_LIMIT_BYTES = 12_000
LIMIT_BYTES = 24_000
"""Of what was written and said; with the rest of a record it stays within one answer."""

Told = TypeVar("Told", bound=msgspec.Struct)
Key = tuple[str, str]
"""A module's slug and its step: editions that differ in words are one."""


def keep(db: Db, now: Instant, *, body: Reflection, at: Instant, fact_id: str) -> None:
    """Keep what a learner wrote; nobody's who has no record: a guest, a person who was erased.

    Raises:
        Refusal: `field_missing`, `too_large` (words), `too_many`.
    """
    words = as_written(body.words)
    if not words and not body.aloud:
        raise Refusal("field_missing", field="words")
    who = visitors.by_id(db, body.visitor)
    if who is None or who.is_guest:
        return
    if store.count(db, body.visitor) >= OF_LEARNER_LIMIT:
        raise Refusal("too_many", field="reflections", limit=OF_LEARNER_LIMIT)
    told = (body.visitor, body.edition, body.step, words, body.aloud)
    store.add(db, Written(*told, at, now), fact_id=fact_id)
    revisions.bump(db, revisions.record_of(body.visitor))
    revisions.bump(db, revisions.ROOM)


def from_mentor(db: Db, who: Visitor) -> FromMentor | None:
    """What a seat may show of it; None where there is nothing."""
    if who.is_guest:
        return None
    rows = store.asked(db, who.id)
    asked = tuple(Asked(row.edition, _told(row.rubrics, who.language)) for row in rows)
    names = staff.names(db)
    told = FromMentor(
        asked=_within(asked, ASKED_LIMIT_BYTES),
        reflections=_within(_reflected(db, who, names), LIMIT_BYTES),
        notes=tuple(
            MentorNote(one.at, names.get(one.by, ""), one.words)
            for one in reflections.notes(db, who.id)
            if one.for_learner
        )[:NOTES_SHOWN],
    )
    return None if told == FromMentor() else told


def _reflected(db: Db, who: Visitor, names: Mapping[str, str]) -> tuple[Reflected, ...]:
    """The newest of each step, as it was written and as it was marked; the newest first."""
    written: dict[Key, Written] = {}
    for one in store.of_learner(db, who.id):
        written.setdefault((slug_of(one.edition), one.step), one)
    marks: dict[Key, ReflectionMark] = {}
    for mark in reflections.of_learner(db, who.id):
        if mark.taken_back_at is None:
            marks.setdefault((slug_of(mark.edition), mark.step), mark)

    def moment(key: Key) -> int:
        mark, words = marks.get(key), written.get(key)
        return max(0 if mark is None else mark.at, 0 if words is None else words.at)

    newest = sorted({*written, *marks}, key=moment, reverse=True)[:SHOWN_MOST]
    return tuple(
        _one(db, key, written.get(key), marks.get(key), language=who.language, names=names)
        for key in newest
    )


def _one(
    db: Db,
    key: Key,
    written: Written | None,
    mark: ReflectionMark | None,
    *,
    language: str,
    names: Mapping[str, str],
) -> Reflected:
    edition = mark.edition if mark is not None else written.edition if written is not None else ""
    row = training.edition(db, edition)
    told = Reflected(edition, key[1], key[0] if row is None else row.title)
    if written is not None:
        told = replace(
            told,
            at=written.at,
            words=written.words,
            aloud=written.aloud,
            waits=waits(came_at=written.came_at, marked_at=None if mark is None else mark.at),
        )
    if mark is None:
        return told
    rubrics = {} if row is None else read_rubrics(row.rubrics, language=language)
    return replace(
        told,
        marked_at=mark.at,
        got=mark.got,
        most=mark.most,
        parts=_parts(rubrics.get(key[1], ()), mark),
        said=mark.words,
        by=names.get(mark.by, ""),
    )


def _parts(rubric: Rubric, mark: ReflectionMark) -> tuple[Part, ...]:
    """Line by line, where the rubric is still the one by which the points were given."""
    if len(rubric) != len(mark.points):
        return ()
    pairs = zip(rubric, mark.points, strict=True)
    return tuple(Part(line.text, line.points, got) for line, got in pairs)


def _told(kept: str, language: str) -> dict[str, tuple[Part, ...]]:
    found = read_rubrics(kept, language=language)
    return {
        step: tuple(Part(one.text, one.points) for one in rubric) for step, rubric in found.items()
    }


def _within(told: Iterable[Told], room: int) -> tuple[Told, ...]:
    """As many of them as find room."""
    kept: list[Told] = []
    for one in told:
        room -= len(encode(one))
        if room < 0:
            break
        kept.append(one)
    return tuple(kept)
