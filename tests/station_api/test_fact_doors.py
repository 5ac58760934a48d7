import json

import pytest
from fakes.machines import ExchangeMachine, import_pets, look
from station_api.asking import open_with, pull, push

from kiosk.link import sqlite_outbox
from kiosk.protocol.bodies import SessionClosed, read_body
from kiosk.protocol.keys import make_keys
from kiosk.protocol.sync import (
    BLOB_PATH,
    PULL_PATH,
    PUSH_PATH,
    Kept,
)
from kiosk.rules.refusals import Refusal
from kiosk.store import sessions


def test_facts_are_stored_before_they_are_acknowledged(site, ask, seat_1, running):
    closed = seat_1.say(SessionClosed(running, 300, "finished"))
    answer = push(ask, closed)
    assert [one.result for one in answer.results] == ["stored"]
    assert answer.kept == (Kept(seat_1.keys.origin, seat_1.epoch, 1),)
    assert look(site, sessions.by_id, running).used_s == 300
    assert [one.result for one in push(ask, closed).results] == ["duplicate"]


def test_facts_of_another_station_are_not_taken(ask_from_2, seat_1, running):
    with pytest.raises(Refusal, match="malformed"):
        push(ask_from_2, seat_1.say(SessionClosed(running, 300, "finished")))
    with pytest.raises(Refusal, match="malformed"):
        ask_from_2("POST", PUSH_PATH, b"no batch")


def test_a_station_pulls_what_is_for_it_and_that_is_acknowledged(site, ask):
    import_pets(site.hub)
    audience = f"station:{site.stations[1]}"
    first = pull(ask)
    assert [len(first.facts), first.feed.last_seq] == [2, 2]
    assert look(site, sqlite_outbox.waiting, audience) == 2
    commits = site.hub.changes.n
    assert pull(ask, Kept("", first.feed.epoch, 1)).facts == first.facts[1:]
    assert look(site, sqlite_outbox.waiting, audience) == 1
    assert pull(ask, Kept("", first.feed.epoch, 2)).facts == ()
    assert look(site, sqlite_outbox.waiting, audience) == 0
    assert site.hub.changes.n == commits + 2
    pull(ask, Kept("", first.feed.epoch, 2))
    assert site.hub.changes.n == commits + 2


def test_a_station_that_knows_another_epoch_gets_all(site, ask):
    assert len(pull(ask, Kept("", "ff" * 8, 9)).facts) == 1
    assert look(site, sqlite_outbox.waiting, f"station:{site.stations[1]}") == 1


def test_who_has_all_there_is_gets_nothing(ask):
    feed = pull(ask).feed
    assert pull(ask, Kept("", feed.epoch, feed.last_seq)).facts == ()


def test_a_pull_never_grows_beyond_what_the_station_reads(site, ask):
    """A station that was away for long comes back to many large facts."""
    exchange = ExchangeMachine(site)
    form = {"prompt": "x" * 30_000, "fields": [{"name": "digit", "kind": "text"}]}
    for n in range(40):
        exchange.allot(f"assignment-{n}", hit_type=f"hit-{n}", form=form)
    kept, pulled = None, 0
    while batch := pull(ask, kept).facts:
        pulled += len(batch)
        fact = json.loads(batch[-1].raw)
        kept = Kept(fact["origin"], fact["epoch"], fact["seq"])
    assert pulled == look(site, sqlite_outbox.feed, f"station:{site.stations[1]}").last_seq


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 17, "١"])
def test_a_cursor_that_is_no_number_is_malformed(ask, after):
    from urllib.parse import quote

    with pytest.raises(Refusal, match="malformed"):
        ask("GET", f"{PULL_PATH}?epoch=&after={quote(after)}")


def test_a_revoked_stations_stream_has_nothing_for_a_new_one(site, line):
    from kiosk.link.client import SignedClient
    from kiosk.store import stations

    keys = make_keys()

    def enrol(db, now) -> None:

        from kiosk.link.gate import Peer

        stations.add(db, now, Peer(keys.origin, keys.public_signing, keys.public_sealing, "new"))

    site.hub.write(enrol)
    fresh = SignedClient(line, keys, site.hub.keys.public_signing).call
    pulled = pull(fresh)
    assert (pulled.feed.epoch, pulled.feed.last_seq, pulled.facts) == ("", 0, ())


# blobs


def test_stations_fetch_blobs_but_never_whole_modules(site, ask):
    import_pets(site.hub)
    fact = json.loads(pull(ask).facts[-1].raw)
    name = fact["blobs"][0]["sha256"]
    assert ask("GET", BLOB_PATH + name) == site.hub.blobs.get(name)
    from kiosk.store import training

    whole = look(site, training.editions)[0].sha256
    with pytest.raises(Refusal, match="not_found"):
        ask("GET", BLOB_PATH + whole)
    with pytest.raises(Refusal, match="not_found"):
        ask("GET", BLOB_PATH + "hub.keys")


def test_what_a_hand_says_is_read_by_its_station(site, ask, voucher):
    ExchangeMachine(site).allot("assignment-1")
    open_with(ask, voucher)
    from kiosk.link.receiver import open_facts

    facts = open_facts(pull(ask).facts, public_key=site.hub.keys.public_signing)
    hand = read_body(facts[-1].fact, facts[-1].fact.body_bytes)
    assert [slot.assignment for slot in hand.slots] == ["assignment-1"]
