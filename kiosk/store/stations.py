"""Seats on the floor, the stations that sit at them, and the codes that let one in."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.link.gate import Peer
from kiosk.rules.instants import Instant

KEYS_LIMIT = 16
"""How many times a station may have had new keys for all that it made before to be read."""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A place on the floor map. `station` is None until one is enrolled there."""

    number: int
    zone: str
    row_name: str
    station: str | None
    out_of_order: str

    @property
    def origin(self) -> str:
        """The name of the station that stands here; "" where there is none."""
        return self.station or ""


def add_seat(db: Db, seat: SeatRow) -> None:
    """Put a seat on the floor map."""
    db.execute(
        """
        INSERT INTO seat (number, zone, row_name, station, out_of_order)
        VALUES (:number, :zone, :row_name, :station, :out_of_order)
        """,
        {
            "number": seat.number,
            "zone": seat.zone,
            "row_name": seat.row_name,
            "station": seat.station,
            "out_of_order": seat.out_of_order,
        },
    )


def seats(db: Db) -> tuple[SeatRow, ...]:
    """All seats by number (a site has some hundreds at most)."""
    rows = db.execute(
        "SELECT number, zone, row_name, station, out_of_order FROM seat ORDER BY number"
    )
    return tuple(SeatRow(*tuple(row)) for row in rows)


def seat(db: Db, number: int) -> SeatRow | None:
    """One seat."""
    row = db.execute(
        """
        SELECT number, zone, row_name, station, out_of_order
        FROM seat
        WHERE number = :number
        """,
        {"number": number},
    ).fetchone()
    return None if row is None else SeatRow(*tuple(row))


def seat_of(db: Db, station: str) -> SeatRow | None:
    """The seat where a station stands."""
    row = db.execute(
        """
        SELECT number, zone, row_name, station, out_of_order
        FROM seat
        WHERE station = :station
        """,
        {"station": station},
    ).fetchone()
    return None if row is None else SeatRow(*tuple(row))


def put_at_seat(db: Db, *, station: str, number: int) -> None:
    """This station stands at this seat from now on; the one before is gone from it."""
    db.execute("UPDATE seat SET station = NULL WHERE station = :station", {"station": station})
    db.execute(
        "UPDATE seat SET station = :station WHERE number = :number",
        {"station": station, "number": number},
    )


def set_out_of_order(db: Db, *, number: int, reason: str) -> None:
    """Why a seat may not be used; "" when it may."""
    db.execute(
        "UPDATE seat SET out_of_order = :reason WHERE number = :number",
        {"number": number, "reason": reason},
    )


def mac_of(db: Db, station: str) -> str:
    """The address by which a machine is woken over the network; "" until it has told."""
    row = db.execute("SELECT mac FROM station WHERE id = :id", {"id": station}).fetchone()
    return "" if row is None else str(row["mac"])


def set_mac(db: Db, *, station: str, mac: str) -> None:
    """The machine has told its address."""
    db.execute("UPDATE station SET mac = :mac WHERE id = :id", {"id": station, "mac": mac})


def add(db: Db, now: Instant, peer: Peer) -> None:
    """Enrol a station."""
    db.execute(
        """
        INSERT INTO station (id, name, public_signing, public_sealing, enrolled_at)
        VALUES (:id, :name, :public_signing, :public_sealing, :now)
        """,
        {
            "id": peer.origin,
            "name": peer.name,
            "public_signing": peer.public_signing,
            "public_sealing": peer.public_sealing,
            "now": now,
        },
    )


def peer(db: Db, origin: str) -> Peer | None:
    """An enrolled station; one that was removed, or came in again with new keys, as revoked."""
    row = db.execute(
        """
        SELECT id, public_signing, public_sealing, name,
               revoked_at IS NOT NULL OR replaced_by IS NOT NULL AS gone
        FROM station
        WHERE id = :id
        """,
        {"id": origin},
    ).fetchone()
    if row is None:
        return None
    return Peer(
        row["id"],
        bytes(row["public_signing"]),
        bytes(row["public_sealing"]),
        row["name"],
        bool(row["gone"]),
    )


def replace(db: Db, *, station: str, by: str) -> None:
    """This station has new keys, and with them another name; the old name does nothing any more."""
    db.execute(
        "UPDATE station SET replaced_by = :by WHERE id = :id AND replaced_by IS NULL",
        {"id": station, "by": by},
    )
    db.execute("UPDATE seat SET station = NULL WHERE station = :id", {"id": station})


def before(db: Db, station: str) -> tuple[Peer, ...]:
    """What a station was called before it had its keys of today, the newest first."""
    rows = db.execute(
        """
        WITH RECURSIVE line (id, n) AS (
            SELECT id, 1
            FROM station
            WHERE replaced_by = :station
            UNION ALL
            SELECT station.id, line.n + 1
            FROM line
            JOIN station ON station.replaced_by = line.id
            WHERE line.n < :limit
        )
        SELECT id
        FROM line
        ORDER BY n
        LIMIT :limit
        """,
        {"station": station, "limit": KEYS_LIMIT},
    ).fetchall()
    found = (peer(db, row["id"]) for row in rows)
    return tuple(one for one in found if one is not None)


def all_stations(db: Db) -> tuple[Peer, ...]:
    """All that were ever enrolled, in that order."""
    rows = db.execute("SELECT id FROM station ORDER BY enrolled_at, id").fetchall()
    found = (peer(db, row["id"]) for row in rows)
    return tuple(one for one in found if one is not None)


def removed_at(db: Db, station: str) -> Instant | None:
    """When a station's permission ended; None while it has one."""
    row = db.execute("SELECT revoked_at FROM station WHERE id = :id", {"id": station}).fetchone()
    return None if row is None or row["revoked_at"] is None else Instant(row["revoked_at"])


def revoke(db: Db, now: Instant, station: str) -> None:
    """End a station's permission for good and take it from its seat."""
    db.execute(
        """
        UPDATE station
        SET revoked_at = :now,
            removed_from = (SELECT number FROM seat WHERE seat.station = :id)
        WHERE id = :id
          AND revoked_at IS NULL
        """,
        {"id": station, "now": now},
    )
    db.execute("UPDATE seat SET station = NULL WHERE station = :id", {"id": station})
