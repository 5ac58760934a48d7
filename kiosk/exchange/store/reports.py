"""What the requester's pages count and list."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from kiosk.exchange.store import offers, work
from kiosk.exchange.store.offers import Hit
from kiosk.exchange.store.tables import (
    answer_read,
    assignment,
    batch,
    held_approval,
    hit,
    hit_type,
    slot,
    transfer,
)
from kiosk.exchange.store.work import Assignment, Decision, Submission
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant

ASKED_AT_ONCE = 500
LAPSED = "Lapsed"


@dataclass(frozen=True, slots=True)
class Money:
    """A requester's money, in minor units: put into escrow, come back from it, paid to workers."""

    set_aside_minor: int
    back_minor: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class Answered:
    """An answered assignment with all that was said about it."""

    assignment: Assignment
    hit: Hit
    submissions: tuple[Submission, ...]
    decisions: tuple[Decision, ...]


def counts(db: Connection, batches: Collection[str]) -> Mapping[str, Mapping[str, int]]:
    """By batch, how many assignments are in which state; lapsed ones not yet worked apart."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    asked = (
        select(
            assignment.c.batch,
            assignment.c.state,
            func.count().label("all"),
            func.count(assignment.c.lapsed_at).label("lapsed"),
        )
        .where(assignment.c.batch.in_(batches))
        .group_by(assignment.c.batch, assignment.c.state)
    )
    for row in db.execute(asked):
        number, lapsed = int(row.all), int(row.lapsed)
        if row.state == AssignmentState.ALLOTTED.value:
            found[row.batch][LAPSED] = lapsed
            number -= lapsed
        found[row.batch][row.state] = number
    return found


def slots_in(db: Connection, batches: Collection[str]) -> Mapping[str, Mapping[str, int]]:
    """By batch, how many slots are in which state."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    asked = (
        select(hit.c.batch, slot.c.state, func.count().label("slots"))
        .join(hit, hit.c.id == slot.c.hit)
        .where(hit.c.batch.in_(batches))
        .group_by(hit.c.batch, slot.c.state)
    )
    for row in db.execute(asked):
        found[row.batch][row.state] = int(row.slots)
    return found


def last_until(db: Connection, batch_id: str) -> Instant | None:
    """Until when hubs hold slots of a batch."""
    asked = select(func.max(assignment.c.until)).where(
        assignment.c.batch == batch_id,
        assignment.c.state == AssignmentState.ALLOTTED.value,
        assignment.c.lapsed_at.is_(None),
    )
    found = db.execute(asked).scalar()
    return None if found is None else Instant(found)


def money(db: Connection, requester: str) -> Money:
    """What a requester's money did, counted from the book."""
    account = f"requester:{requester}"
    paid = (
        select(func.coalesce(func.sum(hit_type.c.reward_minor + batch.c.fee_minor), 0))
        .select_from(assignment)
        .join(batch, batch.c.id == assignment.c.batch)
        .join(hit_type, hit_type.c.id == batch.c.hit_type)
        .where(
            batch.c.requester == requester,
            assignment.c.state == AssignmentState.APPROVED.value,
        )
    )
    escrowed = select(func.coalesce(func.sum(transfer.c.amount_minor), 0)).where(
        transfer.c.debit == account
    )
    back = select(func.coalesce(func.sum(transfer.c.amount_minor), 0)).where(
        transfer.c.credit == account, transfer.c.debit.like("escrow:%")
    )
    return Money(*(int(db.execute(one).scalar_one()) for one in (escrowed, back, paid)))


def answered(
    db: Connection,
    batch_id: str,
    *,
    states: Collection[AssignmentState],
    limit: int,
    skip: int = 0,
    newest_first: bool = False,
) -> tuple[Answered, ...]:
    """Answered assignments of a batch in these states."""
    order = assignment.c.received_at.desc() if newest_first else assignment.c.received_at
    asked = (
        select(assignment.c.id)
        .where(
            assignment.c.batch == batch_id,
            assignment.c.state.in_([state.value for state in states]),
        )
        .order_by(order, assignment.c.hit, assignment.c.id)
        .limit(limit)
        .offset(skip)
    )
    return _with_all(db, list(db.execute(asked).scalars()))


def undecided(db: Connection, batch_id: str, *, limit: int, skip: int) -> tuple[Answered, ...]:
    """Answers of a batch that wait for their requester, the eldest first."""
    asked = (
        select(assignment.c.id)
        .outerjoin(held_approval, held_approval.c.assignment == assignment.c.id)
        .where(
            assignment.c.batch == batch_id,
            assignment.c.state == AssignmentState.SUBMITTED.value,
            held_approval.c.assignment.is_(None),
        )
        .order_by(assignment.c.received_at, assignment.c.hit, assignment.c.id)
        .limit(limit)
        .offset(skip)
    )
    return _with_all(db, list(db.execute(asked).scalars()))


def note_reads(db: Connection, now: Instant, assignments: Collection[str], *, how: str) -> None:
    """Keep the first time that each answer was read in this way."""
    for part in _parts(sorted(assignments)):
        new = sorted(set(part) - _read(db, part, how=how))
        if new:
            rows = [{"assignment": id_, "how": how, "at": now} for id_ in new]
            db.execute(insert(answer_read), rows)


def unread(db: Connection, assignments: Collection[str], *, how: str) -> set[str]:
    """Which of these answers were never read in this way."""
    found: set[str] = set()
    for part in _parts(sorted(assignments)):
        found |= set(part) - _read(db, part, how=how)
    return found


def _read(db: Connection, assignments: Collection[str], *, how: str) -> set[str]:
    asked = select(answer_read.c.assignment).where(
        answer_read.c.assignment.in_(assignments), answer_read.c.how == how
    )
    return set(db.execute(asked).scalars())


def _with_all(db: Connection, ids: list[str]) -> tuple[Answered, ...]:
    assignments: dict[str, Assignment] = {}
    submissions: dict[str, list[Submission]] = defaultdict(list)
    decisions: dict[str, list[Decision]] = defaultdict(list)
    hits: dict[str, Hit] = {}
    for part in _parts(ids):
        assignments.update((one.id, one) for one in work.assignments_of(db, part))
        for said in work.submissions_of(db, part):
            submissions[said.assignment].append(said)
        for about, decided in work.decisions_on(db, part):
            decisions[about].append(decided)
        wanted = {assignments[id_].hit for id_ in part}
        hits.update((one.id, one) for one in offers.hits_of(db, wanted))
    return tuple(
        Answered(
            assignments[id_],
            hits[assignments[id_].hit],
            tuple(submissions[id_]),
            tuple(decisions[id_]),
        )
        for id_ in ids
    )


def _parts(ids: list[str]) -> list[list[Any]]:
    return [ids[n : n + ASKED_AT_ONCE] for n in range(0, len(ids), ASKED_AT_ONCE)]
