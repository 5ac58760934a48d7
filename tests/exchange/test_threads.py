"""Many at once: one escrow is never spent twice, no slot is given twice, nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from exchange.market import HubAtWork

from kiosk.clock import SystemClock
from kiosk.exchange.acts.taking import take_facts
from kiosk.exchange.jobs import Job
from kiosk.exchange.serve import timer
from kiosk.rules.refusals import Refusal

THREADS = 8


def at_once(function, *arguments):
    """Run for each argument on eight threads; refusals are answers too."""

    def answer(argument):
        try:
            return function(argument)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(answer, *arguments))


def test_eight_threads_never_spend_more_than_there_is(market):
    poor = market.add_requester("Poor", 5 * 20)
    plan = market.plan(rows=1)

    def post(n):
        from kiosk.exchange.acts.posting import post_batch

        asked = {"requester": poor, "title": f"Batch {n}", "plan": plan}
        return market.exchange.write(post_batch, request_id=f"thread-post-{n:04d}", **asked).hits

    answers = at_once(post, range(60))
    assert sorted(map(str, set(answers))) == ["1", "escrow_short"]
    assert answers.count(1) == 20
    assert market.balance(f"requester:{poor}") == 0
    assert market.adds_up()["ledger"]["transfers"] == 2 + 20


def test_eight_threads_approve_each_answer_once(market):
    names = market.submitted(rows=40)
    asked = [(name, n) for name in names for n in range(4)]
    answers = at_once(lambda pair: market.decide(pair[0], "approve"), asked)
    assert answers.count("Approved") == 40
    assert answers.count("decision_made") == 120
    assert market.earned() == 200
    market.adds_up()


def test_one_request_at_once_on_eight_threads_is_one_batch(market):
    plan = market.plan(rows=2)

    def post(_n):
        from kiosk.exchange.acts.posting import post_batch

        asked = {"requester": market.requester, "title": "Same", "plan": plan}
        return market.exchange.write(post_batch, request_id="the-same-request", **asked).batch

    assert len(set(at_once(post, range(16)))) == 1
    assert market.to_spend() == 100_000 - 10


def test_hubs_that_pull_at_once_share_the_slots(market):
    market.post(rows=200)
    hubs = [HubAtWork(market.exchange, f"Hub {n}") for n in range(4)]
    slots = [slot.assignment for found in at_once(lambda hub: hub.slots(), hubs) for slot in found]
    assert len(slots) == len(set(slots)) == 200
    market.adds_up()


def took(market, fact):
    return market.exchange.write(take_facts, facts=(fact,)).results[0].answer


def test_answers_decisions_and_time_at_once_add_up(market, clock):
    market.post(rows=80)
    names = [slot.assignment for slot in market.hub.slots()]
    facts = [market.hub.fact(market.hub.submission(name)) for name in names]
    words = at_once(lambda fact: took(market, fact), facts)
    assert words == ["accepted"] * 80
    clock.forward(hours=72)

    def decide_or_wait(pair):
        n, name = pair
        return market.exchange.let_time_pass() if n % 8 == 0 else market.decide(name, "approve")

    at_once(decide_or_wait, list(enumerate(names)))
    market.exchange.let_time_pass()
    assert market.earned() == 400
    assert market.adds_up()["facts"]["submissions"] == 80


@pytest.mark.parametrize("fault", [Refusal("busy"), AssertionError("a slip of ours")])
def test_the_timer_goes_on_after_a_fault(monkeypatch, fault):
    """Work that nobody reviews is paid by it alone."""
    monkeypatch.setattr("kiosk.exchange.serve.TIMER_EVERY_S", 0.001)
    again = threading.Event()

    def let_time_pass(exchange):
        del exchange
        tries.append(1)
        if len(tries) == 1:
            raise fault

    tries = []
    jobs = (Job("let_time_pass", 0, let_time_pass), Job("again", 0, lambda _: again.set()))
    monkeypatch.setattr("kiosk.exchange.serve.JOBS", jobs)
    with timer(SimpleNamespace(clock=SystemClock()), threading.Event()):
        assert again.wait(60)
        again.clear()
        assert again.wait(60)
    assert len(tries) >= 2
