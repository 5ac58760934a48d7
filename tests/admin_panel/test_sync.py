"""Settings → Sync: what waits, what is missing, what stopped, and what to do then."""

import json

import pytest
from fakes.machines import SeatMachine

from kiosk.protocol.abandoned import Abandoned
from kiosk.protocol.bodies import SessionUsed

PLACE = "/settings/sync"


@pytest.fixture
def seat_3(cafe):
    return SeatMachine(cafe, 3)


def strange(seat, **changes):
    return seat.say(SessionUsed("of-nobody", 1, "paused"), kind="of_tomorrow", **changes)


def test_where_nothing_stopped_the_page_says_so(owner):
    page = owner.page(PLACE)
    assert "Nothing stopped" in page
    assert "Nothing waits" in page


def test_a_gap_is_told_with_how_many_are_missing_and_for_how_long(cafe, owner, seat_3):
    seat_3.give(strange(seat_3, seq=4))
    cafe.clock.forward(hours=3)
    assert "Station 3: 3 messages missing for 3 h 0 min" in owner.page(PLACE)


def test_what_a_station_says_of_its_own_outbox_is_shown(cafe, owner):
    cafe.beat(3)
    word = cafe.hub.heard[cafe.stations[3]]
    word.waiting, word.set_aside = 12, 1
    word.waiting_since = cafe.clock.now() - 2 * 3_600_000
    page = owner.page(PLACE).replace("<bdi>", "").replace("</bdi>", "")
    assert "12 messages wait" in page
    assert "for 2 h 0 min" in page
    assert "1 could not be sent" in page


def test_numbers_that_do_not_come_are_named(owner, seat_3):
    seat_3.give(seat_3.say(Abandoned(seat_3.epoch, 2, 5, "let_go")))
    page = owner.page(PLACE)
    assert "Do not come any more" in page
    assert "2–5" in page


def retry(owner, fact):
    return owner.post(f"{PLACE}/retry", page=PLACE, fact=fact)


def test_a_message_that_stopped_is_tried_again(owner, seat_3):
    fact = strange(seat_3)
    seat_3.give(fact)
    assert "What it needs has not come yet" in owner.page(PLACE)
    assert retry(owner, fact.fact.id).status_code == 303
    assert "It is tried again within half a minute." in owner.page(PLACE)


def test_what_is_not_set_aside_any_more_is_refused_in_words(owner, seat_3):
    seat_3.give(strange(seat_3))
    answer = retry(owner, f"{seat_3.keys.origin}/{seat_3.epoch}/9")
    assert answer.status_code >= 400
    assert "Stopped on their way" in answer.text
    assert retry(owner, "").status_code >= 400


def test_all_that_stopped_is_saved_as_a_file(owner, seat_3):
    fact = strange(seat_3)
    seat_3.give(fact)
    answer = owner.post(f"{PLACE}/export", page=PLACE)
    [told] = json.loads(answer.text)
    assert (told["fact"], told["where"]) == (fact.fact.id, "parked")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="messages.json"'


def test_the_page_is_for_who_looks_after_stations(operator):
    assert operator.get(PLACE).status_code == 403
