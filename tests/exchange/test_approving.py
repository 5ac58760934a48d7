"""Ten seconds to undo an approval: kept in the store, paid by time, on both engines."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from exchange.market import request_id
from sqlalchemy import text

from kiosk.exchange.acts.approving import HELD_S, approve_soon, undo_approvals
from kiosk.exchange.queries.batches import batch_sum
from kiosk.exchange.store import work
from kiosk.rules.refusals import Refusal


def approve(market, *names, click=None, requester=None):
    click = click or request_id()
    market.exchange.write(
        approve_soon,
        request_id=click,
        requester=requester or market.requester,
        assignments=tuple(names),
        click=click,
    )
    return click


def undo(market, click, requester=None):
    return market.exchange.write(
        undo_approvals,
        request_id=request_id(),
        requester=requester or market.requester,
        click=click,
    )


def refused(act, *asked, **more):
    with pytest.raises(Refusal) as caught:
        act(*asked, **more)
    return caught.value.code


def decisions(market, name):
    with market.exchange.read() as db:
        return [(one.verdict, one.by) for one in work.decisions_of(db, name)]


def passes(market, clock, **span):
    clock.forward(**span)
    market.exchange.let_time_pass()


def test_an_approval_pays_after_its_seconds_and_not_before(market, clock):
    (name,) = market.submitted()
    approve(market, name)
    passes(market, clock, seconds=HELD_S - 1)
    assert (market.state(name), market.earned(), decisions(market, name)) == ("Submitted", 0, [])
    assert market.hub.decisions() == []
    passes(market, clock, seconds=1)
    assert (market.state(name), market.earned()) == ("Approved", 5)
    assert decisions(market, name) == [("approved", market.requester)]
    passes(market, clock, hours=100)
    assert [one.verdict for one in market.hub.decisions()] == ["approved"]
    assert market.earned() == 5
    market.adds_up()


def test_undone_in_time_leaves_the_answer_undecided(market, clock):
    names = market.submitted(rows=3)
    click = approve(market, *names[:2])
    passes(market, clock, seconds=10)
    assert undo(market, click) == 2
    passes(market, clock, seconds=60)
    assert {market.state(name) for name in names} == {"Submitted"}
    assert market.earned() == 0
    assert market.decide(names[0], "revision") == "RevisionRequested"
    approve(market, names[1])
    passes(market, clock, seconds=HELD_S)
    assert market.earned() == 5
    market.adds_up()


def test_it_is_too_late_to_undo_when_the_seconds_are_over(market, clock):
    (name,) = market.submitted()
    click = approve(market, name)
    clock.forward(seconds=HELD_S)
    assert refused(undo, market, click) == "decision_made"
    market.exchange.let_time_pass()
    assert refused(undo, market, click) == "decision_made"
    assert market.earned() == 5


def test_only_who_approved_can_undo_it_and_only_once(market):
    other = market.add_requester("Other")
    (name,) = market.submitted()
    click = approve(market, name)
    assert refused(undo, market, click, requester=other) == "decision_made"
    assert undo(market, click) == 1
    assert refused(undo, market, click) == "decision_made"


def test_what_is_held_is_decided(market):
    (name,) = market.submitted()
    click = approve(market, name)
    assert refused(approve, market, name) == "decision_made"
    assert refused(market.decide, name, "revision") == "decision_made"
    assert approve(market, name, click=click) == click  # the same click, sent twice
    assert undo(market, click) == 1


def test_what_was_decided_is_not_held(market):
    (name,) = market.submitted()
    market.decide(name, "revision")
    assert refused(approve, market, name) == "decision_made"


def test_what_is_held_is_not_to_review(market, clock):
    names = market.submitted(rows=3)
    with market.exchange.read() as db:
        batch = work.assignment_of(db, names[0]).batch

    def figures():
        with market.exchange.read() as db:
            found, _ = batch_sum(db, market.requester, batch)
        return found.to_review, found.approved, found.paid_minor

    approve(market, *names[:2])
    assert figures() == (1, 0, 0)
    passes(market, clock, seconds=HELD_S)
    assert figures() == (1, 2, 10)


def test_the_approval_clock_goes_on_beside_it(market, clock):
    (name,) = market.submitted()
    clock.forward(hours=71, minutes=59, seconds=55)
    undo(market, approve(market, name))
    passes(market, clock, seconds=4)
    assert market.state(name) == "Submitted"
    passes(market, clock, seconds=1)
    assert decisions(market, name) == [("approved", "time")]
    market.adds_up()


def test_time_pays_what_is_held_and_overdue_once(market, clock):
    (name,) = market.submitted()
    clock.forward(hours=71, minutes=59, seconds=58)
    click = approve(market, name)
    passes(market, clock, seconds=5)
    assert market.earned() == 5
    assert refused(undo, market, click) == "decision_made"
    passes(market, clock, seconds=HELD_S)
    assert market.earned() == 5
    market.adds_up()


def test_a_whole_page_and_more_is_paid(market, clock):
    names = market.submitted(rows=130)
    approve(market, *names[:100])
    approve(market, *names[100:])
    passes(market, clock, seconds=HELD_S)
    assert market.earned() == 650
    market.adds_up()


def test_undo_and_time_at_once_end_in_one_of_both(market, clock):
    names = market.submitted(rows=12)
    clicks = {name: approve(market, name) for name in names}
    clock.forward(seconds=HELD_S - 1)

    def race(name):
        if name == names[0]:
            clock.forward(seconds=1)
            market.exchange.let_time_pass()
            return 0
        try:
            return undo(market, clicks[name])
        except Refusal:
            return 0

    with ThreadPoolExecutor(8) as threads:
        undone = sum(threads.map(race, names))
    market.exchange.let_time_pass()
    assert market.earned() == 5 * (12 - undone)
    market.adds_up()


def test_verify_finds_a_held_approval_of_what_was_decided(market):
    name, other = market.submitted(rows=2)
    approve(market, other)
    market.decide(name, "approve")
    market.adds_up()

    def slip(db, now, *, office):
        db.execute(text("UPDATE held_approval SET assignment = :name"), {"name": name})

    slip.__annotations__["return"] = type(None)
    market.exchange.write(slip)
    assert market.verify()["problems"] == [
        f"assignment {name} is held for approval and was decided"
    ]
