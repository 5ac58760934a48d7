"""Requesters, their sign-ins, hubs, the codes that let hubs in, and the audit log."""

from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, or_, select, update

from kiosk.exchange.store.hub_keys import hub_named
from kiosk.exchange.store.tables import audit, enrol_code, hub, requester, sign_in
from kiosk.link.gate import Peer
from kiosk.rules.instants import Instant

HUBS_LIMIT = 100
"""Sticks are written for so many hubs at once."""
REQUESTERS_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Requester:
    """An employer who posts tasks and pays."""

    id: str
    name: str
    access_key: str
    secret_hash: str


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong sign-ins of one name, known here or not."""

    failed: int
    locked_until: Instant


@dataclass(frozen=True, slots=True)
class EnrolCode:
    """A one-time code; of its token only the hash, and the symbols that say which code is meant."""

    token_sha256: bytes
    name: str
    made_at: Instant
    tries: int
    used_by: str | None
    selector: str


def add_requester(db: Connection, now: Instant, one: Requester) -> None:
    """Keep a new requester; the tables refuse a name or access key that is there."""
    values = {
        "id": one.id,
        "name": one.name,
        "access_key": one.access_key,
        "secret_hash": one.secret_hash,
        "made_at": now,
    }
    db.execute(insert(requester).values(values))


def requester_named(db: Connection, name: str) -> Requester | None:
    """The requester of this name or access key."""
    return _requester(
        db.execute(
            select(requester).where((requester.c.name == name) | (requester.c.access_key == name))
        ).first()
    )


def requester_of(db: Connection, id: str) -> Requester | None:  # noqa: A002  the table's own word
    """The requester of this id."""
    return _requester(db.execute(select(requester).where(requester.c.id == id)).first())


def all_requesters(db: Connection) -> tuple[Requester, ...]:
    """Requesters by name."""
    rows = db.execute(select(requester).order_by(requester.c.name).limit(REQUESTERS_LIMIT))
    return tuple(Requester(row.id, row.name, row.access_key, row.secret_hash) for row in rows)


def set_secret(db: Connection, id: str, secret_hash: str) -> None:  # noqa: A002  the table's own word
    """The hash of a requester's new secret key takes the place of the old one."""
    db.execute(update(requester).where(requester.c.id == id).values(secret_hash=secret_hash))


def _requester(row: Row[tuple[object, ...]] | None) -> Requester | None:
    return None if row is None else Requester(row.id, row.name, row.access_key, row.secret_hash)


def tries_of(db: Connection, name: str) -> Tries:
    """How often this name was signed in wrongly."""
    row = db.execute(select(sign_in).where(sign_in.c.name == name)).first()
    return Tries(0, Instant(0)) if row is None else Tries(row.failed, Instant(row.locked_until))


def keep_tries(db: Connection, name: str, tries: Tries) -> None:
    """Keep the count of wrong sign-ins."""
    values = {"failed": tries.failed, "locked_until": tries.locked_until}
    changed = db.execute(update(sign_in).where(sign_in.c.name == name).values(values))
    if not changed.rowcount:
        db.execute(insert(sign_in).values({"name": name, **values}))


def add_hub(db: Connection, now: Instant, peer: Peer) -> None:
    """Keep an enrolled hub."""
    values = {
        "origin": peer.origin,
        "name": peer.name,
        "public_signing": peer.public_signing,
        "public_sealing": peer.public_sealing,
        "enrolled_at": now,
        "revoked_at": None,
    }
    db.execute(insert(hub).values(values))


def hub_of(db: Connection, origin: str) -> Peer | None:
    """The hub that has this name or had it before a change of keys, also when it was revoked.

    `Peer.origin` is the name under which it is kept, `Peer.public_signing` its key of now.
    """
    row = db.execute(select(hub).where(hub.c.origin == origin)).first()
    if row is None and (name := hub_named(db, origin)) is not None:
        row = db.execute(select(hub).where(hub.c.origin == name)).first()
    return None if row is None else _peer(row)


def kept_as(db: Connection, origin: str) -> str:
    """The name under which a hub is kept here, by any that it has or had."""
    return hub_named(db, origin) or origin


def hubs_named(db: Connection, name: str = "") -> tuple[Peer, ...]:
    """The hubs that are let in, all or those of one name, the eldest first."""
    mine = select(hub).where(hub.c.revoked_at.is_(None))
    if name:
        mine = mine.where(or_(hub.c.name == name, hub.c.origin == kept_as(db, name)))
    rows = db.execute(mine.order_by(hub.c.enrolled_at, hub.c.origin).limit(HUBS_LIMIT))
    return tuple(_peer(row) for row in rows)


def _peer(row: Row[tuple[object, ...]]) -> Peer:
    return Peer(
        row.origin,
        bytes(row.public_signing),
        bytes(row.public_sealing),
        row.name,
        revoked=row.revoked_at is not None,
    )


def revoke_hub(db: Connection, now: Instant, origin: str) -> None:
    """From now on this hub is not let in."""
    db.execute(update(hub).where(hub.c.origin == origin).values(revoked_at=now))


def add_code(db: Connection, code: EnrolCode) -> None:
    """Keep a one-time code."""
    values = {
        "token_sha256": code.token_sha256,
        "name": code.name,
        "made_at": code.made_at,
        "tries": code.tries,
        "used_by": code.used_by,
        "selector": code.selector,
    }
    db.execute(insert(enrol_code).values(values))


def code_of(db: Connection, token_sha256: bytes) -> EnrolCode | None:
    """The code with this token."""
    row = db.execute(
        select(enrol_code).where(enrol_code.c.token_sha256 == token_sha256)
    ).one_or_none()
    if row is None:
        return None
    made_at = Instant(row.made_at)
    return EnrolCode(
        bytes(row.token_sha256), row.name, made_at, row.tries, row.used_by, row.selector
    )


def use_code(db: Connection, token_sha256: bytes, origin: str) -> None:
    """This code let that hub in."""
    db.execute(
        update(enrol_code).where(enrol_code.c.token_sha256 == token_sha256).values(used_by=origin)
    )


def count_try(db: Connection, *, selector: str, made_after: Instant) -> None:
    """A wrong token was tried: it counts against the code that it means, while that is good."""
    db.execute(
        update(enrol_code)
        .where(
            enrol_code.c.selector == selector,
            enrol_code.c.used_by.is_(None),
            enrol_code.c.made_at >= made_after,
        )
        .values(tries=enrol_code.c.tries + 1)
    )


def record(
    db: Connection, now: Instant, *, who: str, what: str, target: str, why: str = ""
) -> None:
    """Add a line to the audit log."""
    values = {"at": now, "who": who, "what": what, "target": target, "why": why}
    db.execute(insert(audit).values(values))
