"""What a learner answered in practice, and how it was recalled since."""

from kiosk.disk.db import Db
from kiosk.rules.editions import slug_of
from kiosk.rules.instants import Instant
from kiosk.rules.recall import Learned, Recalled

LEARNED_LIMIT = 5000
RECALLS_LIMIT = 5000
Question = tuple[str, str, str]
"""Slug, step and item."""


def keep(db: Db, *, visitor: str, question: Question, recalled: Recalled, fact_id: str) -> bool:
    """Keep a recall. One that is known, or of what was never practised, changes nothing."""
    if not _was_practised(db, visitor, question):
        return False
    slug, step, item = question
    changed = db.execute(
        """
        INSERT INTO recall (visitor, slug, step, item, fact_id, is_right, at)
        VALUES (:visitor, :slug, :step, :item, :fact_id, :is_right, :at)
        ON CONFLICT (visitor, slug, step, item, fact_id) DO NOTHING
        """,
        {
            "visitor": visitor,
            "slug": slug,
            "step": step,
            "item": item,
            "fact_id": fact_id,
            "is_right": int(recalled.right),
            "at": recalled.at,
        },
    ).rowcount
    return changed == 1


def learned(db: Db, visitor: str) -> tuple[Learned, ...]:
    """All that a visitor practised. The first answer in a newer edition is a recall too."""
    answers = _practised(db, visitor)
    rows = db.execute(
        """
        SELECT slug, step, item, is_right, at
        FROM recall
        WHERE visitor = :visitor
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": RECALLS_LIMIT},
    )
    for row in rows:
        told = Recalled(Instant(row["at"]), row["is_right"] == 1)
        answers.setdefault((row["slug"], row["step"], row["item"]), []).append(told)
    return tuple(
        Learned(*question, first, tuple(since)) for question, (first, *since) in answers.items()
    )


def _was_practised(db: Db, visitor: str, question: Question) -> bool:
    """Whether a visitor answered it in any edition of its module; reads that module's alone."""
    slug, step, item = question
    rows = db.execute(
        """
        SELECT edition
        FROM practice_done
        WHERE visitor = :visitor
          AND edition >= :first
          AND edition < :behind
          AND step = :step
          AND item = :item
          AND item <> ''
        LIMIT :limit
        """,
        {
            "visitor": visitor,
            "first": f"{slug}-e",
            "behind": f"{slug}-f",
            "step": step,
            "item": item,
            "limit": LEARNED_LIMIT,
        },
    )
    return any(slug_of(row["edition"]) == slug for row in rows)  # `a-e1-e2` is not of `a`


def _practised(db: Db, visitor: str) -> dict[Question, list[Recalled]]:
    """First answers by question, the oldest edition's first."""
    rows = db.execute(
        """
        SELECT edition, step, item, is_right, at
        FROM practice_done
        WHERE visitor = :visitor
          AND item <> ''
        ORDER BY at
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": LEARNED_LIMIT},
    )
    found: dict[Question, list[Recalled]] = {}
    for row in rows:
        told = Recalled(Instant(row["at"]), row["is_right"] == 1)
        found.setdefault((slug_of(row["edition"]), row["step"], row["item"]), []).append(told)
    return found
