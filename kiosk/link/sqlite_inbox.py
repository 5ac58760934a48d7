"""Facts that came to a hub or a station, in SQLite. Source: DESIGN.md §8."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kiosk.disk.db import Db, Row
from kiosk.link.shelf import CRASHED, HELD, InboxState, Known
from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import Kept
from kiosk.rules.instants import Instant

EPOCHS_TOLD = 4
"""Epochs of a maker that it is told of: each restore of a maker begins one."""


def latest_kept(db: Db, origin: str) -> Kept | None:
    """How far we have the newest epoch of an upstream; None before its first fact."""
    row = db.execute(
        """
        SELECT origin, epoch, have, safe_upto
        FROM heard
        WHERE origin = :origin
        ORDER BY rowid DESC
        LIMIT 1
        """,
        {"origin": origin},
    ).fetchone()
    return None if row is None else _kept(row)


def kept_of(db: Db, origin: str) -> tuple[Kept, ...]:
    """How far we have the newest epochs of a maker, the newest first."""
    rows = db.execute(
        """
        SELECT origin, epoch, have, safe_upto
        FROM heard
        WHERE origin = :origin
        ORDER BY rowid DESC
        LIMIT :limit
        """,
        {"origin": origin, "limit": EPOCHS_TOLD},
    )
    return tuple(_kept(row) for row in rows)


def all_kept(db: Db) -> tuple[Kept, ...]:
    """How far each maker's facts are here; read from a verified copy, it is what `note_safe` wants.

    Makers are the stations and the exchange, some epochs each: a few thousand rows at most.
    """
    rows = db.execute("SELECT origin, epoch, have, safe_upto FROM heard ORDER BY rowid")
    return tuple(_kept(row) for row in rows)


def note_safe(db: Db, kept: Sequence[Kept]) -> int:
    """What a verified copy has (its `have`) survives the loss of this machine: makers are told.

    Only ever raised, and never past what is kept here. Returns how many were raised.
    """
    return sum(
        db.execute(
            """
            UPDATE heard
            SET safe_upto = min(have, :upto)
            WHERE origin = :origin
              AND epoch = :epoch
              AND safe_upto < min(have, :upto)
            """,
            {"origin": one.origin, "epoch": one.epoch, "upto": one.have},
        ).rowcount
        for one in kept
    )


def _kept(row: Row) -> Kept:
    return Kept(row["origin"], row["epoch"], row["have"], row["safe_upto"])


@dataclass(frozen=True, slots=True)
class ParkedFact:
    """A fact that waits to be understood; `n` rises in the order in which they came."""

    n: int
    raw: bytes
    signature: bytes


def makers_of_parked(db: Db) -> tuple[str, ...]:
    """The origins that have parked facts here."""
    rows = db.execute("SELECT DISTINCT origin FROM inbox WHERE state = 'parked'")
    return tuple(row["origin"] for row in rows)


def parked_beyond(db: Db, *, origin: str, n: int, limit: int) -> tuple[ParkedFact, ...]:
    """Parked facts of one maker after number `n`, the eldest first.

    None that crashed, and none that waits for staff.
    """
    rows = db.execute(
        """
        SELECT rowid AS n, raw, signature
        FROM inbox
        WHERE state = 'parked'
          AND origin = :origin
          AND rowid > :n
          AND code NOT IN (:crashed, :held)
        ORDER BY rowid
        LIMIT :limit
        """,
        {"origin": origin, "n": n, "limit": limit, "crashed": CRASHED, "held": HELD},
    ).fetchall()
    return tuple(ParkedFact(row["n"], bytes(row["raw"]), bytes(row["signature"])) for row in rows)


@dataclass(frozen=True, slots=True)
class SqliteInbox:
    """Facts that came to a hub or a station; one object for one act."""

    db: Db

    def known(self, signed: SignedFact) -> Known | None:
        """What was kept under this fact's id."""
        row = self.db.execute(
            """
            SELECT sha256, state, code, answer
            FROM inbox
            WHERE origin = :origin
              AND epoch = :epoch
              AND seq = :seq
            """,
            _place(signed),
        ).fetchone()
        if row is None:
            return None
        return Known(bytes(row["sha256"]), row["state"], row["code"], row["answer"])

    def keep(
        self, signed: SignedFact, now: Instant, *, state: InboxState, code: str, answer: str
    ) -> None:
        """Keep a fact, or change what a parked one came to; dedupe rows stay for ever."""
        self.db.execute(
            """
            INSERT INTO inbox (origin, epoch, seq, type, sha256, raw, signature, state, code,
                               answer, received_at)
            VALUES (:origin, :epoch, :seq, :type, :sha256, :raw, :signature, :state, :code,
                    :answer, :now)
            ON CONFLICT (origin, epoch, seq)
            DO UPDATE SET state = excluded.state, code = excluded.code, answer = excluded.answer
            """,
            {
                **_place(signed),
                "type": signed.fact.type,
                "sha256": signed.sha256,
                "raw": signed.raw,
                "signature": signed.signature,
                "state": state,
                "code": code,
                "answer": answer,
                "now": now,
            },
        )
        self._advance(signed.fact.origin, signed.fact.epoch, seq=signed.fact.seq)

    def abandon(self, signed: SignedFact, now: Instant, body: Abandoned) -> None:
        """Its maker gave these numbers up: nothing is missing there."""
        self.db.execute(
            """
            INSERT INTO abandoned (origin, epoch, first_seq, last_seq, why, at)
            VALUES (:origin, :epoch, :first, :last, :why, :now)
            ON CONFLICT (origin, epoch, first_seq)
            DO UPDATE SET last_seq = max(last_seq, excluded.last_seq)
            """,
            {
                "origin": signed.fact.origin,
                "epoch": body.epoch,
                "first": body.first,
                "last": body.last,
                "why": body.why,
                "now": now,
            },
        )
        self._advance(signed.fact.origin, body.epoch, seq=body.last)

    def _advance(self, origin: str, epoch: str, *, seq: int) -> None:
        self.db.execute(
            """
            INSERT INTO heard (origin, epoch, have, highest)
            VALUES (:origin, :epoch, 0, :seq)
            ON CONFLICT (origin, epoch)
            DO UPDATE SET highest = max(highest, excluded.highest)
            """,
            {"origin": origin, "epoch": epoch, "seq": seq},
        )
        have = self.kept(origin=origin, epoch=epoch).have
        while (following := self._following(origin, epoch, have + 1)) > have:
            have = following
        self.db.execute(
            """
            UPDATE heard
            SET have = :have
            WHERE origin = :origin
              AND epoch = :epoch
            """,
            {"origin": origin, "epoch": epoch, "have": have},
        )

    def _following(self, origin: str, epoch: str, seq: int) -> int:
        """How far it goes on at `seq`: kept here, or given up by its maker; 0: it is missing."""
        if self._has(origin, epoch, seq):
            return seq
        row = self.db.execute(
            """
            SELECT last_seq
            FROM abandoned
            WHERE origin = :origin
              AND epoch = :epoch
              AND first_seq <= :seq
              AND last_seq >= :seq
            ORDER BY last_seq DESC
            LIMIT 1
            """,
            {"origin": origin, "epoch": epoch, "seq": seq},
        ).fetchone()
        return 0 if row is None else int(row["last_seq"])

    def _has(self, origin: str, epoch: str, seq: int) -> bool:
        row = self.db.execute(
            """
            SELECT 1
            FROM inbox
            WHERE origin = :origin
              AND epoch = :epoch
              AND seq = :seq
            """,
            {"origin": origin, "epoch": epoch, "seq": seq},
        ).fetchone()
        return row is not None

    def quarantine(self, signed: SignedFact, now: Instant, *, code: str) -> None:
        """Keep the second fact of an id, once, for staff to see."""
        self.db.execute(
            """
            INSERT INTO quarantine (origin, epoch, seq, sha256, raw, signature, code, received_at)
            VALUES (:origin, :epoch, :seq, :sha256, :raw, :signature, :code, :now)
            ON CONFLICT (origin, epoch, seq, sha256) DO NOTHING
            """,
            {
                **_place(signed),
                "sha256": signed.sha256,
                "raw": signed.raw,
                "signature": signed.signature,
                "code": code,
                "now": now,
            },
        )

    def kept(self, *, origin: str, epoch: str) -> Kept:
        """How far this epoch is kept here."""
        row = self.db.execute(
            """
            SELECT origin, epoch, have, safe_upto
            FROM heard
            WHERE origin = :origin
              AND epoch = :epoch
            """,
            {"origin": origin, "epoch": epoch},
        ).fetchone()
        return Kept(origin, epoch, 0) if row is None else _kept(row)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A savepoint around one fact: what it changed goes back when it is refused."""
        self.db.execute("SAVEPOINT fact")
        try:
            yield
        except sqlite3.OperationalError:
            raise  # a fault of the disk is the whole batch's
        except BaseException:
            self.db.execute("ROLLBACK TO fact")
            self.db.execute("RELEASE fact")
            raise
        self.db.execute("RELEASE fact")

    def parked(self, limit: int, *, origin: str) -> Sequence[tuple[bytes, bytes]]:
        """A maker's parked facts, the eldest first."""
        found = parked_beyond(self.db, origin=origin, n=0, limit=limit)
        return tuple((one.raw, one.signature) for one in found)


def _place(signed: SignedFact) -> dict[str, str | int]:
    return {"origin": signed.fact.origin, "epoch": signed.fact.epoch, "seq": signed.fact.seq}
