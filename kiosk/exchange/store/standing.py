"""A requester's standing: how often work was rejected, how long until it was paid.

Of the newest batches only, as many as hold enough decisions: it is asked for whenever a hub gets
slots, and must not grow slower with all that was ever worked.
"""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from kiosk.exchange.store.tables import assignment, batch
from kiosk.rules.fairness import days_to_pay, rejected_percent
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import MS_PER_S

APPROVED, REJECTED = AssignmentState.APPROVED.value, AssignmentState.REJECTED.value
BATCHES_LIMIT = 500
DECISIONS_ENOUGH = 1000
WAITS_LIMIT = 200
"""Days-to-pay is of the newest so many paid answers."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Final rejections of a hundred decisions; days within which half of the answers were paid."""

    rejected_percent: int
    days_to_pay: int


def standing_of(db: Connection, requester: str) -> Standing:
    """How a requester has treated the work of late."""
    newest = select(batch.c.id).where(batch.c.requester == requester)
    ids = db.execute(newest.order_by(batch.c.posted_at.desc(), batch.c.id).limit(BATCHES_LIMIT))
    decided: Counter[str] = Counter()
    batches = []
    for id_ in ids.scalars().all():
        counts = _decided_in(db, id_)
        if counts:
            batches.append(id_)
            decided += counts
        if decided.total() >= DECISIONS_ENOUGH:
            break
    return Standing(
        rejected_percent(approved=decided[APPROVED], rejected=decided[REJECTED]),
        _days_until_paid(db, batches),
    )


def _decided_in(db: Connection, batch_id: str) -> Counter[str]:
    rows = db.execute(
        select(assignment.c.state, func.count().label("number"))
        .where(assignment.c.batch == batch_id, assignment.c.state.in_((APPROVED, REJECTED)))
        .group_by(assignment.c.state)
    )
    return Counter({row.state: int(row.number) for row in rows})


def _days_until_paid(db: Connection, batches: list[str]) -> int:
    rows = db.execute(
        select(assignment.c.received_at, assignment.c.decided_at)
        .where(assignment.c.batch.in_(batches), assignment.c.state == APPROVED)
        .order_by(assignment.c.decided_at.desc())
        .limit(WAITS_LIMIT)
    )
    return days_to_pay((row.decided_at - row.received_at) // MS_PER_S for row in rows)
