"""Who learns beside the visitor of the open session: their record, and whose exam is sat.

It stands on disk under the session's key, so a killed agent finds it again, and it goes with the
session.
"""

from collections.abc import Callable

from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import LearnerLeft
from kiosk.protocol.codec import decode, encode
from kiosk.protocol.station_calls import BeatAnswer, Record
from station_agent.acts import beside as acts
from station_agent.pen import Pen
from station_agent.store import beside as store
from station_agent.store.beside import BesideRow
from station_agent.store.open import Store
from station_agent.store.outbox import AUDIENCE
from station_agent.store.sessions import Kept
from station_agent.vault import Vault

BEATS_UNTIL_SURE = 2
"""The answer to a beat may have been on its way while somebody signed in, or left."""


class Beside:
    """At most one learner; `record` is None while the visitor sits alone."""

    def __init__(
        self, store: Store, vault: Vault, pen: Pen, kept: Callable[[], Kept | None]
    ) -> None:
        self._store = store
        self._vault = vault
        self._pen = pen
        self._kept = kept
        self._unheard = 0
        self._heard_again = 0

    @property
    def record(self) -> Record | None:
        """Of who learns beside; one without a name where its key went with the power."""
        row = self._row()
        if row is None or row.state != "here":
            return None
        plain = self._vault.unlock(row.locked)
        if plain is None:
            return Record(-1, row.visitor, name="", language="en", guest=False)
        return decode(plain, Record)

    @property
    def exam(self) -> tuple[str, str]:
        """Of which edition an exam is sat, and whose it is; empty where nobody said."""
        row = self._row()
        return ("", "") if row is None else (row.exam_edition, row.exam_visitor)

    def keep(self, session: str, record: Record) -> bool:
        """Somebody has signed in beside, or their record is newer."""
        self._unheard = 0
        locked = self._vault.lock(encode(record))
        return self._store.writer.run(
            acts.keep_beside, session=session, visitor=record.visitor, locked=locked
        )

    def take(self, session: str, records: tuple[Record, ...]) -> None:
        """What the hub says of who is beside; who has left here comes by signing in alone."""
        row = self._row()
        gone = row.visitor if row is not None and row.state == "left" else ""
        for record in records[:1]:
            if record.visitor != gone:
                self.keep(session, record)

    def leave(self) -> bool:
        """They learn here no more; returns whether somebody did."""
        record, kept = self.record, self._kept()
        if record is None or kept is None:
            return False
        letter = self._pen.letter(LearnerLeft(kept.session, record.visitor))
        return self._store.writer.run(acts.leave_beside, visitor=record.visitor, letter=letter)

    def name_exam(self, *, edition: str, visitor: str) -> None:
        """The exam of this edition is that learner's."""
        self._store.writer.run(acts.name_exam, edition=edition, visitor=visitor)

    def hear(self, answer: BeatAnswer) -> bool:
        """What a beat's answer says; returns whether a record is to be fetched."""
        row = self._row()
        if not answer.beside:
            self._not_there(row)
            return False
        self._unheard = 0
        if row is None or row.visitor != answer.beside:
            return True
        if row.state == "left":
            return self._is_back(row)
        record = self.record
        return record is not None and record.revision < answer.beside_record

    def _not_there(self, row: BesideRow | None) -> None:
        """The hub has nobody beside: sat down elsewhere, or its own past was put back."""
        if row is None:
            return
        self._unheard += 1
        if row.state == "left" or self._unheard >= BEATS_UNTIL_SURE:
            self._store.writer.run(acts.drop_beside, visitor=row.visitor)

    def _is_back(self, row: BesideRow) -> bool:
        """The hub knows that they left, and has them here: their mentor let them in again."""
        with self._store.readers.read() as db:
            is_told = not sqlite_outbox.waiting(db, AUDIENCE)
        self._heard_again = self._heard_again + 1 if is_told else 0
        if self._heard_again < BEATS_UNTIL_SURE:
            return False
        self._heard_again = 0
        self._store.writer.run(acts.drop_beside, visitor=row.visitor)
        return True

    def _row(self) -> BesideRow | None:
        kept = self._kept()
        if kept is None:
            return None
        with self._store.readers.read() as db:
            row = store.read(db)
        return row if row is not None and row.session == kept.session else None
