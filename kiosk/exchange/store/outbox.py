"""Facts that wait for hubs, each hub with a stream of its own; as `kiosk/link/sqlite_outbox.py`.

Source: DESIGN.md §8.
"""

import secrets
from dataclasses import dataclass

from nacl.signing import SigningKey
from sqlalchemy import Connection, func, insert, literal, select, update

from kiosk.exchange.store.fact_tables import outbox, stream
from kiosk.exchange.store.tables import hub as hub_table
from kiosk.protocol.bodies import Body, read_body, type_of, write_body
from kiosk.protocol.codec import decode
from kiosk.protocol.facts import BlobRef, Fact, Moment, Place, SignedFact, make_fact
from kiosk.protocol.signing import origin_of
from kiosk.protocol.sync import Feed, Sent

EPOCH_BYTES = 8


def put(
    db: Connection,
    key: SigningKey,
    at: Moment,
    *,
    hub: str,
    body: Body,
    blobs: tuple[BlobRef, ...] = (),
) -> SignedFact:
    """Make a fact for a hub; its `seq` is given here, and it goes or stays with the act."""
    epoch, seq = _next(db, f"hub:{hub}")
    signed = make_fact(
        key,
        Place(origin_of(bytes(key.verify_key)), epoch, seq),
        type=type_of(body),
        body=write_body(body),
        at=at,
        blobs=blobs,
    )
    values = {
        "epoch": epoch,
        "seq": seq,
        "type": signed.fact.type,
        "raw": signed.raw,
        "signature": signed.signature,
        "at": at.wall,
    }
    db.execute(insert(outbox).values(values))
    return signed


def _next(db: Connection, audience: str) -> tuple[str, int]:
    counted = db.execute(
        update(stream)
        .where(stream.c.audience == audience)
        .values(last_seq=stream.c.last_seq + 1)
        .returning(stream.c.epoch, stream.c.last_seq)
    ).one_or_none()
    if counted is not None:
        return counted.epoch, counted.last_seq
    epoch = secrets.token_hex(EPOCH_BYTES)
    values = {"audience": audience, "epoch": epoch, "last_seq": 1, "read_upto": 0}
    db.execute(insert(stream).values(values))
    return epoch, 1


def feed(db: Connection, hub: str) -> Feed | None:
    """How far the facts for a hub go; None when there were none."""
    row = _stream(db, hub)
    return None if row is None else Feed(row[0], row[1])


def read_upto(db: Connection, hub: str) -> tuple[str, int]:
    """The epoch of a hub's stream and how far the hub has it."""
    row = _stream(db, hub)
    return ("", 0) if row is None else (row[0], row[2])


def after(db: Connection, *, hub: str, epoch: str, seq: int, limit: int) -> tuple[Sent, ...]:
    """Facts for a hub that has `seq` of `epoch`; from the start when its epoch is not ours."""
    current = feed(db, hub)
    if current is None:
        return ()
    rows = db.execute(
        select(outbox.c.raw, outbox.c.signature)
        .where(
            outbox.c.epoch == current.epoch,
            outbox.c.seq > (seq if epoch == current.epoch else 0),
            outbox.c.seq > _gone_upto(db, hub),
        )
        .order_by(outbox.c.seq)
        .limit(limit)
    )
    return tuple(Sent(bytes(row.raw), bytes(row.signature)) for row in rows)


def acknowledge(db: Connection, *, hub: str, epoch: str, seq: int) -> None:
    """The hub has its stream up to `seq`."""
    db.execute(
        update(stream)
        .where(
            stream.c.audience == f"hub:{hub}",
            stream.c.epoch == epoch,
            stream.c.read_upto < seq,
            stream.c.last_seq >= seq,
        )
        .values(read_upto=seq)
    )


def _gone_upto(db: Connection, hub: str) -> int:
    """Up to here copies were let go; of decisions a row stands there, without its bytes."""
    asked = select(stream.c.gone_upto).where(stream.c.audience == f"hub:{hub}")
    return int(db.execute(asked).scalar_one())


def _stream(db: Connection, hub: str) -> tuple[str, int, int] | None:
    row = db.execute(
        select(stream.c.epoch, stream.c.last_seq, stream.c.read_upto).where(
            stream.c.audience == f"hub:{hub}"
        )
    ).one_or_none()
    return None if row is None else (row.epoch, row.last_seq, row.read_upto)


def hubs(db: Connection) -> tuple[str, ...]:
    """Hubs that have a stream."""
    rows = db.execute(select(stream.c.audience).order_by(stream.c.audience))
    return tuple(row.audience.removeprefix("hub:") for row in rows)


@dataclass(frozen=True, slots=True)
class HubLine:
    """A hub, and how many facts wait for it, as far as it is known to have them."""

    origin: str
    name: str
    waiting: int


def lines(db: Connection, *, limit: int) -> tuple[HubLine, ...]:
    """The hubs that are let in, those first for which most waits."""
    waiting = func.coalesce(stream.c.last_seq - stream.c.read_upto, 0)
    rows = db.execute(
        select(hub_table.c.origin, hub_table.c.name, waiting.label("waiting"))
        .outerjoin(stream, stream.c.audience == literal("hub:") + hub_table.c.origin)
        .where(hub_table.c.revoked_at.is_(None))
        .order_by(waiting.desc(), hub_table.c.name, hub_table.c.origin)
        .limit(limit)
    )
    return tuple(HubLine(row.origin, row.name, int(row.waiting)) for row in rows)


def begin_anew(db: Connection, key: SigningKey, *, hub: str) -> int:
    """A new epoch for a hub's stream, with all in it that the hub was not seen to have fetched.

    Returns how many facts that are; each says what it said, at the moment it was made.
    """
    epoch, read = read_upto(db, hub)
    waiting = db.execute(
        select(outbox.c.raw)
        .where(outbox.c.epoch == epoch, outbox.c.seq > max(read, _gone_upto(db, hub)))
        .order_by(outbox.c.seq)
    ).all()
    db.execute(
        update(stream)
        .where(stream.c.audience == f"hub:{hub}")
        .values(
            epoch=secrets.token_hex(EPOCH_BYTES),
            last_seq=0,
            read_upto=0,
            gone_upto=0,
            mark_seq=0,
            mark_at=0,
        )
    )
    for row in waiting:
        fact = decode(bytes(row.raw), Fact)
        body = read_body(fact, fact.body_bytes)
        put(db, key, fact.at, hub=hub, body=body, blobs=fact.blobs)
    return len(waiting)
