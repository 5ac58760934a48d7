"""Paid work on the hub: answers go up to the exchange, decisions come down and are paid.

Source: DESIGN.md §8 (a submission is opened here) and §10.
"""

import hashlib

import msgspec

from kiosk.acts import checking_again, checking_work, qualifying
from kiosk.acts.site import Site
from kiosk.disk.db import Db
from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import Decision, HubSubmission, ParkedError, Reaction, Submission
from kiosk.rules.form_answers import check_answer
from kiosk.rules.forms import fill, read_form
from kiosk.rules.hits import AssignmentState
from kiosk.rules.instants import Instant
from kiosk.rules.ledger import Transfer
from kiosk.rules.refusals import Refusal
from kiosk.store import gold_tasks, ledger, restores, revisions, tasks, visitors, work
from kiosk.store.tasks import SlotRow
from kiosk.store.visitors import Visitor
from kiosk.store.work import Work

EXCHANGE = "exchange"
STATE_AFTER = {
    "approved": AssignmentState.APPROVED,
    "revision": AssignmentState.REVISION_REQUESTED,
    "reject_proposed": AssignmentState.REJECT_PROPOSED,
    "rejected": AssignmentState.REJECTED,
}


def take_submission(db: Db, now: Instant, site: Site, *, body: Submission, fact_id: str) -> None:
    """Keep a finished answer and send it on, citing the station's fact.

    Raises:
        ParkedError: its slot, or for a second go its first answer, is not known here (yet: a
            restored hub hears of both again).
        Refusal: `not_found` (visitor), `assignment_not_yours`, `answer_wrong_shape`,
            `assignment_done`, in that order. A gold item's answer stays here.
    """
    who = _visitor(db, body.visitor)
    slot = tasks.slot(db, body.assignment) or checking_again.known_again(db, now, site, body=body)
    if slot is None:
        raise ParkedError(body.assignment)
    if slot.visitor is not None and slot.visitor != body.visitor:
        if slot.state == "dealt" and restores.was_restored(db):
            raise ParkedError(body.assignment)  # the copy's hand was given back after it
        raise Refusal("assignment_not_yours", assignment=body.assignment)
    _check_shape(db, slot, body)
    gold = gold_tasks.by_assignment(db, body.assignment)
    if gold is not None:
        checking_work.take_answer(db, now, site, gold=gold, slot=slot, body=body, fact_id=fact_id)
        return
    answer = msgspec.json.encode(body.answer, order="sorted")
    if body.round == 1:
        _first_answer(db, now, slot=slot, body=body, answer=answer, fact_id=fact_id)
    else:
        _revision(db, now, body=body, answer=answer, fact_id=fact_id)
    _send_on(db, now, site, body=body, worker=who.worker, answer=answer, fact_id=fact_id)
    revisions.bump(db, revisions.record_of(body.visitor))


def _check_shape(db: Db, slot: SlotRow, body: Submission) -> None:
    """The exchange would refuse it, and here it would stand as undecided for ever."""
    terms = tasks.terms(db, slot.slot.hit_type)
    if terms is not None:
        check_answer(fill(read_form(terms.form), slot.slot.row), body.answer)


def _first_answer(
    db: Db, now: Instant, *, slot: SlotRow, body: Submission, answer: bytes, fact_id: str
) -> None:
    if work.by_assignment(db, body.assignment) is not None:
        raise Refusal("assignment_done", assignment=body.assignment)
    terms = tasks.terms(db, slot.slot.hit_type)
    work.add(
        db,
        Work(
            assignment=body.assignment,
            visitor=body.visitor,
            hit_type=slot.slot.hit_type,
            state=AssignmentState.SUBMITTED.value,
            reward_minor=0 if terms is None else terms.reward_minor,
            round=1,
            answer=answer,
            fact_id=fact_id,
            submitted_at=now,
            changed_at=now,
        ),
    )
    tasks.mark_submitted(db, assignment=body.assignment, visitor=body.visitor)


def _revision(db: Db, now: Instant, *, body: Submission, answer: bytes, fact_id: str) -> None:
    kept = _known_work(db, body.assignment, visitor=body.visitor)
    if kept.round + 1 != body.round:
        raise Refusal("assignment_done", assignment=body.assignment)
    work.answer_again(db, now, assignment=body.assignment, answer=answer, fact_id=fact_id)


def _send_on(
    db: Db,
    now: Instant,
    site: Site,
    *,
    body: Submission,
    worker: str,
    answer: bytes,
    fact_id: str,
) -> None:
    sqlite_outbox.put(
        db,
        site.writing(now),
        audience=EXCHANGE,
        body=HubSubmission(
            assignment=body.assignment,
            worker=worker,
            round=body.round,
            cites=fact_id,
            answer_sha256=hashlib.sha256(answer).hexdigest(),
            answer=answer.decode(),
            took_ms=body.took_ms,
            made_at=now,
        ),
    )


def take_reaction(db: Db, now: Instant, site: Site, *, body: Reaction) -> None:
    """Keep what a visitor says to a decision, and send it on.

    Raises:
        ParkedError: the answer is not known here (yet).
        Refusal: `not_found` (visitor), `assignment_not_yours`.
    """
    who = _visitor(db, body.visitor)
    kept = _known_work(db, body.assignment, visitor=body.visitor)
    if body.kind == "appeal" and kept.state == AssignmentState.REJECT_PROPOSED:
        work.decide(
            db,
            now,
            assignment=body.assignment,
            state=AssignmentState.DISPUTED.value,
            reason=kept.reason,
            expectation=kept.expectation,
            due=Instant(0),
        )
    work.mark_seen(db, now, body.assignment)  # also one that the visitor changed just now
    if gold_tasks.by_assignment(db, body.assignment) is not None:
        return  # the exchange knows nothing of it
    up = Reaction(who.worker, body.assignment, body.kind, body.words)
    sqlite_outbox.put(db, site.writing(now), audience=EXCHANGE, body=up)
    revisions.bump(db, revisions.record_of(body.visitor))


def take_decision(db: Db, now: Instant, site: Site, *, body: Decision) -> None:
    """Keep a verdict; an approval is credited to the visitor exactly once.

    Raises:
        ParkedError: the answer is not known here (yet: a restored hub hears of it again).
        Refusal: `currency_differs`; `amount_wrong` for another sum than the visitor was promised.
    """
    kept = work.by_assignment(db, body.assignment)
    if kept is None:
        raise ParkedError(body.assignment)
    if body.currency != site.settings.currency:
        raise Refusal("currency_differs", theirs=body.currency, ours=site.settings.currency)
    if kept.state == AssignmentState.APPROVED:
        return
    if body.verdict == "approved" and body.amount_minor != kept.reward_minor:
        raise Refusal("amount_wrong", minor=body.amount_minor)
    work.decide(
        db,
        now,
        assignment=body.assignment,
        state=STATE_AFTER[body.verdict].value,
        reason=body.reason,
        expectation=body.expectation,
        due=Instant(body.due),
    )
    if body.verdict == "approved" and body.amount_minor:
        ledger.post(db, _earned(now, site, body=body, visitor=kept.visitor))
    if body.verdict == "approved":
        qualifying.renew_by_work(
            db, now, visitor=kept.visitor, hit_type=kept.hit_type, assignment=body.assignment
        )
    revisions.bump(db, revisions.record_of(kept.visitor))
    revisions.bump(db, revisions.FLOOR)


def _earned(now: Instant, site: Site, *, body: Decision, visitor: str) -> Transfer:
    return Transfer(
        id=f"earned:{body.assignment}",
        debit=EXCHANGE,
        credit=f"visitor:{visitor}",
        amount=site.money(body.amount_minor),
        at=now,
        reason="work approved",
        reference=f"assignment:{body.assignment}",
    )


def _known_work(db: Db, assignment: str, *, visitor: str) -> Work:
    kept = work.by_assignment(db, assignment)
    if kept is None:
        raise ParkedError(assignment)
    if kept.visitor != visitor:
        raise Refusal("assignment_not_yours", assignment=assignment)
    return kept


def _visitor(db: Db, visitor: str) -> Visitor:
    who = visitors.by_id(db, visitor)
    if who is None:
        raise Refusal("not_found", what="visitor")
    return who
