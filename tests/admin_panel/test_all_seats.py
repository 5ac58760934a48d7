"""Who sits where: a pause of all with its reason, and going on after a cut."""

import re
from dataclasses import replace

import pytest
from fakes.stage import cut_off

from kiosk.acts import station_link
from kiosk.store import commands, floor_pauses, sessions


@pytest.fixture
def open_desk(operator, shift):
    """Amina at the desk with her shift open."""
    return operator


@pytest.fixture
def sitting(cafe, open_desk):
    """A walk-in at seat 1 and Grace at seat 2."""
    names = {}
    for seat, visitor in ((1, None), (2, cafe.visitor())):
        names[seat] = cafe.start(seat, by=cafe.amina, visitor=visitor).session
        cafe.running(seat, names[seat])
        cafe.hub.write(station_link.note_done, station=cafe.stations[seat], n=9)
    return names


def waiting(cafe, seat):
    with cafe.hub.read() as db:
        return [one.kind for one in commands.waiting(db, cafe.stations[seat])]


def paused(cafe, seat, session):
    cafe.hub.write(_pause, session=session)
    cafe.beat(seat, state="paused", session=session, used_s=60)


def _pause(db, now, *, session):
    sessions.set_state(db, session=session, state="paused")


def test_all_are_paused_with_a_reason_and_go_on(open_desk, cafe, sitting):
    page = open_desk.page("/floor/all")
    assert "sessions are open" in page
    answer = open_desk.post("/floor/all/pause", page="/floor/all", reason="Power cut", other="")
    assert (answer.status_code, answer.location) == (303, "/floor/all")
    assert [waiting(cafe, seat) for seat in (1, 2)] == [["pause"], ["pause"]]
    assert "Power cut" in open_desk.page("/floor")
    page = open_desk.page("/floor/all")
    assert "All seats are paused" in page
    assert "Amina Wanjiru" in page
    open_desk.post("/floor/all/resume", page="/floor/all")
    assert [waiting(cafe, seat) for seat in (1, 2)] == [["pause", "resume"]] * 2
    assert "2 seats go on." in open_desk.page("/floor/all")


def test_another_reason_outranks_the_chosen_one(open_desk, cafe, sitting):
    open_desk.post("/floor/all/pause", page="/floor/all", reason="Power cut", other="The visit")
    with cafe.hub.read() as db:
        assert floor_pauses.open_one(db).reason == "The visit"


def test_a_pause_of_all_needs_a_reason_and_somebody(open_desk, cafe):
    answer = open_desk.post("/floor/all/pause", page="/floor", reason="", other="")
    assert answer.status_code == 422
    answer = open_desk.post("/floor/all/pause", page="/floor", reason="Power cut")
    assert answer.status_code == 409
    assert "There is no session for this." in answer.text
    assert "Nobody sits anywhere" in open_desk.page("/floor/all")
    assert open_desk.post("/floor/all/resume", page="/floor").status_code == 409


def test_after_a_cut_whatever_is_paused_goes_on(open_desk, cafe, sitting):
    paused(cafe, 1, sitting[1])
    page = open_desk.page("/floor/all")
    assert "After the cut" in page
    assert "29 min left" in page
    open_desk.post("/floor/all/go-on", page="/floor/all")
    assert (waiting(cafe, 1), waiting(cafe, 2)) == (["resume"], [])


def test_a_walk_in_who_left_gets_the_rest_on_a_voucher(open_desk, cafe, sitting):
    paused(cafe, 1, sitting[1])
    refused = open_desk.post("/floor/all/voucher", page="/floor/all", seat="1")
    assert refused.status_code == 400
    answer = open_desk.post("/floor/all/voucher", page="/floor/all", seat="1", why="Left early")
    assert answer.status_code == 303
    assert re.fullmatch(r"/vouchers/\w+", answer.location)
    assert "29 min" in open_desk.page(answer.location)
    assert cafe.session_at(1) is None
    assert waiting(cafe, 1) == ["lock"]


def test_a_registered_visitor_keeps_the_time_on_the_card(open_desk, cafe, sitting):
    paused(cafe, 2, sitting[2])
    answer = open_desk.post("/floor/all/voucher", page="/floor/all", seat="2")
    assert (answer.status_code, answer.location) == (303, "/floor/all")
    assert "stays on the card" in open_desk.page("/floor/all")
    assert cafe.session_at(2) is None


def test_where_nothing_is_left_there_is_no_voucher(open_desk, cafe, sitting):
    cafe.beat(1, state="open", session=sitting[1], used_s=1800)
    answer = open_desk.post("/floor/all/voucher", page="/floor/all", seat="1")
    assert answer.status_code == 409
    assert cafe.session_at(1) is not None
    assert open_desk.post("/floor/all/voucher", page="/floor/all", seat="x").status_code == 422


def test_a_mentor_pauses_all_and_prints_nothing(mentor, cafe, shift):
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session)
    page = mentor.page("/floor/all")
    assert "Pause all" in page
    assert "give a voucher" not in page


def test_a_walk_in_who_could_not_use_all_gets_a_voucher_from_the_floor(open_desk, cafe):
    session = cafe.start(1, by=cafe.amina).session
    cafe.hub.write(cut_off, session=session, site=cafe.hub.site)
    page = open_desk.page("/floor")
    assert "Give a voucher" in page
    assert "25 min left" in page
    answer = open_desk.post("/floor/all/rest", page="/floor", session=session)
    assert re.fullmatch(r"/vouchers/\w+", answer.location)
    assert "25 min" in open_desk.page(answer.location)
    assert "Give a voucher" not in open_desk.page("/floor")
    again = open_desk.post("/floor/all/rest", page="/floor", session=session)
    assert again.status_code == 409
    assert open_desk.post("/floor/all/rest", page="/floor", session="").status_code == 422


def test_the_sale_says_how_much_stays(open_desk, cafe):
    hours = {"opening_hours": ("sat 20:00-01:40",)}
    cafe.hub.site = replace(cafe.hub.site, settings=replace(cafe.hub.settings, **hours))
    open_desk.post("/floor/start", seat="1", offer="half-hour", given="exact", who="")
    page = open_desk.page("/floor")
    assert "Only 14 min until closing or a booking; 16 min stay as a voucher." in page
