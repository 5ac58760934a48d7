"""What a visitor has learned and done, summed up for their own record."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import MS_PER_S, Instant

SKILLS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Learned:
    """Seconds practised, first answers to practice and how many were right, tasks and their pay.

    `done` are answers handed in, `approved` those that were paid, which brought `earned_minor`.
    """

    practised_s: int
    right: int
    asked: int
    done: int
    approved: int
    earned_minor: int


@dataclass(frozen=True, slots=True)
class Skill:
    """A qualification that holds, since when and until when."""

    name: str
    granted_at: Instant
    valid_until: Instant


def learned(db: Db, visitor: str) -> Learned:
    """All of it; a few thousand rows at most."""
    practice = db.execute(
        """
        SELECT coalesce(sum(took_ms), 0) AS took_ms,
               coalesce(sum(is_right), 0) AS answers_right,
               count(*) AS asked
        FROM practice_done
        WHERE visitor = :visitor
          AND item <> ''
        """,
        {"visitor": visitor},
    ).fetchone()
    work = db.execute(
        """
        SELECT count(*) AS done,
               coalesce(sum(state = 'Approved'), 0) AS approved,
               coalesce(sum(CASE WHEN state = 'Approved' THEN reward_minor END), 0) AS minor
        FROM work
        WHERE visitor = :visitor
        """,
        {"visitor": visitor},
    ).fetchone()
    return Learned(
        int(practice["took_ms"]) // MS_PER_S,
        int(practice["answers_right"]),
        int(practice["asked"]),
        int(work["done"]),
        int(work["approved"]),
        int(work["minor"]),
    )


def skills(db: Db, *, visitor: str, at: Instant) -> tuple[Skill, ...]:
    """Qualifications that hold at an instant, each with its longest validity."""
    rows = db.execute(
        """
        SELECT name, min(granted_at) AS granted_at, max(valid_until) AS valid_until
        FROM qualification
        WHERE visitor = :visitor
          AND valid_until > :at
        GROUP BY name
        ORDER BY name
        LIMIT :limit
        """,
        {"visitor": visitor, "at": at, "limit": SKILLS_LIMIT},
    )
    return tuple(Skill(*tuple(row)) for row in rows)
