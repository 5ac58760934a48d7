"""A zone is a name that several tables hold: its seats, and the name changed in all of them."""

import json

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

BOOKING_LONGEST_MS = 86_400_000
"""What the table allows."""


def names(db: Db) -> tuple[str, ...]:
    """The zones of the site; each has a seat at least."""
    return tuple(row["zone"] for row in db.execute("SELECT DISTINCT zone FROM seat ORDER BY zone"))


def anybody_sits(db: Db) -> bool:
    """Whether a session is open at any station."""
    row = db.execute(
        """
        SELECT 1
        FROM station
        CROSS JOIN session ON session.station = station.id  -- stations first: they are few
        WHERE session.closed_at IS NULL
        LIMIT 1
        """
    ).fetchone()
    return row is not None


def rename(db: Db, now: Instant, *, zone: str, name: str) -> None:
    """Call it by another name at its seats, in offers, in bookings to come, in the waiting line."""
    told = {"zone": zone, "name": name, "now": now, "longest_ms": BOOKING_LONGEST_MS}
    db.execute("UPDATE seat SET zone = :name WHERE zone = :zone", told)
    db.execute(
        """
        UPDATE booking
        SET zone = :name
        WHERE starts > :now - :longest_ms
          AND ends > :now
          AND zone = :zone
        """,
        told,
    )
    db.execute(
        """
        UPDATE waiting
        SET zone = :name
        WHERE seated_at IS NULL
          AND left_at IS NULL
          AND zone = :zone
        """,
        told,
    )
    _rename_in_offers(db, zone=zone, name=name)


def _rename_in_offers(db: Db, *, zone: str, name: str) -> None:
    """What was sold holds at the same seats: a pass has the terms of the edition sold."""
    for row in db.execute("SELECT id, zones FROM offer WHERE zones <> '[]'").fetchall():
        zones = json.loads(row["zones"])
        if zone in zones:
            said = sorted({name if each == zone else each for each in zones})
            db.execute(
                "UPDATE offer SET zones = :zones WHERE id = :id",
                {"id": row["id"], "zones": json.dumps(said)},
            )
