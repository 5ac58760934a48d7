"""Restores of this hub, and the stations whose hands it does not know since the last one."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant, later

HANDS_LAPSE_AFTER_S = 72 * 3600
"""As long as an allotment lasts by default: a slot dealt after the copy has lapsed by then."""
SEATS_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class Restore:
    """A copy took the database's place; `copied_at` is when it was made."""

    at: Instant
    copied_at: Instant


def note(db: Db, now: Instant, *, copied_at: Instant) -> None:
    """This database is a copy from now on: what came after it is with the stations."""
    db.execute(
        "INSERT INTO restore (at, copied_at) VALUES (:now, :copied_at)",
        {"now": now, "copied_at": copied_at},
    )
    db.execute("DELETE FROM unheard_hand")
    db.execute(
        """
        INSERT INTO unheard_hand (station, until)
        SELECT id, max(:until, (SELECT coalesce(max(until), 0) FROM slot))
        FROM station
        WHERE revoked_at IS NULL
        """,
        {"until": later(now, seconds=HANDS_LAPSE_AFTER_S)},
    )


def last(db: Db) -> Restore | None:
    """The last restore; None where there never was one."""
    row = db.execute("SELECT at, copied_at FROM restore ORDER BY n DESC LIMIT 1").fetchone()
    return None if row is None else Restore(Instant(row["at"]), Instant(row["copied_at"]))


def was_restored(db: Db) -> bool:
    """Whether other machines may hold what this database has lost."""
    return last(db) is not None


def unheard(db: Db, now: Instant) -> tuple[str, ...]:
    """Stations that may hold slots of which this hub does not know; revoked ones work no more."""
    rows = db.execute(
        """
        SELECT unheard_hand.station AS station
        FROM unheard_hand
        JOIN station ON station.id = unheard_hand.station
        WHERE station.revoked_at IS NULL
          AND station.replaced_by IS NULL
          AND unheard_hand.until > :now
        ORDER BY unheard_hand.station
        LIMIT :limit
        """,
        {"now": now, "limit": SEATS_LIMIT},
    )
    return tuple(row["station"] for row in rows)


def note_heard(db: Db, stations: Iterable[str]) -> None:
    """These stations hold nothing any more of what they were given before the restore."""
    db.executemany(
        "DELETE FROM unheard_hand WHERE station = :station", [{"station": one} for one in stations]
    )
