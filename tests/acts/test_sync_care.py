"""Staff look after facts that stopped on their way."""

import pytest
from fakes.machines import look

from kiosk.acts import exchange_link, sync_care
from kiosk.jobs.parked import retry_parked
from kiosk.link import sqlite_care, sqlite_outbox
from kiosk.protocol.bodies import SessionUsed
from kiosk.rules.refusals import Refusal
from kiosk.store import set_aside

OURS = {"audience": "exchange", "limit": 9, "limit_bytes": 10**6}


def retry(site, fact):
    site.hub.write(sync_care.retry_fact, fact=fact, by=site.operator)


def aside(site):
    return [(one.where, one.code) for one in look(site, set_aside.latest, limit=9)]


def test_a_refused_fact_is_tried_again_and_may_be_refused_again(site, seat_1):
    strange = seat_1.say(SessionUsed("of-nobody", 1, "paused"))
    seat_1.give(strange)
    assert aside(site) == [("rejected", "not_found")]
    retry(site, strange.fact.id)
    assert aside(site) == [("parked", "not_understood_yet")]
    retry_parked(site.hub, site.hub.now())
    assert aside(site) == [("rejected", "not_found")]


def test_a_fact_that_stopped_the_hub_is_tried_once_more_when_staff_say_so(site, seat_1):
    strange = seat_1.say(SessionUsed("of-nobody", 1, "paused"), kind="of_tomorrow")
    seat_1.give(strange)
    site.hub.write(exchange_link.park_crashed, fact_id=strange.fact.id)
    assert aside(site) == [("parked", "crashed")]
    retry_parked(site.hub, site.hub.now())
    assert aside(site) == [("parked", "crashed")]
    retry(site, strange.fact.id)
    assert aside(site) == [("parked", "not_understood_yet")]
    applied = seat_1.say(SessionUsed("of-nobody", 2, "paused"))
    assert look(site, sqlite_care.gaps) == ()
    assert site.hub.write(exchange_link.park_crashed, fact_id=applied.fact.id) is None


def test_a_fact_of_ours_goes_to_the_exchange_once_more(site, exchange, seat_1):
    exchange.allot("assignment-1")
    grace = site.visitor()
    site.sat(1, grace, by=site.operator)
    seat_1.submit("session", grace, "assignment-1")
    [answer] = look(site, sqlite_outbox.next_parcels, **OURS)
    site.hub.write(exchange_link.quarantine_parcel, parcel_id=answer.id, code="malformed")
    retry(site, answer.id)
    assert [one.raw for one in look(site, sqlite_outbox.next_parcels, **OURS)][-1] == answer.raw


@pytest.mark.parametrize(
    "fact", ["", "x", "ab/1", "0123456789abcdef/1", f"{'ab' * 16}/{'cd' * 8}/1"]
)
def test_what_is_not_set_aside_is_not_tried_again(site, fact):
    with pytest.raises(Refusal, match="not_found"):
        retry(site, fact)


def test_a_file_holds_the_signed_bytes_as_they_are(site, seat_1):
    strange = seat_1.say(SessionUsed("of-nobody", 1, "paused"), kind="of_tomorrow")
    first = seat_1.say(SessionUsed("of-nobody", 2, "paused"))
    second = seat_1.say(SessionUsed("of-nobody", 3, "paused"), seq=first.fact.seq)
    for one in (strange, first, second):
        seat_1.give(one)
    letters = look(site, set_aside.letters, limit=9)
    assert [(one.where, one.raw, one.signature) for one in letters] == [
        ("parked", strange.raw, strange.signature),
        ("rejected", first.raw, first.signature),
        ("conflict", second.raw, second.signature),
    ]
