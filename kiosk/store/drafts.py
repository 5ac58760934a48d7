"""Unfinished answers of visitors, sealed to this hub; the newest of each name."""

from kiosk.disk.db import Db
from kiosk.protocol.drafts import Draft
from kiosk.rules.instants import Instant


def keep(db: Db, *, visitor: str, draft: Draft, at: Instant) -> bool:
    """Keep it unless a later one is here; returns whether it holds."""
    changed = db.execute(
        """
        INSERT INTO draft (visitor, name, at, sealed)
        VALUES (:visitor, :name, :at, :sealed)
        ON CONFLICT (visitor, name) DO UPDATE SET at = excluded.at, sealed = excluded.sealed
        WHERE excluded.at >= draft.at
        """,
        {"visitor": visitor, "name": draft.name, "at": at, "sealed": draft.sealed},
    )
    return changed.rowcount > 0


def newest(db: Db, visitor: str, *, limit: int) -> tuple[Draft, ...]:
    """What is unfinished, the newest first."""
    rows = db.execute(
        """
        SELECT name, sealed
        FROM draft
        WHERE visitor = :visitor
          AND length(sealed) > 0
        ORDER BY at DESC, name
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": limit},
    )
    return tuple(Draft(row["name"], row["sealed"]) for row in rows)


def names(db: Db, visitor: str, *, limit: int) -> frozenset[str]:
    """The names of what is unfinished."""
    rows = db.execute(
        """
        SELECT name
        FROM draft
        WHERE visitor = :visitor
          AND length(sealed) > 0
        ORDER BY at DESC, name
        LIMIT :limit
        """,
        {"visitor": visitor, "limit": limit},
    )
    return frozenset(row["name"] for row in rows)


def drop(db: Db, *, visitor: str, name: str) -> None:
    """One that finds no room any more."""
    db.execute(
        "DELETE FROM draft WHERE visitor = :visitor AND name = :name",
        {"visitor": visitor, "name": name},
    )


def forget(db: Db, visitor: str) -> None:
    """All of a visitor."""
    db.execute("DELETE FROM draft WHERE visitor = :visitor", {"visitor": visitor})


def any_old(db: Db, *, before: Instant) -> bool:
    """Whether any was left alone since then."""
    found = db.execute("SELECT 1 FROM draft WHERE at < :before LIMIT 1", {"before": before})
    return found.fetchone() is not None


def forget_old(db: Db, *, before: Instant, limit: int) -> int:
    """Forget what was left alone since then; returns how many."""
    gone = db.execute(
        """
        DELETE FROM draft
        WHERE (visitor, name) IN (
            SELECT visitor, name FROM draft WHERE at < :before ORDER BY at LIMIT :limit
        )
        """,
        {"before": before, "limit": limit},
    )
    return gone.rowcount
