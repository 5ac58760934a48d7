"""Which mark of an exam holds: a mentor's, or else a later edition's, or else the machine's.

Every query that asks how an exam went joins `JOINED` to `attempt` and reads these columns.
"""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant

JOINED = """
    LEFT JOIN remark ON remark.attempt = attempt.id
    LEFT JOIN hand_mark ON hand_mark.n = (SELECT max(newest.n)
                                          FROM hand_mark AS newest
                                          WHERE newest.attempt = attempt.id
                                            AND newest.taken_back_at IS NULL)
"""
RIGHT = "coalesce(hand_mark.answers_right, remark.answers_right, attempt.answers_right)"
ASKED = "coalesce(hand_mark.answers_asked, remark.answers_asked, attempt.answers_asked)"
PASSED = "coalesce(hand_mark.passed, remark.attempt IS NOT NULL OR attempt.passed)"

HISTORY_LIMIT = 100
CUTS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Mark:
    """How an exam was marked, by whom."""

    right: int
    asked: int
    passed: bool


@dataclass(frozen=True, slots=True)
class ExamMarks:
    """A try at an exam: the machine's mark, a later edition's or None, and the one that holds."""

    attempt: str
    visitor: str
    edition: str
    step: str
    try_number: int
    at: Instant
    machine: Mark
    anew: Mark | None
    holds: Mark
    by_hand: bool


@dataclass(frozen=True, slots=True)
class HandMark:
    """A mentor's mark; `taken_back_at` is None while it counts."""

    n: int
    mark: Mark
    reason: str
    at: Instant
    by: str
    taken_back_at: Instant | None
    taken_back_by: str


def exam(db: Db, attempt: str) -> ExamMarks | None:
    """One try with all its marks; None where there is none."""
    row = db.execute(
        f"""
        SELECT attempt.id, attempt.visitor, attempt.edition, attempt.step, attempt.try_number,
               attempt.at, attempt.answers_right, attempt.answers_asked, attempt.passed,
               remark.answers_right AS anew_right, remark.answers_asked AS anew_asked,
               {RIGHT} AS now_right, {ASKED} AS now_asked, {PASSED} AS now_passed, hand_mark.n
        FROM attempt
        {JOINED}
        WHERE attempt.id = :attempt
        """,
        {"attempt": attempt},
    ).fetchone()
    return None if row is None else _exam(row)


def _exam(row: Row) -> ExamMarks:
    anew = row["anew_right"]
    return ExamMarks(
        row["id"],
        row["visitor"],
        row["edition"],
        row["step"],
        row["try_number"],
        Instant(row["at"]),
        Mark(row["answers_right"], row["answers_asked"], row["passed"] == 1),
        None if anew is None else Mark(anew, row["anew_asked"], passed=True),
        Mark(row["now_right"], row["now_asked"], row["now_passed"] == 1),
        by_hand=row["n"] is not None,
    )


def history(db: Db, attempt: str) -> tuple[HandMark, ...]:
    """What mentors marked, the newest first, those taken back among them."""
    rows = db.execute(
        """
        SELECT n, answers_right, answers_asked, passed, reason, at, by, taken_back_at,
               taken_back_by
        FROM hand_mark
        WHERE attempt = :attempt
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"attempt": attempt, "limit": HISTORY_LIMIT},
    )
    return tuple(
        HandMark(
            row["n"],
            Mark(row["answers_right"], row["answers_asked"], row["passed"] == 1),
            row["reason"],
            Instant(row["at"]),
            row["by"],
            row["taken_back_at"],
            row["taken_back_by"],
        )
        for row in rows
    )


def add(db: Db, now: Instant, *, attempt: str, mark: Mark, reason: str, by: str) -> None:
    """Keep a mentor's mark; those before it stay."""
    db.execute(
        """
        INSERT INTO hand_mark (attempt, answers_right, answers_asked, passed, reason, at, by)
        VALUES (:attempt, :right, :asked, :passed, :reason, :now, :by)
        """,
        {
            "attempt": attempt,
            "right": mark.right,
            "asked": mark.asked,
            "passed": int(mark.passed),
            "reason": reason,
            "now": now,
            "by": by,
        },
    )


def take_back(db: Db, now: Instant, *, attempt: str, n: int, by: str) -> bool:
    """The newest mark that counts does so no more, if it is this one; returns whether it was."""
    changed = db.execute(
        """
        UPDATE hand_mark
        SET taken_back_at = :now, taken_back_by = :by
        WHERE n = :n
          AND attempt = :attempt
          AND n = (SELECT max(newest.n)
                   FROM hand_mark AS newest
                   WHERE newest.attempt = :attempt
                     AND newest.taken_back_at IS NULL)
        """,
        {"attempt": attempt, "n": n, "now": now, "by": by},
    )
    return changed.rowcount == 1


def cut(db: Db, now: Instant, *, attempt: ExamMarks) -> int:
    """What this exam granted ends now, and what work renewed on it; returns how many ended.

    A later edition that marked it anew may have granted another name than its own. What work
    renewed stays where another exam grants the same.
    """
    rows = db.execute(
        """
        SELECT name, granted_at, valid_until
        FROM qualification
        WHERE visitor = :visitor
          AND valid_until > :now
          AND (by = :by
               OR (by LIKE 'work:%'
                   AND granted_at >= :sat_at
                   AND name IN (SELECT mine.name
                                FROM qualification AS mine
                                WHERE mine.visitor = :visitor
                                  AND mine.by = :by)
                   AND NOT EXISTS (SELECT 1
                                   FROM qualification AS other
                                   WHERE other.visitor = :visitor
                                     AND other.name = qualification.name
                                     AND other.valid_until > :now
                                     AND other.by LIKE 'attempt:%'
                                     AND other.by <> :by)))
        LIMIT :limit
        """,
        {
            "visitor": attempt.visitor,
            "now": now,
            "by": f"attempt:{attempt.attempt}",
            "sat_at": attempt.at,
            "limit": CUTS_LIMIT,
        },
    ).fetchall()
    for row in rows:
        _cut(db, now, attempt, row=row)
    return len(rows)


def _cut(db: Db, now: Instant, attempt: ExamMarks, *, row: Row) -> None:
    told = {"visitor": attempt.visitor, "name": row["name"], "granted_at": row["granted_at"]}
    db.execute(
        """
        INSERT INTO qualification_cut (visitor, name, granted_at, valid_until, attempt)
        VALUES (:visitor, :name, :granted_at, :valid_until, :attempt)
        ON CONFLICT (visitor, name, granted_at) DO UPDATE
        SET valid_until = :valid_until, attempt = :attempt
        """,
        {**told, "valid_until": row["valid_until"], "attempt": attempt.attempt},
    )
    db.execute(
        """
        UPDATE qualification
        SET valid_until = :now
        WHERE visitor = :visitor
          AND name = :name
          AND granted_at = :granted_at
        """,
        {**told, "now": now},
    )


def give_back(db: Db, attempt: str) -> None:
    """What a mark of this exam ended holds again, as long as it would have."""
    db.execute(
        """
        UPDATE qualification
        SET valid_until = cut.valid_until
        FROM qualification_cut AS cut
        WHERE cut.attempt = :attempt
          AND qualification.visitor = cut.visitor
          AND qualification.name = cut.name
          AND qualification.granted_at = cut.granted_at
        """,
        {"attempt": attempt},
    )
    db.execute("DELETE FROM qualification_cut WHERE attempt = :attempt", {"attempt": attempt})


def has_granted(db: Db, attempt: ExamMarks) -> bool:
    """Whether this exam granted something already, however long it holds."""
    row = db.execute(
        "SELECT 1 FROM qualification WHERE visitor = :visitor AND by = :by LIMIT 1",
        {"visitor": attempt.visitor, "by": f"attempt:{attempt.attempt}"},
    ).fetchone()
    return row is not None
