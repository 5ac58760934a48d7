"""Orders to stations: numbered, carried out once, done when the station says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.disk.db import Db
from kiosk.protocol.station_calls import COMMANDS_LIMIT, Command
from kiosk.rules.instants import Instant

NONE_LEFT: Mapping[int, str] = MappingProxyType({})
NUMBERS_LEFT_OUT = 1_000_000
"""More orders than one station is ever given between a backup and its restore."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as kept; after `until` it is not carried out any more."""

    station: str
    n: int
    kind: str
    session: str
    words: str
    made_at: Instant
    until: Instant | None
    done_at: Instant | None
    outcome: str


def send(
    db: Db,
    now: Instant,
    *,
    station: str,
    kind: str,
    session: str = "",
    words: str = "",
    until: Instant | None = None,
) -> int:
    """Queue an order for a station; returns its number."""
    row = db.execute(
        """
        INSERT INTO command (station, n, kind, session, words, made_at, until)
        SELECT :station, 1 + coalesce(max(n), 0), :kind, :session, :words, :now, :until
        FROM command
        WHERE station = :station
        RETURNING n
        """,
        {
            "station": station,
            "kind": kind,
            "session": session,
            "words": words,
            "now": now,
            "until": until,
        },
    ).fetchone()
    return int(row["n"])


def waiting(db: Db, station: str) -> tuple[Command, ...]:
    """Orders that the station has not yet carried out, in order.

    One that comes too late is among them: the station passes it over and says so by its number.
    """
    rows = db.execute(
        """
        SELECT n, kind, session, words, coalesce(until, 0) AS until
        FROM command
        WHERE station = :station
          AND done_at IS NULL
        ORDER BY n
        LIMIT :limit
        """,
        {"station": station, "limit": COMMANDS_LIMIT},
    )
    return tuple(Command(*tuple(row)) for row in rows)


def done_upto(
    db: Db, now: Instant, *, station: str, n: int, not_done: Mapping[int, str] = NONE_LEFT
) -> None:
    """The station is past all orders up to `n`; those in `not_done` it did not carry out."""
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
    db.executemany(
        """
        UPDATE command
        SET outcome = :why
        WHERE station = :station
          AND n = :n
          AND done_at = :now
        """,
        [{"why": why, "station": station, "n": each, "now": now} for each, why in not_done.items()],
    )


def withdraw(db: Db, now: Instant, station: str) -> None:
    """The station was removed: what it was ordered and has not done is not ordered any more."""
    db.execute(
        """
        UPDATE command
        SET done_at = :now
        WHERE station = :station
          AND done_at IS NULL
        """,
        {"now": now, "station": station},
    )


def end_ordered_at(db: Db, session: str) -> Instant | None:
    """When the desk ordered the end of a session last; None where it did not, or took it back."""
    row = db.execute(
        """
        SELECT max(command.made_at) AS at
        FROM session
        JOIN command ON command.station = session.station
        WHERE session.id = :session
          AND command.n > (SELECT max(n) - :newest
                           FROM command AS newer
                           WHERE newer.station = session.station)
          AND command.session = :session
          AND command.kind = 'lock'
          AND command.words = 'desk'
        """,
        {"session": session, "newest": COMMANDS_LIMIT},
    ).fetchone()
    return None if row["at"] is None else Instant(row["at"])


def take_end_back(db: Db, now: Instant, session: str) -> None:
    """The end of a session that was ordered and not carried out yet is not ordered any more."""
    db.execute(
        """
        UPDATE command
        SET done_at = :now, words = 'undone'
        WHERE station = (SELECT station FROM session WHERE id = :session)
          AND session = :session
          AND kind = 'lock'
          AND done_at IS NULL
        """,
        {"session": session, "now": now},
    )


def last_of(db: Db, station: str) -> Order | None:
    """The newest order of a station."""
    row = db.execute(
        """
        SELECT station, n, kind, session, words, made_at, until, done_at, outcome
        FROM command
        WHERE station = :station
        ORDER BY n DESC
        LIMIT 1
        """,
        {"station": station},
    ).fetchone()
    return None if row is None else Order(*tuple(row))


def last_of_all(db: Db) -> dict[str, Order]:
    """The newest order of each station that stands at a seat."""
    rows = db.execute(
        """
        SELECT command.station, n, kind, session, words, made_at, until, done_at, outcome
        FROM seat
        CROSS JOIN command ON command.station = seat.station  -- seats first: they are few
        WHERE n = (SELECT max(n) FROM command AS newer WHERE newer.station = seat.station)
        """
    )
    return {row["station"]: Order(*tuple(row)) for row in rows}


OLD_AND_DONE = """
        SELECT rowid
        FROM command
        WHERE done_at < :before
          AND n < (SELECT max(n) FROM command AS newer WHERE newer.station = command.station)
        ORDER BY done_at
        LIMIT :limit
"""
"""The newest order of a station stays: the next number counts on from it."""


def any_old(db: Db, *, before: Instant) -> bool:
    """Whether there are done orders to forget."""
    return db.execute(OLD_AND_DONE, {"before": before, "limit": 1}).fetchone() is not None


def forget_done(db: Db, *, before: Instant, limit: int) -> int:
    """Delete orders that were done before an instant, the eldest first; returns how many."""
    return db.execute(
        f"DELETE FROM command WHERE rowid IN ({OLD_AND_DONE})", {"before": before, "limit": limit}
    ).rowcount


def highest(db: Db, station: str) -> int:
    """The number of the newest order of a station; 0 before its first."""
    row = db.execute(
        "SELECT coalesce(max(n), 0) AS n FROM command WHERE station = :station",
        {"station": station},
    ).fetchone()
    return int(row["n"])


def lift_waiting(db: Db, *, by: int, since: Instant, station: str | None = None) -> None:
    """Put orders that were given since then, and wait, so much higher; None: of all stations."""
    db.execute(
        """
        UPDATE command
        SET n = n + :by
        WHERE done_at IS NULL
          AND made_at >= :since
          AND station = coalesce(:station, station)
        """,
        {"by": by, "since": since, "station": station},
    )


def leave_out_upto(db: Db, now: Instant, *, station: str, n: int) -> None:
    """A station has carried out so many, more than it was given here: the next goes above."""
    db.execute(
        """
        INSERT INTO command (station, n, kind, session, words, made_at, done_at)
        VALUES (:station, :n, 'message', '', '', :now, :now)
        """,
        {"station": station, "n": n, "now": now},
    )


def leave_numbers_out(db: Db, now: Instant) -> None:
    """After a restore: orders given since the copy was made are done at their stations.

    A station takes an order with a number of then for one that it has carried out, so those to
    come stand above all that were.
    """
    db.execute(
        """
        INSERT INTO command (station, n, kind, session, words, made_at, done_at)
        SELECT station.id, :left_out + coalesce(max(command.n), 0), 'message', '', '', :now, :now
        FROM station
        LEFT JOIN command ON command.station = station.id
        GROUP BY station.id
        """,
        {"left_out": NUMBERS_LEFT_OUT, "now": now},
    )
