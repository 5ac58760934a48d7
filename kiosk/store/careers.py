"""Career records: consent, interests, referrals. Notes and next steps: `career_notes.py`."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

CONSENTS_SHOWN = 20
CONSENTED_MOST = 2000
REFERRALS_MOST = 200
CHANGES_MOST = 1000
OUTCOMES_MOST = 20
HELD_MOST = 20_000
Way = Literal["seat", "desk"]
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
class Referral:
    """How far somebody came with an opening."""

    visitor: str
    opening: str
    title: str
    state: State
    by: str
    changed_at: Instant


@dataclass(frozen=True, slots=True)
class Change:
    """A state that a referral got, and when."""

    opening: str
    state: State
    by: str
    at: Instant


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


def refer(db: Db, now: Instant, *, visitor: str, opening: str, state: State, by: str) -> None:
    """How far it is; the first time it is a referral. Each state that it had is kept."""
    told = {"visitor": visitor, "opening": opening, "state": state, "by": by, "now": now}
    db.execute(
        """
        INSERT INTO referral (visitor, opening, state, by, at, changed_at)
        VALUES (:visitor, :opening, :state, :by, :now, :now)
        ON CONFLICT (visitor, opening) DO UPDATE
        SET state = :state, by = :by, changed_at = :now
        """,
        told,
    )
    db.execute(
        """
        INSERT INTO referral_change (visitor, opening, state, by, at)
        VALUES (:visitor, :opening, :state, :by, :now)
        """,
        told,
    )


def changes(db: Db, visitor: str) -> tuple[Change, ...]:
    """Each state that this visitor's referrals had, the oldest first."""
    rows = db.execute(
        """
        SELECT opening, state, by, at
        FROM referral_change
        WHERE visitor = :visitor
        ORDER BY opening, n
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": CHANGES_MOST},
    )
    return tuple(Change(**dict(row)) for row in rows)


def outcomes(db: Db, *, since: Instant, until: Instant) -> dict[tuple[str, State], int]:
    """How many people got each state in that time, by kind of opening; open records only."""
    rows = db.execute(
        """
        SELECT opening.kind, referral_change.state, count(DISTINCT referral_change.visitor) AS n
        FROM referral_change
        JOIN opening ON opening.id = referral_change.opening
        WHERE referral_change.at >= :since
          AND referral_change.at < :until
          AND (SELECT agreed
               FROM career_consent
               WHERE career_consent.visitor = referral_change.visitor
               ORDER BY career_consent.at DESC, agreed, career_consent.n DESC
               LIMIT 1) = 1
        GROUP BY opening.kind, referral_change.state
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": OUTCOMES_MOST},
    )
    return {(row["kind"], row["state"]): row["n"] for row in rows}


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
