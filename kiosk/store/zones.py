"""A zone is a name that several tables hold: its seats, and the name changed in all of them."""

import json

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant

FORMER_LIMIT = 20
"""Nobody renames a zone more often while its paper is about."""
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
    db.execute("INSERT INTO zone_renamed (old, new, at) VALUES (:zone, :name, :now)", told)


def former_names(db: Db, zone: str) -> tuple[str, ...]:
    """What a zone was called before; not a name that another zone has by now."""
    rows = db.execute(
        """
        WITH RECURSIVE was (name) AS (
            SELECT old
            FROM zone_renamed
            WHERE new = :zone
            UNION
            SELECT old
            FROM was
            JOIN zone_renamed ON zone_renamed.new = was.name
        )
        SELECT name
        FROM was
        WHERE name NOT IN (SELECT zone FROM seat)
        ORDER BY name
        LIMIT :limit
        """,
        {"zone": zone, "limit": FORMER_LIMIT},
    )
    return tuple(row["name"] for row in rows)


def renames(db: Db) -> tuple[tuple[str, str], ...]:
    """Old and new name of each rename, the last first."""
    rows = db.execute(
        "SELECT old, new FROM zone_renamed ORDER BY n DESC LIMIT :limit", {"limit": FORMER_LIMIT}
    )
    return tuple((row["old"], row["new"]) for row in rows)


def name_now(db: Db, zone: str, *, since: Instant) -> str:
    """What is called now what had this name at an instant."""
    rows = db.execute(
        "SELECT old, new FROM zone_renamed WHERE at >= :since ORDER BY n DESC LIMIT :limit",
        {"since": since, "limit": FORMER_LIMIT},
    ).fetchall()
    for row in reversed(rows):
        zone = row["new"] if row["old"] == zone else zone
    return zone


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
