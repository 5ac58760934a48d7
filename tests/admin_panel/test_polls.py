"""Polls: a map that has not changed is not drawn again; the bar tells how the lines are."""

import pytest
from fakes.hub_world import make_keys

from kiosk.acts import exchange_link
from kiosk.link.enrol import Upstream


def ask(desk, etag=None, seat=1):
    headers = {"HX-Request": "true"} | ({"If-None-Match": etag} if etag else {})
    return desk.get(f"/floor/seats?seat={seat}", headers=headers)


def test_an_unchanged_floor_is_304(operator, shift):
    first = ask(operator)
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    again = ask(operator, first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_a_sale_changes_it(operator, cafe, shift):
    etag = ask(operator).headers["ETag"]
    cafe.start(2, by=cafe.amina)
    assert ask(operator, etag).status_code == 200


def test_a_station_that_falls_silent_changes_it(operator, cafe, clock):
    etag = ask(operator).headers["ETag"]
    clock.forward(seconds=10)
    assert ask(operator, etag).status_code == 304
    clock.forward(seconds=10)
    changed = ask(operator, etag)
    assert changed.status_code == 200
    assert "seat--lost" in changed.text


def test_beats_of_a_running_session_change_nothing(operator, cafe, clock, shift):
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session, used_s=10)
    etag = ask(operator).headers["ETag"]
    for passed in (5, 10, 15):
        clock.forward(seconds=5)
        for seat in (2, 3):
            cafe.beat(seat)
        cafe.beat(1, state="open", session=session, used_s=10 + passed)
        assert ask(operator, etag).status_code == 304


def test_ten_minutes_left_change_it(operator, cafe, clock, shift):
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session, used_s=1190)
    etag = ask(operator).headers["ETag"]
    clock.forward(seconds=14)
    changed = ask(operator, etag)
    assert changed.status_code == 200
    assert "seat--soon" in changed.text


def test_another_seat_or_person_or_language_has_another_map(operator, owner):
    etag = ask(operator).headers["ETag"]
    assert ask(operator, etag, seat=2).status_code == 200
    assert ask(owner, etag).status_code == 200
    operator.get("/language/ar")
    assert ask(operator, etag).status_code == 200


def test_the_desk_is_asked_for_anew_when_its_visitor_came_or_left(operator, cafe, clock, shift):
    headers = {"HX-Request": "true"}
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session, used_s=10)
    assert ask(operator).status_code == 200
    came = operator.get("/floor/seats?seat=1&sits=free", headers=headers)
    assert (came.status_code, came.headers["HX-Redirect"]) == (204, "/floor?seat=1&unarmed=1")
    stays = operator.get(f"/floor/seats?seat=1&sits={session}", headers=headers)
    assert stays.status_code == 200
    assert f"sits={session}" in stays.text
    other = operator.get(f"/floor/seats?seat=2&sits={session}", headers=headers)
    assert other.headers["HX-Redirect"] == "/floor?seat=2&unarmed=1"


@pytest.fixture
def joined(cafe):
    keys = make_keys()
    host = Upstream("exchange", keys.public_signing, keys.public_sealing)
    cafe.hub.write(exchange_link.join, url="http://x", host=host, by="test")


def test_the_bar_says_since_when_the_internet_is_away(operator, cafe, clock, joined):
    clock.forward(days=2, hours=4)
    page = operator.page("/bar")
    assert "No internet" in page
    assert "2 d 4 h" in page


def test_the_bar_is_silent_while_the_line_is_up(operator, cafe, clock, joined):
    cafe.hub.line.up = True
    clock.forward(hours=1)
    assert "No internet" not in operator.page("/bar")


def test_the_bar_says_when_the_meters_were_read(operator, cafe, clock, shift):
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session)
    clock.forward(seconds=4)
    cafe.beat(2)
    assert 'data-form="seconds"><bdi>4</bdi>' in operator.page("/bar")


def test_no_meter_is_claimed_where_no_station_speaks(operator, clock):
    clock.forward(minutes=2)
    assert "Meter checked" not in operator.page("/bar")


def test_a_hub_that_hears_nobody_while_somebody_sits_says_so_on_every_page(
    operator, cafe, clock, shift
):
    """Libki 5.3.1 does not meter at all on a fresh install, and nobody is told."""
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session)
    clock.forward(seconds=60)
    assert "Time is not metered" not in operator.page("/floor")
    clock.forward(seconds=1)
    for page in ("/floor", "/till", "/people", "/bar"):
        assert "Time is not metered since" in operator.page(page)
    cafe.beat(1, state="open", session=session)
    assert "Time is not metered" not in operator.page("/floor")


def test_where_nobody_sits_silence_is_no_alarm(operator, cafe, clock):
    clock.forward(minutes=10)
    assert "Time is not metered" not in operator.page("/floor")
