"""What the learners of a class have done in a module, summed up and answer by answer.

`editions` are an edition and those that it changes in words only: what was done in one of them is
done in it, and of an item that was answered in two the first answer counts.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.gradebook import Try
from kiosk.rules.instants import Instant
from kiosk.store import exam_marks

LEARNERS_LIMIT = 1_000
TRIES_LIMIT = 20_000
ANSWERS_LIMIT = 100_000
OF_ONE_LIMIT = 2_000


@dataclass(frozen=True, slots=True)
class PracticeSum:
    """One learner's first answers in one module: how many, how many right, and all the time."""

    visitor: str
    answered: int
    right: int
    took_ms: int


@dataclass(frozen=True, slots=True)
class FirstRow:
    """A first answer to a practice item, in JSON."""

    visitor: str
    step: str
    item: str
    answer: bytes
    right: bool
    tries: int
    hints: int
    took_ms: int
    at: Instant


@dataclass(frozen=True, slots=True)
class ExamRow:
    """A try at an exam with its answers, in JSON, and the mark that holds."""

    visitor: str
    edition: str
    step: str
    answers: bytes
    held: Try


def practised(
    db: Db, *, editions: Collection[str], visitors: Collection[str]
) -> tuple[PracticeSum, ...]:
    """What each of these learners answered in one module; who answered nothing is left out."""
    rows = db.execute(
        """
        SELECT visitor, count(*) AS answered, sum(is_right) AS answers_right, sum(took_ms) AS took
        FROM (SELECT visitor, is_right, took_ms, min(at)
              FROM practice_done
              WHERE visitor IN (SELECT value FROM json_each(:visitors))
                AND edition IN (SELECT value FROM json_each(:editions))
                AND item <> ''
              GROUP BY visitor, step, item)
        GROUP BY visitor
        LIMIT :limit
        """,
        {**_named(editions, visitors), "limit": LEARNERS_LIMIT},
    )
    return tuple(PracticeSum(*tuple(row)) for row in rows)


def first_answers(
    db: Db, *, editions: Collection[str], visitors: Collection[str]
) -> tuple[FirstRow, ...]:
    """Their first answers to practice items, learner by learner in time."""
    rows = db.execute(
        """
        SELECT visitor, step, item, answer, is_right, tries, hints, took_ms, min(at) AS at
        FROM practice_done
        WHERE visitor IN (SELECT value FROM json_each(:visitors))
          AND edition IN (SELECT value FROM json_each(:editions))
          AND item <> ''
        GROUP BY visitor, step, item
        ORDER BY visitor, at
        LIMIT :limit
        """,
        {**_named(editions, visitors), "limit": ANSWERS_LIMIT},
    )
    return tuple(
        FirstRow(
            row["visitor"],
            row["step"],
            row["item"],
            row["answer"],
            row["is_right"] == 1,
            row["tries"],
            row["hints"],
            row["took_ms"],
            Instant(row["at"]),
        )
        for row in rows
    )


def exams(db: Db, *, editions: Collection[str], visitors: Collection[str]) -> tuple[ExamRow, ...]:
    """Their marked exams, learner by learner and try by try."""
    rows = db.execute(
        f"""
        SELECT attempt.id, visitor, attempt.edition, step, answers, try_number,
               {exam_marks.RIGHT} AS answers_right, {exam_marks.ASKED} AS answers_asked,
               {exam_marks.PASSED} AS passed, hand_mark.n AS by_hand, attempt.at
        FROM attempt
        {exam_marks.JOINED}
        WHERE visitor IN (SELECT value FROM json_each(:visitors))
          AND attempt.edition IN (SELECT value FROM json_each(:editions))
        ORDER BY visitor, try_number, attempt.at
        LIMIT :limit
        """,
        {**_named(editions, visitors), "limit": TRIES_LIMIT},
    )
    return tuple(
        ExamRow(
            row["visitor"],
            row["edition"],
            row["step"],
            row["answers"],
            Try(
                row["id"],
                row["try_number"],
                row["answers_right"],
                row["answers_asked"],
                passed=row["passed"] == 1,
                by_hand=row["by_hand"] is not None,
                at=Instant(row["at"]),
            ),
        )
        for row in rows
    )


def exam_times(db: Db, *, editions: Collection[str], visitors: Collection[str]) -> dict[str, int]:
    """Milliseconds that each learner took for their exams' answers, as far as it was told."""
    rows = db.execute(
        """
        SELECT visitor, sum(took_ms) AS took
        FROM exam_answer
        WHERE visitor IN (SELECT value FROM json_each(:visitors))
          AND edition IN (SELECT value FROM json_each(:editions))
        GROUP BY visitor
        LIMIT :limit
        """,
        {**_named(editions, visitors), "limit": LEARNERS_LIMIT},
    )
    return {row["visitor"]: row["took"] for row in rows}


def exam_item_times(db: Db, attempt: str) -> dict[str, int]:
    """Milliseconds by item of one try, as far as it was told."""
    rows = db.execute(
        "SELECT item, took_ms FROM exam_answer WHERE attempt = :attempt LIMIT :limit",
        {"attempt": attempt, "limit": OF_ONE_LIMIT},
    )
    return {row["item"]: row["took_ms"] for row in rows}


def _named(editions: Collection[str], visitors: Collection[str]) -> dict[str, object]:
    return {
        "editions": json.dumps(sorted(editions)),
        "visitors": json.dumps(sorted(visitors)),
    }
