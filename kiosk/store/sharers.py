"""Who learned beside whom at a seat, from when until when."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.seat_sharing import Beside

SHARED_LIMIT = 500
"""So many times a visitor learned beside others at one station, the newest first."""
SHARERS_LIMIT = 2000
"""More than there are seats: one beside each at most."""


@dataclass(frozen=True, slots=True)
class Sharer:
    """Somebody who learns beside another just now."""

    session: str
    visitor: str
    name: str
    station: str
    seat: int


def add(db: Db, now: Instant, *, session: str, visitor: str) -> None:
    """Somebody learns beside the one whose session it is, from now on."""
    db.execute(
        """
        INSERT INTO sharer (session, visitor, station, from_at, from_used_s)
        SELECT id, :visitor, station, :now, used_s
        FROM session
        WHERE id = :session
        """,
        {"session": session, "visitor": visitor, "now": now},
    )


def end(db: Db, at: Instant, *, session: str, visitor: str = "", station: str = "") -> bool:
    """They learn there no more, one or (visitor "") whoever did; returns whether somebody did.

    Of a session that was at several stations that one may be named.

    Nobody leaves before they came, however a seat's clock was set.
    """
    changed = db.execute(
        """
        UPDATE sharer
        SET until_at = max(from_at, :at)
        WHERE session = :session
          AND until_at IS NULL
          AND :visitor IN ('', visitor)
          AND :station IN ('', station)
        """,
        {"session": session, "visitor": visitor, "station": station, "at": at},
    )
    return changed.rowcount > 0


def end_all_of(db: Db, at: Instant, *, visitor: str) -> bool:
    """Somebody sits down at a seat of their own; returns whether they learned beside another."""
    changed = db.execute(
        """
        UPDATE sharer
        SET until_at = max(from_at, :at)
        WHERE visitor = :visitor
          AND until_at IS NULL
        """,
        {"visitor": visitor, "at": at},
    )
    return changed.rowcount > 0


def beside(db: Db, session: str) -> tuple[Sharer, ...]:
    """Who learns beside the one whose session it is, at the station where it runs."""
    return _open(db, "sharer.session = :it", {"it": session})


def of_visitor(db: Db, visitor: str) -> Sharer | None:
    """Where somebody learns beside another just now."""
    found = _open(db, "sharer.visitor = :it", {"it": visitor})
    return found[0] if found else None


def all_now(db: Db) -> tuple[Sharer, ...]:
    """Everybody who learns beside another just now."""
    return _open(db, "TRUE", {})


def _open(db: Db, condition: str, values: dict[str, object]) -> tuple[Sharer, ...]:
    rows = db.execute(
        f"""
        SELECT sharer.session, sharer.visitor, visitor.name, sharer.station, session.seat
        FROM session
        JOIN sharer ON sharer.session = session.id AND sharer.station = session.station
        JOIN visitor ON visitor.id = sharer.visitor
        WHERE session.closed_at IS NULL
          AND sharer.until_at IS NULL
          AND {condition}
        ORDER BY sharer.session
        LIMIT :limit
        """,
        {**values, "limit": SHARERS_LIMIT},
    )
    return tuple(Sharer(**dict(row)) for row in rows)


def at_station(db: Db, *, visitor: str, station: str) -> tuple[Beside, ...]:
    """When somebody learned beside others at a station, the newest first."""
    rows = db.execute(
        """
        SELECT visitor, from_at, until_at
        FROM sharer
        WHERE visitor = :visitor
          AND station = :station
        ORDER BY from_at DESC
        LIMIT :limit
        """,
        {"visitor": visitor, "station": station, "limit": SHARED_LIMIT},
    )
    return tuple(Beside(row["visitor"], row["from_at"], row["until_at"]) for row in rows)
