"""Bookings and classes at the panel; it is Sunday, 01:26:40 in Nairobi, and the site is always open."""

import re

import pytest

from kiosk.acts import bookings as acts
from kiosk.acts.bookings import Wish
from kiosk.acts.saved_settings import save_settings
from kiosk.rules.instants import later
from kiosk.store import blocks, bookings

DAY = "2026-11-22"


@pytest.fixture
def booked(cafe):
    """Yusuf has seat 2 from 02:00 to 03:00."""
    starts = later(cafe.hub.now(), seconds=33 * 60 + 20)
    wish = Wish(2, "", starts, later(starts, seconds=3600))
    told = {"visitor": None, "name": "Yusuf Duale", "by": cafe.amina}
    return cafe.hub.write(acts.book, wish=wish, **told)


def kept(cafe, booking):
    with cafe.hub.read() as db:
        return bookings.by_id(db, booking)


def told(**changes):
    return {
        "who": "Yusuf Duale",
        "where": "seat:2",
        "day": DAY,
        "from": "2:00",
        "to": "3",
        **changes,
    }


def test_the_day_is_a_grid_of_seats_and_half_hours(operator, booked):
    page = operator.page("/bookings")
    assert page.count('scope="row"') == 3
    assert re.search(r'colspan="2" class="day-grid__kept".*?Yusuf D\.', page, re.DOTALL)
    assert 'aria-label="Book seat 3 at 02:00"' in page
    assert 'aria-label="Book seat 2 at 02:00"' not in page
    assert 'aria-label="Book seat 3 at 01:00"' in page  # the half hour that runs
    assert 'aria-label="Book seat 3 at 00:30"' not in page
    tomorrow = operator.page("/bookings?day=2026-11-23")
    assert "23 Nov 2026" in tomorrow
    assert "Yusuf" not in tomorrow


def test_a_half_hour_fills_the_form(operator):
    page = operator.page(f"/bookings?day={DAY}&seat=3&from=23:30")
    assert 'value="seat:3" selected' in page
    assert 'name="from" type="text" autocomplete="off" value="23:30"' in page
    assert 'value="24:00"' in page


def test_a_seat_is_booked_and_its_slip_printed(operator, cafe):
    answer = operator.post("/bookings", page="/bookings", **told())
    page = operator.page(answer.location)
    code = re.search(r'<b class="slip__code">(\w{4}-\w{4})</b>', page)[1]
    assert "02:00" in page
    assert "Print the slip" in page
    for paper in ("a6", "roll"):
        slip = operator.page(f"{answer.location}/print?paper={paper}")
        assert code in slip
        assert "02:15" in slip  # how long the seat is kept
    found = operator.get(f"/find?q={code}")
    assert found.location == answer.location
    found = operator.get(f"/find?q=KB1:{code.replace('-', '')}")
    assert found.location == answer.location
    row = kept(cafe, answer.location.rpartition("/")[2])
    assert (row.booking.seat, row.name) == (2, "Yusuf Duale")


def test_a_card_or_a_known_name_books_for_the_visitor(operator, cafe):
    grace = cafe.visitor()
    for who, start in (("471902", "02:00"), ("grace muthoni", "04:00")):
        answer = operator.post(
            "/bookings",
            page="/bookings",
            **told(who=who, where="zone:room", **{"from": start, "to": "05:00"}),
        )
        row = kept(cafe, answer.location.rpartition("/")[2])
        assert row.booking.visitor == grace
    cafe.visitor("Grace Mwangi", code="555555")
    page = operator.post("/bookings", page="/bookings", **told(who="grace")).text
    assert "Several people are called this" in page
    page = operator.post("/bookings", page="/bookings", **told(who="999999")).text
    assert "Nobody has this card" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"who": ""}, "Say who comes."),
        ({"where": ""}, "Choose a seat or a zone."),
        ({"where": "seat:x"}, "Choose a seat or a zone."),
        ({"where": "seat:99"}, "There is no such seat."),
        ({"day": "soon"}, "Choose a day."),
        ({"day": "9999-12-31"}, "Choose a day."),
        ({"day": "2199-12-31", "to": "1:00"}, "Choose a day."),
        ({"from": "25:00"}, "Type a time, such as 14:30."),
        ({"to": ""}, "Type a time, such as 14:30."),
        ({"from": "24:00"}, "Type a time, such as 14:30."),
        ({"from": "01:00"}, "This time is past."),
        ({"day": "2027-11-22"}, "Nobody books more than 92 days ahead."),
        ({"from": "02:00", "to": "02:02"}, "This lasts 5 minutes at least"),
    ],
)
def test_what_cannot_be_booked_says_why_and_keeps_what_was_typed(operator, changes, said):
    answer = operator.post("/bookings", page="/bookings", **told(**changes))
    assert answer.status_code in (400, 404, 409, 422)
    assert said in answer.text


def test_a_booking_past_midnight_ends_the_next_day(operator, cafe):
    answer = operator.post(
        "/bookings", page="/bookings", **told(**{"from": "23:00", "to": "01:00"})
    )
    one = kept(cafe, answer.location.rpartition("/")[2]).booking
    assert one.ends - one.starts == 2 * 3600 * 1000


def test_a_taken_seat_is_refused_at_the_field(operator, booked):
    page = operator.post("/bookings", page="/bookings", **told(**{"from": "02:30"})).text
    assert "Seat 2 is taken at this time." in page


def test_a_booking_is_moved_and_cancelled_with_a_reason(operator, cafe, booked):
    place = f"/bookings/{booked}"
    answer = operator.post(f"{place}/move", page=place, **told(where="seat:3"))
    assert answer.status_code == 303
    assert kept(cafe, booked).booking.seat == 3
    assert "Type a time" in operator.post(f"{place}/move", page=place, **told(to="x")).text
    assert "Say why" in operator.post(f"{place}/cancel", page=place, reason="").text
    assert operator.post(f"{place}/cancel", page=place, reason="ill").status_code == 303
    page = operator.page(place)
    assert "Cancelled: <bdi>ill</bdi>" in page
    assert "Move the booking" not in page


def test_bookings_are_found_by_name_and_code(operator, booked, cafe):
    assert "Yusuf D." in operator.page("/bookings?q=yusuf")
    code = kept(cafe, booked).code
    assert "Yusuf D." in operator.page(f"/bookings?q={code.lower()}")
    assert "No booking is found" in operator.page("/bookings?q=nobody")


@pytest.mark.parametrize(
    "place", ["/bookings/none", "/bookings/none/print", "/bookings/classes/none"]
)
def test_what_is_not_there_says_so(operator, place):
    assert operator.get(place).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["page=x", "page=99", "day=x", "day=9999-12-31", "day=0001-01-01", "seat=x&from=y", "page=0"],
)
def test_a_strange_address_shows_the_day(operator, query):
    assert "Book a seat" in operator.page(f"/bookings?{query}")


def test_a_closed_day_says_so(owner, cafe):
    values = {"opening_hours": ["mon-sat 08:00-20:00"]}
    asked = {"applies_from": cafe.hub.now(), "reason": "", "by": cafe.naomi}
    cafe.hub.write(save_settings, values=values, **asked)
    assert "We are closed on this day" in owner.page("/bookings")
    assert 'aria-label="Book seat 1 at 19:30"' in owner.page("/bookings?day=2026-11-23")
    assert 'aria-label="Book seat 1 at 07:30"' not in owner.page("/bookings?day=2026-11-23")


def test_a_free_seat_says_until_when_and_a_held_one_for_whom(operator, cafe, booked, clock, shift):
    page = operator.page("/floor?seat=2")
    assert "Until 02:00" in page
    assert "Booked from <bdi>02:00</bdi> for <bdi>Yusuf D.</bdi>" in page
    clock.forward(minutes=30)
    for seat in (1, 2, 3):
        cafe.beat(seat)
    page = operator.page("/floor?seat=2")
    assert "Seat 2 is booked" in page
    assert "seat--booked" in page
    assert "Kept for <bdi>Yusuf D.</bdi>" in page
    refused = operator.post("/floor/start", seat="2", offer="half-hour", given="exact")
    assert "This seat is kept for somebody else" in refused.text
    started = operator.post(
        "/floor/start", seat="2", offer="half-hour", given="exact", claim=booked
    )
    assert started.status_code == 303
    assert kept(cafe, booked).session == cafe.session_at(2).id


def test_who_still_sits_at_a_booked_seat_needs_staff(operator, cafe, booked, clock, shift):
    grace = cafe.visitor()
    session = cafe.start(2, by=cafe.amina, offer="hour", visitor=grace).session
    cafe.running(2, session)
    assert cafe.session_at(2).granted_s == 33 * 60 + 20
    clock.forward(minutes=34)
    cafe.beat(2, state="paused", session=session, used_s=60)
    page = operator.page("/floor")
    assert "Booked for Yusuf D. at 02:00" in page


def test_a_class_is_booked_shown_and_cancelled(mentor, cafe, clock):
    fields = {"title": "CV writing", "day": DAY, "from": "02:00", "to": "03:00", "pays": "free"}
    page = mentor.post("/bookings/classes", page="/bookings/classes", **fields).text
    assert "Choose the seats." in page
    answer = mentor.post("/bookings/classes", page="/bookings/classes", **fields, seats=["1", "3"])
    page = mentor.page(answer.location)
    assert "<bdi>2</bdi> seats" in page
    block = answer.location.rpartition("/")[2]
    with cafe.hub.read() as db:
        code = blocks.by_id(db, block).code
    assert mentor.get(f"/find?q={code}").location == answer.location
    assert "CV writing" in mentor.page("/bookings/classes")
    assert "kept--class" in mentor.page("/bookings")
    clock.forward(minutes=30)
    for seat in (1, 2, 3):
        cafe.beat(seat)
    floor = mentor.page("/floor?seat=1")
    assert floor.count("seat--class") == 2
    assert "Start for the class" in floor
    start = {"seat": "1", "block": block, "who": ""}
    assert mentor.post("/floor/class", **start).status_code == 303
    assert cafe.session_at(1).kind == "free"
    assert "not kept for the class" in mentor.post("/floor/class", **{**start, "seat": "2"}).text
    place = f"/bookings/classes/{block}"
    assert "Say why" in mentor.post(f"{place}/cancel", page=place, reason="").text
    mentor.post(f"{place}/cancel", page=place, reason="ill")
    assert "Cancelled: <bdi>ill</bdi>" in mentor.page(place)


def test_a_class_is_paid_by_a_sponsorship(mentor, cafe, clock):
    fields = {"title": "CV writing", "day": DAY, "from": "02:00", "to": "03:00", "pays": "sponsor"}
    place = "/bookings/classes"
    assert "A sponsorship" not in mentor.page(place)
    made = cafe.sponsor(by=cafe.amina, budget_minor=5_900, group="")
    assert re.search("County library, KSh.60 an hour, 59 min left", mentor.page(place))
    wrong = mentor.post(place, page=place, **fields, seats=["1"])
    assert wrong.status_code == 422
    assert "Choose who pays." in wrong.text
    strange = mentor.post(place, page=place, **fields, seats=["1"], sponsorship="none")
    assert strange.status_code == 400
    answer = mentor.post(place, page=place, **fields, seats=["1", "3"], sponsorship=made)
    page = mentor.page(answer.location)
    assert "The budget pays for 59 min more, all seats together." in page
    assert "Then sessions end, and nobody can start." in page
    assert "County library" in mentor.page(place)
    clock.forward(minutes=34)
    for seat in (1, 3):
        cafe.beat(seat)
    start = {"block": answer.location.rpartition("/")[2], "who": ""}
    assert mentor.post("/floor/class", **start, seat="1").status_code == 303
    refused = mentor.post("/floor/class", **start, seat="3")
    assert "The money for this class is used up." in refused.text
    assert "The budget is used up." in mentor.page(answer.location)
    free = {**fields, "from": "04:00", "to": "05:00", "goes_on_free": "1"}
    answer = mentor.post(place, page=place, **free, seats=["1"], sponsorship=made)
    assert "Then learners go on for free." in mentor.page(answer.location)


def test_a_seat_of_a_class_leads_to_the_class(mentor, cafe):
    fields = {"title": "CV writing", "day": DAY, "from": "02:00", "to": "03:00", "pays": "own"}
    answer = mentor.post("/bookings/classes", page="/bookings/classes", **fields, seats=["1"])
    with cafe.hub.read() as db:
        (row,) = bookings.of_block(db, answer.location.rpartition("/")[2])
    assert mentor.get(f"/bookings/{row.booking.id}").location == answer.location
    assert mentor.get(f"/bookings/{row.booking.id}/print").status_code == 404
    assert mentor.get("/floor?seat=1").status_code == 200


def test_a_stranger_books_nothing(stranger):
    for place in ("/bookings", "/bookings/classes"):
        assert stranger.get(place).status_code == 303
