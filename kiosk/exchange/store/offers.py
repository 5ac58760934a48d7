"""Tasks offered: HIT types, batches, HITs and their slots. Forms and lists are kept as JSON."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, case, func, insert, select, update

from kiosk.exchange.store.tables import batch, hit, hit_type, requester, slot
from kiosk.protocol.facts import BlobRef
from kiosk.rules.hits import HitState
from kiosk.rules.instants import Instant

ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class HitType:
    """What HITs have in common. `form` is JSON as `rules/forms` reads it, variables unfilled."""

    id: str
    requester: str
    requester_name: str
    title: str
    description: str
    form: dict[str, Any]
    picture_variable: str
    reward_minor: int
    seconds_estimate: int
    qualification: str
    expectations: tuple[str, ...]
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """HITs posted together."""

    id: str
    requester: str
    hit_type: str
    title: str
    hits: int
    fee_minor: int
    currency: str
    posted_at: Instant
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class Hit:
    """One task: a row of a batch. `inputs` are all its cells, `picture` the blob it shows."""

    id: str
    batch: str
    hit_type: str
    row: int
    inputs: dict[str, str]
    picture: BlobRef | None
    state: HitState
    expires_at: Instant


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """A slot that nobody has, with its task."""

    id: str
    hit: Hit


@dataclass(frozen=True, slots=True)
class SlotMoney:
    """What lies in a slot's escrow and whose it was."""

    slot: str
    hit: str
    requester: str
    reward_minor: int
    fee_minor: int
    currency: str
    closes: Instant


def add_hit_type(db: Connection, now: Instant, one: HitType) -> None:
    """Keep a HIT type, unless it is there already (its id is made of its content)."""
    if db.execute(select(hit_type.c.id).where(hit_type.c.id == one.id)).first() is not None:
        return
    values = {
        "id": one.id,
        "requester": one.requester,
        "title": one.title,
        "description": one.description,
        "form": json.dumps(one.form, ensure_ascii=False),
        "picture_variable": one.picture_variable,
        "reward_minor": one.reward_minor,
        "seconds_estimate": one.seconds_estimate,
        "qualification": one.qualification,
        "expectations": json.dumps(one.expectations, ensure_ascii=False),
        "keywords": json.dumps(one.keywords, ensure_ascii=False),
        "made_at": now,
    }
    db.execute(insert(hit_type).values(values))


def hit_type_of(db: Connection, id: str) -> HitType | None:  # noqa: A002  the table's own word
    """The HIT type of this id."""
    row = db.execute(_TYPES.where(hit_type.c.id == id)).one_or_none()
    return None if row is None else _hit_type(row)


def hit_types_offered(db: Connection, now: Instant) -> tuple[tuple[HitType, int], ...]:
    """HIT types with slots to work on, here or set aside for a hub; how many; the newest first."""
    counts = (
        select(hit.c.hit_type, func.count().label("slots"))
        .join(slot, slot.c.hit == hit.c.id)
        .where(slot.c.state.in_(_IN_WORK), slot.c.closes > now)
        .group_by(hit.c.hit_type)
        .subquery()
    )
    asked = _TYPES.add_columns(counts.c.slots).join(counts, counts.c.hit_type == hit_type.c.id)
    rows = db.execute(asked.order_by(hit_type.c.made_at.desc(), hit_type.c.id).limit(ASKED_AT_ONCE))
    return tuple((_hit_type(row), int(row.slots)) for row in rows)


def add_batch(db: Connection, one: Batch) -> None:
    """Keep a batch."""
    values = {
        "id": one.id,
        "requester": one.requester,
        "hit_type": one.hit_type,
        "title": one.title,
        "hits": one.hits,
        "fee_minor": one.fee_minor,
        "currency": one.currency,
        "posted_at": one.posted_at,
        "expires_at": one.expires_at,
    }
    db.execute(insert(batch).values(values))


def batch_of(db: Connection, id: str) -> Batch | None:  # noqa: A002  the same
    """The batch of this id."""
    row = db.execute(select(batch).where(batch.c.id == id)).one_or_none()
    return None if row is None else _batch(row)


def batches_of(db: Connection, requester_id: str, *, limit: int) -> tuple[Batch, ...]:
    """A requester's batches, the newest first."""
    asked = select(batch).where(batch.c.requester == requester_id)
    rows = db.execute(asked.order_by(batch.c.posted_at.desc(), batch.c.id).limit(limit))
    return tuple(_batch(row) for row in rows)


def add_hits(db: Connection, hits: Sequence[Hit]) -> None:
    """Keep HITs."""
    db.execute(insert(hit), [_hit_row(one) for one in hits])


def hit_of(db: Connection, id: str) -> Hit | None:  # noqa: A002  the same
    """The HIT of this id."""
    row = db.execute(_HITS.where(hit.c.id == id)).one_or_none()
    return None if row is None else _hit(row)


def hits_of(db: Connection, ids: Collection[str]) -> tuple[Hit, ...]:
    """The HITs of these ids, in no order."""
    return tuple(_hit(row) for row in db.execute(_HITS.where(hit.c.id.in_(ids))))


def first_hit(db: Connection, hit_type_id: str) -> Hit | None:
    """A HIT of this type, as a sample."""
    first = select(batch.c.id).where(batch.c.hit_type == hit_type_id).order_by(batch.c.posted_at)
    asked = _HITS.where(hit.c.batch == first.limit(1).scalar_subquery())
    row = db.execute(asked.order_by(hit.c.row).limit(1)).first()
    return None if row is None else _hit(row)


def add_slots(db: Connection, slots: Sequence[tuple[str, Hit, int]], *, opens: Instant) -> None:
    """Open slots: (id, its HIT, its number in it)."""
    rows = [
        {"id": id_, "hit": of.id, "n": n, "state": "open", "opens": opens, "closes": of.expires_at}
        for id_, of, n in slots
    ]
    db.execute(insert(slot), rows)


def has_open(db: Connection, now: Instant) -> bool:
    """Is any slot open?"""
    asked = select(slot.c.id).where(slot.c.state == "open", slot.c.closes > now).limit(1)
    return db.execute(asked).first() is not None


def take_open(db: Connection, now: Instant, *, limit: int) -> tuple[OpenSlot, ...]:
    """The eldest open slots, locked where the database can."""
    asked = (
        _HITS.add_columns(slot.c.id.label("slot_id"))
        .join(slot, slot.c.hit == hit.c.id)
        .where(slot.c.state == "open", slot.c.closes > now)
        .order_by(slot.c.opens, slot.c.id)
        .limit(limit)
        .with_for_update(of=slot, skip_locked=True)
    )
    return tuple(OpenSlot(row.slot_id, _hit(row)) for row in db.execute(asked))


def set_slots(db: Connection, ids: Collection[str], state: str) -> None:
    """Change the state of slots."""
    for part in _parts(ids):
        db.execute(update(slot).where(slot.c.id.in_(part)).values(state=state))


def slot_state(db: Connection, id: str) -> str:  # noqa: A002  the same
    """The state of one slot."""
    state: str = db.execute(select(slot.c.state).where(slot.c.id == id)).scalar_one()
    return state


def slots_in(db: Connection, hit_id: str) -> int:
    """How many slots a HIT ever had."""
    asked = select(func.count()).select_from(slot).where(slot.c.hit == hit_id)
    return int(db.execute(asked).scalar_one())


def expired_open(db: Connection, now: Instant, *, limit: int) -> tuple[SlotMoney, ...]:
    """Open slots whose HIT has expired, with what lies in their escrow."""
    rows = db.execute(
        _MONEY.where(slot.c.state == "open", slot.c.closes <= now)
        .order_by(slot.c.closes, slot.c.id)
        .limit(limit)
    )
    return tuple(_money(row) for row in rows)


def money_of(db: Connection, slot_id: str) -> SlotMoney:
    """What lies in one slot's escrow."""
    return _money(db.execute(_MONEY.where(slot.c.id == slot_id)).one())


def slot_counts(db: Connection, hits: Collection[str]) -> Mapping[str, tuple[HitState, int, int]]:
    """By HIT: its state, its open slots, its slots that a hub still has."""
    found: dict[str, tuple[HitState, int, int]] = {}
    is_open = func.sum(case((slot.c.state == "open", 1), else_=0))
    is_away = func.sum(case((slot.c.state == "allotted", 1), else_=0))
    for part in _parts(hits):
        asked = (
            select(hit.c.id, hit.c.state, is_open.label("open"), is_away.label("away"))
            .join(slot, slot.c.hit == hit.c.id)
            .where(hit.c.id.in_(part))
            .group_by(hit.c.id, hit.c.state)
        )
        for row in db.execute(asked):
            found[row.id] = (HitState(row.state), int(row.open), int(row.away))
    return found


def set_hits(db: Connection, ids: Collection[str], state: HitState) -> None:
    """Change the state of HITs."""
    for part in _parts(ids):
        db.execute(update(hit).where(hit.c.id.in_(part)).values(state=state.value))


_TYPES = select(hit_type, requester.c.name.label("requester_name")).join(
    requester, requester.c.id == hit_type.c.requester
)
_HITS = select(hit)
_IN_WORK: BindParameter[Any] = bindparam(
    None, ("open", "allotted"), expanding=True, literal_execute=True
)
"""Written out, since only so is a part of a table's index found."""
_MONEY = (
    select(
        slot.c.id,
        slot.c.hit,
        slot.c.closes,
        hit_type.c.requester,
        hit_type.c.reward_minor,
        batch.c.fee_minor,
        batch.c.currency,
    )
    .join(hit, hit.c.id == slot.c.hit)
    .join(hit_type, hit_type.c.id == hit.c.hit_type)
    .join(batch, batch.c.id == hit.c.batch)
)


def _parts(ids: Collection[str]) -> list[list[str]]:
    listed = sorted(ids)
    return [listed[n : n + ASKED_AT_ONCE] for n in range(0, len(listed), ASKED_AT_ONCE)]


def _hit_type(row: Any) -> HitType:
    return HitType(
        id=row.id,
        requester=row.requester,
        requester_name=row.requester_name,
        title=row.title,
        description=row.description,
        form=json.loads(row.form),
        picture_variable=row.picture_variable,
        reward_minor=row.reward_minor,
        seconds_estimate=row.seconds_estimate,
        qualification=row.qualification,
        expectations=tuple(json.loads(row.expectations)),
        keywords=tuple(json.loads(row.keywords)),
    )


def _batch(row: Any) -> Batch:
    return Batch(
        id=row.id,
        requester=row.requester,
        hit_type=row.hit_type,
        title=row.title,
        hits=row.hits,
        fee_minor=row.fee_minor,
        currency=row.currency,
        posted_at=Instant(row.posted_at),
        expires_at=Instant(row.expires_at),
    )


def _hit(row: Any) -> Hit:
    picture = BlobRef(row.picture_sha256, row.picture_len, row.picture_mime)
    return Hit(
        id=row.id,
        batch=row.batch,
        hit_type=row.hit_type,
        row=row.row,
        inputs=json.loads(row.inputs),
        picture=picture if row.picture_sha256 else None,
        state=HitState(row.state),
        expires_at=Instant(row.expires_at),
    )


def _hit_row(one: Hit) -> dict[str, object]:
    return {
        "id": one.id,
        "batch": one.batch,
        "hit_type": one.hit_type,
        "row": one.row,
        "inputs": json.dumps(one.inputs, ensure_ascii=False),
        "picture_sha256": one.picture.sha256 if one.picture else "",
        "picture_mime": one.picture.mime if one.picture else "",
        "picture_len": one.picture.len if one.picture else 0,
        "state": one.state.value,
        "expires_at": one.expires_at,
    }


def _money(row: Any) -> SlotMoney:
    return SlotMoney(
        slot=row.id,
        hit=row.hit,
        requester=row.requester,
        reward_minor=row.reward_minor,
        fee_minor=row.fee_minor,
        currency=row.currency,
        closes=Instant(row.closes),
    )
