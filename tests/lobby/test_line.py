"""The waiting list on a phone without an account, and the screen in the room."""

import re

import pytest
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub

from kiosk.acts import front_desk
from kiosk.app import create_app
from kiosk.lobby import line


@pytest.fixture
def cafe(tmp_path):
    clock = FakeClock()
    hub = make_hub(tmp_path / "hub", clock)
    world = World(hub, clock)
    world.amina = world.staff()
    world.open_shift(world.amina)
    world.offer()
    world.station(1)
    world.running(1, world.start(1, by=world.amina).session, used_s=600)
    yield world
    hub.close()


@pytest.fixture
def phone(cafe):
    return create_app(cafe.hub).test_client()


def page(phone, path):
    answer = phone.get(path)
    assert answer.status_code == 200
    return answer.text


def take_a_number(phone, **fields):
    return post(phone, "/lobby/line", **{"name": "Mary", "zone": "", **fields})


def post(phone, path, **fields):
    """A form of the lobby, with the token that its page holds."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', page(phone, "/lobby/line"))[1]
    return phone.post(path, data={"csrf_token": token, **fields})


def test_a_phone_takes_a_number_waits_and_is_called(phone, cafe):
    assert "Nobody waits now." in page(phone, "/lobby/line")
    mine = take_a_number(phone).location
    shown = page(phone, mine)
    assert "You are next" in shown
    assert "20 min" in shown
    assert "Next" in page(phone, "/lobby/screen")
    cafe.hub.write(front_desk.settle_lost_session, seat=1, by=cafe.amina)
    cafe.beat(1)
    assert "Go to seat" in page(phone, mine)
    screen = page(phone, "/lobby/screen")
    assert re.search(r"<b><bdi>1</bdi></b><span>.*Seat <bdi>1</bdi>", screen)
    assert "Mary" not in screen
    cafe.clock.forward(seconds=300)
    assert "did not come in time" in page(phone, mine)


def test_a_number_is_given_up(phone, cafe):
    mine = take_a_number(phone).location
    leave = mine.split("?")[0] + "/leave"
    for _twice in range(2):
        assert post(phone, leave).status_code == 303
    assert "You do not wait any more." in page(phone, mine)
    assert post(phone, "/lobby/line/none/leave").status_code == 404
    assert phone.get("/lobby/line/none").status_code == 404


def test_who_sits_has_their_seat(phone, cafe):
    mine = take_a_number(phone).location
    cafe.hub.write(front_desk.settle_lost_session, seat=1, by=cafe.amina)
    ticket = mine.split("?")[0].rpartition("/")[2]
    told = {"seat": 1, "visitor": None, "by": cafe.amina, "claim": ticket}
    terms = front_desk.Terms("free", limit_s=600, reason="visit")
    cafe.hub.write(front_desk.start_metered, terms=terms, **told)
    assert "You have your seat." in page(phone, mine)


def test_one_phone_does_not_fill_the_line(phone, cafe):
    assert take_a_number(phone).status_code == 303
    again = take_a_number(phone)
    assert again.status_code == 429
    assert "This came too often." in again.text
    cafe.clock.forward(seconds=60)
    assert take_a_number(phone).status_code == 303


def test_a_wrong_zone_is_refused_and_the_form_stays(phone):
    answer = take_a_number(phone, zone="moon")
    assert answer.status_code == 400
    assert "Take a number" in answer.text


def test_phones_are_forgotten_before_they_fill_the_memory(phone, monkeypatch):
    monkeypatch.setattr(line, "PHONES_LIMIT", 1)
    joined = phone.application.extensions[line.PHONES] = {"10.0.0.9": 0}
    assert take_a_number(phone).status_code == 303
    assert set(joined) == {"127.0.0.1"}


def test_the_line_speaks_arabic_and_says_how_to_change(phone):
    for path in ("/lobby/line", "/lobby/screen", "/lobby/"):
        shown = page(phone, f"{path}?lang=ar")
        assert 'dir="rtl"' in shown
        assert f'href="{path}?lang=en"' in shown


def test_a_name_that_turns_the_line_is_refused_in_words(cafe, phone):
    answer = post(phone, "/lobby/line", name="Ruth\N{RIGHT-TO-LEFT OVERRIDE}")
    assert answer.status_code == 400
    assert "Please check the name" in answer.text
