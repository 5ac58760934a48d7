"""Module editions, what visitors practised, exams as marked, qualifications."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.store import exam_marks

EDITIONS_LIMIT = 500
PRACTICE_LIMIT = 5000
FIRSTS_LIMIT = 50_000
"""First answers of a whole room in one module."""


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A module's edition on this hub; both blobs are named by SHA-256 (hex)."""

    edition: str
    slug: str
    number: int
    title: str
    sha256: str
    station_sha256: str
    station_bytes: int
    minor_of: str | None = None
    rubrics: str = "{}"


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A first answer to a practice item; `item` is empty for a step that was read."""

    visitor: str
    edition: str
    step: str
    item: str
    fact_id: str
    answer: bytes
    right: bool
    tries: int
    hints: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """A try at an exam as the hub marked it, sat at `at`.

    `fast` counts answers that came sooner than they can be read; `early`: it was begun before the
    waiting time was over; `by_time`: its time ended it.
    """

    id: str
    visitor: str
    edition: str
    step: str
    try_number: int
    fact_id: str
    answers: bytes
    right: int
    asked: int
    passed: bool
    fast: int = 0
    early: bool = False
    by_time: bool = False
    at: int = 0


def add_edition(db: Db, now: Instant, row: EditionRow) -> None:
    """Keep an edition; it never changes."""
    db.execute(
        """
        INSERT INTO module_edition (edition, slug, number, title, sha256, station_sha256,
                                    station_bytes, minor_of, imported_at, rubrics)
        VALUES (:edition, :slug, :number, :title, :sha256, :station_sha256, :station_bytes,
                :minor_of, :now, :rubrics)
        """,
        {
            "edition": row.edition,
            "slug": row.slug,
            "number": row.number,
            "title": row.title,
            "sha256": row.sha256,
            "station_sha256": row.station_sha256,
            "station_bytes": row.station_bytes,
            "minor_of": row.minor_of,
            "rubrics": row.rubrics,
            "now": now,
        },
    )


def edition(db: Db, name: str) -> EditionRow | None:
    """One edition."""
    rows = _editions(db, "edition = :name", name)
    return rows[0] if rows else None


def editions(db: Db) -> tuple[EditionRow, ...]:
    """All editions, by module and number."""
    return _editions(db, "'' = :name", "")


def as_taken_in(db: Db) -> tuple[EditionRow, ...]:
    """All editions as they were taken in, which is how visitors best learn them."""
    rows = db.execute(
        """
        SELECT edition
        FROM module_edition
        ORDER BY rowid
        LIMIT :limit
        """,
        {"limit": EDITIONS_LIMIT},
    )
    place = {row["edition"]: number for number, row in enumerate(rows)}
    return tuple(sorted(editions(db), key=lambda one: place.get(one.edition, len(place))))


def _editions(db: Db, condition: str, name: str) -> tuple[EditionRow, ...]:
    rows = db.execute(
        f"""
        SELECT edition, slug, number, title, sha256, station_sha256, station_bytes, minor_of,
               rubrics
        FROM module_edition
        WHERE {condition}
        ORDER BY slug, number
        LIMIT :limit
        """,
        {"name": name, "limit": EDITIONS_LIMIT},
    )
    return tuple(EditionRow(*tuple(row)) for row in rows)


def keep_practice(db: Db, now: Instant, row: PracticeRow) -> bool:
    """Keep a first answer; a later one to the same item changes nothing. Returns if it was new."""
    changed = db.execute(
        """
        INSERT INTO practice_done (visitor, edition, step, item, fact_id, answer, is_right, tries,
                                   hints, took_ms, at)
        VALUES (:visitor, :edition, :step, :item, :fact_id, :answer, :is_right, :tries, :hints,
                :took_ms, :now)
        ON CONFLICT (visitor, edition, step, item) DO NOTHING
        """,
        {
            "visitor": row.visitor,
            "edition": row.edition,
            "step": row.step,
            "item": row.item,
            "fact_id": row.fact_id,
            "answer": row.answer,
            "is_right": int(row.right),
            "tries": row.tries,
            "hints": row.hints,
            "took_ms": row.took_ms,
            "now": now,
        },
    ).rowcount
    return changed == 1


def practised(db: Db, visitor: str) -> tuple[tuple[str, str, str], ...]:
    """(edition, step, item) of all a visitor answered or read."""
    rows = db.execute(
        """
        SELECT edition, step, item
        FROM practice_done
        WHERE visitor = :visitor
        ORDER BY at
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": PRACTICE_LIMIT},
    )
    return tuple((row["edition"], row["step"], row["item"]) for row in rows)


def first_answers(
    db: Db, *, edition: str, visitors: Collection[str]
) -> tuple[tuple[str, str, str, bool], ...]:
    """(visitor, step, item, whether right) of all that these visitors did in an edition."""
    rows = db.execute(
        """
        SELECT visitor, step, item, is_right
        FROM practice_done
        WHERE visitor IN (SELECT value FROM json_each(:visitors))
          AND edition = :edition
        LIMIT :limit
        """,
        {"visitors": json.dumps(sorted(visitors)), "edition": edition, "limit": FIRSTS_LIMIT},
    )
    return tuple((row["visitor"], row["step"], row["item"], row["is_right"] == 1) for row in rows)


def keep_attempt(db: Db, now: Instant, row: AttemptRow) -> None:
    """Keep a marked exam; the table refuses a second marking of one try."""
    db.execute(
        """
        INSERT INTO attempt (id, visitor, edition, step, try_number, fact_id, answers,
                             answers_right, answers_asked, passed, fast, early, by_time, at)
        VALUES (:id, :visitor, :edition, :step, :try_number, :fact_id, :answers,
                :right, :asked, :passed, :fast, :early, :by_time, :now)
        """,
        {
            "id": row.id,
            "visitor": row.visitor,
            "edition": row.edition,
            "step": row.step,
            "try_number": row.try_number,
            "fact_id": row.fact_id,
            "answers": row.answers,
            "right": row.right,
            "asked": row.asked,
            "passed": int(row.passed),
            "fast": row.fast,
            "early": int(row.early),
            "by_time": int(row.by_time),
            "now": now,
        },
    )


def attempts(db: Db, visitor: str) -> tuple[AttemptRow, ...]:
    """A visitor's marked exams, by edition and try, each with the mark that holds now."""
    rows = db.execute(
        f"""
        SELECT id, visitor, attempt.edition, step, try_number, fact_id, answers,
               {exam_marks.RIGHT} AS answers_right, {exam_marks.ASKED} AS answers_asked,
               {exam_marks.PASSED} AS passed, fast, early, by_time, attempt.at
        FROM attempt
        {exam_marks.JOINED}
        WHERE visitor = :visitor
        ORDER BY attempt.edition, try_number
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": EDITIONS_LIMIT},
    )
    return tuple(_attempt(row) for row in rows)


def _attempt(row: Row) -> AttemptRow:
    return AttemptRow(
        row["id"],
        row["visitor"],
        row["edition"],
        row["step"],
        row["try_number"],
        row["fact_id"],
        row["answers"],
        right=row["answers_right"],
        asked=row["answers_asked"],
        passed=row["passed"] == 1,
        fast=row["fast"],
        early=row["early"] == 1,
        by_time=row["by_time"] == 1,
        at=row["at"],
    )


def has_attempt(db: Db, attempt: str) -> bool:
    """Whether this try was marked."""
    return sat_at(db, attempt) is not None


def sat_at(db: Db, attempt: str) -> Instant | None:
    """When a try was sat that was marked; None where it was not."""
    row = db.execute("SELECT at FROM attempt WHERE id = :id", {"id": attempt}).fetchone()
    return None if row is None else Instant(row["at"])


def grant(db: Db, now: Instant, *, visitor: str, name: str, valid_until: Instant, by: str) -> None:
    """Give a qualification."""
    db.execute(
        """
        INSERT INTO qualification (visitor, name, granted_at, valid_until, by)
        VALUES (:visitor, :name, :now, :valid_until, :by)
        ON CONFLICT (visitor, name, granted_at) DO NOTHING
        """,
        {"visitor": visitor, "name": name, "now": now, "valid_until": valid_until, "by": by},
    )


def qualifications(db: Db, *, visitor: str, at: Instant) -> tuple[str, ...]:
    """Names of what a visitor may do at an instant."""
    rows = db.execute(
        """
        SELECT DISTINCT name
        FROM qualification
        WHERE visitor = :visitor
          AND valid_until > :at
        ORDER BY name
        """,
        {"visitor": visitor, "at": at},
    )
    return tuple(row["name"] for row in rows)
