"""Orders to stations: numbered, carried out once, done when the station says so."""

from kiosk.disk.db import Db
from kiosk.protocol.station_calls import COMMANDS_LIMIT, Command
from kiosk.rules.instants import Instant


def send(
    db: Db, now: Instant, *, station: str, kind: str, session: str = "", words: str = ""
) -> int:
    """Queue an order for a station; returns its number."""
    row = db.execute(
        """
        INSERT INTO command (station, n, kind, session, words, made_at)
        SELECT :station, 1 + coalesce(max(n), 0), :kind, :session, :words, :now
        FROM command
        WHERE station = :station
        RETURNING n
        """,
        {"station": station, "kind": kind, "session": session, "words": words, "now": now},
    ).fetchone()
    return int(row["n"])


def waiting(db: Db, station: str) -> tuple[Command, ...]:
    """Orders that the station has not yet carried out, in order."""
    rows = db.execute(
        """
        SELECT n, kind, session, words
        FROM command
        WHERE station = :station
          AND done_at IS NULL
        ORDER BY n
        LIMIT :limit
        """,
        {"station": station, "limit": COMMANDS_LIMIT},
    )
    return tuple(Command(row["n"], row["kind"], row["session"], row["words"]) for row in rows)


def done_upto(db: Db, now: Instant, *, station: str, n: int) -> None:
    """The station has carried out all orders up to `n`."""
    db.execute(
        """
        UPDATE command
        SET done_at = :now
        WHERE station = :station
          AND n <= :n
          AND done_at IS NULL
        """,
        {"now": now, "station": station, "n": n},
    )
