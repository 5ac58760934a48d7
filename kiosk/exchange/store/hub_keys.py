"""The keys of hubs that changed them: by each of its names a hub is found, the row of `hub` stays.

`hub.origin` is the name that a hub came in with, and everything here is kept under it; its row has
the keys that it signs with now. All that it ever had stand here, once it has changed any.
"""

from sqlalchemy import Column, Connection, Index, Table, Text, insert, select, update

from kiosk.exchange.store.columns import metadata, number, octets, to
from kiosk.exchange.store.tables import hub
from kiosk.link.gate import Peer
from kiosk.protocol.keys import PAIRS_LIMIT
from kiosk.protocol.signing import origin_of
from kiosk.rules.instants import Instant

NAMES_LIMIT = 2000
"""So many other names of hubs a page knows."""

hub_key = Table(
    "hub_key",
    metadata,
    Column("origin", Text, primary_key=True),
    to("hub", "hub.origin"),
    octets("public_signing"),
    number("noted_at"),
    Index(None, "hub"),
    sqlite_strict=True,
)


def hub_named(db: Connection, origin: str) -> str | None:
    """The name under which a hub is kept here that also has this one."""
    found: str | None = db.execute(select(hub_key.c.hub).where(hub_key.c.origin == origin)).scalar()
    return found


def keys_of(db: Connection, name: str) -> tuple[bytes, ...]:
    """All keys that a hub ever signed with; empty where it never changed them."""
    rows = db.execute(
        select(hub_key.c.public_signing)
        .where(hub_key.c.hub == name)
        .order_by(hub_key.c.noted_at.desc(), hub_key.c.origin)
        .limit(PAIRS_LIMIT)
    )
    return tuple(bytes(row.public_signing) for row in rows)


def names_of(db: Connection, name: str) -> tuple[str, ...]:
    """All names of a hub, that under which it is kept first."""
    others = (origin_of(key) for key in keys_of(db, name))
    return tuple(dict.fromkeys((name, *others)))


def other_names(db: Connection) -> dict[str, str]:
    """Names that hubs have besides the one under which they are kept, and that one."""
    rows = db.execute(select(hub_key.c.origin, hub_key.c.hub).limit(NAMES_LIMIT))
    return {row.origin: row.hub for row in rows}


def put_in_front(
    db: Connection, now: Instant, peer: Peer, *, signing: bytes, sealing: bytes
) -> None:
    """A hub signs with this key from now on, and is sealed to with that one."""
    note(db, now, peer.origin, peer.public_signing)
    note(db, now, peer.origin, signing)
    values = {"public_signing": signing, "public_sealing": sealing}
    db.execute(update(hub).where(hub.c.origin == peer.origin).values(values))


def note(db: Connection, now: Instant, name: str, public_signing: bytes) -> None:
    """A hub has, or had, this key."""
    origin = origin_of(public_signing)
    if hub_named(db, origin) is None:
        values = {
            "origin": origin,
            "hub": name,
            "public_signing": public_signing,
            "noted_at": now,
        }
        db.execute(insert(hub_key).values(values))
