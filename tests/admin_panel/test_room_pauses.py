"""A class is paused from the page of the room, and classes of one room show apart."""

import re

import pytest
from fakes.machines import SeatMachine

from kiosk.acts import blocks
from kiosk.protocol.bodies import SessionUsed
from kiosk.rules.instants import later
from kiosk.store import commands, floor_pauses

ROOM = "/room"
HOUR = 3_600


@pytest.fixture
def two_classes(cafe, shift):
    """Walk-ins at seats 1 to 3: seat 1 is kept for one class, seat 2 for another, seat 3 for none."""
    sat = {seat: cafe.start(seat, by=cafe.amina).session for seat in (1, 2, 3)}
    for seat, session in sat.items():
        cafe.running(seat, session)
    starts = later(cafe.hub.now(), seconds=HOUR)
    for title, seat in (("CV writing", 1), ("Typing", 2)):
        wish = blocks.ClassWish(title, (seat,), starts, later(starts, seconds=HOUR), "own")
        cafe.hub.write(blocks.book_block, wish=wish, by=cafe.otieno)
    cafe.clock.forward(seconds=HOUR)
    cafe.sat_at = sat
    return cafe


def orders(cafe, seat):
    with cafe.hub.read() as db:
        found = commands.waiting(db, cafe.stations[seat])
    return [one.kind for one in found if one.kind in ("pause", "resume")]


def zone_of(page, title):
    return re.search(rf'zone=(block[^"]+)"[^>]*><bdi>{title}', page)[1].replace("%3A", ":")


def tell_paused(cafe, seat):
    SeatMachine(cafe, seat).tell(SessionUsed(cafe.sat_at[seat], 60, "paused"))


def test_classes_of_one_room_show_apart(mentor, two_classes):
    page = mentor.page(ROOM)
    heads = re.findall(r"live__group.*?<bdi>([^<]+)</bdi>|live__group.*?</svg>([^<]+)<", page)
    assert [one or other for one, other in heads] == ["CV writing", "Typing", "In no class"]
    alone = mentor.page(f"{ROOM}?zone={zone_of(page, 'Typing')}")
    assert re.findall(r'id="learner-(\d+)"', alone) == ["2"]
    assert "live__group" not in alone


def test_one_class_is_paused_and_goes_on(mentor, two_classes):
    zone = zone_of(mentor.page(ROOM), "CV writing")
    place = f"{ROOM}?zone={zone}"
    mentor.post("/room/send", page=place, do="pause", zone=zone, words="Lunch")
    assert [orders(two_classes, seat) for seat in (1, 2, 3)] == [["pause"], [], []]
    tell_paused(two_classes, 1)
    page = mentor.page(ROOM)
    assert "Paused by Otieno J.: seat 1" in page
    assert "<b><bdi>Lunch</bdi></b>" in page
    mentor.post("/room/send", page=ROOM, do="resume", seats="1")
    assert orders(two_classes, 1) == ["pause", "resume"]


def test_without_a_class_seats_must_be_chosen(mentor, two_classes):
    answer = mentor.post("/room/send", page=ROOM, do="pause")
    assert answer.status_code == 422
    assert "Choose a class or some seats to pause." in answer.text
    mentor.post("/room/send", page=ROOM, do="pause", seats=["2", "3"])
    assert [orders(two_classes, seat) for seat in (1, 2, 3)] == [[], ["pause"], ["pause"]]
    for seat in (2, 3):
        tell_paused(two_classes, seat)
    assert "Paused by Otieno J.: seats 2, 3" in mentor.page(ROOM)


def test_a_seat_that_nobody_paused_together_stands_there_too(mentor, two_classes):
    tell_paused(two_classes, 2)
    assert "Seat 2 is paused" in mentor.page(ROOM)


def test_nobody_is_paused_there(mentor, two_classes):
    answer = mentor.post("/room/send", page=ROOM, do="resume", seats="1")
    assert "There is no session for this." in answer.text


def test_a_word_that_is_too_long_is_said(mentor, two_classes):
    answer = mentor.post("/room/send", page=ROOM, do="pause", seats="1", words="x" * 121)
    assert answer.status_code == 422


def test_a_restart_of_the_hub_forgets_no_pause(mentor, two_classes):
    mentor.post("/room/send", page=ROOM, do="pause", seats="2")
    with two_classes.hub.read() as db:  # it stands in the file, not in memory
        (pause,) = floor_pauses.of_parts(db)
        assert floor_pauses.still_open(db, pause.id) == (two_classes.sat_at[2],)
