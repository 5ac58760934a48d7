"""Settings → Sync: what waits, what is missing, what stopped, and what to do then."""

import json

import pytest
from fakes.machines import SeatMachine

from kiosk.acts import removed_stations, station_link
from kiosk.acts.ingest import Facts
from kiosk.acts.opening import OpenedFact
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


# what a removed station held


@pytest.fixture
def held(cafe, owner, seat_3):
    """Station 3 was removed; two messages came of before, one of after."""
    facts = [seat_3.say(SessionUsed("of-nobody", n, "paused")) for n in (1, 2)]
    facts.append(seat_3.say(SessionUsed("x", 1, "paused"), kind="submission"))
    cafe.clock.forward(seconds=60)
    station = cafe.stations[3]
    told = {"station": station, "by": "test", "reason": "stolen"}
    cafe.hub.write(station_link.revoke_station, **told)
    cafe.clock.forward(seconds=60)
    facts.append(seat_3.say(SessionUsed("x", 1, "paused"), kind="submission"))
    batch = Facts({one.fact.id: OpenedFact(one) for one in facts})
    cafe.hub.write(removed_stations.hold_facts, station=station, facts=batch)
    return f"{PLACE}/held/{station}"


def plain(page):
    return (
        page.replace("<bdi>", "").replace("</bdi>", "").replace("\u2068", "").replace("\u2069", "")
    )


def test_what_a_removed_station_held_is_shown_with_both_choices(owner, held):
    page = plain(owner.page(PLACE))
    assert "From removed stations" in page
    assert "once at seat 3" in page
    assert "2 other messages, 1 answer to a task" in page
    assert "Made before it was removed" in page
    assert "Made after it was removed" in page
    assert page.count("Take it over") >= 2
    assert "Nothing stopped" in page


def test_staff_take_over_what_was_made_before(owner, held):
    assert owner.post(f"{held}/take", page=PLACE, came="before").status_code == 303
    page = owner.page(PLACE)
    assert "It is taken over within half a minute." in page
    assert "Made before it was removed" not in page
    assert "Made after it was removed" in page
    again = owner.post(f"{held}/take", page=PLACE, came="before")
    assert again.status_code == 404


def test_staff_refuse_with_a_reason_and_it_stays_to_be_seen(owner, held, cafe):
    place = f"{PLACE}?refuse={cafe.stations[3]}&came=after"
    assert "Why is it refused?" in owner.page(place)
    empty = owner.post(f"{held}/refuse", page=place, came="after", reason="")
    assert empty.status_code >= 400
    assert "Say why, in a few words." in empty.text
    assert (
        owner.post(f"{held}/refuse", page=place, came="after", reason="made up").status_code == 303
    )
    page = owner.page(PLACE)
    assert "It is refused, and kept." in page
    assert "Its station was removed, and staff refused it." in page
    assert "Made after it was removed" not in page
    assert owner.post(f"{held}/refuse", page=place, came="after", reason="twice").status_code == 404
    assert owner.post(f"{held}/take", page=PLACE, came="sometime").status_code >= 400
