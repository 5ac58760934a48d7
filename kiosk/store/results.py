"""First answers and exams of an edition, learner by learner."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

RESULTS_LIMIT = 20_000
"""One more is read, so that whoever cuts them can say so."""


@dataclass(frozen=True, slots=True)
class Practised:
    """A first answer to a practice item, in JSON."""

    visitor: str
    name: str
    step: str
    item: str
    answer: bytes
    right: int
    tries: int
    hints: int
    took_ms: int
    at: Instant


@dataclass(frozen=True, slots=True)
class Sat:
    """A marked exam with all its answers, in JSON."""

    id: str
    visitor: str
    name: str
    step: str
    try_number: int
    answers: bytes
    at: Instant


def counted(db: Db, edition: str) -> tuple[int, int]:
    """How many first answers and how many marked exams there are, of each so many as matter."""
    practised_rows, sat_rows = db.execute(
        """
        SELECT
          (SELECT COUNT(*) FROM (
            SELECT 1
            FROM practice_done
            JOIN visitor ON visitor.id = practice_done.visitor
            WHERE edition = :edition AND item <> '' AND visitor.erased_at IS NULL
            LIMIT :limit)),
          (SELECT COUNT(*) FROM (
            SELECT 1
            FROM attempt
            JOIN visitor ON visitor.id = attempt.visitor
            WHERE edition = :edition AND visitor.erased_at IS NULL
            LIMIT :limit))
        """,
        {"edition": edition, "limit": RESULTS_LIMIT + 1},
    ).fetchone()
    return practised_rows, sat_rows


def practised(db: Db, edition: str) -> tuple[Practised, ...]:
    """First answers to practice items, by learner and time."""
    rows = db.execute(
        """
        SELECT practice_done.visitor, visitor.name, step, item, answer, is_right, tries, hints,
               took_ms, at
        FROM practice_done
        JOIN visitor ON visitor.id = practice_done.visitor
        WHERE edition = :edition
          AND item <> ''
          AND visitor.erased_at IS NULL
        ORDER BY visitor.name, practice_done.visitor, at
        LIMIT :limit
        """,
        {"edition": edition, "limit": RESULTS_LIMIT + 1},
    )
    return tuple(Practised(*tuple(row)) for row in rows)


def sat(db: Db, edition: str) -> tuple[Sat, ...]:
    """Marked exams, by learner and try."""
    rows = db.execute(
        """
        SELECT attempt.id, attempt.visitor, visitor.name, step, try_number, answers, at
        FROM attempt
        JOIN visitor ON visitor.id = attempt.visitor
        WHERE edition = :edition
          AND visitor.erased_at IS NULL
        ORDER BY visitor.name, attempt.visitor, try_number
        LIMIT :limit
        """,
        {"edition": edition, "limit": RESULTS_LIMIT + 1},
    )
    return tuple(Sat(*tuple(row)) for row in rows)
