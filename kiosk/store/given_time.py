"""Seconds that nobody pays for: a station was open, and the house gave them. For leakage."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

Why = Literal["uncovered", "late_lock", "extension", "silence"]
"""No pass covered them any more; the lock came late; given at the end; a station was not heard."""


@dataclass(frozen=True, slots=True)
class GivenTime:
    """Seconds of a session that the house gave, by whom and for what reason."""

    session: str
    why: Why
    seconds: int
    at: Instant
    by: str
    reason: str


def add(
    db: Db,
    now: Instant,
    *,
    session: str,
    why: Why,
    seconds: int,
    by: str = "hub",
    reason: str = "",
) -> None:
    """Keep what was given, once a session and why; nothing where there is nothing."""
    if seconds <= 0:
        return
    db.execute(
        """
        INSERT INTO given_time (session, why, seconds, at, by, reason)
        VALUES (:session, :why, :seconds, :now, :by, :reason)
        """,
        {
            "session": session,
            "why": why,
            "seconds": seconds,
            "now": now,
            "by": by,
            "reason": reason,
        },
    )


def note_late(db: Db, now: Instant, *, session: str, seconds: int) -> None:
    """A station was unlocked so much longer than its session was settled with; the longest holds.

    It may tell after the desk had settled the session, or after it had gone on at another seat.
    """
    if seconds <= 0:
        return
    db.execute(
        """
        INSERT INTO given_time (session, why, seconds, at, by, reason)
        VALUES (:session, 'late_lock', :seconds, :now, 'hub', '')
        ON CONFLICT (session, why) DO UPDATE
        SET seconds = max(seconds, excluded.seconds)
        """,
        {"session": session, "seconds": seconds, "now": now},
    )


def between(
    db: Db, *, why: Why, since: Instant, until: Instant, limit: int
) -> tuple[tuple[int, GivenTime], ...]:
    """What was given for one cause in a time, the last first, each with its seat."""
    rows = db.execute(
        """
        SELECT session.seat, given_time.session, given_time.why, given_time.seconds,
               given_time.at, given_time.by, given_time.reason
        FROM given_time
        JOIN session ON session.id = given_time.session
        WHERE given_time.why = :why
          AND given_time.at >= :since
          AND given_time.at < :until
        ORDER BY given_time.at DESC
        LIMIT :limit
        """,
        {"why": why, "since": since, "until": until, "limit": limit},
    )
    return tuple((row["seat"], GivenTime(*tuple(row)[1:])) for row in rows)


def of_session(db: Db, session: str) -> tuple[GivenTime, ...]:
    """What was given of one session."""
    rows = db.execute(
        """
        SELECT session, why, seconds, at, by, reason
        FROM given_time
        WHERE session = :session
        ORDER BY n
        """,
        {"session": session},
    )
    return tuple(GivenTime(*tuple(row)) for row in rows)


def seconds_between(db: Db, *, since: Instant, until: Instant) -> dict[str, int]:
    """The seconds given from `since` up to `until`, by why: a shift's share of the leakage."""
    rows = db.execute(
        """
        SELECT why, sum(seconds) AS seconds
        FROM given_time
        WHERE at >= :since
          AND at < :until
        GROUP BY why
        """,
        {"since": since, "until": until},
    )
    return {row["why"]: row["seconds"] for row in rows}


def extended_since(db: Db, *, visitor: str, session: str, since: Instant) -> bool:
    """Whether a session was given seconds at its end, or another of its visitor was since then."""
    row = db.execute(
        """
        SELECT EXISTS (SELECT 1
                       FROM given_time
                       WHERE session = :session
                         AND why = 'extension')
            OR EXISTS (SELECT 1
                       FROM given_time
                       JOIN session ON session.id = given_time.session
                       WHERE given_time.why = 'extension'
                         AND given_time.at > :since
                         AND session.visitor = :visitor) AS extended
        """,
        {"session": session, "visitor": visitor, "since": since},
    ).fetchone()
    return bool(row["extended"])


def extension_s(db: Db, session: str) -> int:
    """The seconds that a session was given at its end; 0 before."""
    row = db.execute(
        "SELECT seconds FROM given_time WHERE session = :session AND why = 'extension'",
        {"session": session},
    ).fetchone()
    return 0 if row is None else int(row["seconds"])
