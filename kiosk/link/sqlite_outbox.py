"""Facts that wait on a hub or a station, in SQLite.

Each reader has an epoch of its own (a *stream*), so that `seq` has no gaps for that reader.
All functions run inside an act's transaction. Source: DESIGN.md §8.
"""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kiosk.disk.db import Db, Row
from kiosk.link.shelf import Parcel
from kiosk.protocol.bodies import Body, type_of, version_of, write_body
from kiosk.protocol.facts import FACT_ID, BlobRef, Moment, Place, SignedFact, make_fact
from kiosk.protocol.keys import Keys
from kiosk.protocol.sync import ACKNOWLEDGED, REFUSED, Feed, Kept, Outcome, Sent
from kiosk.rules.refusals import Refusal

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
    epoch, seq = _next_seq(db, audience)
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


def _next_seq(db: Db, audience: str) -> tuple[str, int]:
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
    for row in db.execute("SELECT audience FROM stream").fetchall():
        db.execute(
            """
            UPDATE stream
            SET epoch = :epoch, last_seq = 0
            WHERE audience = :audience
            """,
            {"audience": row["audience"], "epoch": secrets.token_hex(EPOCH_BYTES)},
        )


def give_up_waiting(db: Db, audience: str) -> int:
    """What waits for this reader was told in words that are out of date; it is told anew.

    Returns how many facts that settles.
    """
    return db.execute(
        """
        UPDATE outbox
        SET state = 'acknowledged', code = 'told_again'
        WHERE audience = :audience
          AND state = 'waiting'
        """,
        {"audience": audience},
    ).rowcount


def feed(db: Db, audience: str) -> Feed | None:
    """How far the facts for a reader go; None when there were none."""
    row = db.execute(
        "SELECT epoch, last_seq FROM stream WHERE audience = :audience", {"audience": audience}
    ).fetchone()
    return None if row is None else Feed(row["epoch"], row["last_seq"])


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


def acknowledge_upto(db: Db, *, epoch: str, seq: int) -> int:
    """The reader has pulled all up to `seq`; returns how many rows that changed."""
    return db.execute(
        """
        UPDATE outbox
        SET state = 'acknowledged'
        WHERE epoch = :epoch
          AND seq <= :seq
          AND state = 'waiting'
        """,
        {"epoch": epoch, "seq": seq},
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


def settle(db: Db, outcomes: Sequence[Outcome], kept: Sequence[Kept]) -> None:
    """Keep what the reader said: acknowledged, or refused and set aside for staff.

    A fact whose reader has kept it but not yet said its word waits on, behind all others. What a
    reader had kept and has no more, since it was restored from a backup, goes to it again.

    Raises:
        Refusal: `malformed` when an outcome names no fact.
    """
    for outcome in outcomes:
        epoch, seq = _named(outcome.id)
        needs_answer = _type_at(db, epoch=epoch, seq=seq) in NEEDS_ANSWER
        if outcome.result in REFUSED:
            code = outcome.code or outcome.result
            _set_state(db, epoch=epoch, seq=seq, state="quarantined", code=code)
        elif outcome.result in ACKNOWLEDGED and (outcome.answer or not needs_answer):
            _set_state(db, epoch=epoch, seq=seq, state="acknowledged", code=outcome.answer)
        elif outcome.result in ACKNOWLEDGED:
            _move_behind(db, epoch=epoch, seq=seq)
    for one in kept:
        db.execute(
            """
            UPDATE outbox
            SET state = 'safe'
            WHERE epoch = :epoch
              AND seq <= :seq
              AND state = 'acknowledged'
            """,
            {"epoch": one.epoch, "seq": one.safe_upto},
        )
        _send_again(db, one)


def has_lost(db: Db, kept: Kept) -> bool:
    """Whether the reader lacks a fact that it once acknowledged: it was restored from a backup."""
    row = db.execute(
        """
        SELECT 1
        FROM outbox
        WHERE epoch = :epoch
          AND seq = :have + 1
          AND state = 'acknowledged'
        """,
        {"epoch": kept.epoch, "have": kept.have},
    ).fetchone()
    return row is not None


def _send_again(db: Db, kept: Kept) -> None:
    """What the reader lost, and all that came after it, waits again."""
    if not has_lost(db, kept):
        return
    db.execute(
        """
        UPDATE outbox
        SET state = 'waiting', code = ''
        WHERE epoch = :epoch
          AND seq > :have
          AND state = 'acknowledged'
        """,
        {"epoch": kept.epoch, "have": kept.have},
    )


def _named(fact_id: str) -> tuple[str, int]:
    if FACT_ID.fullmatch(fact_id) is None:
        raise Refusal("malformed", field="id")
    _, epoch, seq = fact_id.split("/")
    return epoch, int(seq)


def _move_behind(db: Db, *, epoch: str, seq: int) -> None:
    db.execute(
        """
        UPDATE outbox
        SET n = (SELECT 1 + max(n) FROM outbox)
        WHERE epoch = :epoch
          AND seq = :seq
          AND state = 'waiting'
        """,
        {"epoch": epoch, "seq": seq},
    )


def _type_at(db: Db, *, epoch: str, seq: int) -> str | None:
    row = db.execute(
        "SELECT type FROM outbox WHERE epoch = :epoch AND seq = :seq",
        {"epoch": epoch, "seq": seq},
    ).fetchone()
    return None if row is None else str(row["type"])


def _set_state(db: Db, *, epoch: str, seq: int, state: str, code: str) -> None:
    db.execute(
        """
        UPDATE outbox
        SET state = :state, code = :code
        WHERE epoch = :epoch
          AND seq = :seq
          AND state = 'waiting'
        """,
        {"epoch": epoch, "seq": seq, "state": state, "code": code},
    )


def quarantine_parcel(db: Db, *, parcel_id: str, code: str) -> None:
    """Set a fact of our own aside after it failed alone too often; it is never deleted."""
    epoch, seq = parcel_id.split("/")[-2:]
    _set_state(db, epoch=epoch, seq=int(seq), state="quarantined", code=code)


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
