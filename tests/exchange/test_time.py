"""What time decides: approvals, overdue revisions, final rejections, lapses, expiries."""

import pytest
from exchange.market import HubAtWork, request_id

from kiosk.exchange.acts.deciding import decide_appeal
from kiosk.exchange.acts.posting import reopen_lapsed
from kiosk.rules.refusals import Refusal

HOUR, DAY = 1, 24


@pytest.fixture
def later(market, clock):
    """Let hours pass, and time decide."""

    def pass_hours(hours):
        clock.forward(hours=hours)
        market.exchange.let_time_pass()

    return pass_hours


def reopen(market, batch):
    return market.exchange.write(
        reopen_lapsed, request_id=request_id(), requester=market.requester, batch=batch
    )


def test_silence_pays_after_72_hours(market, later):
    (name,) = market.submitted()
    later(71)
    assert market.state(name) == "Submitted"
    later(1)
    assert market.state(name) == "Approved"
    assert market.earned() == 5
    assert [one.verdict for one in market.hub.decisions()] == ["approved"]
    later(1000)
    assert market.earned() == 5
    market.adds_up()


def test_the_approval_clock_stops_during_a_revision(market, later):
    (name,) = market.submitted()
    later(70)
    market.decide(name, "revision")
    later(40)
    market.hub.submit(name, digit="8", nth=2)
    later(1)
    assert market.state(name) == "Submitted"
    later(1)
    assert market.state(name) == "Approved"


def test_an_overdue_revision_leaves_the_old_answer(market, later):
    (name,) = market.submitted()
    market.decide(name, "revision")
    later(100)
    assert market.state(name) == "RevisionRequested"  # nobody has seen it yet
    market.hub.react(name, "seen")
    later(71)
    assert market.state(name) == "RevisionRequested"
    later(1)
    assert market.state(name) == "Submitted"
    assert market.decide(name, "reject") == "RejectProposed"


def test_a_revision_that_comes_too_late_still_counts_while_nobody_has_decided(market, later):
    (name,) = market.submitted()
    market.decide(name, "revision")
    market.hub.react(name, "seen")
    later(72)
    assert market.state(name) == "Submitted"
    assert market.hub.submit(name, digit="8", nth=2) == "late"
    later(72)
    assert market.state(name) == "Approved"
    assert market.hub.submit(name, digit="8", nth=3) == "void"
    market.adds_up()


def proposed(market):
    (name,) = market.submitted()
    market.decide(name, "reject")
    market.hub.submit(name, digit="9", nth=2)
    market.decide(name, "reject")
    return name


def test_a_rejection_nobody_contests_is_final_after_14_days(market, later):
    name = proposed(market)
    later(14 * DAY - 1)
    assert market.state(name) == "RejectProposed"
    later(1)
    assert market.state(name) == "Rejected"
    assert market.to_spend() == 100_000
    market.adds_up()


def test_an_appeal_nobody_decides_is_won_by_the_visitor(market, later):
    name = proposed(market)
    market.hub.react(name, "appeal", "It is a nine.")
    assert market.state(name) == "Disputed"
    later(7 * DAY)
    assert market.state(name) == "Approved"
    assert market.earned() == 5
    market.adds_up()


@pytest.mark.parametrize(
    ("winner", "state", "earned"), [("visitor", "Approved", 5), ("requester", "Rejected", 0)]
)
def test_a_mediator_decides_an_appeal(market, winner, state, earned):
    name = proposed(market)
    asked = {"assignment": name, "winner": winner, "reason": "Seen by two.", "by": "mediator"}
    with pytest.raises(Refusal) as caught:
        market.exchange.write(decide_appeal, **asked)
    assert caught.value.code == "state_wrong"
    market.hub.react(name, "appeal")
    assert market.exchange.write(decide_appeal, **asked) == state
    assert market.earned() == earned
    market.adds_up()


def test_late_work_is_accepted_and_paid_from_the_first_escrow(market, later):
    posted = market.post(rows=1)
    (slot,) = market.hub.slots()
    later(73)
    assert market.hub.slots() == []  # it lapsed and opens only against new escrow
    other = HubAtWork(market.exchange, "Nakuru")
    assert reopen(market, posted.batch).price_minor == 5
    (again,) = other.slots()
    assert again.row == slot.row

    assert market.hub.submit(slot.assignment) == "late"
    assert other.submit(again.assignment) == "accepted"
    market.decide(slot.assignment, "approve")
    market.decide(again.assignment, "approve")
    assert (market.earned(), market.earned(other)) == (5, 5)
    assert market.to_spend() == 100_000 - 10
    market.adds_up()


def test_a_lapsed_slot_that_comes_back_after_it_was_offered_again_frees_its_money(market, later):
    posted = market.post(rows=1)
    (slot,) = market.hub.slots()
    later(73)
    reopen(market, posted.batch)
    assert reopen(market, posted.batch).hits == 0
    market.hub.give_back(slot.assignment)
    assert market.to_spend() == 100_000 - 5
    market.adds_up()


def test_what_nobody_took_in_time_gives_its_money_back(market, later):
    market.post(rows=130, expires_in_s=3600)
    later(2)
    assert market.hub.slots() == []
    assert market.to_spend() == 100_000
    market.adds_up()


def test_work_out_at_a_hub_outlives_its_hit(market, later):
    market.post(rows=1, expires_in_s=3600)
    (slot,) = market.hub.slots()
    later(2)
    assert market.hub.submit(slot.assignment) == "accepted"
    market.decide(slot.assignment, "approve")
    assert market.earned() == 5
    market.adds_up()


def test_a_lapsed_slot_given_back_after_expiry_is_closed(market, later):
    market.post(rows=1, expires_in_s=3600)
    (slot,) = market.hub.slots()
    later(2)
    market.hub.give_back(slot.assignment)
    assert market.to_spend() == 100_000
    market.adds_up()
