"""Points that mentors give for reflections, and what they note about a learner's work."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

MARKS_LIMIT = 20_000
HISTORY_LIMIT = 100
NOTES_LIMIT = 100


@dataclass(frozen=True, slots=True)
class ReflectionMark:
    """A mark by a rubric: `points` for each of its lines; `taken_back_at` None while it counts."""

    n: int
    visitor: str
    edition: str
    step: str
    points: tuple[int, ...]
    got: int
    most: int
    words: str
    at: Instant
    by: str
    taken_back_at: Instant | None


@dataclass(frozen=True, slots=True)
class Note:
    """What a mentor wrote down about a learner; `for_learner`: who reads it at a seat."""

    n: int
    visitor: str
    class_id: str
    words: str
    at: Instant
    by: str
    for_learner: bool = False


COLUMNS = "n, visitor, edition, step, points, got, most, words, at, by, taken_back_at"


def add(db: Db, now: Instant, mark: ReflectionMark) -> None:
    """Keep a mark; those before it stay."""
    db.execute(
        """
        INSERT INTO reflection_mark (visitor, edition, step, points, got, most, words, at, by)
        VALUES (:visitor, :edition, :step, :points, :got, :most, :words, :now, :by)
        """,
        {
            "visitor": mark.visitor,
            "edition": mark.edition,
            "step": mark.step,
            "points": json.dumps(mark.points),
            "got": mark.got,
            "most": mark.most,
            "words": mark.words,
            "now": now,
            "by": mark.by,
        },
    )


def of_learner(db: Db, visitor: str) -> tuple[ReflectionMark, ...]:
    """A learner's marks, the newest first, those taken back among them."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM reflection_mark
        WHERE visitor = :visitor
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": HISTORY_LIMIT},
    )
    return tuple(_mark(row) for row in rows)


def marked(
    db: Db, *, visitors: Collection[str], editions: Collection[str]
) -> tuple[tuple[str, str, str, int, int], ...]:
    """(visitor, edition, step, points, of how many) of the marks that count."""
    rows = db.execute(
        """
        SELECT visitor, edition, step, got, most, max(n) AS newest
        FROM reflection_mark
        WHERE visitor IN (SELECT value FROM json_each(:visitors))
          AND edition IN (SELECT value FROM json_each(:editions))
          AND taken_back_at IS NULL
        GROUP BY visitor, edition, step
        LIMIT :limit
        """,
        {
            "visitors": json.dumps(sorted(visitors)),
            "editions": json.dumps(sorted(editions)),
            "limit": MARKS_LIMIT,
        },
    )
    return tuple(
        (row["visitor"], row["edition"], row["step"], row["got"], row["most"]) for row in rows
    )


def marked_at(
    db: Db, *, visitors: Collection[str], editions: Collection[str]
) -> dict[tuple[str, str, str], Instant]:
    """When the mark was given that counts, by visitor, edition and step."""
    rows = db.execute(
        """
        SELECT visitor, edition, step, max(at) AS at
        FROM reflection_mark
        WHERE visitor IN (SELECT value FROM json_each(:visitors))
          AND edition IN (SELECT value FROM json_each(:editions))
          AND taken_back_at IS NULL
        GROUP BY visitor, edition, step
        LIMIT :limit
        """,
        {
            "visitors": json.dumps(sorted(visitors)),
            "editions": json.dumps(sorted(editions)),
            "limit": MARKS_LIMIT,
        },
    )
    return {(row["visitor"], row["edition"], row["step"]): Instant(row["at"]) for row in rows}


def take_back(db: Db, now: Instant, *, visitor: str, n: int, by: str) -> ReflectionMark | None:
    """A mark counts no more; None where it did not, or is not this learner's."""
    row = db.execute(
        f"""
        UPDATE reflection_mark
        SET taken_back_at = :now, taken_back_by = :by
        WHERE n = :n
          AND visitor = :visitor
          AND taken_back_at IS NULL
        RETURNING {COLUMNS}
        """,
        {"visitor": visitor, "n": n, "now": now, "by": by},
    ).fetchone()
    return None if row is None else _mark(row)


def _mark(row: Row) -> ReflectionMark:
    return ReflectionMark(
        row["n"],
        row["visitor"],
        row["edition"],
        row["step"],
        tuple(json.loads(row["points"])),
        row["got"],
        row["most"],
        row["words"],
        Instant(row["at"]),
        row["by"],
        row["taken_back_at"],
    )


def add_note(db: Db, note: Note) -> None:
    """Keep a note; its number is given here."""
    db.execute(
        """
        INSERT INTO learner_note (visitor, class, words, at, by, for_learner)
        VALUES (:visitor, :class_id, :words, :at, :by, :for_learner)
        """,
        {
            "visitor": note.visitor,
            "class_id": note.class_id,
            "words": note.words,
            "at": note.at,
            "by": note.by,
            "for_learner": int(note.for_learner),
        },
    )


def notes(db: Db, visitor: str) -> tuple[Note, ...]:
    """What is noted about a learner, the newest first."""
    rows = db.execute(
        """
        SELECT n, visitor, class, words, at, by, for_learner
        FROM learner_note
        WHERE visitor = :visitor
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": NOTES_LIMIT},
    )
    return tuple(
        Note(
            row["n"],
            row["visitor"],
            row["class"],
            row["words"],
            Instant(row["at"]),
            row["by"],
            row["for_learner"] == 1,
        )
        for row in rows
    )


def count_notes(db: Db, visitor: str) -> int:
    """How many there are."""
    row = db.execute(
        "SELECT count(*) AS n FROM learner_note WHERE visitor = :visitor", {"visitor": visitor}
    ).fetchone()
    return int(row["n"])


def take_off_note(db: Db, *, visitor: str, n: int) -> bool:
    """A note is gone; returns whether it was there."""
    changed = db.execute(
        "DELETE FROM learner_note WHERE n = :n AND visitor = :visitor", {"n": n, "visitor": visitor}
    )
    return changed.rowcount == 1
