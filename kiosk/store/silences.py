"""Silences of stations: one row each, made when it is found and ended once."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Silence:
    """A station at a seat that said nothing from then on; `ended_at` is None while it does not."""

    n: int
    station: str
    seat: int
    began_at: Instant
    ended_at: Instant | None


@dataclass(frozen=True, slots=True)
class SilenceWithSession:
    """A silence beside a session that was at its station meanwhile, None where none was."""

    silence: Silence
    opened_at: Instant | None
    closed_at: Instant | None


@dataclass(frozen=True, slots=True)
class Listened:
    """A station at a seat, and since when it is one."""

    station: str
    seat: int
    enrolled_at: Instant


def listened_to(db: Db) -> tuple[Listened, ...]:
    """The stations that stand at a seat (a site has some hundreds at most)."""
    rows = db.execute(
        """
        SELECT seat.station, seat.number, station.enrolled_at
        FROM seat
        JOIN station ON station.id = seat.station
        ORDER BY seat.number
        """
    )
    return tuple(Listened(*tuple(row)) for row in rows)


def begin(db: Db, *, station: str, seat: int, at: Instant) -> None:
    """Keep that a station is silent; while one is kept for it a second is not."""
    db.execute(
        """
        INSERT INTO silence (station, seat, began_at)
        VALUES (:station, :seat, :at)
        ON CONFLICT DO NOTHING
        """,
        {"station": station, "seat": seat, "at": at},
    )


def end(db: Db, *, station: str, at: Instant) -> None:
    """The silence that is kept of a station is over."""
    db.execute(
        """
        UPDATE silence
        SET ended_at = max(began_at, :at)
        WHERE station = :station
          AND ended_at IS NULL
        """,
        {"station": station, "at": at},
    )


def begun(db: Db) -> dict[str, Instant]:
    """The silences that have not ended, by station: when each began."""
    rows = db.execute("SELECT station, began_at FROM silence WHERE ended_at IS NULL")
    return {row["station"]: Instant(row["began_at"]) for row in rows}


def between(
    db: Db, *, since: Instant, until: Instant, limit: int
) -> tuple[SilenceWithSession, ...]:
    """The silences of a time, each once for every session at its station meanwhile.

    A session counts until it was settled; one that moved away in between counts to its end.
    """
    rows = db.execute(
        """
        WITH found AS (SELECT n, station, seat, began_at, ended_at
                       FROM silence
                       WHERE ended_at > :since
                         AND began_at < :until
                       UNION ALL
                       SELECT n, station, seat, began_at, ended_at
                       FROM silence
                       WHERE ended_at IS NULL
                         AND began_at < :until
                       ORDER BY began_at DESC
                       LIMIT :limit),
             sat AS (SELECT found.n, session.opened_at, session.closed_at
                     FROM found
                     JOIN session INDEXED BY session_station
                       ON session.station = found.station
                      AND session.closed_at > found.began_at
                     WHERE session.opened_at < coalesce(found.ended_at, :until)
                     UNION ALL
                     SELECT found.n, session.opened_at, NULL
                     FROM found
                     JOIN session INDEXED BY session_one_a_station
                       ON session.station = found.station
                      AND session.closed_at IS NULL)
        SELECT found.n, found.station, found.seat, found.began_at, found.ended_at,
               sat.opened_at, sat.closed_at
        FROM found
        LEFT JOIN sat ON sat.n = found.n
        ORDER BY found.began_at DESC, found.n
        """,
        {"since": since, "until": until, "limit": limit},
    )
    return tuple(
        SilenceWithSession(Silence(*tuple(row)[:5]), row["opened_at"], row["closed_at"])
        for row in rows
    )
