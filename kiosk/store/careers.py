"""Career records: consent, interests, notes of meetings, goals and next steps, referrals."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant
from kiosk.rules.spans import LocalDay

CONSENTS_SHOWN = 20
CONSENTED_MOST = 2000
NOTES_MOST = 500
STEPS_MOST = 200
REFERRALS_MOST = 200
HELD_MOST = 20_000
Way = Literal["seat", "desk"]
StepKind = Literal["goal", "step"]
State = Literal["suggested", "applied", "interview", "got_it", "not_now"]
STATES: tuple[State, ...] = ("suggested", "applied", "interview", "got_it", "not_now")


@dataclass(frozen=True, slots=True)
class Consent:
    """What a visitor said to a career record, where, and who took it down."""

    agreed: bool
    way: Way
    by: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Interests:
    """Answers to the interest finder, as JSON, and when they were given."""

    answers: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Note:
    """Of one meeting with a mentor. `for_mentors`: not on the visitor's screen."""

    id: str
    words: str
    next_on: LocalDay | None
    for_mentors: bool
    by: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Step:
    """A goal, or a next step on the way; `done_by` is staff, or visitor:<id>."""

    id: str
    kind: StepKind
    words: str
    due_on: LocalDay | None
    by: str
    at: Instant
    done_at: Instant | None
    done_by: str


@dataclass(frozen=True, slots=True)
class Referral:
    """How far somebody came with an opening."""

    visitor: str
    opening: str
    title: str
    state: State
    by: str
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class Candidate:
    """A visitor with a career record that is open; `answers` is "" where none were given."""

    visitor: str
    name: str
    language: str
    answers: str


def say(db: Db, *, visitor: str, said: Consent, fact_id: str = "") -> None:
    """Keep a yes or a no."""
    db.execute(
        """
        INSERT INTO career_consent (visitor, agreed, way, by, at, fact_id)
        VALUES (:visitor, :agreed, :way, :by, :at, :fact_id)
        """,
        {
            "visitor": visitor,
            "agreed": int(said.agreed),
            "way": said.way,
            "by": said.by,
            "at": said.at,
            "fact_id": fact_id,
        },
    )


def consents(db: Db, visitor: str) -> tuple[Consent, ...]:
    """What was said, the newest first: that one holds. Of one instant a no holds."""
    rows = db.execute(
        """
        SELECT agreed, way, by, at
        FROM career_consent
        WHERE visitor = :visitor
        ORDER BY at DESC, agreed, n DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": CONSENTS_SHOWN},
    )
    return tuple(Consent(bool(row["agreed"]), row["way"], row["by"], row["at"]) for row in rows)


def is_open(db: Db, visitor: str) -> bool:
    """Whether mentors may see and keep this visitor's career record."""
    said = consents(db, visitor)
    return bool(said) and said[0].agreed


def consented(db: Db) -> tuple[Candidate, ...]:
    """Everybody whose record is open, by name, with the newest interests."""
    rows = db.execute(
        """
        SELECT visitor.id, visitor.name, visitor.language,
               coalesce((SELECT answers
                         FROM interest_result
                         WHERE interest_result.visitor = visitor.id
                         ORDER BY at DESC, n DESC
                         LIMIT 1), '') AS answers
        FROM visitor
        WHERE visitor.id IN (SELECT visitor FROM career_consent)
          AND visitor.merged_into IS NULL
          AND (SELECT agreed
               FROM career_consent
               WHERE career_consent.visitor = visitor.id
               ORDER BY at DESC, agreed, n DESC
               LIMIT 1) = 1
        ORDER BY visitor.name, visitor.id
        LIMIT :limit
        """,
        {"limit": CONSENTED_MOST},
    )
    return tuple(Candidate(*tuple(row)) for row in rows)


def held_by_consented(db: Db, at: Instant) -> dict[str, set[str]]:
    """Qualifications that hold, of everybody who ever said something to a career record."""
    rows = db.execute(
        """
        SELECT DISTINCT visitor, name
        FROM qualification
        WHERE valid_until > :at
          AND visitor IN (SELECT visitor FROM career_consent)
        LIMIT :limit
        """,
        {"at": at, "limit": HELD_MOST},
    )
    held: dict[str, set[str]] = {}
    for row in rows:
        held.setdefault(row["visitor"], set()).add(row["name"])
    return held


def keep_interests(db: Db, *, visitor: str, answers: str, at: Instant, fact_id: str) -> None:
    """Keep the answers to the finder; it may be done again, and the newest count."""
    db.execute(
        """
        INSERT INTO interest_result (visitor, answers, at, fact_id)
        VALUES (:visitor, :answers, :at, :fact_id)
        ON CONFLICT (fact_id) DO NOTHING
        """,
        {"visitor": visitor, "answers": answers, "at": at, "fact_id": fact_id},
    )


def interests(db: Db, visitor: str) -> Interests | None:
    """The newest answers."""
    row = db.execute(
        """
        SELECT answers, at
        FROM interest_result
        WHERE visitor = :visitor
        ORDER BY at DESC, n DESC
        LIMIT 1
        """,
        {"visitor": visitor},
    ).fetchone()
    return None if row is None else Interests(row["answers"], row["at"])


def add_note(db: Db, *, visitor: str, note: Note) -> None:
    """Keep a note."""
    db.execute(
        """
        INSERT INTO career_note (id, visitor, words, next_on, for_mentors, by, at)
        VALUES (:id, :visitor, :words, :next_on, :for_mentors, :by, :at)
        """,
        {
            "id": note.id,
            "visitor": visitor,
            "words": note.words,
            "next_on": note.next_on,
            "for_mentors": int(note.for_mentors),
            "by": note.by,
            "at": note.at,
        },
    )


def notes(db: Db, visitor: str) -> tuple[Note, ...]:
    """Notes of meetings, the newest first."""
    rows = db.execute(
        """
        SELECT id, words, next_on, for_mentors, by, at
        FROM career_note
        WHERE visitor = :visitor
        ORDER BY at DESC, id
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": NOTES_MOST},
    )
    return tuple(
        Note(
            row["id"],
            row["words"],
            row["next_on"],
            bool(row["for_mentors"]),
            row["by"],
            row["at"],
        )
        for row in rows
    )


def add_step(db: Db, *, visitor: str, step: Step) -> None:
    """Keep a goal or a next step."""
    db.execute(
        """
        INSERT INTO career_step (id, visitor, kind, words, due_on, by, at)
        VALUES (:id, :visitor, :kind, :words, :due_on, :by, :at)
        """,
        {
            "id": step.id,
            "visitor": visitor,
            "kind": step.kind,
            "words": step.words,
            "due_on": step.due_on,
            "by": step.by,
            "at": step.at,
        },
    )


def steps(db: Db, visitor: str) -> tuple[Step, ...]:
    """Goals and steps: what is open first, by the day it is due; then what is done."""
    rows = db.execute(
        """
        SELECT id, kind, words, due_on, by, at, done_at, done_by
        FROM career_step
        WHERE visitor = :visitor
        ORDER BY done_at IS NOT NULL, coalesce(due_on, '9999'), at, id
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": STEPS_MOST},
    )
    return tuple(Step(**dict(row)) for row in rows)


def tick(db: Db, *, visitor: str, step: str, done_at: Instant | None, by: str) -> bool:
    """Done, or not yet done after all; False where this visitor has no such step."""
    cursor = db.execute(
        """
        UPDATE career_step
        SET done_at = :done_at, done_by = :by
        WHERE id = :step
          AND visitor = :visitor
        """,
        {
            "visitor": visitor,
            "step": step,
            "done_at": done_at,
            "by": by if done_at is not None else "",
        },
    )
    return cursor.rowcount > 0


def refer(db: Db, now: Instant, *, visitor: str, opening: str, state: State, by: str) -> None:
    """How far it is; the first time it is a referral."""
    db.execute(
        """
        INSERT INTO referral (visitor, opening, state, by, at, changed_at)
        VALUES (:visitor, :opening, :state, :by, :now, :now)
        ON CONFLICT (visitor, opening) DO UPDATE
        SET state = :state, by = :by, changed_at = :now
        """,
        {"visitor": visitor, "opening": opening, "state": state, "by": by, "now": now},
    )


def referrals(db: Db, visitor: str) -> tuple[Referral, ...]:
    """Of one visitor, the newest first."""
    rows = db.execute(
        """
        SELECT referral.visitor, referral.opening, opening.title, referral.state, referral.by,
               referral.changed_at
        FROM referral
        JOIN opening ON opening.id = referral.opening
        WHERE referral.visitor = :visitor
        ORDER BY referral.changed_at DESC, referral.opening
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": REFERRALS_MOST},
    )
    return tuple(Referral(**dict(row)) for row in rows)


def referred_to(db: Db, opening: str) -> dict[str, State]:
    """How far visitors came with one opening."""
    rows = db.execute(
        """
        SELECT visitor, state
        FROM referral
        WHERE opening = :opening
        ORDER BY changed_at DESC
        LIMIT :limit
        """,
        {"opening": opening, "limit": CONSENTED_MOST},
    )
    return {row["visitor"]: row["state"] for row in rows}


def count_notes(db: Db, visitor: str) -> int:
    """How many notes there are."""
    return _count(
        db.execute(
            "SELECT count(*) AS n FROM career_note WHERE visitor = :visitor", {"visitor": visitor}
        ).fetchone()
    )


def count_steps(db: Db, visitor: str) -> int:
    """How many goals and steps there are."""
    return _count(
        db.execute(
            "SELECT count(*) AS n FROM career_step WHERE visitor = :visitor", {"visitor": visitor}
        ).fetchone()
    )


def _count(row: Row) -> int:
    return int(row["n"])
