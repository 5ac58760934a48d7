"""The station's outbox towards its hub."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.link.shelf import Parcel
from kiosk.protocol.sync import Kept, Outcome
from kiosk.rules.instants import Instant
from station_agent.store.open import Store

AUDIENCE = "hub"


def counts(db: Db) -> dict[str, int]:
    """Facts by state."""
    rows = db.execute("SELECT state, count(*) AS facts FROM outbox GROUP BY state")
    found = {row["state"]: int(row["facts"]) for row in rows}
    return {
        state: found.get(state, 0) for state in ("waiting", "acknowledged", "safe", "quarantined")
    }


def waiting_bytes(db: Db) -> int:
    """What the facts still to be sent take up."""
    row = db.execute(
        """
        SELECT coalesce(sum(length(raw)), 0) AS bytes
        FROM outbox
        WHERE state = 'waiting'
        """
    ).fetchone()
    return int(row["bytes"])


@dataclass(frozen=True, slots=True)
class HubOutbox:
    """The outbox as the sender wants it: each call a transaction of its own."""

    store: Store

    def next(self, *, limit: int, limit_bytes: int) -> Sequence[Parcel]:
        """The eldest facts that wait."""
        with self.store.readers.read() as db:
            return sqlite_outbox.next_parcels(
                db, audience=AUDIENCE, limit=limit, limit_bytes=limit_bytes
            )

    def settle(self, outcomes: Sequence[Outcome], kept: Sequence[Kept]) -> None:
        """Keep what the hub said of each fact."""
        self.store.writer.run(_settle, outcomes=outcomes, kept=kept)

    def quarantine(self, fact_id: str, code: str) -> None:
        """Set one fact aside so that it blocks no others."""
        self.store.writer.run(_quarantine, fact_id=fact_id, code=code)


def _settle(db: Db, now: Instant, *, outcomes: Sequence[Outcome], kept: Sequence[Kept]) -> None:
    del now
    sqlite_outbox.settle(db, outcomes, kept)


def _quarantine(db: Db, now: Instant, *, fact_id: str, code: str) -> None:
    del now
    sqlite_outbox.quarantine_parcel(db, parcel_id=fact_id, code=code)
