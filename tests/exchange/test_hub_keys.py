"""A hub that changed its keys, at the exchange's own store, on both engines."""

import pytest

from kiosk.exchange.acts.key_changes import follow_hub
from kiosk.exchange.store import hub_keys, people
from kiosk.protocol.keys import make_keys
from kiosk.protocol.succession import chain_of
from kiosk.rules.refusals import Refusal


def changed(market, times=1):
    """The hub has new keys, and a new epoch with them."""
    hub = market.hub
    for _ in range(times):
        hub.keys = hub.keys.followed_by(make_keys())
    hub.epoch, hub.seq = "00000000000000bb", 0
    return chain_of(hub.keys)


@pytest.mark.parametrize("times", [1, 3])
def test_work_and_money_are_those_of_the_hub_that_it_was(market, times):
    market.post(2)
    first = market.hub.origin
    one, two = (slot.assignment for slot in market.hub.slots())
    assert market.hub.submit(one) == "accepted"
    chain = changed(market, times)
    assert market.exchange.write(follow_hub, chain=chain) is True
    assert market.exchange.write(follow_hub, chain=chain) is False
    assert market.hub.submit(two) == "accepted"
    for name in (one, two):
        market.decide(name, "approve")
    assert market.balance(f"hub:{first}") == 10
    assert market.earned() == 0
    market.adds_up()
    with market.exchange.read() as db:
        assert people.kept_as(db, market.hub.origin) == first
        assert set(hub_keys.names_of(db, first)) == set(market.hub.keys.origins)
        assert set(hub_keys.keys_of(db, first)) == set(market.hub.keys.all_public_signing)
        assert people.hub_of(db, first) == people.hub_of(db, market.hub.origin)


def test_a_mixed_batch_is_taken_whole(market):
    market.post(2)
    one, two = (slot.assignment for slot in market.hub.slots())
    before = market.hub.fact(market.hub.submission(one))
    market.exchange.write(follow_hub, chain=changed(market))
    after = market.hub.fact(market.hub.submission(two))
    assert [said.answer for said in market.hub.push_facts(before, after)] == ["accepted"] * 2


def test_work_of_another_hub_stays_that_hubs(market):
    market.post(1)
    (mine,) = (slot.assignment for slot in market.hub.slots())
    changed(market)
    assert market.hub.submit(mine) == "void"  # nobody has said whose these keys are


def test_a_chain_to_a_key_of_another_hub_takes_nothing_over(market):
    theirs = type(market.hub)(market.exchange, "Mathare")
    chain = chain_of(market.hub.keys.followed_by(theirs.keys))
    with pytest.raises(Refusal, match="wrong_signature"):
        market.exchange.write(follow_hub, chain=chain)
    with market.exchange.read() as db:
        assert people.hub_of(db, theirs.origin).name == "Mathare"
