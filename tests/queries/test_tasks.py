"""How the work stands: allotted, dealt, answered, decided, set aside; and who may collect."""

import pytest

from kiosk.protocol.bodies import HitTerms, Slot
from kiosk.queries import tasks as query
from kiosk.queries import till
from kiosk.rules.instants import Instant, later
from kiosk.store import tasks, work
from kiosk.store.work import Work

TERMS = HitTerms(
    hit_type="digits",
    requester="Savanna Forms",
    title="Read a digit",
    description="One digit",
    form={},
    reward_minor=200,
    seconds_estimate=20,
    qualification="digits",
    expectations=("Right",),
    rejected_percent=0,
    days_to_pay=1,
)


@pytest.fixture
def working(cafe):
    """Three slots of one HIT type; Grace answered one of them."""
    cafe.grace = cafe.visitor()
    cafe.hub.write(_work, visitor=cafe.grace)
    return cafe


def _work(db, now, *, visitor: str) -> None:
    tasks.keep_terms(db, now, TERMS)
    for name in ("a1", "a2", "a3"):
        tasks.keep_slot(db, slot=Slot(name, "digits", {}), blobs=(), until=later(now, seconds=60))
    tasks.mark_submitted(db, assignment="a1", visitor=visitor)
    work.add(db, Work("a1", visitor, "digits", "Submitted", 200, 1, b"{}", "o/e/1", now, now))


def _decide(db, now, *, state: str) -> None:
    work.decide(
        db, now, assignment="a1", state=state, reason="blurred", expectation="", due=Instant(0)
    )


def overview(world):
    with world.hub.read() as db:
        return query.overview(db)


def test_a_batch_counts_its_slots(working):
    (batch,) = overview(working).batches
    assert (batch.title, batch.requester, batch.reward_minor) == (
        "Read a digit",
        "Savanna Forms",
        200,
    )
    assert (batch.free, batch.submitted, batch.allotted) == (2, 1, 3)
    assert overview(working).answers == {"Submitted": 1}


@pytest.mark.parametrize("state", ["Approved", "RevisionRequested", "RejectProposed", "Rejected"])
def test_a_decision_is_shown_with_its_reason(working, state):
    assert overview(working).decisions == ()
    working.hub.write(_decide, state=state)
    (decision,) = overview(working).decisions
    assert (decision.name, decision.state, decision.reason) == ("Grace Muthoni", state, "blurred")


def test_who_earned_and_was_not_paid_may_collect(working):
    with working.hub.read() as db:
        assert till.till(db).collectors == ()
    working.hub.write(_decide, state="Approved")
    working.earn(working.grace, 200)
    with working.hub.read() as db:
        (collector,) = till.till(db).collectors
    assert (collector.name, collector.balance_minor) == ("Grace Muthoni", 200)


def test_facts_that_could_not_be_used_are_shown(working):
    working.hub.write(_quarantine)
    (aside,) = overview(working).set_aside
    assert (aside.where, aside.fact, aside.code) == ("conflict", "o/e/7", "conflict")


def _quarantine(db, now) -> None:
    from kiosk.link.sqlite_inbox import SqliteInbox
    from kiosk.protocol.facts import Moment, Place, make_fact
    from kiosk.protocol.keys import make_keys

    keys = make_keys()
    signed = make_fact(
        keys.signing, Place("o", "e", 7), type="submission", body=b"{}", at=Moment(now, "", 0)
    )
    SqliteInbox(db).quarantine(signed, now, code="conflict")
