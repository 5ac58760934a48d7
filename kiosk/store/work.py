"""Finished answers of visitors and what became of them."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

NEVER = Instant(0)


@dataclass(frozen=True, slots=True)
class Work:
    """One visitor's doing of a HIT. `answer` is the JSON of the newest answer."""

    assignment: str
    visitor: str
    hit_type: str
    state: str
    reward_minor: int
    round: int
    answer: bytes
    fact_id: str
    submitted_at: Instant
    changed_at: Instant
    reason: str = ""
    expectation: str = ""
    due: Instant = NEVER
    seen_at: Instant | None = None


COLUMNS = """assignment, visitor, hit_type, state, reward_minor, round, answer, fact_id,
             submitted_at, changed_at, reason, expectation, due, seen_at"""


def add(db: Db, work: Work) -> None:
    """Keep the first answer to an assignment."""
    db.execute(
        """
        INSERT INTO work (assignment, visitor, hit_type, state, reward_minor, round, answer,
                          fact_id, submitted_at, changed_at)
        VALUES (:assignment, :visitor, :hit_type, :state, :reward_minor, :round, :answer,
                :fact_id, :submitted_at, :changed_at)
        """,
        {
            "assignment": work.assignment,
            "visitor": work.visitor,
            "hit_type": work.hit_type,
            "state": work.state,
            "reward_minor": work.reward_minor,
            "round": work.round,
            "answer": work.answer,
            "fact_id": work.fact_id,
            "submitted_at": work.submitted_at,
            "changed_at": work.changed_at,
        },
    )


def by_assignment(db: Db, assignment: str) -> Work | None:
    """The answer to an assignment."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM work WHERE assignment = :assignment", {"assignment": assignment}
    ).fetchone()
    return None if row is None else Work(*tuple(row))


def of_visitor(db: Db, *, visitor: str, limit: int, offset: int = 0) -> tuple[Work, ...]:
    """A visitor's answers: what waits for the visitor's word first, then what changed last."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM work
        WHERE visitor = :visitor
        ORDER BY state IN ('RevisionRequested', 'RejectProposed') DESC, changed_at DESC
        LIMIT :limit OFFSET :offset
        """,
        {"visitor": visitor, "limit": limit, "offset": offset},
    )
    return tuple(Work(*tuple(row)) for row in rows)


def answer_again(db: Db, now: Instant, *, assignment: str, answer: bytes, fact_id: str) -> None:
    """The revision that was asked for; one that came too late leaves what was decided."""
    db.execute(
        """
        UPDATE work
        SET state = CASE state WHEN 'RevisionRequested' THEN 'Submitted' ELSE state END,
            round = round + 1, answer = :answer, fact_id = :fact_id, changed_at = :now
        WHERE assignment = :assignment
        """,
        {"assignment": assignment, "answer": answer, "fact_id": fact_id, "now": now},
    )


def decide(
    db: Db,
    now: Instant,
    *,
    assignment: str,
    state: str,
    reason: str,
    expectation: str,
    due: Instant,
) -> None:
    """Keep what was decided; the visitor has not seen it yet."""
    db.execute(
        """
        UPDATE work
        SET state = :state, reason = :reason, expectation = :expectation, due = :due,
            changed_at = :now, seen_at = NULL
        WHERE assignment = :assignment
        """,
        {
            "assignment": assignment,
            "state": state,
            "reason": reason,
            "expectation": expectation,
            "due": due,
            "now": now,
        },
    )


def mark_seen(db: Db, now: Instant, assignment: str) -> None:
    """The visitor has read the decision."""
    db.execute(
        "UPDATE work SET seen_at = :now WHERE assignment = :assignment AND seen_at IS NULL",
        {"assignment": assignment, "now": now},
    )


def pending_minor(db: Db, visitor: str) -> int:
    """What a visitor's undecided answers may still bring."""
    row = db.execute(
        """
        SELECT coalesce(sum(reward_minor), 0) AS minor
        FROM work
        WHERE visitor = :visitor
          AND state IN ('Submitted', 'RevisionRequested', 'RejectProposed', 'Disputed')
        """,
        {"visitor": visitor},
    ).fetchone()
    return int(row["minor"])


def counts(db: Db) -> dict[str, int]:
    """How many answers are in each state."""
    rows = db.execute("SELECT state, count(*) AS n FROM work GROUP BY state")
    return {row["state"]: row["n"] for row in rows}


def latest_in(db: Db, *, state: str, limit: int) -> tuple[Work, ...]:
    """Answers in a state, what changed last first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM work
        WHERE state = :state
        ORDER BY changed_at DESC
        LIMIT :limit
        """,
        {"state": state, "limit": limit},
    )
    return tuple(Work(*tuple(row)) for row in rows)


def earned_minor(db: Db, visitor: str) -> int:
    """What a visitor's approved answers brought in all."""
    row = db.execute(
        """
        SELECT coalesce(sum(reward_minor), 0) AS minor
        FROM work
        WHERE visitor = :visitor
          AND state = 'Approved'
        """,
        {"visitor": visitor},
    ).fetchone()
    return int(row["minor"])
