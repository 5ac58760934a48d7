"""Pauses of the whole floor: one is on at a time, with its reason and the sessions it paused."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class FloorPause:
    """All that ran was paused at once."""

    id: int
    at: Instant
    by: str
    reason: str
    ended_at: Instant | None = None


def open_one(db: Db) -> FloorPause | None:
    """The pause that is on."""
    row = db.execute("SELECT id, at, by, reason FROM floor_pause WHERE ended_at IS NULL").fetchone()
    return None if row is None else FloorPause(*tuple(row))


def add(db: Db, now: Instant, *, by: str, reason: str) -> int:
    """Begin a pause; returns its number."""
    row = db.execute(
        """
        INSERT INTO floor_pause (at, by, reason)
        VALUES (:now, :by, :reason)
        RETURNING id
        """,
        {"now": now, "by": by, "reason": reason},
    ).fetchone()
    return int(row["id"])


def add_session(db: Db, *, pause: int, session: str) -> None:
    """This session was paused by it."""
    db.execute(
        "INSERT INTO floor_pause_session (pause, session) VALUES (:pause, :session)",
        {"pause": pause, "session": session},
    )


def end(db: Db, now: Instant, pause: int) -> None:
    """It is over."""
    db.execute(
        "UPDATE floor_pause SET ended_at = :now WHERE id = :id AND ended_at IS NULL",
        {"id": pause, "now": now},
    )


def still_open(db: Db, pause: int) -> tuple[str, ...]:
    """The sessions it paused that are not closed: one a seat at most."""
    rows = db.execute(
        """
        SELECT session.id
        FROM floor_pause_session
        JOIN session ON session.id = floor_pause_session.session
        WHERE floor_pause_session.pause = :pause
          AND session.closed_at IS NULL
        ORDER BY session.seat
        """,
        {"pause": pause},
    )
    return tuple(row["id"] for row in rows)


def newest_of_open(db: Db) -> dict[str, FloorPause]:
    """The newest pause that each session was in which is not closed: one a seat at most."""
    rows = db.execute(
        """
        SELECT session.id AS session, floor_pause.id AS id, at, by, reason, ended_at
        FROM session
        JOIN floor_pause
          ON floor_pause.id = (SELECT max(pause)
                               FROM floor_pause_session
                               WHERE floor_pause_session.session = session.id)
        WHERE session.closed_at IS NULL
        """
    )
    return {row["session"]: FloorPause(*tuple(row)[1:]) for row in rows}
