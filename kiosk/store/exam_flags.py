"""Marked exams that a mentor should look at: answered too fast, or begun too early."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

FLAGGED_LIMIT = 5
"""More stand with each learner."""


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
    """The newest of those that were marked since, by people whose record was not erased."""
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
