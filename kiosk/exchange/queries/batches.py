"""A requester's batches and the answers in them, counted and listed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from kiosk.exchange.queries.offers import filled_form
from kiosk.exchange.store import held, ledger, offers, reports
from kiosk.exchange.store.offers import Batch, HitType
from kiosk.exchange.store.reports import LAPSED, Answered
from kiosk.rules.fairness import answer_visible
from kiosk.rules.forms import Form
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant
from kiosk.rules.refusals import Refusal

BATCHES_LIMIT = 200
RESULTS_LIMIT = 20_000
ANSWERED = (
    AssignmentState.SUBMITTED,
    AssignmentState.REVISION_REQUESTED,
    AssignmentState.APPROVED,
    AssignmentState.REJECT_PROPOSED,
    AssignmentState.DISPUTED,
    AssignmentState.REJECTED,
)


@dataclass(frozen=True, slots=True)
class BatchSum:
    """One batch in figures. `lapsed` are away at hubs beyond their time, and may be reopened.

    What is approved and can still be undone is neither to review nor paid.
    """

    batch: Batch
    reward_minor: int
    answered: int
    approved: int
    refused: int
    to_review: int
    in_work: int
    lapsed: int
    open: int
    escrow_minor: int
    paid_minor: int

    def is_over(self, now: Instant) -> bool:
        """Can nothing come any more?"""
        return self.open == 0 or now >= self.batch.expires_at


@dataclass(frozen=True, slots=True)
class Home:
    """A requester's money and batches."""

    to_spend_minor: int
    in_escrow_minor: int
    spent_minor: int
    to_review: int
    batches: tuple[BatchSum, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """One answered assignment. `answer` is empty when it was finally rejected.

    `is_held`: it is approved, and paid when nobody undoes that in its seconds.
    """

    answered: Answered
    form: Form
    answer: Mapping[str, Any]
    is_second_go: bool
    is_held: bool


def home(db: Connection, requester: str) -> Home:
    """A requester's money and newest batches."""
    batches = offers.batches_of(db, requester, limit=BATCHES_LIMIT)
    sums = _sums(db, batches)
    money = reports.money(db, requester)
    return Home(
        to_spend_minor=ledger.balance(db, f"requester:{requester}"),
        in_escrow_minor=money.set_aside_minor - money.back_minor - money.paid_minor,
        spent_minor=money.paid_minor,
        to_review=sum(one.to_review for one in sums),
        batches=sums,
    )


def batch_sum(db: Connection, requester: str, batch_id: str) -> tuple[BatchSum, HitType]:
    """One batch of this requester in figures.

    Raises:
        Refusal: `hit_unknown`, also for somebody else's.
    """
    batch = offers.batch_of(db, batch_id)
    if batch is None or batch.requester != requester:
        raise Refusal("hit_unknown")
    return _sums(db, (batch,))[0], _hit_type(db, batch)


def results(
    db: Connection,
    batch: Batch,
    *,
    states: tuple[AssignmentState, ...] = ANSWERED,
    limit: int = RESULTS_LIMIT,
    skip: int = 0,
    newest_first: bool = False,
) -> tuple[Result, ...]:
    """Answers of a batch, as their requester may read them."""
    found = reports.answered(
        db, batch.id, states=states, limit=limit, skip=skip, newest_first=newest_first
    )
    return _results(db, batch, found)


def to_review(db: Connection, batch: Batch, *, limit: int, skip: int) -> tuple[Result, ...]:
    """Answers of a batch that nobody has decided, the eldest first."""
    return _results(db, batch, reports.undecided(db, batch.id, limit=limit, skip=skip))


def _results(db: Connection, batch: Batch, found: tuple[Answered, ...]) -> tuple[Result, ...]:
    hit_type, held_now = _hit_type(db, batch), held.in_batch(db, batch.id)
    return tuple(_result(hit_type, one, is_held=one.assignment.id in held_now) for one in found)


def _result(hit_type: HitType, one: Answered, *, is_held: bool) -> Result:
    visible = answer_visible(one.assignment.state) and one.submissions
    return Result(
        answered=one,
        form=filled_form(hit_type, one.hit),
        answer=json.loads(one.submissions[-1].answer) if visible else {},
        is_second_go=one.assignment.revision_at is not None,
        is_held=is_held,
    )


def _hit_type(db: Connection, batch: Batch) -> HitType:
    found = offers.hit_type_of(db, batch.hit_type)
    if found is None:
        raise Refusal("hit_unknown")
    return found


def _sums(db: Connection, batches: tuple[Batch, ...]) -> tuple[BatchSum, ...]:
    ids = [one.id for one in batches]
    states, slots = reports.counts(db, ids), reports.slots_in(db, ids)
    held_now = held.counts(db, ids)
    rewards = {one.hit_type: 0 for one in batches}
    for id_ in rewards:
        found = offers.hit_type_of(db, id_)
        rewards[id_] = found.reward_minor if found else 0
    return tuple(
        _sum(
            one,
            states.get(one.id, {}),
            slots.get(one.id, {}),
            reward=rewards[one.hit_type],
            held_now=held_now[one.id],
        )
        for one in batches
    )


def _sum(
    batch: Batch,
    states: Mapping[str, int],
    slots: Mapping[str, int],
    *,
    reward: int,
    held_now: int,
) -> BatchSum:
    def count(*those: AssignmentState) -> int:
        return sum(states.get(state.value, 0) for state in those)

    approved, rejected = count(AssignmentState.APPROVED), count(AssignmentState.REJECTED)
    held = sum(slots.values()) - slots.get("closed", 0) - approved - rejected
    return BatchSum(
        batch=batch,
        reward_minor=reward,
        answered=count(*ANSWERED),
        approved=approved,
        refused=rejected + count(AssignmentState.REJECT_PROPOSED, AssignmentState.DISPUTED),
        to_review=count(AssignmentState.SUBMITTED) - held_now,
        in_work=count(AssignmentState.ALLOTTED, AssignmentState.REVISION_REQUESTED),
        lapsed=states.get(LAPSED, 0),
        open=slots.get("open", 0),
        escrow_minor=held * (reward + batch.fee_minor),
        paid_minor=approved * (reward + batch.fee_minor),
    )
