"""Facts of hubs that stopped on their way, for the exchange's staff.

As `kiosk/store/set_aside.py` at the hub.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, func, literal, select, tuple_, update

from kiosk.exchange.store.fact_tables import heard, inbox, quarantine
from kiosk.link.shelf import CRASHED
from kiosk.protocol.bodies import ParkedError
from kiosk.protocol.facts import FACT_ID
from kiosk.rules.instants import Instant

GAPS_LIMIT = 100
MAKERS_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Stopped:
    """A fact that stopped. `where`: parked, rejected or conflict; `type` is "" for a conflict."""

    where: str
    fact: str
    type: str
    code: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Letter:
    """The same with the bytes that were signed, for a file."""

    where: str
    fact: str
    code: str
    at: Instant
    raw: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a hub that did not come though later ones did; `since` those came."""

    origin: str
    missing: int
    since: Instant


def latest(db: Connection, *, limit: int) -> tuple[Stopped, ...]:
    """The newest of each kind, all newest first."""
    found = [
        Stopped(row.place, f"{row.origin}/{row.epoch}/{row.seq}", row.type, row.code, row.at)
        for asked in _asked(inbox.c.type)
        for row in db.execute(asked.limit(limit))
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:limit])


def letters(db: Connection, *, limit: int) -> tuple[Letter, ...]:
    """At most `limit` of each kind with their bytes, newest first."""
    return tuple(
        Letter(
            row.place,
            f"{row.origin}/{row.epoch}/{row.seq}",
            row.code,
            row.at,
            bytes(row.raw),
            bytes(row.signature),
        )
        for asked in _asked(inbox.c.raw, inbox.c.signature)
        for row in db.execute(asked.limit(limit))
    )


def counts(db: Connection) -> dict[str, int]:
    """How many there are of each kind."""
    return {
        place: int(db.execute(select(func.count()).select_from(table).where(*only)).scalar_one())
        for place, table, only in _KINDS
    }


def try_again(db: Connection, *, fact: str) -> bool:
    """Staff want a parked or refused fact tried once more; whether there is such a one."""
    if FACT_ID.fullmatch(fact) is None:
        return False
    origin, epoch, seq = fact.split("/")
    here = and_(inbox.c.origin == origin, inbox.c.epoch == epoch, inbox.c.seq == int(seq))
    asked = update(inbox).where(here, inbox.c.state.in_(("parked", "rejected")))
    return bool(db.execute(asked.values(state="parked", code=ParkedError.code)).rowcount)


def makers_of_parked(db: Connection) -> tuple[str, ...]:
    """Hubs of which a fact is parked that is tried by itself."""
    asked = select(inbox.c.origin).where(inbox.c.state == "parked", inbox.c.code != CRASHED)
    return tuple(
        db.execute(asked.distinct().order_by(inbox.c.origin).limit(MAKERS_LIMIT)).scalars()
    )


def parked_after(
    db: Connection, *, origin: str, after: tuple[str, int], limit: int
) -> tuple[tuple[bytes, bytes], ...]:
    """Parked facts of a hub by their numbers, after one: raw bytes and signatures."""
    rows = db.execute(
        select(inbox.c.raw, inbox.c.signature)
        .where(
            inbox.c.state == "parked",
            inbox.c.origin == origin,
            inbox.c.code != CRASHED,
            tuple_(inbox.c.epoch, inbox.c.seq) > after,
        )
        .order_by(inbox.c.epoch, inbox.c.seq)
        .limit(limit)
    )
    return tuple((bytes(row.raw), bytes(row.signature)) for row in rows)


def gaps(db: Connection) -> tuple[Gap, ...]:
    """What is missing of each hub, the oldest gap first."""
    beyond = and_(
        inbox.c.origin == heard.c.origin, inbox.c.epoch == heard.c.epoch, inbox.c.seq > heard.c.have
    )
    rows = db.execute(
        select(
            heard.c.origin,
            (func.max(inbox.c.seq) - heard.c.have - func.count()).label("missing"),
            func.min(inbox.c.received_at).label("since"),
        )
        .join(inbox, beyond)
        .group_by(heard.c.origin, heard.c.epoch, heard.c.have)
        .order_by(func.min(inbox.c.received_at))
        .limit(GAPS_LIMIT)
    )
    return tuple(Gap(row.origin, int(row.missing), Instant(row.since)) for row in rows)


_KINDS: tuple[tuple[str, Any, tuple[Any, ...]], ...] = (
    ("parked", inbox, (inbox.c.state == "parked",)),
    ("rejected", inbox, (inbox.c.state == "rejected",)),
    ("conflict", quarantine, ()),
)


def _asked(*columns: Any) -> Iterator[Select[Any]]:
    """A question for each kind; of the inbox's columns, those that the quarantine has too."""
    for place, table, only in _KINDS:
        own = [
            table.c[one.name] if one.name in table.c else literal("").label(one.name)
            for one in columns
        ]
        yield (
            select(
                literal(place).label("place"),
                table.c.origin,
                table.c.epoch,
                table.c.seq,
                table.c.code,
                table.c.received_at.label("at"),
                *own,
            )
            .where(*only)
            .order_by(table.c.received_at.desc())
        )
