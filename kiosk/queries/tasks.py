"""Tasks at this site: what the exchange set aside, what was done, what waits or was set aside."""

from dataclasses import dataclass

from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.rules.instants import Instant
from kiosk.store import ledger, set_aside, tasks, visitors, work
from kiosk.store.set_aside import SetAside
from kiosk.store.tasks import TypeCount
from kiosk.store.work import Work

EXCHANGE = "exchange"
DECIDED = ("Approved", "RevisionRequested", "RejectProposed", "Rejected", "Disputed")
DECISIONS_LIMIT = 30
SET_ASIDE_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Batch:
    """A HIT type here: how many of its slots are free, dealt, submitted or lapsed."""

    title: str
    requester: str
    reward_minor: int
    free: int
    dealt: int
    submitted: int
    lapsed: int
    until: Instant

    @property
    def allotted(self) -> int:
        """All slots that are still ours, done or not."""
        return self.free + self.dealt + self.submitted


@dataclass(frozen=True, slots=True)
class Decision:
    """What the exchange said of an answer."""

    at: Instant
    title: str
    name: str
    state: str
    reward_minor: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """All that the tasks' page shows; `owed_minor` is what the exchange owes this hub."""

    batches: tuple[Batch, ...]
    answers: dict[str, int]
    waiting: int
    owed_minor: int
    set_aside: tuple[SetAside, ...]
    decisions: tuple[Decision, ...]


def overview(db: Db) -> Tasks:
    """The tasks now."""
    return Tasks(
        batches=_batches(db),
        answers=work.counts(db),
        waiting=waiting(db),
        owed_minor=ledger.balance(db, EXCHANGE),
        set_aside=set_aside.latest(db, limit=SET_ASIDE_LIMIT),
        decisions=_decisions(db),
    )


def waiting(db: Db) -> int:
    """How many facts wait to go to the exchange."""
    return sqlite_outbox.waiting(db, EXCHANGE)


def _batches(db: Db) -> tuple[Batch, ...]:
    counts = tasks.counts_by_type(db)
    types = dict.fromkeys(row.hit_type for row in counts)
    return tuple(_batch(db, hit_type, counts) for hit_type in types)


def _batch(db: Db, hit_type: str, counts: tuple[TypeCount, ...]) -> Batch:
    terms = tasks.terms(db, hit_type)
    mine = {row.state: row for row in counts if row.hit_type == hit_type}
    slots = {state: row.slots for state, row in mine.items()}
    return Batch(
        title=hit_type if terms is None else terms.title,
        requester="" if terms is None else terms.requester,
        reward_minor=0 if terms is None else terms.reward_minor,
        free=slots.get("free", 0),
        dealt=slots.get("dealt", 0),
        submitted=slots.get("submitted", 0),
        lapsed=slots.get("lapsed", 0),
        until=max(row.until for row in mine.values()),
    )


def _decisions(db: Db) -> tuple[Decision, ...]:
    found = [
        one for state in DECIDED for one in work.latest_in(db, state=state, limit=DECISIONS_LIMIT)
    ]
    newest = sorted(found, key=lambda one: -one.changed_at)[:DECISIONS_LIMIT]
    return tuple(_decision(db, one) for one in newest)


def _decision(db: Db, one: Work) -> Decision:
    terms = tasks.terms(db, one.hit_type)
    who = visitors.by_id(db, one.visitor)
    return Decision(
        at=one.changed_at,
        title="" if terms is None else terms.title,
        name="" if who is None else who.name,
        state=one.state,
        reward_minor=one.reward_minor,
        reason=one.reason,
    )
