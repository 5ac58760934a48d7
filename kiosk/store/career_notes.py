"""Of career records: notes of meetings, goals and next steps. What they said before is kept."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.spans import LocalDay

NOTES_MOST = 500
STEPS_MOST = 200
BEFORE_MOST = 1000
DUE_MOST = 500
StepKind = Literal["goal", "step"]


@dataclass(frozen=True, slots=True)
class Note:
    """Of one meeting with a mentor. `for_mentors`: not on the visitor's screen."""

    id: str
    words: str
    next_on: LocalDay | None
    for_mentors: bool
    by: str
    at: Instant
    changed_at: Instant | None = None
    changed_by: str = ""
    taken_back_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A goal, or a next step on the way; `done_by` is staff, or visitor:<id>."""

    id: str
    kind: StepKind
    words: str
    due_on: LocalDay | None
    by: str
    at: Instant
    done_at: Instant | None
    done_by: str
    changed_at: Instant | None = None
    changed_by: str = ""
    taken_back_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What a note or step said once: its words and day, who wrote them and when."""

    about: str
    words: str
    day: LocalDay | None
    by: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Due:
    """A next step that is open and has a day, and whose it is."""

    visitor: str
    name: str
    words: str
    due_on: LocalDay


def add_note(db: Db, *, visitor: str, note: Note) -> None:
    """Keep a note."""
    db.execute(
        """
        INSERT INTO career_note (id, visitor, words, next_on, for_mentors, by, at)
        VALUES (:id, :visitor, :words, :next_on, :for_mentors, :by, :at)
        """,
        {
            "id": note.id,
            "visitor": visitor,
            "words": note.words,
            "next_on": note.next_on,
            "for_mentors": int(note.for_mentors),
            "by": note.by,
            "at": note.at,
        },
    )


def notes(db: Db, visitor: str) -> tuple[Note, ...]:
    """Notes of meetings, the newest first; those that were taken back too."""
    rows = db.execute(
        """
        SELECT id, words, next_on, for_mentors, by, at, changed_at, changed_by, taken_back_at
        FROM career_note
        WHERE visitor = :visitor
        ORDER BY at DESC, id
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": NOTES_MOST},
    )
    return tuple(Note(**{**dict(row), "for_mentors": bool(row["for_mentors"])}) for row in rows)


def change_note(db: Db, now: Instant, *, visitor: str, before: Note, note: Note, by: str) -> None:
    """Other words; those of before are kept."""
    _keep_before(db, visitor=visitor, before=before, day=before.next_on)
    db.execute(
        """
        UPDATE career_note
        SET words = :words, next_on = :next_on, for_mentors = :for_mentors,
            changed_at = :now, changed_by = :by
        WHERE id = :id
        """,
        {
            "id": note.id,
            "words": note.words,
            "next_on": note.next_on,
            "for_mentors": int(note.for_mentors),
            "now": now,
            "by": by,
        },
    )


def take_back_note(db: Db, *, note: str, at: Instant | None) -> None:
    """It counts no more, or with None again."""
    db.execute(
        "UPDATE career_note SET taken_back_at = :at WHERE id = :note", {"note": note, "at": at}
    )


def add_step(db: Db, *, visitor: str, step: Step) -> None:
    """Keep a goal or a next step."""
    db.execute(
        """
        INSERT INTO career_step (id, visitor, kind, words, due_on, by, at)
        VALUES (:id, :visitor, :kind, :words, :due_on, :by, :at)
        """,
        {
            "id": step.id,
            "visitor": visitor,
            "kind": step.kind,
            "words": step.words,
            "due_on": step.due_on,
            "by": step.by,
            "at": step.at,
        },
    )


def steps(db: Db, visitor: str) -> tuple[Step, ...]:
    """Goals and steps: what is open first, by the day it is due; then what is done.

    Those that were taken back stand among them.
    """
    rows = db.execute(
        """
        SELECT id, kind, words, due_on, by, at, done_at, done_by, changed_at, changed_by,
               taken_back_at
        FROM career_step
        WHERE visitor = :visitor
        ORDER BY done_at IS NOT NULL, coalesce(due_on, '9999'), at, id
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": STEPS_MOST},
    )
    return tuple(Step(**dict(row)) for row in rows)


def change_step(db: Db, now: Instant, *, visitor: str, before: Step, step: Step, by: str) -> None:
    """Other words or another day; those of before are kept."""
    _keep_before(db, visitor=visitor, before=before, day=before.due_on)
    db.execute(
        """
        UPDATE career_step
        SET words = :words, due_on = :due_on, changed_at = :now, changed_by = :by
        WHERE id = :id
        """,
        {"id": step.id, "words": step.words, "due_on": step.due_on, "now": now, "by": by},
    )


def take_back_step(db: Db, *, step: str, at: Instant | None) -> None:
    """It counts no more, or with None again."""
    db.execute(
        "UPDATE career_step SET taken_back_at = :at WHERE id = :step", {"step": step, "at": at}
    )


def tick(db: Db, *, visitor: str, step: str, done_at: Instant | None, by: str) -> bool:
    """Done, or not yet done after all; False where this visitor has no such step any more."""
    cursor = db.execute(
        """
        UPDATE career_step
        SET done_at = :done_at, done_by = :by
        WHERE id = :step
          AND visitor = :visitor
          AND taken_back_at IS NULL
        """,
        {
            "visitor": visitor,
            "step": step,
            "done_at": done_at,
            "by": by if done_at is not None else "",
        },
    )
    return cursor.rowcount > 0


def before(db: Db, visitor: str) -> tuple[Before, ...]:
    """What this visitor's notes and steps said once, the newest first."""
    rows = db.execute(
        """
        SELECT about, words, day, by, at
        FROM career_before
        WHERE visitor = :visitor
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": BEFORE_MOST},
    )
    return tuple(Before(**dict(row)) for row in rows)


def due(db: Db, until: LocalDay) -> tuple[Due, ...]:
    """Open steps with a day up to this one, of records that are open; the longest due first."""
    rows = db.execute(
        """
        SELECT career_step.visitor, visitor.name, career_step.words, career_step.due_on
        FROM career_step
        JOIN visitor ON visitor.id = career_step.visitor
        WHERE career_step.due_on <= :until
          AND career_step.due_on IS NOT NULL
          AND career_step.done_at IS NULL
          AND career_step.taken_back_at IS NULL
          AND (SELECT agreed
               FROM career_consent
               WHERE career_consent.visitor = career_step.visitor
               ORDER BY career_consent.at DESC, agreed, career_consent.n DESC
               LIMIT 1) = 1
        ORDER BY career_step.due_on, visitor.name
        LIMIT :limit
        """,
        {"until": until, "limit": DUE_MOST},
    )
    return tuple(Due(**dict(row)) for row in rows)


def count_before(db: Db, visitor: str) -> int:
    """How many words of before are kept."""
    return _count(db, "SELECT count(*) AS n FROM career_before WHERE visitor = :visitor", visitor)


def count_notes(db: Db, visitor: str) -> int:
    """How many notes there are."""
    return _count(db, "SELECT count(*) AS n FROM career_note WHERE visitor = :visitor", visitor)


def count_steps(db: Db, visitor: str) -> int:
    """How many goals and steps there are."""
    return _count(db, "SELECT count(*) AS n FROM career_step WHERE visitor = :visitor", visitor)


def _keep_before(db: Db, *, visitor: str, before: Note | Step, day: LocalDay | None) -> None:
    """What a note or a step said until now, with who said so and when."""
    db.execute(
        """
        INSERT INTO career_before (visitor, about, words, day, by, at)
        VALUES (:visitor, :about, :words, :day, :by, :at)
        """,
        {
            "visitor": visitor,
            "about": before.id,
            "words": before.words,
            "day": day,
            "by": before.changed_by or before.by,
            "at": before.changed_at or before.at,
        },
    )


def _count(db: Db, sql: str, visitor: str) -> int:
    return int(db.execute(sql, {"visitor": visitor}).fetchone()["n"])
