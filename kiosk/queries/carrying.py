"""What the page of the stick shows: what waits, what was carried last, what nobody signed for."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.store import carried, upstream
from kiosk.store.carried import Carried


@dataclass(frozen=True, slots=True)
class Carrying:
    """See tasks/stick.html. `unsigned`: bundles whose answer did not come back yet."""

    joined: bool
    waiting: int
    written: Carried | None
    read: Carried | None
    unsigned: int


def carrying(db: Db) -> Carrying:
    """How it stands now."""
    return Carrying(
        upstream.load(db) is not None,
        sqlite_outbox.waiting(db, "exchange"),
        carried.last(db, "written"),
        carried.last(db, "read"),
        len(carried.unsettled(db, "written")),
    )
