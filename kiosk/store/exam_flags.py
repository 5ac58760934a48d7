"""Marked exams that a mentor should look at: answered too fast, or begun too early."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

FLAGGED_LIMIT = 5
"""More stand with each learner."""
LOOKS_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Flagged:
    """A try with `fast` answers of `asked`; `early`: begun before the waiting time was over."""

    visitor: str
    name: str
    title: str
    fast: int
    asked: int
    early: bool
    at: Instant


def flagged(db: Db, *, since: Instant) -> tuple[Flagged, ...]:
    """The newest that were marked since and nobody looked at, by people who were not erased."""
    rows = db.execute(  # the rule is `exam_rules.is_hasty`; the index has the same words
        """
        SELECT attempt.visitor, visitor.name, module_edition.title, attempt.fast,
               attempt.answers_asked, attempt.early, attempt.at
        FROM attempt
        JOIN visitor ON visitor.id = attempt.visitor
        JOIN module_edition ON module_edition.edition = attempt.edition
        WHERE (attempt.fast * 2 > attempt.answers_asked) + (attempt.early = 1) > 0
          AND attempt.at >= :since
          AND visitor.erased_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM exam_look WHERE exam_look.attempt = attempt.id)
        ORDER BY attempt.at DESC
        LIMIT :limit
        """,
        {"since": since, "limit": FLAGGED_LIMIT},
    )
    return tuple(
        Flagged(
            visitor=row["visitor"],
            name=row["name"] or "",
            title=row["title"],
            fast=row["fast"],
            asked=row["answers_asked"],
            early=row["early"] == 1,
            at=row["at"],
        )
        for row in rows
    )


def look(db: Db, now: Instant, *, attempt: str, by: str) -> None:
    """Somebody has looked at this try; who looked first stays."""
    db.execute(
        """
        INSERT INTO exam_look (attempt, by, at)
        VALUES (:attempt, :by, :now)
        ON CONFLICT (attempt) DO NOTHING
        """,
        {"attempt": attempt, "by": by, "now": now},
    )


def forget_look(db: Db, *, attempt: str) -> None:
    """It is to be looked at again."""
    db.execute("DELETE FROM exam_look WHERE attempt = :attempt", {"attempt": attempt})


def looked(db: Db, visitor: str) -> frozenset[str]:
    """The tries of a learner that somebody looked at."""
    rows = db.execute(
        """
        SELECT exam_look.attempt
        FROM attempt
        JOIN exam_look ON exam_look.attempt = attempt.id
        WHERE attempt.visitor = :visitor
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": LOOKS_LIMIT},
    )
    return frozenset(row["attempt"] for row in rows)
