"""The station's outbox towards its hub."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.disk.acting import Tool
from kiosk.disk.db import Db
from kiosk.link import sqlite_care, sqlite_inbox, sqlite_outbox, sqlite_renumbering, sqlite_settled
from kiosk.link.shelf import Parcel
from kiosk.link.sqlite_outbox import Writing
from kiosk.protocol.facts import FACT_LIMIT_BYTES
from kiosk.protocol.sync import Kept, Outcome
from kiosk.rules.instants import S_PER_DAY, Instant, later
from kiosk.rules.outbox_room import percent_filled, room_left
from station_agent.store.open import Store

AUDIENCE = "hub"
FACT_MOST_BYTES = FACT_LIMIT_BYTES + 1024
"""With its signature and row."""
RAW_KEPT_DAYS = 7
"""What the hub told a week ago was done long since; disks of stations are small."""
ROWS_AT_ONCE = 500


def counts(db: Db) -> dict[str, int]:
    """Facts by state."""
    rows = db.execute("SELECT state, count(*) AS facts FROM outbox GROUP BY state")
    found = {row["state"]: int(row["facts"]) for row in rows}
    return {
        state: found.get(state, 0) for state in ("waiting", "acknowledged", "safe", "quarantined")
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What a beat tells of the outbox; `since` by this machine's clock, 0 while nothing waits."""

    waiting: int
    since: int
    set_aside: int


def told(db: Db) -> Told:
    """How many facts wait, since when, and how many could not be sent."""
    row = db.execute("SELECT count(*) AS facts FROM outbox WHERE state = 'quarantined'").fetchone()
    since = sqlite_outbox.eldest_waiting_at(db, AUDIENCE) or 0
    return Told(sqlite_outbox.waiting(db, AUDIENCE), since, int(row["facts"]))


def filled(db: Db, *, limit_bytes: int) -> int:
    """How full the room for facts still to be sent is, in whole hundredths.

    Asked with each beat: few facts cannot fill it, so their bytes are not added up.
    """
    most = sqlite_outbox.waiting(db, AUDIENCE) * FACT_MOST_BYTES
    if room_left(percent_filled(most, limit_bytes=limit_bytes)) == "enough":
        return 0
    return percent_filled(_waiting_bytes(db), limit_bytes=limit_bytes)


def _waiting_bytes(db: Db) -> int:
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
    """The outbox as the sender wants it: each call a transaction of its own.

    `writing` makes facts of the station's own: that a number is given up.
    """

    store: Store
    writing: Callable[[], Writing]

    def next(self, *, limit: int, limit_bytes: int) -> Sequence[Parcel]:
        """The eldest facts that wait."""
        with self.store.readers.read() as db:
            return sqlite_outbox.next_parcels(
                db, audience=AUDIENCE, limit=limit, limit_bytes=limit_bytes
            )

    def settle(self, outcomes: Sequence[Outcome], kept: Sequence[Kept]) -> None:
        """Keep what the hub said of each fact."""
        made_with = Making(self.writing())
        self.store.writer.run(_settle, outcomes=outcomes, kept=kept, made_with=made_with)

    def quarantine(self, fact_id: str, code: str) -> None:
        """Set one fact aside so that it blocks no others."""
        made_with = Making(self.writing())
        self.store.writer.run(_quarantine, fact_id=fact_id, code=code, made_with=made_with)


class Making(Tool):
    """Keys and moment; no part of what is asked."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing

    @property
    def hub_now(self) -> Instant:
        """The moment by the hub's clock: copies are kept by it, whatever this machine's shows."""
        at = self.writing.at
        return Instant(at.wall + at.offset_ms)


def _settle(
    db: Db, now: Instant, *, outcomes: Sequence[Outcome], kept: Sequence[Kept], made_with: Making
) -> None:
    del now
    sqlite_renumbering.number_anew(db, made_with.writing, audience=AUDIENCE, outcomes=outcomes)
    sqlite_settled.settle(db, made_with.hub_now, outcomes, kept)
    for one in kept:
        sqlite_settled.abandon_gone(db, made_with.writing, audience=AUDIENCE, kept=one)


def _quarantine(db: Db, now: Instant, *, fact_id: str, code: str, made_with: Making) -> None:
    del now
    sqlite_settled.quarantine_parcel(db, made_with.writing, parcel_id=fact_id, code=code)


def any_to_let_go(db: Db, hub_now: Instant) -> bool:
    """A look first, so that a quiet station writes nothing."""
    return sqlite_settled.any_to_forget(db, hub_now) or any(
        sqlite_care.has_raw_to_let_go(db, kept, upto=kept.have, before=_raw_before(hub_now))
        for kept in sqlite_inbox.all_kept(db)
    )


def let_go(db: Db, now: Instant, *, hub_now: Instant) -> bool:
    """Forget copies of facts that the hub has safely, and bytes of what the hub once told.

    What the hub told stands at the hub, so it need not be safe here. Returns whether there may be
    more.
    """
    del now
    gone = sqlite_settled.forget(db, hub_now, limit=ROWS_AT_ONCE)
    for kept in sqlite_inbox.all_kept(db):
        gone += sqlite_care.let_raw_go(
            db, kept, upto=kept.have, before=_raw_before(hub_now), limit=ROWS_AT_ONCE
        )
    return gone >= ROWS_AT_ONCE


def _raw_before(hub_now: Instant) -> Instant:
    return later(hub_now, seconds=-RAW_KEPT_DAYS * S_PER_DAY)
