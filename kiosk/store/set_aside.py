"""Facts that stopped on their way: parked, refused, in conflict, or refused by the exchange."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class SetAside:
    """One such fact. `where` is parked, rejected, conflict or outgoing; `code` says why."""

    where: str
    fact: str
    type: str
    code: str
    at: Instant


def latest(db: Db, *, limit: int) -> tuple[SetAside, ...]:
    """What staff should look at, the last first."""
    found = (*_inbox(db, "parked", limit), *_inbox(db, "rejected", limit))
    found = (*found, *_conflicts(db, limit), *_outgoing(db, limit))
    return tuple(sorted(found, key=lambda one: -one.at)[:limit])


def counts(db: Db) -> dict[str, int]:
    """How many facts are set aside, by where."""
    row = db.execute(
        """
        SELECT (SELECT count(*) FROM inbox WHERE state = 'parked' AND code <> 'held')
               AS parked,
               (SELECT count(*) FROM inbox WHERE state = 'rejected') AS rejected,
               (SELECT count(*) FROM quarantine) AS conflict,
               (SELECT count(*) FROM outbox WHERE state = 'quarantined') AS outgoing
        """
    ).fetchone()
    return {where: int(row[where]) for where in ("parked", "rejected", "conflict", "outgoing")}


def _inbox(db: Db, state: str, limit: int) -> tuple[SetAside, ...]:
    condition = "state = 'parked' AND code <> 'held'" if state == "parked" else "state = 'rejected'"
    rows = db.execute(
        f"""
        SELECT origin || '/' || epoch || '/' || seq AS fact, type, code, received_at
        FROM inbox
        WHERE {condition}
        ORDER BY received_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(SetAside(state, *tuple(row)) for row in rows)


def _conflicts(db: Db, limit: int) -> tuple[SetAside, ...]:
    rows = db.execute(
        """
        SELECT origin || '/' || epoch || '/' || seq AS fact, '' AS type, code, received_at
        FROM quarantine
        ORDER BY received_at DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(SetAside("conflict", *tuple(row)) for row in rows)


def _outgoing(db: Db, limit: int) -> tuple[SetAside, ...]:
    rows = db.execute(
        """
        SELECT epoch || '/' || seq AS fact, type, code, at
        FROM outbox
        WHERE state = 'quarantined'
        ORDER BY n DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(SetAside("outgoing", *tuple(row)) for row in rows)


@dataclass(frozen=True, slots=True)
class Letter:
    """A fact that was set aside, with its signed bytes as they are."""

    where: str
    fact: str
    code: str
    at: Instant
    raw: bytes
    signature: bytes


def letters(db: Db, *, limit: int) -> tuple[Letter, ...]:
    """All that is set aside, for a file; at most `limit` of each kind, the last first."""
    return tuple(
        Letter(*tuple(row))
        for sql in LETTERS
        for row in db.execute(f"{sql} LIMIT :limit", {"limit": limit})
    )


_NAME = "origin || '/' || epoch || '/' || seq"
LETTERS = (
    f"""
    SELECT 'parked', {_NAME}, code, received_at, raw, signature
    FROM inbox
    WHERE state = 'parked'
    ORDER BY received_at DESC
    """,
    f"""
    SELECT 'rejected', {_NAME}, code, received_at, raw, signature
    FROM inbox
    WHERE state = 'rejected'
    ORDER BY received_at DESC
    """,
    f"""
    SELECT 'conflict', {_NAME}, code, received_at, raw, signature
    FROM quarantine
    ORDER BY received_at DESC
    """,
    """
    SELECT 'outgoing', epoch || '/' || seq, code, at, raw, signature
    FROM outbox
    WHERE state = 'quarantined'
    ORDER BY n DESC
    """,
)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Numbers that never come: their maker said so."""

    origin: str
    first: int
    last: int
    why: str
    at: Instant


def given_up(db: Db, *, limit: int) -> tuple[GivenUp, ...]:
    """The numbers given up last, ours and others'."""
    rows = db.execute(
        """
        SELECT origin, first_seq, last_seq, why, at
        FROM abandoned
        ORDER BY rowid DESC
        LIMIT :limit
        """,
        {"limit": limit},
    )
    return tuple(GivenUp(*tuple(row)) for row in rows)
