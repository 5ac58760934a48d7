"""Assignments and what was answered, decided and said about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, insert, select, update

from kiosk.exchange.store.tables import (
    assignment,
    batch,
    decision,
    reaction,
    slot,
    submission,
)
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant


@dataclass(frozen=True, slots=True)
class Assignment:
    """A visitor's doing of a slot, as the exchange knows it.

    `acts_at` is when time decides if nobody else does; None while it has nothing to decide.
    """

    id: str
    slot: str
    hit: str
    batch: str
    hub: str
    state: AssignmentState
    until: Instant
    lapsed_at: Instant | None
    received_at: Instant | None
    revision_at: Instant | None
    revision_ended_at: Instant | None
    acts_at: Instant | None
    requester: str


@dataclass(frozen=True, slots=True)
class Submission:
    """The finished answer of one round; `answer` is JSON."""

    assignment: str
    round: int
    cites: str
    answer_sha256: str
    answer: str
    worker: str
    took_ms: int
    made_at: Instant
    received_at: Instant
    fact: str


Said = Literal["approved", "revision", "reject_proposed", "rejected"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict; `by` is a requester's id, `time` or `mediator`."""

    verdict: Said
    by: str
    reason: str
    expectation: str
    amount_minor: int
    at: Instant


def add_allotted(
    db: Connection,
    now: Instant,
    *,
    hub: str,
    until: Instant,
    rows: Sequence[tuple[str, str, str, str]],
) -> None:
    """Set slots aside for a hub: rows of (assignment, slot, hit, batch)."""
    values = [
        {
            "id": id_,
            "slot": slot_id,
            "hit": hit_id,
            "batch": batch_id,
            "hub": hub,
            "state": AssignmentState.ALLOTTED.value,
            "worker": "",
            "allotted_at": now,
            "until": until,
        }
        for id_, slot_id, hit_id, batch_id in rows
    ]
    db.execute(insert(assignment), values)


def live(db: Connection, hub: str) -> int:
    """How many slots a hub has that are neither worked nor lapsed."""
    asked = (
        select(func.count())
        .select_from(assignment)
        .where(
            assignment.c.hub == hub,
            assignment.c.state == AssignmentState.ALLOTTED.value,
            assignment.c.lapsed_at.is_(None),
        )
    )
    return int(db.execute(asked).scalar_one())


def assignment_of(db: Connection, id: str) -> Assignment | None:  # noqa: A002  the table's own word
    """The assignment of this id."""
    row = db.execute(_ASSIGNMENTS.where(assignment.c.id == id)).one_or_none()
    return None if row is None else _assignment(row)


def assignments_of(db: Connection, ids: Collection[str]) -> tuple[Assignment, ...]:
    """The assignments of these ids, in no order."""
    rows = db.execute(_ASSIGNMENTS.where(assignment.c.id.in_(ids)))
    return tuple(_assignment(row) for row in rows)


def change(db: Connection, id: str, **values: object) -> None:  # noqa: A002  the same
    """Change an assignment's columns; its state goes as its value."""
    state = values.get("state")
    if isinstance(state, AssignmentState):
        values["state"] = state.value
    db.execute(update(assignment).where(assignment.c.id == id).values(values))


def due(db: Connection, now: Instant, *, limit: int) -> tuple[Assignment, ...]:
    """Assignments that time decides now, the most overdue first."""
    asked = _ASSIGNMENTS.where(assignment.c.acts_at <= now)
    rows = db.execute(asked.order_by(assignment.c.acts_at, assignment.c.id).limit(limit))
    return tuple(_assignment(row) for row in rows)


def lapse(db: Connection, now: Instant, *, limit: int) -> int:
    """Mark allotments whose time is over; returns how many."""
    overdue = (
        select(assignment.c.id)
        .where(
            assignment.c.state == AssignmentState.ALLOTTED.value,
            assignment.c.lapsed_at.is_(None),
            assignment.c.until <= now,
        )
        .limit(limit)
    )
    marked = update(assignment).where(assignment.c.id.in_(overdue)).values(lapsed_at=now)
    return db.execute(marked).rowcount


def overdue_allotments(db: Connection, now: Instant) -> bool:
    """Has any allotment's time run out unmarked?"""
    asked = select(assignment.c.id).where(
        assignment.c.state == AssignmentState.ALLOTTED.value,
        assignment.c.lapsed_at.is_(None),
        assignment.c.until <= now,
    )
    return db.execute(asked.limit(1)).first() is not None


def lapsed_in(db: Connection, batch_id: str) -> tuple[Assignment, ...]:
    """Lapsed assignments of a batch whose slot was not opened again."""
    asked = _ASSIGNMENTS.join(slot, slot.c.id == assignment.c.slot).where(
        assignment.c.batch == batch_id,
        assignment.c.state == AssignmentState.ALLOTTED.value,
        assignment.c.lapsed_at.is_not(None),
        slot.c.state == "allotted",
    )
    return tuple(_assignment(row) for row in db.execute(asked.order_by(assignment.c.id)))


def add_submission(db: Connection, one: Submission) -> None:
    """Keep an answer for ever."""
    values = {
        "assignment": one.assignment,
        "round": one.round,
        "cites": one.cites,
        "answer_sha256": one.answer_sha256,
        "answer": one.answer,
        "worker": one.worker,
        "took_ms": one.took_ms,
        "made_at": one.made_at,
        "received_at": one.received_at,
        "fact": one.fact,
    }
    db.execute(insert(submission).values(values))


def submissions_of(db: Connection, assignments: Collection[str]) -> tuple[Submission, ...]:
    """All rounds of some assignments, in order."""
    asked = select(submission).where(submission.c.assignment.in_(assignments))
    rows = db.execute(asked.order_by(submission.c.assignment, submission.c.round))
    return tuple(_submission(row) for row in rows)


def add_decision(db: Connection, assignment_id: str, one: Decision) -> None:
    """Keep a decision for ever."""
    values = {
        "assignment": assignment_id,
        "n": len(decisions_of(db, assignment_id)) + 1,
        "verdict": one.verdict,
        "by": one.by,
        "reason": one.reason,
        "expectation": one.expectation,
        "amount_minor": one.amount_minor,
        "at": one.at,
    }
    db.execute(insert(decision).values(values))


def decisions_of(db: Connection, assignment_id: str) -> tuple[Decision, ...]:
    """All decisions on an assignment, in order."""
    return tuple(one for _, one in decisions_on(db, [assignment_id]))


def decisions_on(db: Connection, assignments: Collection[str]) -> tuple[tuple[str, Decision], ...]:
    """All decisions on some assignments, in order: (assignment, decision)."""
    asked = select(decision).where(decision.c.assignment.in_(assignments))
    rows = db.execute(asked.order_by(decision.c.assignment, decision.c.n))
    return tuple((row.assignment, _decision(row)) for row in rows)


def add_reaction(
    db: Connection, now: Instant, *, assignment_id: str, kind: str, words: str
) -> None:
    """Keep what a visitor said to a decision."""
    counted = (
        select(func.count()).select_from(reaction).where(reaction.c.assignment == assignment_id)
    )
    n = int(db.execute(counted).scalar_one()) + 1
    values = {"assignment": assignment_id, "n": n, "kind": kind, "words": words, "at": now}
    db.execute(insert(reaction).values(values))


_ASSIGNMENTS = select(assignment, batch.c.requester).join(batch, batch.c.id == assignment.c.batch)


def _assignment(row: Row[Any]) -> Assignment:
    return Assignment(
        id=row.id,
        slot=row.slot,
        hit=row.hit,
        batch=row.batch,
        hub=row.hub,
        state=AssignmentState(row.state),
        until=Instant(row.until),
        lapsed_at=row.lapsed_at,
        received_at=row.received_at,
        revision_at=row.revision_at,
        revision_ended_at=row.revision_ended_at,
        acts_at=row.acts_at,
        requester=row.requester,
    )


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        verdict=row.verdict,
        by=row.by,
        reason=row.reason,
        expectation=row.expectation,
        amount_minor=row.amount_minor,
        at=Instant(row.at),
    )


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        assignment=row.assignment,
        round=row.round,
        cites=row.cites,
        answer_sha256=row.answer_sha256,
        answer=row.answer,
        worker=row.worker,
        took_ms=row.took_ms,
        made_at=Instant(row.made_at),
        received_at=Instant(row.received_at),
        fact=row.fact,
    )
