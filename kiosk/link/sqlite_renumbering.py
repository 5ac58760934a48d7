"""Numbers of ours that name other facts at their reader: our store was put back, or copied.

A disk that is put back at each start, the image of one machine on another, an older folder copied
by hand: the store counts on from where it stood then, and its reader has these numbers already.
What is said goes all the same, under numbers of a new epoch. Source: DESIGN.md §8.
"""

from collections.abc import Sequence

from kiosk.disk.db import Db
from kiosk.link.receiver import reread
from kiosk.link.sqlite_outbox import Writing, next_place, start_new_epoch
from kiosk.protocol.facts import FACT_ID, Place, SignedFact, make_fact
from kiosk.protocol.sync import Kept, Outcome


def is_overtaken(db: Db, kept: Kept) -> bool:
    """Whether the reader has more of an epoch of ours than we gave: another store gave them."""
    row = db.execute(
        """
        SELECT 1
        FROM stream
        WHERE epoch = :epoch
          AND last_seq < :have
        """,
        {"epoch": kept.epoch, "have": kept.have},
    ).fetchone()
    return row is not None


def leave_overtaken(db: Db, kept: Kept) -> None:
    """Count anew before the next fact is made, so that it gets no number that was given."""
    if is_overtaken(db, kept):
        start_new_epoch(db, kept.epoch)


def number_anew(
    db: Db, writing: Writing, *, audience: str, outcomes: Sequence[Outcome]
) -> tuple[str, ...]:
    """Give facts a new number whose own one names another fact at their reader.

    What was made under a key of before stays as it is: it may be held for staff for that key.
    Returns the new names.
    """
    named = (one.id for one in outcomes if one.result == "conflict")
    ours = (_waiting(db, audience, fact_id) for fact_id in named)
    return tuple(
        _move(db, writing, audience, one)
        for one in ours
        if one is not None and one.fact.origin == writing.keys.origin
    )


def _waiting(db: Db, audience: str, fact_id: str) -> SignedFact | None:
    if FACT_ID.fullmatch(fact_id) is None:
        return None
    _, epoch, seq = fact_id.split("/")
    row = db.execute(
        """
        SELECT raw, signature
        FROM outbox
        WHERE audience = :audience
          AND epoch = :epoch
          AND seq = :seq
          AND state = 'waiting'
        """,
        {"audience": audience, "epoch": epoch, "seq": int(seq)},
    ).fetchone()
    return None if row is None else reread(bytes(row["raw"]), bytes(row["signature"]))


def _move(db: Db, writing: Writing, audience: str, told: SignedFact) -> str:
    start_new_epoch(db, told.fact.epoch)
    epoch, seq = next_place(db, audience)
    again = make_fact(
        writing.keys.signing,
        Place(writing.keys.origin, epoch, seq),
        type=told.fact.type,
        body=told.fact.body_bytes,
        at=told.fact.at,
        tv=told.fact.tv,
        refs=told.fact.refs,
        blobs=told.fact.blobs,
    )
    db.execute(
        """
        UPDATE outbox
        SET epoch = :epoch, seq = :seq, raw = :raw, signature = :signature
        WHERE epoch = :old_epoch
          AND seq = :old_seq
        """,
        {
            "epoch": epoch,
            "seq": seq,
            "raw": again.raw,
            "signature": again.signature,
            "old_epoch": told.fact.epoch,
            "old_seq": told.fact.seq,
        },
    )
    return again.fact.id
