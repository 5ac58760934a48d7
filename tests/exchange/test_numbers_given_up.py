"""How far a hub's facts are at the exchange: kept, given up by the hub, in a verified copy."""

from kiosk.exchange.store import inbox
from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.bodies import Returned
from kiosk.protocol.sync import Kept

NOTHING = Returned(assignments=("assignment-0",))


def kept(market):
    with market.exchange.read() as db:
        return [(one.have, one.safe_upto) for one in inbox.all_kept(db)]


def test_numbers_that_a_hub_gave_up_are_no_gap(market):
    first, *lost, fourth, word = (market.hub.fact(NOTHING) for _ in range(5))
    market.hub.push_facts(first, fourth)
    assert kept(market) == [(1, 0)]
    place = lost[0].fact
    told = [Abandoned(place.epoch, 2, 2, "malformed"), Abandoned(place.epoch, 2, 3, "malformed")]
    market.hub.push_facts(word)
    market.hub.push(*told, told[0])
    assert kept(market) == [(8, 0)]


def test_a_hub_that_gave_up_numbers_of_its_old_epoch(market):
    market.hub.push(Abandoned("ff" * 8, 1, 7, "let_go"))
    assert sorted(kept(market)) == [(1, 0), (7, 0)]


def note_safe(market, *facts):
    def act(db, now, *, office):
        return inbox.note_safe(db, facts)

    return market.exchange.write(act)


def test_what_a_verified_copy_has_is_safe_and_never_less_again(market):
    facts = [market.hub.fact(NOTHING) for _ in range(3)]
    market.hub.push_facts(*facts)
    place = facts[0].fact
    assert note_safe(market, Kept(place.origin, place.epoch, 2)) == 1
    assert note_safe(market, Kept(place.origin, place.epoch, 1)) == 0
    assert note_safe(market, Kept(place.origin, place.epoch, 9)) == 0
    assert kept(market) == [(3, 2)]
