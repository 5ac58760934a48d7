"""A requester's standing: how often work was rejected, how long until it was paid."""

from sqlalchemy import Connection, func, select

from kiosk.exchange.store.tables import assignment, batch
from kiosk.rules.fairness import days_to_pay, rejected_percent
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import MS_PER_S

WAITS_LIMIT = 200
"""Days-to-pay is of the newest so many paid answers."""


def percent_rejected(db: Connection, requester: str) -> int:
    """Final rejections of a hundred decisions."""
    rows = db.execute(
        select(assignment.c.state, func.count().label("number"))
        .join(batch, batch.c.id == assignment.c.batch)
        .where(
            batch.c.requester == requester,
            assignment.c.state.in_(
                (AssignmentState.APPROVED.value, AssignmentState.REJECTED.value)
            ),
        )
        .group_by(assignment.c.state)
    )
    counts = {row.state: int(row.number) for row in rows}
    return rejected_percent(
        approved=counts.get(AssignmentState.APPROVED.value, 0),
        rejected=counts.get(AssignmentState.REJECTED.value, 0),
    )


def days_until_paid(db: Connection, requester: str) -> int:
    """Whole days within which half of the newest answers were paid."""
    rows = db.execute(
        select(assignment.c.received_at, assignment.c.decided_at)
        .join(batch, batch.c.id == assignment.c.batch)
        .where(
            batch.c.requester == requester,
            assignment.c.state == AssignmentState.APPROVED.value,
        )
        .order_by(assignment.c.decided_at.desc())
        .limit(WAITS_LIMIT)
    )
    return days_to_pay((row.decided_at - row.received_at) // MS_PER_S for row in rows)
