"""What an exchange has carried to and from its hubs by stick; as `kiosk/store/carried.py`."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Row,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from kiosk.exchange.store.columns import BIG, metadata
from kiosk.exchange.store.fact_tables import inbox
from kiosk.protocol.bundles import BUNDLES_LIMIT, Direction, Line, Span
from kiosk.protocol.sync import Result
from kiosk.rules.instants import Instant

carried = Table(
    "carried",
    metadata,
    Column("direction", Text, primary_key=True),
    Column("bundle", Text, primary_key=True),
    Column("part", BIG, primary_key=True, autoincrement=False),
    Column("n", BIG, nullable=False),
    Column("parts", BIG, nullable=False),
    Column("hub", Text, ForeignKey("hub.origin"), nullable=False),
    Column("facts", BIG, nullable=False),
    Column("blobs", BIG, nullable=False),
    Column("bytes", BIG, nullable=False),
    Column("spans", Text, nullable=False),
    Column("answers", Text, nullable=False),
    Column("told_epoch", Text, nullable=False),
    Column("told_have", BIG, nullable=False),
    Column("at", BIG, nullable=False),
    Column("settled_at", BIG, nullable=True),
    CheckConstraint("direction IN ('written', 'read')", name="direction"),
    Index("ix_carried_hub_direction_n", "hub", "direction", "n"),
    sqlite_strict=True,
)

SAID: dict[str, Result] = {"applied": "stored", "parked": "parked", "rejected": "rejected"}


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle that was written here for a hub, or a part that was read here of its own.

    `spans`: which facts a part held. `answers`: the bundles that the word in it signs for.
    `told_have` of `told_epoch`: how far the hub had our facts when it wrote the part.
    """

    direction: Direction
    bundle: str
    part: int
    parts: int
    hub: str
    facts: int
    blobs: int
    bytes: int
    spans: tuple[Span, ...] = ()
    answers: tuple[str, ...] = ()
    told_epoch: str = ""
    told_have: int = 0


def note(db: Connection, now: Instant, one: Carried) -> bool:
    """Keep that it was carried; whether that is news."""
    if was_read(db, one.direction, bundle=one.bundle, part=one.part):
        return False
    n = db.execute(select(func.coalesce(func.max(carried.c.n), 0)).where(_of(one.hub))).scalar_one()
    values = {
        "direction": one.direction,
        "bundle": one.bundle,
        "part": one.part,
        "n": n + 1,
        "parts": one.parts,
        "hub": one.hub,
        "facts": one.facts,
        "blobs": one.blobs,
        "bytes": one.bytes,
        "spans": msgspec.json.encode(one.spans).decode(),
        "answers": msgspec.json.encode(one.answers).decode(),
        "told_epoch": one.told_epoch,
        "told_have": one.told_have,
        "at": now,
    }
    db.execute(insert(carried).values(values))
    return True


def was_read(db: Connection, direction: Direction, *, bundle: str, part: int) -> bool:
    """Whether this part was carried this way before."""
    found = select(carried.c.n).where(
        carried.c.direction == direction, carried.c.bundle == bundle, carried.c.part == part
    )
    return db.execute(found).first() is not None


def last_told(db: Connection, *, hub: str) -> tuple[str, int] | None:
    """How far a hub had which epoch when it wrote what was read of it last; None: nothing was."""
    row = db.execute(
        select(carried.c.told_epoch, carried.c.told_have)
        .where(_of(hub), carried.c.direction == "read", carried.c.part == 1)
        .order_by(carried.c.n.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.told_epoch, row.told_have)


def unsettled(db: Connection, direction: Direction, *, hub: str) -> tuple[Carried, ...]:
    """The newest that the hub has not signed for, the newest first."""
    rows = db.execute(
        select(carried)
        .where(_of(hub), carried.c.direction == direction, carried.c.settled_at.is_(None))
        .order_by(carried.c.n.desc())
        .limit(BUNDLES_LIMIT)
    )
    return tuple(_carried(row) for row in rows)


@dataclass(frozen=True, slots=True)
class LastCarried:
    """What was carried last one way for a hub; `settled`: the hub has signed for it."""

    hub: str
    direction: Direction
    facts: int
    at: Instant
    settled: bool


def latest(db: Connection, hubs: Iterable[str]) -> tuple[LastCarried, ...]:
    """The last of either way of each of these hubs."""
    newest = (
        select(carried.c.hub, carried.c.direction, func.max(carried.c.n).label("n"))
        .where(carried.c.hub.in_(tuple(hubs)))
        .group_by(carried.c.hub, carried.c.direction)
        .subquery()
    )
    rows = db.execute(
        select(
            carried.c.hub,
            carried.c.direction,
            carried.c.facts,
            carried.c.at,
            carried.c.settled_at.is_not(None).label("settled"),
        ).join(
            newest,
            (carried.c.hub == newest.c.hub)
            & (carried.c.direction == newest.c.direction)
            & (carried.c.n == newest.c.n),
        )
    )
    return tuple(
        LastCarried(row.hub, row.direction, row.facts, Instant(row.at), bool(row.settled))
        for row in rows
    )


def settle(db: Connection, now: Instant, *, hub: str, bundles: Iterable[str]) -> None:
    """The hub signed for bundles written for it; it has our word for what they answer."""
    for bundle in bundles:
        row = db.execute(
            update(carried)
            .where(
                carried.c.direction == "written",
                carried.c.bundle == bundle,
                carried.c.hub == hub,
                carried.c.settled_at.is_(None),
            )
            .values(settled_at=now)
            .returning(carried.c.answers)
        ).first()
        answered = () if row is None else msgspec.json.decode(row.answers, type=tuple[str, ...])
        db.execute(
            update(carried)
            .where(
                carried.c.direction == "read",
                carried.c.bundle.in_(answered),
                carried.c.hub == hub,
                carried.c.settled_at.is_(None),
            )
            .values(settled_at=now)
        )


def lines_of(db: Connection, span: Span, *, after: int, limit: int) -> tuple[Line, ...]:
    """What became of the facts of a span after a number, in their order."""
    rows = db.execute(
        select(
            inbox.c.epoch, inbox.c.seq, inbox.c.sha256, inbox.c.state, inbox.c.code, inbox.c.answer
        )
        .where(
            inbox.c.origin == span.origin,
            inbox.c.epoch == span.epoch,
            inbox.c.seq > max(after, span.first - 1),
            inbox.c.seq <= span.last,
        )
        .order_by(inbox.c.seq)
        .limit(limit)
    )
    return tuple(
        Line(row.epoch, row.seq, bytes(row.sha256), SAID[row.state], row.code, row.answer)
        for row in rows
    )


def _of(hub: str) -> ColumnElement[bool]:
    return carried.c.hub == hub


def _carried(row: Row[tuple[object, ...]]) -> Carried:
    return Carried(
        row.direction,
        row.bundle,
        row.part,
        row.parts,
        row.hub,
        row.facts,
        row.blobs,
        row.bytes,
        msgspec.json.decode(row.spans, type=tuple[Span, ...]),
        msgspec.json.decode(row.answers, type=tuple[str, ...]),
        row.told_epoch,
        row.told_have,
    )
