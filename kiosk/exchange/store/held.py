"""Approvals that wait until they can be undone no more; the rows of the last seconds only."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from kiosk.exchange.store.tables import assignment, held_approval
from kiosk.rules.instants import Instant


def hold(
    db: Connection, assignments: Sequence[str], *, requester: str, click: str, pays_at: Instant
) -> None:
    """Keep approvals until their time; `click` names what was approved together."""
    rows = [
        {"assignment": id_, "requester": requester, "click": click, "pays_at": pays_at}
        for id_ in assignments
    ]
    db.execute(insert(held_approval), rows)


def due(db: Connection, now: Instant, *, limit: int) -> tuple[str, ...]:
    """Assignments whose approval can be undone no more, the longest waiting first."""
    asked = select(held_approval.c.assignment).where(held_approval.c.pays_at <= now)
    order = asked.order_by(held_approval.c.pays_at, held_approval.c.assignment)
    return tuple(db.execute(order.limit(limit)).scalars())


def among(db: Connection, assignments: Collection[str]) -> set[str]:
    """Which of these assignments' approvals are held."""
    asked = select(held_approval.c.assignment).where(held_approval.c.assignment.in_(assignments))
    return set(db.execute(asked).scalars())


def of_click(db: Connection, click: str, *, requester: str, now: Instant) -> tuple[str, ...]:
    """What one click of this requester approved and can still be undone."""
    asked = select(held_approval.c.assignment).where(
        held_approval.c.click == click,
        held_approval.c.requester == requester,
        held_approval.c.pays_at > now,
    )
    return tuple(db.execute(asked.order_by(held_approval.c.assignment)).scalars())


def counts(db: Connection, batches: Collection[str]) -> Mapping[str, int]:
    """By batch, how many approvals are held."""
    asked = (
        select(assignment.c.batch, func.count().label("number"))
        .select_from(held_approval)
        .join(assignment, assignment.c.id == held_approval.c.assignment)
        .where(assignment.c.batch.in_(batches))
        .group_by(assignment.c.batch)
    )
    return Counter({row.batch: int(row.number) for row in db.execute(asked)})


def in_batch(db: Connection, batch_id: str) -> frozenset[str]:
    """The assignments of a batch whose approval is held."""
    asked = (
        select(held_approval.c.assignment)
        .join(assignment, assignment.c.id == held_approval.c.assignment)
        .where(assignment.c.batch == batch_id)
    )
    return frozenset(db.execute(asked).scalars())


def let_go(db: Connection, assignments: Collection[str]) -> None:
    """Hold these no more: they are paid, or undone."""
    db.execute(delete(held_approval).where(held_approval.c.assignment.in_(assignments)))
