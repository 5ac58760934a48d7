"""One visitor's rows become another's. Money is not among them: it moves by transfers."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

MOVED = (
    """
    UPDATE slot SET visitor = :keep
    WHERE visitor = :drop AND session IN (SELECT id FROM session WHERE visitor = :drop)
    """,
    """
    UPDATE sponsor_spend SET visitor = :keep
    WHERE visitor = :drop
      AND (session IN (SELECT id FROM session WHERE visitor = :drop)
           OR session IN (SELECT session FROM card_use WHERE visitor = :drop))
    """,
    "UPDATE house_rules_accepted SET visitor = :keep WHERE visitor = :drop",
    "UPDATE sharer SET visitor = :keep WHERE visitor = :drop",
    "UPDATE session SET visitor = :keep WHERE visitor = :drop",
    "UPDATE charged_day SET visitor = :keep WHERE visitor = :drop",
    "UPDATE pass SET visitor = :keep WHERE visitor = :drop",
    "UPDATE sale SET visitor = :keep WHERE visitor = :drop",
    "UPDATE payment SET visitor = :keep WHERE visitor = :drop",
    "UPDATE subscription SET visitor = :keep WHERE visitor = :drop",
    "UPDATE equipment_loan SET visitor = :keep WHERE visitor = :drop",
    "UPDATE waiting SET visitor = :keep WHERE visitor = :drop",
    "UPDATE booking SET visitor = :keep WHERE visitor = :drop",
    "UPDATE gold_task SET visitor = :keep WHERE visitor = :drop",
    "UPDATE work SET visitor = :keep WHERE visitor = :drop",
    "UPDATE ban SET visitor = :keep WHERE visitor = :drop",
    "UPDATE card SET visitor = :keep WHERE visitor = :drop",
    "UPDATE award SET visitor = :keep WHERE visitor = :drop",
    "UPDATE career_consent SET visitor = :keep WHERE visitor = :drop",
    "UPDATE interest_result SET visitor = :keep WHERE visitor = :drop",
    "UPDATE career_note SET visitor = :keep WHERE visitor = :drop",
    "UPDATE career_before SET visitor = :keep WHERE visitor = :drop",
    "UPDATE referral_change SET visitor = :keep WHERE visitor = :drop",
    "UPDATE career_step SET visitor = :keep WHERE visitor = :drop",
    "UPDATE card_use SET visitor = :keep WHERE visitor = :drop",
    "UPDATE reflection SET visitor = :keep WHERE visitor = :drop",
    "UPDATE reflection_mark SET visitor = :keep WHERE visitor = :drop",
    "UPDATE learner_note SET visitor = :keep WHERE visitor = :drop",
    "UPDATE visitor SET merged_into = :keep WHERE merged_into = :drop",
    # In a class is whoever either record says is in it; the longer sitting counts.
    """
    UPDATE class_member SET left_at = NULL
    WHERE visitor = :keep
      AND class IN (SELECT class FROM class_member WHERE visitor = :drop AND left_at IS NULL)
    """,
    """
    UPDATE attendance
    SET minutes = max(minutes, coalesce((SELECT other.minutes
                                         FROM attendance AS other
                                         WHERE other.meeting = attendance.meeting
                                           AND other.visitor = :drop
                                           AND other.n = 0), 0))
    WHERE visitor = :keep AND n = 0
    """,
)
ONCE_EACH = (
    "UPDATE OR IGNORE practice_done SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM practice_done WHERE visitor = :drop",
    "UPDATE OR IGNORE practice_first SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM practice_first WHERE visitor = :drop",
    "UPDATE OR IGNORE recall SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM recall WHERE visitor = :drop",
    "UPDATE OR IGNORE qualification SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM qualification WHERE visitor = :drop",
    "UPDATE OR IGNORE qualification_cut SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM qualification_cut WHERE visitor = :drop",
    "UPDATE OR IGNORE exam_answer SET visitor = :keep WHERE visitor = :drop",
    "UPDATE exam_sitting SET visitor = :keep WHERE visitor = :drop",
    "UPDATE OR IGNORE draft SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM draft WHERE visitor = :drop",
    "UPDATE OR IGNORE referral SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM referral WHERE visitor = :drop",
    "UPDATE OR IGNORE class_member SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM class_member WHERE visitor = :drop",
    "UPDATE OR IGNORE attendance SET visitor = :keep WHERE visitor = :drop",
    "DELETE FROM attendance WHERE visitor = :drop",
    """
    INSERT INTO accommodation (visitor, at, extra_percent, no_limit, no_floor, reason)
    SELECT :keep, max(at), max(extra_percent), max(no_limit), max(no_floor), 'merged'
    FROM accommodation
    WHERE n IN (SELECT max(n)
                FROM accommodation
                WHERE visitor IN (:keep, :drop)
                GROUP BY visitor)
    HAVING max(visitor = :drop) = 1
    """,
    "DELETE FROM accommodation WHERE visitor = :drop",
)
"""What the survivor has too stays as the survivor has it: a first answer counts once.

Of what mentors set for their exams the better holds."""


def move_all(db: Db, *, keep: str, drop: str) -> None:
    """Sessions, passes, sales, training and work of `drop` are `keep`'s from now on."""
    for sql in (*MOVED, *ONCE_EACH):
        db.execute(sql, {"keep": keep, "drop": drop})
    _move_attempts(db, keep=keep, drop=drop)


def _move_attempts(db: Db, *, keep: str, drop: str) -> None:
    """Tries at an exam are counted on from the survivor's."""
    exams = db.execute(
        "SELECT DISTINCT edition, step FROM attempt WHERE visitor = :drop", {"drop": drop}
    ).fetchall()
    for exam in exams:
        where = {"keep": keep, "drop": drop, "edition": exam["edition"], "step": exam["step"]}
        had = tries(db, visitor=keep, edition=exam["edition"], step=exam["step"])
        db.execute(
            """
            UPDATE attempt
            SET visitor = :keep, try_number = try_number + :had
            WHERE visitor = :drop AND edition = :edition AND step = :step
            """,
            {**where, "had": had},
        )


def tries(db: Db, *, visitor: str, edition: str, step: str) -> int:
    """The number of a visitor's last try at an exam; 0 before the first."""
    row = db.execute(
        """
        SELECT coalesce(max(try_number), 0) AS n
        FROM attempt
        WHERE visitor = :visitor AND edition = :edition AND step = :step
        """,
        {"visitor": visitor, "edition": edition, "step": step},
    ).fetchone()
    return int(row["n"])


def leave_a_trace(db: Db, *, keep: str, drop: str) -> None:
    """The record that went names its survivor and no person; its pseudonym stays."""
    db.execute(
        """
        UPDATE visitor
        SET merged_into = :keep, name = '', folded = NULL, code = NULL, pin_hash = NULL, note = ''
        WHERE id = :drop
        """,
        {"keep": keep, "drop": drop},
    )


def forget_person(db: Db, now: Instant, *, visitor: str, language: str) -> None:
    """Name, code, PIN, language and note go; what stays stands under a number."""
    db.execute(
        """
        UPDATE visitor
        SET name = '', folded = NULL, code = NULL, pin_hash = NULL, pin_kind = 'digits',
            language = :language, note = '', erased_at = :now
        WHERE id = :visitor
        """,
        {"visitor": visitor, "language": language, "now": now},
    )
