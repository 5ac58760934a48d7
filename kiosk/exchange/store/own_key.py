"""Whose database this is: the exchange that first worked with it, by its key."""

from sqlalchemy import Column, Connection, Table, Text, insert, inspect, select

from kiosk.exchange.store.columns import BIG, metadata
from kiosk.rules.instants import Instant

own_key = Table(
    "own_key",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("noted_at", BIG, nullable=False),
    sqlite_strict=True,
)


def owner_of(db: Connection) -> str | None:
    """The exchange's origin; "" in a new database, None in one from before this was noted."""
    if not inspect(db).has_table(own_key.name):
        return None
    return db.execute(select(own_key.c.origin).limit(1)).scalar() or ""


def note_owner(db: Connection, now: Instant, *, origin: str) -> None:
    """It is ours from now on."""
    db.execute(insert(own_key).values(origin=origin, noted_at=now))
