"""Pauses of many seats at once: of all (one is on at a time), of a class, of some seats."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

BLOCK = "block:"
"""Before the id of a class's block: its part of the room."""
MEETING = "meeting:"
"""Before the id of a meeting without seats of its own: its part is whoever of the class sits."""
SEATS = "seats"
NO_REASON = "-"
"""Where a mentor gave none for some seats."""
PARTS_MOST = 100
COLUMNS = "id, at, by, reason, ended_at, part, until"


@dataclass(frozen=True, slots=True)
class FloorPause:
    """What ran was paused at once: everywhere (`part` ""), in a class, at some seats.

    A class ends at `until`, and its pause with it.
    """

    id: int
    at: Instant
    by: str
    reason: str
    ended_at: Instant | None = None
    part: str = ""
    until: Instant | None = None


def open_one(db: Db) -> FloorPause | None:
    """The pause of all seats that is on."""
    row = db.execute(
        f"SELECT {COLUMNS} FROM floor_pause WHERE ended_at IS NULL AND part = ''"
    ).fetchone()
    return None if row is None else FloorPause(*tuple(row))


def of_parts(db: Db) -> tuple[FloorPause, ...]:
    """Pauses of classes and of some seats that are on, the eldest first."""
    rows = db.execute(
        f"""
        SELECT {COLUMNS}
        FROM floor_pause
        WHERE ended_at IS NULL
          AND part <> ''
        ORDER BY id
        LIMIT :limit
        """,
        {"limit": PARTS_MOST},
    )
    return tuple(FloorPause(*tuple(row)) for row in rows)


def add(
    db: Db, now: Instant, *, by: str, reason: str, part: str = "", until: Instant | None = None
) -> int:
    """Begin a pause; returns its number."""
    row = db.execute(
        """
        INSERT INTO floor_pause (at, by, reason, part, until)
        VALUES (:now, :by, :reason, :part, :until)
        RETURNING id
        """,
        {"now": now, "by": by, "reason": reason, "part": part, "until": until},
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
        SELECT session.id AS session, floor_pause.id AS id, at, by, reason, ended_at, part, until
        FROM session
        JOIN floor_pause
          ON floor_pause.id = (SELECT max(pause)
                               FROM floor_pause_session
                               WHERE floor_pause_session.session = session.id)
        WHERE session.closed_at IS NULL
        """
    )
    return {row["session"]: FloorPause(*tuple(row)[1:]) for row in rows}
