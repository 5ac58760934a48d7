"""Decisions on answers: by the requester, by time, by a mediator. Source: DESIGN.md §10."""

from typing import Literal

from sqlalchemy import Connection

from kiosk.exchange.acts.posting import give_back
from kiosk.exchange.office import Office
from kiosk.exchange.store import held, ledger, offers, outbox, people, work
from kiosk.exchange.store.offers import SlotMoney
from kiosk.exchange.store.transactions import moves_money
from kiosk.exchange.store.work import Assignment
from kiosk.protocol import bodies
from kiosk.rules.fairness import Verdict, check_rejection
from kiosk.rules.hits import AssignmentState, check_assignment_move
from kiosk.rules.instants import Instant, later
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import Money
from kiosk.rules.refusals import Refusal

Asked = Literal["approve", "revision", "reject"]
TIME = "time"
MEDIATOR = "mediator"
DECIDED = frozenset({AssignmentState.APPROVED, AssignmentState.REJECTED})


@moves_money
def decide(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    requester: str,
    assignment: str,
    verdict: Asked,
    reason: str = "",
    expectation: str = "",
) -> str:
    """The requester's verdict on an answer; returns the assignment's new state.

    The first rejection of an answer becomes a request for a revision.

    Raises:
        Refusal: `assignment_unknown`, `decision_made`, `state_wrong`, `reason_missing`,
            `expectation_missing`, `revision_only_once`, `escrow_short` (when a final rejection is
            taken back and the money is spent).
    """
    found = work.assignment_of(db, assignment)
    if found is None or found.requester != requester:
        raise Refusal("assignment_unknown", assignment=assignment[:60])
    if verdict == "approve":
        approve(db, now, office, found, by=requester, reason=reason)
        return AssignmentState.APPROVED.value
    if found.state in DECIDED or found.state is AssignmentState.REJECT_PROPOSED:
        raise Refusal("decision_made", assignment=found.id)
    if found.state is not AssignmentState.SUBMITTED:
        raise Refusal("state_wrong", old=found.state.value, new=verdict)
    if held.among(db, [found.id]):
        raise Refusal("decision_made", assignment=found.id)
    leads_to = check_rejection(
        reason=reason,
        expectation=expectation,
        listed=_listed(db, found, verdict=verdict, expectation=expectation),
        earlier_rejections=0 if found.revision_at is None else 1,
    )
    if verdict == "revision" and leads_to is Verdict.REJECT:
        raise Refusal("revision_only_once", assignment=found.id)
    if leads_to is Verdict.REVISION:
        _ask_revision(db, now, office, found, reason=reason, expectation=expectation)
        return AssignmentState.REVISION_REQUESTED.value
    _propose_rejection(db, now, office, found, reason=reason, expectation=expectation)
    return AssignmentState.REJECT_PROPOSED.value


@moves_money
def decide_appeal(
    db: Connection,
    now: Instant,
    *,
    office: Office,
    assignment: str,
    winner: Literal["visitor", "requester"],
    reason: str,
    by: str,
) -> str:
    """A mediator's word on an appeal; returns the assignment's new state.

    Raises:
        Refusal: `assignment_unknown`, `state_wrong` where nobody appealed, `reason_missing`.
    """
    found = work.assignment_of(db, assignment)
    if found is None:
        raise Refusal("assignment_unknown", assignment=assignment[:60])
    if found.state is not AssignmentState.DISPUTED:
        raise Refusal("state_wrong", old=found.state.value, new=winner)
    if not reason.strip():
        raise Refusal("reason_missing")
    people.record(db, now, who=by, what="decide_appeal", target=found.id, why=reason)
    if winner == "visitor":
        approve(db, now, office, found, by=MEDIATOR, reason=reason)
        return AssignmentState.APPROVED.value
    reject_finally(db, now, office, found, by=MEDIATOR, reason=reason)
    return AssignmentState.REJECTED.value


def approve(
    db: Connection, now: Instant, office: Office, found: Assignment, *, by: str, reason: str = ""
) -> None:
    """Approve an answer and pay for it from its own slot's escrow.

    Raises:
        Refusal: `decision_made` when it was approved, `state_wrong`, `escrow_short`.
    """
    if found.state is AssignmentState.APPROVED:
        raise Refusal("decision_made", assignment=found.id)
    check_assignment_move(found.state, AssignmentState.APPROVED)
    money = offers.money_of(db, found.slot)
    if found.state is AssignmentState.REJECTED:
        _pay_in_again(db, now, found, money)
    ledger.post(db, _payments(now, found, money))
    held.let_go(db, [found.id])
    work.change(db, found.id, state=AssignmentState.APPROVED, acts_at=None, decided_at=now)
    verdict = work.Decision("approved", by, reason, "", money.reward_minor, now)
    tell(db, now, office, found, verdict, due=Instant(0))


def reject_finally(
    db: Connection, now: Instant, office: Office, found: Assignment, *, by: str, reason: str = ""
) -> None:
    """A proposed rejection becomes final; the escrow goes back, the answer is returned no more.

    Raises:
        Refusal: `state_wrong`.
    """
    check_assignment_move(found.state, AssignmentState.REJECTED)
    proposed = next(
        (one for one in reversed(work.decisions_of(db, found.id)) if one.expectation), None
    )
    money = offers.money_of(db, found.slot)
    ledger.post(db, [give_back(now, money, reason="rejected")])
    work.change(db, found.id, state=AssignmentState.REJECTED, acts_at=None, decided_at=now)
    said = reason or (proposed.reason if proposed else "")
    expectation = proposed.expectation if proposed else ""
    verdict = work.Decision("rejected", by, said, expectation, 0, now)
    tell(db, now, office, found, verdict, due=Instant(0))


def tell(
    db: Connection,
    now: Instant,
    office: Office,
    found: Assignment,
    verdict: work.Decision,
    *,
    due: Instant,
) -> None:
    """Keep a decision and tell the hub."""
    work.add_decision(db, found.id, verdict)
    body = said(office, found.id, verdict, due=due)
    outbox.put(db, office.keys.signing, office.moment(now), hub=found.hub, body=body)


def said(
    office: Office, assignment: str, verdict: work.Decision, *, due: Instant
) -> bodies.Decision:
    """A decision as the hub is told it."""
    return bodies.Decision(
        assignment=assignment,
        verdict=verdict.verdict,
        amount_minor=verdict.amount_minor,
        currency=office.settings.currency,
        reason=verdict.reason,
        expectation=verdict.expectation,
        due=due,
    )


def _ask_revision(
    db: Connection,
    now: Instant,
    office: Office,
    found: Assignment,
    *,
    reason: str,
    expectation: str,
) -> None:
    check_assignment_move(found.state, AssignmentState.REVISION_REQUESTED)
    # Until the visitor has seen it, only the long limit runs: a hub may be away for days.
    unseen_until = later(now, seconds=office.settings.reject_final_s)
    work.change(
        db,
        found.id,
        state=AssignmentState.REVISION_REQUESTED,
        revision_at=now,
        acts_at=unseen_until,
    )
    verdict = work.Decision("revision", found.requester, reason, expectation, 0, now)
    tell(db, now, office, found, verdict, due=later(now, seconds=office.settings.revision_s))


def _propose_rejection(
    db: Connection,
    now: Instant,
    office: Office,
    found: Assignment,
    *,
    reason: str,
    expectation: str,
) -> None:
    check_assignment_move(found.state, AssignmentState.REJECT_PROPOSED)
    final_at = later(now, seconds=office.settings.reject_final_s)
    work.change(db, found.id, state=AssignmentState.REJECT_PROPOSED, acts_at=final_at)
    verdict = work.Decision("reject_proposed", found.requester, reason, expectation, 0, now)
    tell(db, now, office, found, verdict, due=final_at)


def _listed(
    db: Connection, found: Assignment, *, verdict: Asked, expectation: str
) -> tuple[str, ...]:
    """The expectations that may be named; asking for a revision may name none."""
    batch = offers.batch_of(db, found.batch)
    hit_type = None if batch is None else offers.hit_type_of(db, batch.hit_type)
    listed = () if hit_type is None else hit_type.expectations
    return ("", *listed) if verdict == "revision" and not expectation else listed


def _payments(now: Instant, found: Assignment, money: SlotMoney) -> list[Transfer]:
    payments = [("pay", f"hub:{found.hub}", money.reward_minor), ("fee", "fee", money.fee_minor)]
    return [
        Transfer(
            id=f"{what}:{found.id}",
            debit=f"escrow:{found.slot}",
            credit=account,
            amount=Money(minor, money.currency),
            at=now,
            reason="approved",
            reference=found.id,
        )
        for what, account, minor in payments
        if minor
    ]


def _pay_in_again(db: Connection, now: Instant, found: Assignment, money: SlotMoney) -> None:
    needs = money.reward_minor + money.fee_minor
    has = ledger.balance(db, f"requester:{found.requester}")
    if has < needs:
        raise Refusal("escrow_short", needs_minor=needs, has_minor=has)
    again = Transfer(
        id=f"escrow-again:{found.id}",
        debit=f"requester:{found.requester}",
        credit=f"escrow:{found.slot}",
        amount=Money(needs, money.currency),
        at=now,
        reason="rejection taken back",
        reference=found.id,
    )
    ledger.post(db, [again])
