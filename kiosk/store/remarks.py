"""Exams that were failed, and those of them that a later edition marked anew."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

FAILED_LIMIT = 2000
"""As many failed exams of one edition are looked at in one go."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An exam that was not passed, with the answers that count."""

    attempt: str
    visitor: str
    name: str
    edition: str
    step: str
    answers: bytes
    right: int
    asked: int
    sat_at: Instant


@dataclass(frozen=True, slots=True)
class Remark:
    """A pass that a later edition gave to an exam."""

    attempt: str
    edition: str
    right: int
    asked: int
    by: str


def failed(db: Db, edition: str) -> tuple[Failed, ...]:
    """Failed exams of an edition, the oldest first, by people whose record was not erased.

    One that a mentor marked by hand is left as the mentor says.
    """
    return _failed(db, "attempt.edition = :name", edition)


def still_failed(db: Db, attempt: str) -> Failed | None:
    """One exam, unless it was passed or marked anew by now."""
    found = _failed(db, "attempt.id = :name", attempt)
    return found[0] if found else None


def _failed(db: Db, condition: str, name: str) -> tuple[Failed, ...]:
    rows = db.execute(
        f"""
        SELECT attempt.id, attempt.visitor, visitor.name, attempt.edition, attempt.step,
               attempt.answers, attempt.answers_right, attempt.answers_asked, attempt.at
        FROM attempt
        JOIN visitor ON visitor.id = attempt.visitor
        LEFT JOIN remark ON remark.attempt = attempt.id
        WHERE {condition}
          AND attempt.passed = 0
          AND remark.attempt IS NULL
          AND NOT EXISTS (SELECT 1
                          FROM hand_mark
                          WHERE hand_mark.attempt = attempt.id
                            AND hand_mark.taken_back_at IS NULL)
          AND visitor.erased_at IS NULL
        ORDER BY attempt.at
        LIMIT :limit
        """,
        {"name": name, "limit": FAILED_LIMIT},
    )
    return tuple(Failed(*tuple(row)) for row in rows)


def add(db: Db, now: Instant, row: Remark) -> None:
    """Keep a pass that was given anew; it stays."""
    db.execute(
        """
        INSERT INTO remark (attempt, edition, answers_right, answers_asked, at, by)
        VALUES (:attempt, :edition, :right, :asked, :now, :by)
        """,
        {
            "attempt": row.attempt,
            "edition": row.edition,
            "right": row.right,
            "asked": row.asked,
            "now": now,
            "by": row.by,
        },
    )
