"""Certificates that a hub took back, and keys of hubs: heard once, told to every other hub."""

import pytest

from kiosk.exchange.acts import awards
from kiosk.exchange.acts.key_changes import follow_hub
from kiosk.protocol.award_bodies import NEWS_LIMIT, AwardNews, AwardRevoked, Void
from kiosk.protocol.keys import make_keys
from kiosk.protocol.succession import chain_of

NUMBER = "7K2M9QX04T"


def number(n):
    return f"{n:010d}"


def news(hub):
    """What a hub hears when it pulls once."""
    return [body for body in hub.pull() if isinstance(body, AwardNews)]


@pytest.fixture
def other(market):
    return type(market.hub)(market.exchange, "Mathare")


def test_a_hub_takes_back_what_it_signed_and_all_hubs_hear_of_it(market, other):
    mine = market.hub.keys.public_signing
    (said,) = market.hub.push(AwardRevoked(mine, NUMBER))
    assert said.result == "stored"
    for hub in (other, market.hub):
        (heard,) = news(hub)
        assert heard.revoked == (Void(mine, NUMBER),)
        assert news(hub) == []
    market.hub.push(AwardRevoked(mine, NUMBER))
    assert news(other) == []


def test_no_hub_takes_back_what_another_gave(market, other):
    (said,) = other.push(AwardRevoked(market.hub.keys.public_signing, NUMBER))
    assert said.result == "rejected"
    assert news(market.hub) == []


def test_new_keys_are_told_and_the_old_ones_still_take_back(market, other):
    old = market.hub.keys
    market.hub.keys = old.followed_by(make_keys())
    new = market.hub.keys.public_signing
    market.exchange.write(follow_hub, chain=chain_of(market.hub.keys))
    (heard,) = news(other)
    assert [(one.signing, one.name) for one in heard.keys] == [(new, "Kibera")]
    market.hub.epoch, market.hub.seq = "00000000000000bb", 0
    (said,) = market.hub.push(AwardRevoked(old.public_signing, NUMBER))
    assert said.result == "stored"
    (heard,) = news(other)
    assert heard.revoked == (Void(old.public_signing, NUMBER),)


def test_much_news_comes_in_parts(market, other):
    mine = market.hub.keys.public_signing
    bodies = [AwardRevoked(mine, number(n)) for n in range(NEWS_LIMIT + 1)]
    market.hub.push(*bodies[:60])
    market.hub.push(*bodies[60:])
    parts = [*news(other), *news(other)]
    assert [len(part.revoked) for part in parts] == [NEWS_LIMIT, 1]
    told = [one.number for part in parts for one in part.revoked]
    assert told == [number(n) for n in range(NEWS_LIMIT + 1)]


def test_a_hub_gone_mad_is_stopped(market, other, monkeypatch):
    monkeypatch.setattr(awards, "REVOKED_MOST", 1)
    mine = market.hub.keys.public_signing
    said = market.hub.push(AwardRevoked(mine, number(1)), AwardRevoked(mine, number(2)))
    assert [one.result for one in said] == ["stored", "rejected"]
    assert len(news(other)[0].revoked) == 1


def test_nothing_is_told_twice(market, other):
    market.hub.push(AwardRevoked(market.hub.keys.public_signing, NUMBER))
    assert market.exchange.write(awards.tell, hub=other.origin) == 1
    assert market.exchange.write(awards.tell, hub=other.origin) == 0
