"""Facts that wait on a hub or a station, in SQLite.

Each reader has an epoch of its own (a *stream*), so that `seq` has no gaps for that reader.
All functions run inside an act's transaction. Source: DESIGN.md §8.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from kiosk.disk.db import Db, Row
from kiosk.link.shelf import Parcel
from kiosk.protocol.bodies import Body, type_of, version_of, write_body
from kiosk.protocol.facts import BlobRef, Moment, Place, SignedFact, make_fact
from kiosk.protocol.keys import Keys
from kiosk.protocol.sync import Feed, Sent
from kiosk.rules.instants import Instant

F = TypeVar("F", Sent, Parcel)

EPOCH_BYTES = 8
BESIDE_RAW_BYTES = 80
"""What a fact takes in a batch besides its bytes: the signature, and the lengths of both."""
NEEDS_ANSWER = frozenset({"hub_submission"})
"""Types that stay in the outbox until the reader has said what became of them."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a fact is made with besides what it says."""

    keys: Keys
    at: Moment


def put(
    db: Db,
    writing: Writing,
    *,
    audience: str,
    body: Body,
    sealed: bytes | None = None,
    refs: tuple[str, ...] = (),
    blobs: tuple[BlobRef, ...] = (),
) -> SignedFact:
    """Make a fact and put it into the outbox for `audience`; its `seq` is given here.

    Args:
        db: the act's transaction; the fact goes or stays with it.
        writing: keys and moment.
        audience: `exchange`, `hub` or `station:<origin>`: each reader has its own stream.
        body: what the fact says; names the type.
        sealed: the sealed bytes that go instead of the open body.
        refs: ids of facts that must come first.
        blobs: bytes that belong to it.
    """
    epoch, seq = next_place(db, audience)
    signed = make_fact(
        writing.keys.signing,
        Place(writing.keys.origin, epoch, seq),
        type=type_of(body),
        body=write_body(body) if sealed is None else sealed,
        at=writing.at,
        tv=version_of(body),
        refs=refs,
        blobs=blobs,
    )
    db.execute(
        """
        INSERT INTO outbox (audience, epoch, seq, type, raw, signature, state, at)
        VALUES (:audience, :epoch, :seq, :type, :raw, :signature, 'waiting', :at)
        """,
        {
            "audience": audience,
            "epoch": epoch,
            "seq": seq,
            "type": signed.fact.type,
            "raw": signed.raw,
            "signature": signed.signature,
            "at": writing.at.wall,
        },
    )
    return signed


def next_place(db: Db, audience: str) -> tuple[str, int]:
    """Give the next number of a reader's stream; returns its epoch and the number."""
    db.execute(
        """
        INSERT INTO stream (audience, epoch, last_seq)
        VALUES (:audience, :epoch, 0)
        ON CONFLICT (audience) DO NOTHING
        """,
        {"audience": audience, "epoch": secrets.token_hex(EPOCH_BYTES)},
    )
    row = db.execute(
        """
        UPDATE stream
        SET last_seq = last_seq + 1
        WHERE audience = :audience
        RETURNING epoch, last_seq
        """,
        {"audience": audience},
    ).fetchone()
    return row["epoch"], row["last_seq"]


def start_new_epochs(db: Db) -> None:
    """After a restore or a clone: numbers given before may stand for other facts elsewhere.

    What waits to be pushed still goes, under the old epoch. What waits to be pulled does not
    (readers ask for the new epoch only): it must be told again, see `give_up_waiting`.
    """
    for row in db.execute("SELECT epoch FROM stream").fetchall():
        start_new_epoch(db, row["epoch"])


def start_new_epoch(db: Db, epoch: str) -> None:
    """Count anew in the stream that stands at this epoch; in none, where it was left before."""
    db.execute(
        """
        UPDATE stream
        SET epoch = :new, last_seq = 0
        WHERE epoch = :epoch
        """,
        {"epoch": epoch, "new": secrets.token_hex(EPOCH_BYTES)},
    )


def give_up_waiting(db: Db, now: Instant, audience: str, *, why: str = "told_again") -> int:
    """What waits for this reader is out of date and told anew, or its reader is gone for good.

    Returns how many facts that settles.
    """
    return db.execute(
        """
        UPDATE outbox
        SET state = 'acknowledged', code = :why, settled_at = :now
        WHERE audience = :audience
          AND state = 'waiting'
        """,
        {"audience": audience, "now": now, "why": why},
    ).rowcount


def feed(db: Db, audience: str) -> Feed | None:
    """How far the facts for a reader go; None when there were none."""
    row = db.execute(
        "SELECT epoch, last_seq FROM stream WHERE audience = :audience", {"audience": audience}
    ).fetchone()
    return None if row is None else Feed(row["epoch"], row["last_seq"])


def has_let_go_after(db: Db, feed: Feed, *, epoch: str, seq: int) -> bool:
    """Whether a reader lacks the next fact and we keep it no more: it has put itself back."""
    has = seq if epoch == feed.epoch else 0
    row = db.execute(
        "SELECT 1 FROM outbox WHERE epoch = :epoch AND seq = :next",
        {"epoch": feed.epoch, "next": has + 1},
    ).fetchone()
    return has < feed.last_seq and row is None


def after(
    db: Db, *, audience: str, epoch: str, seq: int, limit: int, limit_bytes: int
) -> tuple[Sent, ...]:
    """Facts for a reader that has `seq` of `epoch`; from the start when its epoch is not ours.

    Never more than `limit`, and no more bytes than `limit_bytes` unless one alone has them.
    """
    current = feed(db, audience)
    if current is None:
        return ()
    rows = db.execute(
        """
        SELECT raw, signature
        FROM outbox
        WHERE epoch = :epoch
          AND seq > :seq
        ORDER BY seq
        LIMIT :limit
        """,
        {
            "epoch": current.epoch,
            "seq": seq if epoch == current.epoch else 0,
            "limit": limit,
        },
    )
    facts = (Sent(bytes(row["raw"]), bytes(row["signature"])) for row in rows)
    return tuple(_within(facts, limit_bytes))


def _within(facts: Iterable[F], limit_bytes: int) -> Iterator[F]:
    """The first facts that fit together, one at least."""
    size = 0
    for n, fact in enumerate(facts):
        size += len(fact.raw) + BESIDE_RAW_BYTES
        if n and size > limit_bytes:
            return
        yield fact


def acknowledge_upto(db: Db, now: Instant, *, epoch: str, seq: int) -> int:
    """The reader has pulled all up to `seq`; returns how many rows that changed."""
    return db.execute(
        """
        UPDATE outbox
        SET state = 'acknowledged', settled_at = :now
        WHERE epoch = :epoch
          AND seq <= :seq
          AND state = 'waiting'
        """,
        {"epoch": epoch, "seq": seq, "now": now},
    ).rowcount


def next_parcels(db: Db, *, audience: str, limit: int, limit_bytes: int) -> tuple[Parcel, ...]:
    """The eldest waiting facts, within a count and a size."""
    rows = db.execute(
        """
        SELECT raw, signature, type, epoch, seq
        FROM outbox
        WHERE audience = :audience
          AND state = 'waiting'
        ORDER BY n
        LIMIT :limit
        """,
        {"audience": audience, "limit": limit},
    )
    return tuple(_within((_parcel(row) for row in rows), limit_bytes))


def _parcel(row: Row) -> Parcel:
    return Parcel(
        id=f"{row['epoch']}/{row['seq']}",
        raw=bytes(row["raw"]),
        signature=bytes(row["signature"]),
        needs_answer=row["type"] in NEEDS_ANSWER,
    )


def waiting(db: Db, audience: str) -> int:
    """How many facts wait for a reader."""
    row = db.execute(
        """
        SELECT count(*) AS facts
        FROM outbox
        WHERE audience = :audience
          AND state = 'waiting'
        """,
        {"audience": audience},
    ).fetchone()
    return int(row["facts"])


def eldest_waiting_at(db: Db, audience: str) -> Instant | None:
    """When the fact was made that waits longest; None while none waits."""
    row = db.execute(
        """
        SELECT at
        FROM outbox
        WHERE audience = :audience
          AND state = 'waiting'
        ORDER BY n
        LIMIT 1
        """,
        {"audience": audience},
    ).fetchone()
    return None if row is None else Instant(row["at"])


def made(db: Db, *, audience: str, type: str) -> tuple[str, ...]:  # noqa: A002  the table's own word
    """Places (`epoch/seq`) of all facts of one type that were made for a reader."""
    rows = db.execute(
        """
        SELECT outbox.epoch AS epoch, outbox.seq AS seq
        FROM outbox
        WHERE audience = :audience
          AND type = :type
        ORDER BY n
        """,
        {"audience": audience, "type": type},
    )
    return tuple(f"{row['epoch']}/{row['seq']}" for row in rows)


def missing(db: Db, audience: str) -> tuple[str, ...]:
    """Places that a reader's stream gave and where no fact stands any more: there are none."""
    stream = db.execute(
        "SELECT epoch, last_seq FROM stream WHERE audience = :audience", {"audience": audience}
    ).fetchone()
    if stream is None:
        return ()
    rows = db.execute("SELECT seq FROM outbox WHERE epoch = :epoch", {"epoch": stream["epoch"]})
    there = {row["seq"] for row in rows}
    numbers = range(1, stream["last_seq"] + 1)
    return tuple(f"{stream['epoch']}/{seq}" for seq in numbers if seq not in there)
