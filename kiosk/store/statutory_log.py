"""Who sat where and when, where a law asks for it: lines that come, end, and are forgotten."""

from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

Identified = Literal["pin", "card", "voucher", "desk"]
"""By code and PIN at the lock, by a voucher, or by staff at the desk."""


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody at a seat; `name` is "" for a guest, `left_at` None while they sit there."""

    session: str
    seat: int
    name: str
    code: str
    identified: Identified
    came_at: Instant
    left_at: Instant | None = None


COLUMNS = "session, seat, name, code, identified, came_at, left_at"


def add(db: Db, line: Line) -> None:
    """Somebody sat down; a session has one line that has not ended."""
    db.execute(
        f"""
        INSERT INTO statutory_line ({COLUMNS})
        VALUES (:session, :seat, :name, :code, :identified, :came_at, NULL)
        ON CONFLICT DO NOTHING
        """,
        {
            "session": line.session,
            "seat": line.seat,
            "name": line.name,
            "code": line.code,
            "identified": line.identified,
            "came_at": line.came_at,
        },
    )


def here(db: Db, session: str) -> Line | None:
    """The line of a session that has not ended."""
    row = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM statutory_line
        WHERE session = :session
          AND left_at IS NULL
        """,
        {"session": session},
    ).fetchone()
    return None if row is None else Line(*tuple(row))


def end(db: Db, at: Instant, session: str) -> None:
    """Who sat there is gone."""
    db.execute(
        """
        UPDATE statutory_line
        SET left_at = max(came_at, :at)
        WHERE session = :session
          AND left_at IS NULL
        """,
        {"session": session, "at": at},
    )


def between(db: Db, *, since: Instant, until: Instant, limit: int) -> tuple[Line, ...]:
    """Who came in a time, the last first; `until` is outside."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM statutory_line
        WHERE came_at >= :since
          AND came_at < :until
        ORDER BY came_at DESC
        LIMIT :limit
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(Line(*tuple(row)) for row in rows)


def any_before(db: Db, before: Instant) -> bool:
    """Whether there is a line that began before an instant."""
    row = db.execute(
        "SELECT 1 FROM statutory_line WHERE came_at < :before LIMIT 1", {"before": before}
    ).fetchone()
    return row is not None


def forget(db: Db, *, before: Instant, limit: int) -> int:
    """Remove the oldest lines that began before an instant; returns how many."""
    return db.execute(
        """
        DELETE FROM statutory_line
        WHERE n IN (SELECT n
                    FROM statutory_line
                    WHERE came_at < :before
                    ORDER BY came_at
                    LIMIT :limit)
        """,
        {"before": before, "limit": limit},
    ).rowcount
