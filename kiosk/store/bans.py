"""Bans: until when a visitor may not sign in, and why. One is lifted by itself, or by staff."""

from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Ban:
    """Kept out from `at` until `until`, or until it was lifted."""

    n: int
    at: Instant
    until: Instant
    by: str
    reason: str
    lifted_at: Instant | None
    lifted_by: str | None


def add(db: Db, now: Instant, *, visitor: str, until: Instant, by: str, reason: str) -> None:
    """Keep a visitor out."""
    db.execute(
        """
        INSERT INTO ban (visitor, at, until, by, reason)
        VALUES (:visitor, :now, :until, :by, :reason)
        """,
        {"visitor": visitor, "now": now, "until": until, "by": by, "reason": reason},
    )


def in_force(db: Db, *, visitor: str, at: Instant) -> Ban | None:
    """The ban that keeps a visitor out longest at this instant."""
    row = db.execute(
        """
        SELECT n, at, until, by, reason, lifted_at, lifted_by
        FROM ban
        WHERE visitor = :visitor AND until > :at AND lifted_at IS NULL
        ORDER BY until DESC
        LIMIT 1
        """,
        {"visitor": visitor, "at": at},
    ).fetchone()
    return None if row is None else _ban(row)


def lift(db: Db, now: Instant, *, visitor: str, by: str) -> int:
    """End what is in force; returns how many bans."""
    done = db.execute(
        """
        UPDATE ban
        SET lifted_at = :now, lifted_by = :by
        WHERE visitor = :visitor AND until > :now AND lifted_at IS NULL
        RETURNING n
        """,
        {"visitor": visitor, "now": now, "by": by},
    ).fetchall()
    return len(done)


def of_visitor(db: Db, *, visitor: str, limit: int) -> tuple[Ban, ...]:
    """The last ones first."""
    rows = db.execute(
        """
        SELECT n, at, until, by, reason, lifted_at, lifted_by
        FROM ban
        WHERE visitor = :visitor
        ORDER BY until DESC, n DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": limit},
    )
    return tuple(_ban(row) for row in rows)


def _ban(row: Row) -> Ban:
    return Ban(
        row["n"],
        Instant(row["at"]),
        Instant(row["until"]),
        row["by"],
        row["reason"],
        None if row["lifted_at"] is None else Instant(row["lifted_at"]),
        row["lifted_by"],
    )
