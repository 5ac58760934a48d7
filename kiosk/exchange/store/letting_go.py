"""Copies and answers that nobody can ask for any more go, a bounded part at a time.

Of a decision its row stays, with the assignment it was about: a hub that is restored from an older
backup is told it again from the table of decisions, since a visitor's pay depends on it.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from kiosk.exchange.store.fact_tables import heard, inbox, outbox, stream
from kiosk.exchange.store.tables import request_done, sign_in
from kiosk.protocol.bodies import Decision, read_body
from kiosk.protocol.codec import decode
from kiosk.protocol.facts import Fact
from kiosk.rules.instants import Instant
from kiosk.rules.kept_copies import Mark

STREAMS_AT_ONCE = 50
DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Copies:
    """A hub's stream: how far the hub has it, how far its copies are gone, and the mark."""

    audience: str
    epoch: str
    last_seq: int
    read_upto: int
    gone_upto: int
    mark: Mark


def streams_to_mark(db: Connection, *, limit: int = STREAMS_AT_ONCE) -> tuple[Copies, ...]:
    """Streams where more was fetched than marked, and all that was marked is gone."""
    due = and_(stream.c.read_upto > stream.c.mark_seq, stream.c.gone_upto >= stream.c.mark_seq)
    return _copies(db, due, limit)


def streams_to_empty(
    db: Connection, *, before: Instant, limit: int = STREAMS_AT_ONCE
) -> tuple[Copies, ...]:
    """Streams whose mark was set before an instant, and of which copies are left up to it."""
    due = and_(stream.c.gone_upto < stream.c.mark_seq, stream.c.mark_at <= before)
    return _copies(db, due, limit)


def copies_of(db: Connection, hub: str) -> Copies | None:
    """A hub's own stream; None where it has none."""
    found = _copies(db, stream.c.audience == f"hub:{hub}", 1)
    return found[0] if found else None


def set_mark(db: Connection, one: Copies, mark: Mark) -> None:
    """From now on the mark stands there."""
    values = {"mark_seq": mark.seq, "mark_at": mark.at}
    db.execute(update(stream).where(stream.c.audience == one.audience).values(values))


def set_read(db: Connection, one: Copies, *, read_upto: int) -> None:
    """The hub has its stream that far, also where that is less than before."""
    mine = stream.c.audience == one.audience
    db.execute(update(stream).where(mine).values(read_upto=read_upto))


def let_copies_go(db: Connection, one: Copies, *, upto: int, limit: int) -> int:
    """Let the eldest copies of a stream go, at most `limit`; returns how many."""
    rows = db.execute(
        select(outbox.c.seq, outbox.c.type, outbox.c.raw, outbox.c.about)
        .where(outbox.c.epoch == one.epoch, outbox.c.seq > one.gone_upto, outbox.c.seq <= upto)
        .order_by(outbox.c.seq)
        .limit(limit)
    ).all()
    told = [row for row in rows if row.type == DECISION]
    others = [row.seq for row in rows if row.type != DECISION]
    for row in told:
        values = {"raw": b"", "signature": b"", "about": _assignment_in(row)}
        db.execute(update(outbox).where(_at(one.epoch, row.seq)).values(values))
    db.execute(delete(outbox).where(outbox.c.epoch == one.epoch, outbox.c.seq.in_(others)))
    last = rows[-1].seq if rows else upto
    mine = stream.c.audience == one.audience
    db.execute(update(stream).where(mine).values(gone_upto=last))
    return len(rows)


def assignments_told(db: Connection, one: Copies, *, after: int) -> tuple[str, ...]:
    """Assignments of which a decision is among the copies that are gone, after a number."""
    rows = db.execute(
        select(outbox.c.about)
        .where(
            outbox.c.epoch == one.epoch,
            outbox.c.seq > after,
            outbox.c.seq <= one.gone_upto,
            outbox.c.about != "",
        )
        .order_by(outbox.c.seq)
    )
    return tuple(dict.fromkeys(rows.scalars()))


def was_told_of_gone(db: Connection, one: Copies, *, about: str) -> bool:
    """Whether a word on these numbers is in the stream already."""
    asked = select(outbox.c.seq).where(
        outbox.c.epoch == one.epoch, outbox.c.seq > one.gone_upto, outbox.c.about == about
    )
    return db.execute(asked.limit(1)).first() is not None


def note_told(db: Connection, *, epoch: str, seq: int, about: str) -> None:
    """This fact of a stream is the word on those numbers."""
    db.execute(update(outbox).where(_at(epoch, seq)).values(about=about))


def makers_to_empty(db: Connection, *, before: Instant, limit: int) -> tuple[Any, ...]:
    """Hubs whose eldest fact that still has its bytes came before an instant."""
    eldest = (
        select(inbox.c.received_at)
        .where(
            inbox.c.origin == heard.c.origin,
            inbox.c.epoch == heard.c.epoch,
            inbox.c.seq > heard.c.raw_upto,
            inbox.c.seq <= heard.c.have,
        )
        .order_by(inbox.c.seq)
        .limit(1)
        .scalar_subquery()
    )
    asked = select(heard.c.origin, heard.c.epoch, heard.c.have, heard.c.raw_upto)
    return tuple(db.execute(asked.where(eldest < before).limit(limit)).all())


def let_bytes_go(db: Connection, maker: Any, *, before: Instant, limit: int) -> int:
    """Let the bytes of a hub's applied facts go, at most `limit`; their rows and hashes stay.

    What they said is in our tables. Those of parked and refused facts stay: staff may want them.
    """
    rows = db.execute(
        select(inbox.c.seq, inbox.c.received_at)
        .where(
            inbox.c.origin == maker.origin,
            inbox.c.epoch == maker.epoch,
            inbox.c.seq > maker.raw_upto,
            inbox.c.seq <= maker.have,
        )
        .order_by(inbox.c.seq)
        .limit(limit)
    ).all()
    old = [row.seq for row in rows if row.received_at < before]
    young = [row.seq for row in rows if row.received_at >= before]
    upto = min(young) - 1 if young else rows[-1].seq
    db.execute(
        update(inbox)
        .where(
            inbox.c.origin == maker.origin,
            inbox.c.epoch == maker.epoch,
            inbox.c.seq > maker.raw_upto,
            inbox.c.seq <= upto,
            inbox.c.state == "applied",
        )
        .values(raw=b"", signature=b"")
    )
    here = and_(heard.c.origin == maker.origin, heard.c.epoch == maker.epoch)
    db.execute(update(heard).where(here).values(raw_upto=upto))
    return len(old)


def any_forgotten(db: Connection, *, requests: Instant, sign_ins: Instant) -> bool:
    """Whether either of the two that follow would find any."""
    asked = select(request_done.c.at).where(request_done.c.at < requests).limit(1)
    lapsed = and_(sign_in.c.locked_until < sign_ins, sign_in.c.failed == 0)
    ended = select(sign_in.c.name).where(lapsed).limit(1)
    return any(db.execute(one).first() is not None for one in (asked, ended))


def forget_requests(db: Connection, *, before: Instant, limit: int) -> int:
    """Answers to requests that nobody repeats any more go; returns how many."""
    old = select(request_done.c.request_id).where(request_done.c.at < before)
    names = tuple(db.execute(old.order_by(request_done.c.at).limit(limit)).scalars())
    if names:
        db.execute(delete(request_done).where(request_done.c.request_id.in_(names)))
    return len(names)


def forget_sign_ins(db: Connection, *, before: Instant, limit: int) -> int:
    """Sign-ins that ended, codes that were used, locks that lapsed go; returns how many.

    A name with wrong tries since is kept: they count.
    """
    lapsed = and_(sign_in.c.locked_until < before, sign_in.c.failed == 0)
    asked = select(sign_in.c.name).where(lapsed).order_by(sign_in.c.locked_until).limit(limit)
    names = tuple(db.execute(asked).scalars())
    if names:
        db.execute(delete(sign_in).where(sign_in.c.name.in_(names)))
    return len(names)


def _assignment_in(row: Any) -> str:
    fact = decode(bytes(row.raw), Fact)
    body = read_body(fact, fact.body_bytes)
    return body.assignment if isinstance(body, Decision) else ""


def _at(epoch: str, seq: int) -> ColumnElement[bool]:
    return and_(outbox.c.epoch == epoch, outbox.c.seq == seq)


def _copies(db: Connection, due: ColumnElement[bool], limit: int) -> tuple[Copies, ...]:
    rows = db.execute(select(stream).where(due).order_by(stream.c.audience).limit(limit))
    return tuple(
        Copies(
            row.audience,
            row.epoch,
            row.last_seq,
            row.read_upto,
            row.gone_upto,
            Mark(row.mark_seq, row.mark_at),
        )
        for row in rows
    )
