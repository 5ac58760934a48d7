"""Reflections that learners wrote at a seat, and what their records tell of them."""

import json
from collections.abc import Collection
from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

WRITTEN_LIMIT = 20_000
OF_LEARNER_LIMIT = 200
"""More than anybody writes; whoever sends more is refused."""
ASKED_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Written:
    """What a learner wrote; `aloud`: said to the mentor. `came_at`: when it was here."""

    visitor: str
    edition: str
    step: str
    words: str
    aloud: bool
    at: Instant
    came_at: Instant


@dataclass(frozen=True, slots=True)
class AskedRow:
    """An edition that a class takes; `rubrics` as `rules/rubrics.py` writes them."""

    edition: str
    rubrics: str


COLUMNS = "visitor, edition, step, words, aloud, at, came_at"


def add(db: Db, written: Written, *, fact_id: str) -> None:
    """Keep it; what was written before stays."""
    db.execute(
        """
        INSERT OR IGNORE INTO reflection (visitor, edition, step, words, aloud, at, came_at,
                                          fact_id)
        VALUES (:visitor, :edition, :step, :words, :aloud, :at, :came_at, :fact_id)
        """,
        {
            "visitor": written.visitor,
            "edition": written.edition,
            "step": written.step,
            "words": written.words,
            "aloud": int(written.aloud),
            "at": written.at,
            "came_at": written.came_at,
            "fact_id": fact_id,
        },
    )


def count(db: Db, visitor: str) -> int:
    """How many a learner sent, those that were written anew among them."""
    row = db.execute(
        "SELECT count(*) AS n FROM reflection WHERE visitor = :visitor", {"visitor": visitor}
    ).fetchone()
    return int(row["n"])


def written(db: Db, *, visitors: Collection[str], editions: Collection[str]) -> tuple[Written, ...]:
    """What these learners wrote in these editions, the newest of each step, the oldest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM reflection
        WHERE visitor IN (SELECT value FROM json_each(:visitors))
          AND edition IN (SELECT value FROM json_each(:editions))
          AND n = (SELECT later.n
                   FROM reflection AS later
                   WHERE later.visitor = reflection.visitor
                     AND later.edition = reflection.edition
                     AND later.step = reflection.step
                   ORDER BY later.at DESC, later.n DESC
                   LIMIT 1)
        ORDER BY at, n
        LIMIT :limit
        """,
        {
            "visitors": json.dumps(sorted(visitors)),
            "editions": json.dumps(sorted(editions)),
            "limit": WRITTEN_LIMIT,
        },
    )
    return tuple(_written(row) for row in rows)


def of_learner(db: Db, visitor: str) -> tuple[Written, ...]:
    """All that a learner wrote, the newest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM reflection
        WHERE visitor = :visitor
        ORDER BY at DESC, n DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": OF_LEARNER_LIMIT},
    )
    return tuple(_written(row) for row in rows)


def asked(db: Db, visitor: str) -> tuple[AskedRow, ...]:
    """The editions that the running classes of a learner take, by date."""
    rows = db.execute(
        """
        SELECT module_edition.edition, module_edition.rubrics
        FROM class_member
        JOIN class ON class.id = class_member.class
        JOIN class_plan ON class_plan.class = class.id
        JOIN module_edition ON module_edition.edition = class_plan.edition
        WHERE class_member.visitor = :visitor
          AND class_member.left_at IS NULL
          AND class.ended_at IS NULL
        GROUP BY module_edition.edition
        ORDER BY min(class_plan.starts), module_edition.edition
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": ASKED_LIMIT},
    )
    return tuple(AskedRow(row["edition"], row["rubrics"]) for row in rows)


def _written(row: Row) -> Written:
    return Written(
        row["visitor"],
        row["edition"],
        row["step"],
        row["words"],
        row["aloud"] == 1,
        Instant(row["at"]),
        Instant(row["came_at"]),
    )
