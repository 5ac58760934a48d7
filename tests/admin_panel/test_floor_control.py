"""Orders from the floor: pause, move, lock, restart, wake, once more; and what the map says of them."""

import re
from dataclasses import replace

import pytest

from kiosk import waking
from kiosk.acts import station_link
from kiosk.protocol.station_calls import NotDone
from kiosk.store import commands

MAC = "00:1a:2b:3c:4d:5e"


@pytest.fixture
def open_desk(operator, shift):
    """Amina at the desk with her shift open."""
    return operator


@pytest.fixture
def sitting(cafe, open_desk):
    """A walk-in at seat 1."""
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session)
    done(cafe, 1)
    return session


@pytest.fixture
def calls(monkeypatch):
    """The machines that would have been woken."""
    called = []
    monkeypatch.setattr(waking, "wake", called.append)
    return called


def done(cafe, seat):
    station = cafe.stations[seat]
    with cafe.hub.read() as db:
        n = commands.last_of(db, station).n
    cafe.hub.write(station_link.note_done, station=station, n=n)


def waiting(cafe, seat):
    with cafe.hub.read() as db:
        return [(one.kind, one.words) for one in commands.waiting(db, cafe.stations[seat])]


def mark_at(desk, seat):
    """What the map says of the last order to a seat."""
    page = desk.page("/floor/seats")
    tile = re.search(rf'id="seat-{seat}".*?</a>', page, re.DOTALL)[0]
    found = re.search(r"seat__order--(\w+)", tile)
    return found and found[1]


def test_a_seat_is_paused_and_the_map_says_how_far_it_came(open_desk, cafe, sitting):
    answer = open_desk.post("/floor/pause", page="/floor?seat=1", seat="1")
    assert (answer.status_code, answer.location) == (303, "/floor?seat=1")
    assert waiting(cafe, 1) == [("pause", "")]
    assert mark_at(open_desk, 1) == "sent"
    cafe.clock.forward(seconds=60)
    assert mark_at(open_desk, 1) == "not_reachable"
    done(cafe, 1)
    assert mark_at(open_desk, 1) == "done"
    cafe.clock.forward(seconds=11)
    assert mark_at(open_desk, 1) is None


def test_a_paused_seat_offers_to_go_on(open_desk, cafe, sitting):
    cafe.hub.write(_pause, session=sitting)
    cafe.beat(1, state="paused", session=sitting)
    page = open_desk.page("/floor?seat=1")
    assert 'action="/floor/resume"' in page
    assert 'action="/floor/pause"' not in page
    open_desk.post("/floor/resume", page="/floor?seat=1", seat="1")
    assert waiting(cafe, 1) == [("resume", "")]


def _pause(db, now, *, session):
    db.execute("UPDATE session SET state = 'paused' WHERE id = :id", {"id": session})


def test_a_refusal_is_said_at_the_desk(open_desk):
    answer = open_desk.post("/floor/pause", page="/floor?seat=1", seat="1")
    assert answer.status_code == 409
    assert "Nobody sits at this seat." in answer.text


def test_a_session_moves_to_the_seat_that_was_chosen(open_desk, cafe, sitting):
    assert '<option value="2">' in open_desk.page("/floor?seat=1")
    answer = open_desk.post("/floor/move", page="/floor?seat=1", seat="1", target="2")
    assert (answer.status_code, answer.location) == (303, "/floor?seat=2")
    assert waiting(cafe, 1) == [("lock", "moved")]
    page = open_desk.page("/floor?seat=1")
    assert "To seat 2" in page
    assert "From seat 1" in page
    assert "Going to seat" in page


def test_a_double_click_moves_once(open_desk, cafe, sitting):
    for _click in range(2):
        answer = open_desk.post(
            "/floor/move", page="/floor?seat=1", request_id="a" * 32, seat="1", target="2"
        )
        assert answer.status_code == 303
    assert waiting(cafe, 1) == [("lock", "moved")]


def test_a_move_is_called_off(open_desk, cafe, sitting):
    open_desk.post("/floor/move", page="/floor?seat=1", seat="1", target="2")
    open_desk.post("/floor/move/cancel", page="/floor?seat=1", seat="1")
    assert "Seat 1 stays." in open_desk.page("/floor?seat=1")


def test_nobody_moves_to_a_seat_that_does_not_answer(open_desk, cafe, sitting):
    cafe.clock.forward(seconds=60)
    cafe.beat(1, state="open", session=sitting)
    answer = open_desk.post("/floor/move", page="/floor?seat=1", seat="1", target="2")
    assert answer.status_code == 409
    assert "This seat does not answer." in answer.text


def test_a_session_leaves_a_seat_that_does_not_answer_at_its_last_word(open_desk, cafe, sitting):
    cafe.beat(1, state="open", session=sitting, used_s=77)
    cafe.clock.forward(seconds=60)
    cafe.beat(2)
    open_desk.post("/floor/move", page="/floor?seat=1", seat="1", target="2")
    moved = cafe.session_at(2)
    assert (moved.id, moved.used_s) == (sitting, 77)
    assert waiting(cafe, 2) == [("take", "")]


def test_a_move_that_waits_for_a_lost_seat_is_made_by_hand(open_desk, cafe, sitting):
    open_desk.post("/floor/move", page="/floor?seat=1", seat="1", target="2")
    cafe.clock.forward(seconds=60)
    cafe.beat(2)
    assert "Move now" in open_desk.page("/floor?seat=1")
    open_desk.post("/floor/move", page="/floor?seat=1", seat="1", target="2")
    assert cafe.session_at(2).id == sitting


def test_a_free_seat_is_locked_with_a_reason_and_unlocked(open_desk, cafe):
    answer = open_desk.post("/floor/lock", page="/floor?seat=1", seat="1", why="")
    assert answer.status_code == 422
    assert "Say why." in answer.text
    open_desk.post("/floor/lock", page="/floor?seat=1", seat="1", why="The fan is loud")
    page = open_desk.page("/floor?seat=1")
    assert "The fan is loud" in page
    assert 'action="/floor/unlock"' in page
    open_desk.post("/floor/unlock", page="/floor?seat=1", seat="1")
    assert "Seat 1 is free" in open_desk.page("/floor?seat=1")


def test_a_computer_is_restarted_and_told_so_once_more_when_it_came_too_late(open_desk, cafe):
    open_desk.post("/floor/restart", page="/floor?seat=1", seat="1")
    assert waiting(cafe, 1) == [("restart", "")]
    assert "Send again" not in open_desk.page("/floor?seat=1")
    cafe.clock.forward(seconds=61)
    cafe.beat(1)
    page = open_desk.page("/floor?seat=1")
    assert page.count("Send again") == 2  # in "Needs you now", and at the desk
    open_desk.post("/floor/retry", page="/floor?seat=1", seat="1")
    assert waiting(cafe, 1) == [("restart", ""), ("restart", "")]
    assert "Send again" not in open_desk.page("/floor?seat=1")


def test_a_computer_that_sleeps_is_woken_and_woken_again(open_desk, cafe, calls):
    cafe.clock.forward(seconds=60)
    answer = open_desk.post("/floor/wake", page="/floor?seat=1", seat="1")
    assert answer.status_code == 409
    assert calls == []
    cafe.hub.write(station_link.note_mac, station=cafe.stations[1], mac=MAC)
    open_desk.post("/floor/wake", page="/floor?seat=1", seat="1")
    assert calls == [MAC]
    cafe.clock.forward(seconds=181)
    open_desk.post("/floor/retry", page="/floor?seat=1", seat="1")
    assert calls == [MAC, MAC]


def test_who_walked_out_is_written_off_with_a_reason(open_desk, cafe, sitting):
    cafe.beat(1, state="open", session=sitting, used_s=90)
    page = {"page": "/floor?seat=1", "seat": "1"}
    assert open_desk.post("/floor/walked-out", why="", **page).status_code == 422
    open_desk.post("/floor/walked-out", why="Ran for the bus", **page)
    assert cafe.session_at(1) is None
    assert waiting(cafe, 1) == [("lock", "desk")]
    till = open_desk.page("/till")
    assert "Ran for the bus" in till


def test_a_mentor_moves_and_pauses_but_writes_nothing_off(mentor, cafe, shift):
    session = cafe.start(1, by=cafe.amina).session
    cafe.running(1, session)
    page = mentor.page("/floor?seat=1")
    assert 'action="/floor/pause"' in page
    assert 'action="/floor/move"' in page
    assert "Walked out" not in page
    answer = mentor.post("/floor/walked-out", page="/floor?seat=1", seat="1", why="x")
    assert answer.status_code == 403


def test_a_form_without_a_seat_orders_nothing(open_desk):
    assert open_desk.post("/floor/move", seat="x", target="2").status_code == 422
    assert open_desk.post("/floor/pause", seat="").status_code == 422


def test_the_desk_says_when_the_site_closes(open_desk, cafe):
    """It is Sunday, 01:26 in Nairobi."""
    assert "We close" not in open_desk.page("/floor?seat=1")
    settings = cafe.hub.settings
    cafe.hub.site = replace(
        cafe.hub.site, settings=replace(settings, opening_hours=("sat 20:00-02:00",))
    )
    assert re.search(
        r"We close at .*02:00.*\. Sessions end by then", open_desk.page("/floor?seat=1")
    )
    cafe.clock.forward(seconds=3600)
    for seat in cafe.stations:
        cafe.beat(seat)
    assert "We are closed now." in open_desk.page("/floor?seat=1")


@pytest.mark.parametrize(
    ("why", "mark", "word"),
    [
        ("not_set_up", "not_set_up", "Restart: not set up at this station."),
        ("late", "not_reachable", "Restart: the seat did not answer in time."),
    ],
)
def test_an_order_that_was_not_carried_out_is_not_called_done(open_desk, cafe, why, mark, word):
    open_desk.post("/floor/restart", page="/floor?seat=1", seat="1")
    station = cafe.stations[1]
    with cafe.hub.read() as db:
        n = commands.last_of(db, station).n
    cafe.hub.write(station_link.note_done, station=station, n=n, not_done=(NotDone(n, why),))
    assert mark_at(open_desk, 1) == mark
    assert word in open_desk.page("/floor?seat=1")


def test_an_order_done_in_time_and_told_late_is_done(open_desk, cafe, clock):
    open_desk.post("/floor/message", page="/floor?seat=1", seat="1", words="We close")
    clock.forward(minutes=20)
    done(cafe, 1)
    cafe.beat(1)
    assert mark_at(open_desk, 1) == "done"


def test_a_little_more_at_the_end_is_one_key_and_given_once(open_desk, cafe, sitting):
    assert "free, once" not in open_desk.page("/floor?seat=1")
    settings = replace(cafe.hub.settings, last_extension_s=180)
    cafe.hub.site, cafe.hub.settings = replace(cafe.hub.site, settings=settings), settings
    assert "free, once" not in open_desk.page("/floor?seat=1"), "half an hour is left"
    cafe.clock.forward(seconds=1_500)
    cafe.beat(1, state="open", session=sitting, used_s=1_500)
    assert re.search(r'data-key="X"', open_desk.page("/floor?seat=1"))
    open_desk.post("/floor/last", page="/floor?seat=1", seat="1")
    assert cafe.session_at(1).granted_s == 1_800 + 180
    page = open_desk.page("/floor?seat=1")
    assert "Seat 1 has a little more time" in page
    assert "free, once" not in page


@pytest.mark.parametrize(
    ("order", "word", "gone"),
    [
        ("pause", "Pausing", "/floor/pause"),
        ("end", "Ending", "/floor/extend"),
        ("end", "Ending", "/floor/pause"),
        ("end", "Ending", "/floor/end"),
        ("end", "Ending", "/floor/move"),
    ],
)
def test_the_desk_follows_an_order_before_the_seat_answers(
    open_desk, cafe, sitting, order, word, gone
):
    assert f'action="{gone}"' in open_desk.page("/floor?seat=1")
    open_desk.post(f"/floor/{order}", page="/floor?seat=1", seat="1")
    page = open_desk.page("/floor?seat=1")
    assert f"{word}: the seat answers in a few seconds." in page
    assert f'<span class="seat__state">{word}</span>' in page
    assert f'class="desk__part" method="post" action="{gone}"' not in page
    assert gone not in re.search(r'<aside class="desk".*</aside>', page, re.DOTALL)[0]


def test_the_desk_comes_anew_when_the_seat_answered_or_does_not(open_desk, cafe, sitting, clock):
    open_desk.post("/floor/pause", page="/floor?seat=1", seat="1")
    asked = re.search(r'hx-get="(/floor/seats[^"]+)"', open_desk.page("/floor?seat=1"))[1]
    asked = asked.replace("&amp;", "&")
    assert open_desk.get(asked).status_code == 200
    done(cafe, 1)
    cafe.beat(1, state="paused", session=sitting, used_s=60)
    assert open_desk.get(asked).headers["HX-Redirect"] == "/floor?seat=1&unarmed=1"
    page = open_desk.page("/floor?seat=1")
    assert "answers in a few seconds" not in page
    assert "/floor/resume" in page


def test_an_order_of_the_session_before_says_nothing_of_this_one(open_desk, cafe, sitting):
    open_desk.post("/floor/end", page="/floor?seat=1", seat="1")
    cafe.hub.write(_another_session, session=sitting)
    assert "answers in a few seconds" not in open_desk.page("/floor?seat=1")


def _another_session(db, now, *, session):
    db.execute("UPDATE command SET session = 'before' WHERE session = :id", {"id": session})


def test_an_end_by_a_slip_is_undone_with_one_click(open_desk, cafe, sitting):
    open_desk.post("/floor/end", page="/floor?seat=1", seat="1")
    page = open_desk.page("/floor?seat=1")
    assert f'name="session" value="{sitting}"' in page
    open_desk.post("/floor/reopen", page="/floor?seat=1", session=sitting)
    assert "Seat 1 goes on" in open_desk.page("/floor?seat=1")
    assert waiting(cafe, 1) == []
    answer = open_desk.post("/floor/reopen", page="/floor?seat=1", session=sitting)
    assert "It is too late to undo this" in answer.text
