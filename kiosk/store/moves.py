"""Sessions on their way from one station to another, and the stations that each was at before."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store.sessions import Session


def ask(db: Db, *, session: str, target: str | None) -> None:
    """The session shall go to this station as soon as its own says what was used; None: stays."""
    db.execute(
        "UPDATE session SET moving_to = :target WHERE id = :id AND closed_at IS NULL",
        {"id": session, "target": target},
    )


def target_of(db: Db, session: str) -> str | None:
    """Where a session is going, while it is on its way."""
    row = db.execute(
        "SELECT moving_to FROM session WHERE id = :id AND closed_at IS NULL", {"id": session}
    ).fetchone()
    return None if row is None else row["moving_to"]


def is_expected(db: Db, station: str) -> bool:
    """Whether a session is on its way to this station."""
    row = db.execute(
        """
        SELECT 1
        FROM session
        WHERE moving_to = :station
          AND closed_at IS NULL
        """,
        {"station": station},
    ).fetchone()
    return row is not None


def all_asked(db: Db) -> tuple[str, ...]:
    """The sessions on their way: one a seat at most."""
    rows = db.execute(
        """
        SELECT id
        FROM session
        WHERE moving_to IS NOT NULL
          AND closed_at IS NULL
        ORDER BY moving_to  -- by the index that holds these few
        """
    )
    return tuple(row["id"] for row in rows)


def arrive(db: Db, *, session: str, station: str, seat: int) -> None:
    """From here on the session is at this station, and runs."""
    db.execute(
        """
        UPDATE session
        SET station = :station, seat = :seat, state = 'open', moving_to = NULL
        WHERE id = :id
          AND closed_at IS NULL
        """,
        {"id": session, "station": station, "seat": seat},
    )


def note_left(db: Db, *, session: str, at: Instant, station: str, zone: str, used_s: int) -> None:
    """The fact of a move: `station` was left with so many seconds used, for a seat in `zone`."""
    db.execute(
        """
        INSERT INTO session_fact (session, kind, at, zone, used_s, station)
        VALUES (:session, 'moved', :at, :zone, :used_s, :station)
        """,
        {"session": session, "at": at, "zone": zone, "used_s": used_s, "station": station},
    )


def left_at(db: Db, *, session: str, station: str) -> Instant | None:
    """When the session left this station by a move, the last time."""
    row = db.execute(
        """
        SELECT max(at) AS at
        FROM session_fact
        WHERE session = :session
          AND kind = 'moved'
          AND station = :station
        """,
        {"session": session, "station": station},
    ).fetchone()
    return None if row["at"] is None else Instant(row["at"])


def was_at(db: Db, *, session: str, station: str) -> bool:
    """Whether the session has left this station by a move."""
    row = db.execute(
        """
        SELECT 1
        FROM session_fact
        WHERE session = :session
          AND kind = 'moved'
          AND station = :station
        LIMIT 1
        """,
        {"session": session, "station": station},
    ).fetchone()
    return row is not None


def stays(db: Db, session: Session) -> tuple[tuple[str, Instant, Instant | None], ...]:
    """Where a session was: each station, from when until when; None: it is there, or was last."""
    rows = db.execute(
        """
        SELECT station, at
        FROM session_fact
        WHERE session = :session
          AND kind = 'moved'
          AND station IS NOT NULL
        ORDER BY at
        """,
        {"session": session.id},
    )
    found: list[tuple[str, Instant, Instant | None]] = []
    since = session.opened_at
    for row in rows:
        found.append((row["station"], since, Instant(row["at"])))
        since = Instant(row["at"])
    return (*found, (session.station, since, None))
