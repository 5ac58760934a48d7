"""Facts of removed stations: kept beside the inbox until staff say what becomes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kiosk.disk.db import Db
from kiosk.link.shelf import HELD, REFUSED_BY_STAFF
from kiosk.protocol.bodies import ParkedError
from kiosk.protocol.facts import SignedFact
from kiosk.rules.instants import Instant

Came = Literal["before", "after"]
"""Whether a fact says of itself that it was made before its station was removed."""
DECIDED_AT_ONCE = 500
GROUPS_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Held:
    """Facts of one type of one removed station; the first and the last of them by their word."""

    station: str
    name: str
    seat: int
    removed_at: Instant
    came: Came
    type: str
    facts: int
    first_at: Instant
    last_at: Instant


def add(db: Db, signed: SignedFact, *, station: str, made_at: Instant, came: Came) -> None:
    """Note that a fact waits for staff; once."""
    db.execute(
        """
        INSERT INTO held_fact (origin, epoch, seq, station, type, made_at, came, state)
        VALUES (:origin, :epoch, :seq, :station, :type, :made_at, :came, 'held')
        ON CONFLICT (origin, epoch, seq) DO NOTHING
        """,
        {
            "origin": signed.fact.origin,
            "epoch": signed.fact.epoch,
            "seq": signed.fact.seq,
            "station": station,
            "type": signed.fact.type,
            "made_at": made_at,
            "came": came,
        },
    )


def count(db: Db, station: str) -> int:
    """How many facts of a station wait for staff, also such as came twice and not alike."""
    row = db.execute(
        """
        SELECT (SELECT count(*)
                FROM held_fact
                WHERE station = :station
                  AND state = 'held')
               + (SELECT count(*) FROM quarantine WHERE origin = :station) AS facts
        """,
        {"station": station},
    ).fetchone()
    return int(row["facts"])


def waiting(db: Db) -> tuple[Held, ...]:
    """All that waits for staff, by station, by whether it was made in time, by type."""
    rows = db.execute(
        """
        SELECT held_fact.station AS station,
               station.name AS name,
               coalesce(station.removed_from, 0) AS seat,
               coalesce(station.revoked_at, 0) AS removed_at,
               came,
               type,
               count(*) AS facts,
               min(made_at) AS first_at,
               max(made_at) AS last_at
        FROM held_fact
        JOIN station ON station.id = held_fact.station
        WHERE state = 'held'
        GROUP BY held_fact.station, came, type
        ORDER BY held_fact.station, came DESC, type
        LIMIT :limit
        """,
        {"limit": GROUPS_LIMIT},
    )
    return tuple(Held(*tuple(row)) for row in rows)


@dataclass(frozen=True, slots=True)
class Place:
    """The name of a fact."""

    origin: str
    epoch: str
    seq: int


def some(db: Db, *, station: str, came: Came) -> tuple[Place, ...]:
    """Facts of a station that wait, the eldest first; `DECIDED_AT_ONCE` at most."""
    rows = db.execute(
        """
        SELECT origin, epoch, seq
        FROM held_fact
        WHERE station = :station
          AND came = :came
          AND state = 'held'
        LIMIT :limit
        """,
        {"station": station, "came": came, "limit": DECIDED_AT_ONCE},
    )
    return tuple(Place(*tuple(row)) for row in rows)


def take(db: Db, now: Instant, places: Sequence[Place], *, by: str) -> None:
    """From now on these wait only to be read, as any that came and was not understood yet."""
    _decide(db, now, places, by=by, state="taken", reason="")
    _change(db, places, state="parked", code=ParkedError.code)


def refuse(db: Db, now: Instant, places: Sequence[Place], *, by: str, reason: str) -> None:
    """These are kept and never applied."""
    _decide(db, now, places, by=by, state="refused", reason=reason)
    _change(db, places, state="rejected", code=REFUSED_BY_STAFF)


def _decide(
    db: Db, now: Instant, places: Sequence[Place], *, by: str, state: str, reason: str
) -> None:
    db.executemany(
        """
        UPDATE held_fact
        SET state = :state, decided_by = :by, decided_at = :now, reason = :reason
        WHERE origin = :origin
          AND epoch = :epoch
          AND seq = :seq
          AND state = 'held'
        """,
        [
            {"now": now, "by": by, "state": state, "reason": reason, **_place(place)}
            for place in places
        ],
    )


def _change(db: Db, places: Sequence[Place], *, state: str, code: str) -> None:
    db.executemany(
        """
        UPDATE inbox
        SET state = :state, code = :code
        WHERE origin = :origin
          AND epoch = :epoch
          AND seq = :seq
          AND state = 'parked'
          AND code = :held
        """,
        [{"state": state, "code": code, "held": HELD, **_place(place)} for place in places],
    )


def _place(place: Place) -> dict[str, str | int]:
    return {"origin": place.origin, "epoch": place.epoch, "seq": place.seq}
