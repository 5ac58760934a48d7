"""What sender and receiver need of a store.

Hub and station keep facts in SQLite (`sqlite_inbox.py`, `sqlite_outbox.py`), the exchange in tables
of its own.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.facts import SignedFact
from kiosk.protocol.sync import Kept, Outcome
from kiosk.rules.instants import Instant

CRASHED = "crashed"
"""Why a fact is parked that ended the process; it is not tried again by itself."""
HELD = "held"
"""Why a fact is parked whose maker was removed: staff say what becomes of it."""
REFUSED_BY_STAFF = "refused_by_staff"
InboxState = Literal["applied", "parked", "rejected"]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that was kept before."""

    sha256: bytes
    state: InboxState
    code: str
    answer: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A fact waiting to go, as bytes. `needs_answer`: kept until the reader said its word."""

    id: str
    raw: bytes
    signature: bytes
    needs_answer: bool


class Inbox(Protocol):
    """Facts that came; all inside the act's transaction."""

    def known(self, signed: SignedFact) -> Known | None:
        """What was kept under this fact's id."""

    def keep(
        self, signed: SignedFact, now: Instant, *, state: InboxState, code: str, answer: str
    ) -> None:
        """Keep a fact for ever under its id, or change what a parked one came to."""

    def quarantine(self, signed: SignedFact, now: Instant, *, code: str) -> None:
        """Keep the second fact of an id beside the first, for staff to see."""

    def abandon(self, signed: SignedFact, now: Instant, body: Abandoned) -> None:
        """Its maker gave numbers up by this fact: `have` goes on behind them."""

    def kept(self, *, origin: str, epoch: str) -> Kept:
        """How far this epoch is kept."""

    def alone(self) -> AbstractContextManager[None]:
        """A savepoint around one fact."""

    def parked(self, limit: int, *, origin: str) -> Sequence[tuple[bytes, bytes]]:
        """Raw bytes and signatures of a maker's parked facts, eldest first; none crashed."""


class Outbox(Protocol):
    """Facts waiting for one reader; each call is a transaction of its own."""

    def next(self, *, limit: int, limit_bytes: int) -> Sequence[Parcel]:
        """The eldest facts that wait."""

    def settle(self, outcomes: Sequence[Outcome], kept: Sequence[Kept]) -> None:
        """Keep what the reader said of each fact."""

    def quarantine(self, fact_id: str, code: str) -> None:
        """Set one fact aside so that it blocks no others."""
