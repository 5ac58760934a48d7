"""What requesters, hubs and time do to an exchange, on both engines."""

import pytest
from exchange.market import HubAtWork, request_id

from kiosk.exchange.acts.people import fund
from kiosk.rules.refusals import Refusal


def refusal_of(function, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        function(*arguments, **named)
    return caught.value.code


def test_a_batch_is_paid_into_escrow_before_it_opens(market):
    posted = market.post(rows=3)
    assert (posted.hits, posted.price_minor) == (3, 15)
    assert market.to_spend() == 100_000 - 15
    market.adds_up()


def test_nothing_is_posted_when_the_money_is_short(market):
    poor = market.add_requester("Poor", 14)
    assert refusal_of(market.post, rows=3, requester=poor) == "escrow_short"
    assert market.hub.slots() == []
    assert market.balance(f"requester:{poor}") == 14
    market.adds_up()


def test_a_batch_posted_twice_is_posted_once(market):
    first = market.post(rows=2, request="request-once")
    assert market.post(rows=2, request="request-once") == first
    assert market.to_spend() == 100_000 - 10


def test_the_same_request_with_another_batch_is_a_conflict(market):
    market.post(rows=2, request="request-once")
    assert refusal_of(market.post, rows=3, request="request-once") == "conflict"


def test_a_hub_is_given_slots_with_their_pictures_and_terms(market):
    market.post(rows=2)
    (allotment,) = market.hub.pull()
    assert [slot.row["image"][:7] for slot in allotment.slots] == ["sha256:", "sha256:"]
    assert allotment.terms[0].title == "Read one digit"
    assert allotment.terms[0].requester == "Savanna Forms"
    assert market.hub.pull() == []


def test_a_slot_goes_to_one_hub_only(market):
    market.post(rows=3)
    other = HubAtWork(market.exchange, "Nakuru")
    assert len(market.hub.slots()) == 3
    assert other.slots() == []


def test_money_comes_in_once_for_each_reference(market):
    asked = {"requester": market.requester, "amount_minor": 70, "reference": "M1", "by": "t"}
    assert market.exchange.write(fund, **asked) == 100_070
    assert market.exchange.write(fund, **asked) == 100_070
    assert (
        refusal_of(market.exchange.write, fund, **{**asked, "amount_minor": 80})
        == "transfer_differs"
    )


def test_approved_work_is_paid_once_and_the_hub_is_told(market):
    (name,) = market.submitted()
    assert market.decide(name, "approve", request="request-pay") == "Approved"
    assert market.decide(name, "approve", request="request-pay") == "Approved"
    assert market.earned() == 5
    (decision,) = market.hub.decisions()
    assert (decision.verdict, decision.amount_minor) == ("approved", 5)
    assert refusal_of(market.decide, name, "approve") == "decision_made"
    market.adds_up()


def test_a_repeat_is_already_there_and_another_answer_is_a_conflict(market):
    (name,) = market.submitted()
    assert market.hub.submit(name) == "already"
    assert market.hub.submit(name, cites="station/again") == "already"
    assert market.hub.submit(name, digit="3") == "conflict"
    assert market.adds_up()["facts"]["submissions"] == 1


def test_the_very_same_fact_is_a_duplicate_with_its_first_word(market):
    market.post(rows=1)
    (slot,) = market.hub.slots()
    fact = market.hub.fact(market.hub.submission(slot.assignment))
    (first,), (second,) = market.hub.push_facts(fact), market.hub.push_facts(fact)
    assert (first.result, first.answer) == ("stored", "accepted")
    assert (second.result, second.answer) == ("duplicate", "accepted")


def test_work_on_what_nobody_gave_is_void(market):
    other = HubAtWork(market.exchange, "Nakuru")
    market.post(rows=1)
    (slot,) = market.hub.slots()
    assert other.submit(slot.assignment) == "void"
    assert market.hub.submit("NOSUCHTHING") == "void"
    market.adds_up()


@pytest.mark.parametrize(
    ("digit", "code"),
    [("x", "answer_wrong_shape"), ("", "answer_wrong_shape"), (["1"], "answer_wrong_shape")],
)
def test_an_answer_that_is_none_to_the_form_is_rejected(market, digit, code):
    market.post(rows=1)
    (slot,) = market.hub.slots()
    (outcome,) = market.hub.push(market.hub.submission(slot.assignment, digit=digit))
    assert (outcome.result, outcome.code) == ("rejected", code)


def test_the_first_rejection_asks_for_a_revision_and_the_second_is_final_unless_contested(market):
    (name,) = market.submitted()
    assert market.decide(name, "reject") == "RevisionRequested"
    assert market.hub.submit(name, digit="9", nth=2) == "accepted"
    assert market.decide(name, "reject") == "RejectProposed"
    assert market.hub.react(name, "accept") == "stored"
    assert market.state(name) == "Rejected"
    verdicts = [decision.verdict for decision in market.hub.decisions()]
    assert verdicts == ["revision", "reject_proposed", "rejected"]
    assert (market.earned(), market.to_spend()) == (0, 100_000)
    market.adds_up()


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"verdict": "reject", "reason": " "}, "reason_missing"),
        ({"verdict": "reject", "expectation": "something else"}, "expectation_missing"),
        ({"verdict": "revision", "reason": ""}, "reason_missing"),
    ],
)
def test_a_rejection_needs_a_reason_and_a_listed_expectation(market, asked, code):
    (name,) = market.submitted()
    assert refusal_of(market.decide, name, **asked) == code
    assert market.state(name) == "Submitted"


def test_a_revision_can_be_asked_for_once(market):
    (name,) = market.submitted()
    assert market.decide(name, "revision", expectation="") == "RevisionRequested"
    assert refusal_of(market.decide, name, "approve") == "state_wrong"
    market.hub.submit(name, digit="2", nth=2)
    assert refusal_of(market.decide, name, "revision") == "revision_only_once"


def test_nobody_decides_on_work_that_is_not_theirs(market):
    (name,) = market.submitted()
    other = market.add_requester("Other")
    assert refusal_of(market.decide, name, "approve", requester=other) == "assignment_unknown"
    assert refusal_of(market.decide, "NONE", "approve") == "assignment_unknown"


def test_a_final_rejection_can_be_taken_back_and_is_then_paid(market):
    (name,) = market.submitted()
    market.decide(name, "reject")
    market.hub.submit(name, digit="9", nth=2)
    market.decide(name, "reject")
    market.hub.react(name, "accept")
    assert market.decide(name, "approve") == "Approved"
    assert (market.earned(), market.to_spend()) == (5, 99_995)
    market.adds_up()


def test_a_round_that_comes_before_the_one_before_it_waits(market):
    market.post(rows=1)
    (slot,) = market.hub.slots()
    second = market.hub.fact(market.hub.submission(slot.assignment, "9", nth=2), seq=2)
    first = market.hub.fact(market.hub.submission(slot.assignment, "7"), seq=1)
    assert [one.result for one in market.hub.push_facts(second)] == ["parked"]
    assert [one.answer for one in market.hub.push_facts(first)] == ["accepted"]


def test_slots_given_back_open_again_with_the_same_escrow(market):
    market.post(rows=2)
    first, _ = market.hub.slots()
    market.hub.give_back(first.assignment, "NOSUCH")
    assert market.state(first.assignment) == "Returned"
    (again,) = market.hub.slots()
    assert again.row == first.row
    assert again.assignment != first.assignment
    assert market.hub.submit(first.assignment) == "void"
    assert market.hub.submit(again.assignment) == "accepted"
    market.adds_up()


def test_the_books_of_a_whole_batch_add_up(market):
    market.post(rows=60)
    slots = market.hub.slots()
    assert len(slots) == 60
    words = [market.hub.submit(slot.assignment) for slot in slots]
    assert set(words) == {"accepted"}
    for slot in slots[:50]:
        market.decide(slot.assignment, "approve", request=request_id())
    assert market.earned() == 250
    found = market.adds_up()
    assert found["ledger"]["transfers"] == 1 + 60 + 50
    assert found["facts"]["applied"] == 60
