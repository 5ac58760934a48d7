"""Facts that came from hubs: the exchange's own shelf for `kiosk/link/receiver.py`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, func, insert, select, update

from kiosk.exchange.store import hub_keys
from kiosk.exchange.store.abandoned import abandoned
from kiosk.exchange.store.fact_tables import heard, inbox, quarantine
from kiosk.link.shelf import CRASHED, InboxState, Known
from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant

WALKED_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ExchangeInbox:
    """The inbox inside one act."""

    db: Connection

    def known(self, signed: SignedFact) -> Known | None:
        """What was kept under this fact's id."""
        row = self.db.execute(
            select(inbox.c.sha256, inbox.c.state, inbox.c.code, inbox.c.answer).where(
                _is(inbox, signed)
            )
        ).one_or_none()
        if row is None:
            return None
        return Known(bytes(row.sha256), row.state, row.code, row.answer)

    def keep(
        self, signed: SignedFact, now: Instant, *, state: InboxState, code: str, answer: str
    ) -> None:
        """Keep a fact for ever under its id, or change what a parked one came to."""
        came_to = {"state": state, "code": code, "answer": answer}
        changed = self.db.execute(update(inbox).where(_is(inbox, signed)).values(came_to))
        if changed.rowcount:
            return
        self.db.execute(insert(inbox).values({**_row(signed, now), **came_to}))
        self._advance(signed.fact.origin, signed.fact.epoch)

    def quarantine(self, signed: SignedFact, now: Instant, *, code: str) -> None:
        """Keep the second fact of an id beside the first, once, for staff to see."""
        twin = and_(_is(quarantine, signed), quarantine.c.sha256 == signed.sha256)
        if self.db.execute(select(quarantine.c.seq).where(twin)).first() is None:
            row = _row(signed, now)
            del row["type"]
            self.db.execute(insert(quarantine).values({**row, "code": code}))

    def kept(self, *, origin: str, epoch: str) -> Kept:
        """How far this epoch is kept."""
        row = self.db.execute(
            select(heard.c.have, heard.c.safe_upto).where(_of(heard, origin, epoch))
        ).one_or_none()
        return Kept(origin, epoch, *((0, 0) if row is None else tuple(row)))

    def abandon(self, signed: SignedFact, now: Instant, body: Abandoned) -> None:
        """Its hub gave these numbers up: nothing is missing there."""
        origin = self._name_of(signed.fact.origin, body.epoch)
        key = and_(_of(abandoned, origin, body.epoch), abandoned.c.first_seq == body.first)
        told = self.db.execute(select(abandoned.c.last_seq).where(key)).scalar()
        if told is None:
            values = {"first_seq": body.first, "last_seq": body.last, "why": body.why, "at": now}
            self.db.execute(insert(abandoned).values(origin=origin, epoch=body.epoch, **values))
        elif told < body.last:
            self.db.execute(update(abandoned).where(key).values(last_seq=body.last))
        self._advance(origin, body.epoch)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A savepoint around one fact."""
        with self.db.begin_nested():
            yield

    def parked(self, limit: int, *, origin: str) -> Sequence[tuple[bytes, bytes]]:
        """Raw bytes and signatures of a hub's parked facts, the eldest first."""
        rows = self.db.execute(
            select(inbox.c.raw, inbox.c.signature)
            .where(inbox.c.state == "parked", inbox.c.origin == origin, inbox.c.code != CRASHED)
            .order_by(inbox.c.received_at)
            .limit(limit)
        )
        return tuple((bytes(row.raw), bytes(row.signature)) for row in rows)

    def _name_of(self, origin: str, epoch: str) -> str:
        """Under which of a hub's names an epoch runs: keys change, what they began goes on."""
        names = hub_keys.names_of(self.db, hub_keys.hub_named(self.db, origin) or origin)
        runs: str | None = self.db.execute(
            select(heard.c.origin).where(heard.c.origin.in_(names), heard.c.epoch == epoch)
        ).scalar()
        return runs or origin

    def _have(self, origin: str, epoch: str) -> int | None:
        have: int | None = self.db.execute(
            select(heard.c.have).where(heard.c.origin == origin, heard.c.epoch == epoch)
        ).scalar()
        return have

    def _advance(self, origin: str, epoch: str) -> None:
        before = self._have(origin, epoch)
        have = before or 0
        while (following := self._followed(origin, epoch, have)) > have:
            have = following
        where = _of(heard, origin, epoch)
        if before is None:
            values = {"origin": origin, "epoch": epoch, "have": have}
            self.db.execute(insert(heard).values(values))
        elif have > before:
            self.db.execute(update(heard).where(where).values(have=have))

    def _followed(self, origin: str, epoch: str, have: int) -> int:
        """The last number kept in a row after `have`, or given up there by its hub."""
        walked = self._walked(origin, epoch, have)
        given_up: int | None = self.db.execute(
            select(func.max(abandoned.c.last_seq)).where(
                _of(abandoned, origin, epoch),
                abandoned.c.first_seq <= walked + 1,
                abandoned.c.last_seq > walked,
            )
        ).scalar()
        return walked if given_up is None else given_up

    def _walked(self, origin: str, epoch: str, have: int) -> int:
        """The last number of the unbroken row that begins after `have`."""
        while True:
            numbers = self.db.execute(
                select(inbox.c.seq)
                .where(inbox.c.origin == origin, inbox.c.epoch == epoch, inbox.c.seq > have)
                .order_by(inbox.c.seq)
                .limit(WALKED_AT_ONCE)
            ).scalars()
            before = have
            for number in numbers:
                if number != have + 1:
                    return have
                have = number
            if have - before < WALKED_AT_ONCE:
                return have


def note_safe(db: Connection, kept: Sequence[Kept]) -> int:
    """What a verified copy has (its `have`) is safe: hubs are told, as in `sqlite_inbox.note_safe`.

    Only ever raised, and never past what is kept here. Returns how many were raised.
    """
    raised = 0
    for one in kept:
        here = and_(_of(heard, one.origin, one.epoch), heard.c.have >= one.have)
        raised += db.execute(
            update(heard).where(here, heard.c.safe_upto < one.have).values(safe_upto=one.have)
        ).rowcount
    return raised


def all_kept(db: Connection) -> tuple[Kept, ...]:
    """How far each hub's facts are here; read from a verified copy, it is what is safe."""
    rows = db.execute(select(heard.c.origin, heard.c.epoch, heard.c.have, heard.c.safe_upto))
    return tuple(Kept(*tuple(row)) for row in rows)


def kept_of_makers(db: Connection, origins: Sequence[str], *, limit: int) -> tuple[Kept, ...]:
    """How far one hub's facts are here by all its names, of its epochs those with the most."""
    rows = db.execute(
        select(heard.c.origin, heard.c.epoch, heard.c.have, heard.c.safe_upto)
        .where(heard.c.origin.in_(origins))
        .order_by(heard.c.have.desc())
        .limit(limit)
    )
    return tuple(Kept(*tuple(row)) for row in rows)


def _of(table: Table, origin: str, epoch: str) -> ColumnElement[bool]:
    return and_(table.c.origin == origin, table.c.epoch == epoch)


def _is(table: Table, signed: SignedFact) -> ColumnElement[bool]:
    fact = signed.fact
    return and_(table.c.origin == fact.origin, table.c.epoch == fact.epoch, table.c.seq == fact.seq)


def _row(signed: SignedFact, now: Instant) -> dict[str, object]:
    return {
        "origin": signed.fact.origin,
        "epoch": signed.fact.epoch,
        "seq": signed.fact.seq,
        "type": signed.fact.type,
        "sha256": signed.sha256,
        "raw": signed.raw,
        "signature": signed.signature,
        "received_at": now,
    }
