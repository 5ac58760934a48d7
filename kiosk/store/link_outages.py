"""When stations could not reach the hub, as the site itself knows: a row each, not one a beat."""

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.rules.link_outages import Fallen
from kiosk.rules.outages import Outage

OUTAGES_LIMIT = 1000


def add_of_hub(db: Db, outage: Outage) -> None:
    """The hub itself was down; nobody reached it."""
    db.execute(
        "INSERT INTO link_outage (kind, began, ended) VALUES ('hub', :began, :ended)",
        {"began": outage.began, "ended": outage.ended},
    )


def begin(db: Db, fallen: Fallen) -> None:
    """Stations fell silent together."""
    row = db.execute(
        """
        INSERT INTO link_outage (kind, began)
        VALUES ('stations', :began)
        RETURNING n
        """,
        {"began": fallen.began},
    ).fetchone()
    db.executemany(
        "INSERT INTO link_outage_station (outage, station) VALUES (:outage, :station)",
        [{"outage": row["n"], "station": station} for station in sorted(fallen.stations)],
    )


def end(db: Db, at: Instant, *, outage: int) -> None:
    """It is over; said again, nothing changes."""
    db.execute(
        "UPDATE link_outage SET ended = max(began, :at) WHERE n = :outage AND ended IS NULL",
        {"outage": outage, "at": at},
    )


def open_ones(db: Db) -> dict[int, Fallen]:
    """Those that are not over, by number."""
    rows = db.execute(
        """
        SELECT link_outage.n, link_outage.began, link_outage_station.station
        FROM link_outage
        JOIN link_outage_station ON link_outage_station.outage = link_outage.n
        WHERE link_outage.ended IS NULL
        """
    )
    found: dict[int, Fallen] = {}
    for n, began, station in rows:
        before = found.get(n, Fallen(Instant(began), frozenset()))
        found[n] = Fallen(before.began, before.stations | {station})
    return found


def of_station(db: Db, *, station: str, since: Instant, until: Instant) -> tuple[Outage, ...]:
    """What cut a station off and began after `since` and before `until`; none ends later."""
    rows = db.execute(
        """
        SELECT began, min(coalesce(ended, :until), :until) AS ended
        FROM link_outage
        WHERE began > :since
          AND began < :until
          AND (kind = 'hub'
               OR EXISTS (SELECT 1
                          FROM link_outage_station
                          WHERE link_outage_station.outage = link_outage.n
                            AND link_outage_station.station = :station))
        ORDER BY began
        LIMIT :limit
        """,
        {"station": station, "since": since, "until": until, "limit": OUTAGES_LIMIT},
    )
    return tuple(Outage(Instant(row["began"]), Instant(row["ended"])) for row in rows)
