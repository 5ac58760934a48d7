"""The site as its owner sees it: seats and their stations, and the audit log with names."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant
from kiosk.store import audit, audit_names, staff, stations
from kiosk.store.audit import Wanted
from kiosk.store.audit_names import Named

AUDIT_ROWS = 50


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A place on the map; `station` "": none is enrolled there; `number` 0: it has no seat."""

    number: int
    row_name: str
    zone: str
    station: str
    station_name: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A line of the audit log; `by` is a person's name where it was a person.

    `named`: the thing it is about by name, None where there is none or it is gone.
    """

    n: int
    at: Instant
    by: str
    act: str
    about: str
    reason: str
    detail: str
    named: Named | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Lines, the last first; `older_than` is the number to ask on with, None at the end."""

    entries: tuple[AuditEntry, ...]
    older_than: int | None
    people: tuple[tuple[str, str], ...]


def seats(db: Db) -> tuple[SeatLine, ...]:
    """All seats by number, with the stations at them."""
    names = {peer.origin: peer.name for peer in stations.all_stations(db)}
    return tuple(
        SeatLine(
            row.number, row.row_name, row.zone, row.station or "", names.get(row.station or "", "")
        )
        for row in stations.seats(db)
    )


def without_seat(db: Db) -> tuple[SeatLine, ...]:
    """Stations that may come in and have no seat: another computer was set up at theirs."""
    placed = {row.station for row in stations.seats(db)}
    return tuple(
        SeatLine(0, "", "", peer.origin, peer.name)
        for peer in stations.all_stations(db)
        if not peer.revoked and peer.origin not in placed
    )


def audit_page(db: Db, *, before: int | None, wanted: Wanted, rows: int = AUDIT_ROWS) -> AuditPage:
    """A page of the audit log."""
    names = staff.names(db)
    lines = audit.latest(db, before=before, limit=rows + 1, wanted=wanted)
    shown = lines[:rows]
    things = audit_names.names(db, (line.about for line in shown))
    return AuditPage(
        entries=tuple(
            AuditEntry(
                n=line.n,
                at=line.at,
                by=names.get(line.by, line.by),
                act=line.act,
                about=line.about,
                reason=line.reason,
                detail=line.detail,
                named=things.get(line.about),
            )
            for line in shown
        ),
        older_than=shown[-1].n if len(lines) > rows else None,
        people=tuple(sorted(names.items(), key=lambda one: one[1].casefold())),
    )
