"""First answers of exams that are not finished, from whatever seat they came."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

OPEN_LIMIT = 2000
COLUMNS = (
    "attempt, item, visitor, edition, try_number, fact_id, answer, is_right, counted, "
    "took_ms, used_s, fast, late, at"
)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A first answer; `counted` once its try was marked.

    `took_ms` and `used_s` are as in the fact; `fast`: sooner than it can be read; `late`: after the
    exam's time, so it counts for nothing. `at` is when it was given.
    """

    attempt: str
    item: str
    visitor: str
    edition: str
    try_number: int
    fact_id: str
    answer: bytes
    right: bool
    counted: bool = False
    took_ms: int = 0
    used_s: int = 0
    fast: bool = False
    late: bool = False
    at: int = 0


def keep(db: Db, now: Instant, row: AnswerRow) -> bool:
    """Keep it unless the item has its first answer; returns whether it was new."""
    changed = db.execute(
        f"""
        INSERT INTO exam_answer ({COLUMNS})
        VALUES (:attempt, :item, :visitor, :edition, :try_number, :fact_id, :answer, :is_right,
                :counted, :took_ms, :used_s, :fast, :late, :now)
        ON CONFLICT (attempt, item) DO NOTHING
        """,
        {
            "attempt": row.attempt,
            "item": row.item,
            "visitor": row.visitor,
            "edition": row.edition,
            "try_number": row.try_number,
            "fact_id": row.fact_id,
            "answer": row.answer,
            "is_right": int(row.right),
            "counted": int(row.counted),
            "took_ms": row.took_ms,
            "used_s": row.used_s,
            "fast": int(row.fast),
            "late": int(row.late),
            "now": now,
        },
    )
    return changed.rowcount > 0


def of_attempt(db: Db, attempt: str) -> dict[str, AnswerRow]:
    """The first answers of a try, by item."""
    rows = db.execute(
        f"SELECT {COLUMNS} FROM exam_answer WHERE attempt = :attempt LIMIT :limit",
        {"attempt": attempt, "limit": OPEN_LIMIT},
    )
    return {row["item"]: _answer(row) for row in rows}


def open_of(db: Db, visitor: str) -> tuple[AnswerRow, ...]:
    """What a visitor has answered in tries that are not marked."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM exam_answer
        WHERE visitor = :visitor
          AND counted = 0
        ORDER BY edition, try_number, at
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": OPEN_LIMIT},
    )
    return tuple(_answer(row) for row in rows)


def count(db: Db, attempt: str) -> None:
    """The try was marked."""
    db.execute("UPDATE exam_answer SET counted = 1 WHERE attempt = :attempt", {"attempt": attempt})


def _answer(row: Row) -> AnswerRow:
    return AnswerRow(
        row["attempt"],
        row["item"],
        row["visitor"],
        row["edition"],
        row["try_number"],
        row["fact_id"],
        row["answer"],
        right=row["is_right"] == 1,
        counted=row["counted"] == 1,
        took_ms=row["took_ms"],
        used_s=row["used_s"],
        fast=row["fast"] == 1,
        late=row["late"] == 1,
        at=row["at"],
    )
