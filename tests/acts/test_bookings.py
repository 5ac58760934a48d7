"""Seats kept ahead, on the real store; it is Sunday, 01:26:40."""

import sqlite3

import pytest
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import bookings as acts
from kiosk.acts import floor_control, front_desk, moving
from kiosk.acts.bookings import Wish
from kiosk.acts.granting import Terms
from kiosk.acts.selling import Counter
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.store import bookings, passes, sessions

HOUR = 3_600
HALF = 1_800


@pytest.fixture
def site(clock):
    """Seats 1 and 2 in `room`, 3 at the `door`; open all day."""
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.station(3, zone="door")
        world.grace = world.visitor()
        yield world
        world.hub.close()


def wish(site, *, seat=1, zone="room", after_s=HOUR, for_s=HOUR):
    starts = later(site.hub.now(), seconds=after_s)
    return Wish(seat, zone, starts, later(starts, seconds=for_s))


def book(site, *, visitor=None, name="Yusuf Duale", **told):
    asked = {"visitor": visitor, "name": name, "by": site.operator}
    return site.hub.write(acts.book, wish=wish(site, **told), **asked)


def kept(site, booking):
    return look(site, bookings.by_id, booking)


def test_a_seat_is_kept_under_a_name_with_a_code_for_its_slip(site):
    row = kept(site, book(site))
    assert (row.booking.seat, row.name, row.booking.zone) == (1, "Yusuf Duale", "")
    assert look(site, bookings.by_code, row.code) == row
    assert row.booking.gone_at == later(row.booking.starts, seconds=900)


def test_any_seat_of_a_zone_is_one_that_is_free(site):
    book(site)
    row = kept(site, book(site, seat=0, visitor=site.grace))
    assert (row.booking.seat, row.booking.zone, row.name) == (2, "room", "Grace Muthoni")
    with pytest.raises(Refusal, match="booking_full"):
        book(site, seat=0)


def test_a_seat_out_of_use_or_sat_at_till_then_is_not_given(site):
    site.hub.write(floor_control.lock_seat, seat=2, reason="screen", by=site.operator)
    site.start(1, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        book(site, seat=2)
    with pytest.raises(Refusal, match="booking_taken"):
        book(site, seat=1, after_s=HALF - 60)
    with pytest.raises(Refusal, match="booking_full"):
        book(site, seat=0, after_s=HALF - 60)
    assert kept(site, book(site, seat=1, after_s=HALF)).booking.seat == 1


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"name": " "}, "field_missing"),
        ({"visitor": "nobody"}, "not_found"),
        ({"seat": 99}, "no_such_station"),
        ({"zone": "nowhere", "seat": 0}, "booking_full"),
        ({"after_s": -HOUR}, "booking_past"),
        ({"for_s": 0}, "booking_length"),
        ({"after_s": 200 * 86_400}, "booking_far"),
    ],
)
def test_what_cannot_be_booked_is_refused_and_nothing_is_kept(site, told, refusal):
    with pytest.raises(Refusal, match=refusal):
        book(site, **told)
    assert look(site, bookings.at_seat, 1, since=0) == ()


def test_nobody_books_when_the_site_is_closed(clock):
    with quick_disk.folder() as folder:
        site = cafe(folder, clock, opening_hours=("sun 08:00-20:00",))
        to_eight_s = 6 * HOUR + 33 * 60 + 20
        with pytest.raises(Refusal, match="booking_closed"):
            book(site, after_s=to_eight_s - 60)
        assert book(site, after_s=to_eight_s)
        with pytest.raises(Refusal, match="booking_closed"):
            book(site, after_s=to_eight_s + 11 * HOUR, for_s=2 * HOUR)
        site.hub.close()


def test_a_visitor_has_so_many_bookings_and_no_more(site):
    made = [book(site, visitor=site.grace, after_s=HOUR * n) for n in (1, 2, 3)]
    with pytest.raises(Refusal, match="booking_limit"):
        book(site, visitor=site.grace, after_s=HOUR * 4)
    site.hub.write(acts.cancel_booking, booking=made[0], reason="ill", by=site.operator)
    assert book(site, visitor=site.grace, after_s=HOUR * 4)


def test_the_table_itself_refuses_two_at_one_time(site):
    first = kept(site, book(site)).booking
    second = kept(site, book(site, seat=2)).booking

    def move_onto(db, now):
        bookings.move(db, now, type(second)(**{**fields(second), "seat": first.seat}))

    def make_twice(db, now):
        bookings.add(db, now, type(first)(**{**fields(first), "id": "x"}), code="X", by="t")

    for forced in (move_onto, make_twice):
        with pytest.raises(sqlite3.IntegrityError, match="overlap"):
            site.hub.write(forced)


def fields(booking):
    return {name: getattr(booking, name) for name in booking.__slots__}


def test_a_booking_goes_to_another_seat_or_time(site):
    booking = book(site)
    told = {"booking": booking, "by": site.operator}
    assert site.hub.write(acts.move_booking, wish=wish(site, after_s=HOUR + 600), **told) == 1
    assert site.hub.write(acts.move_booking, wish=wish(site, seat=0, zone="door"), **told) == 3
    row = kept(site, booking)
    assert (row.booking.seat, row.booking.zone) == (3, "door")
    book(site)
    with pytest.raises(Refusal, match="booking_taken"):
        site.hub.write(acts.move_booking, wish=wish(site), **told)
    with pytest.raises(Refusal, match="booking_unknown"):
        site.hub.write(acts.move_booking, wish=wish(site), booking="none", by=site.operator)


def test_a_booking_is_cancelled_with_a_reason_and_the_seat_is_free(site):
    booking = book(site)
    with pytest.raises(Refusal, match="reason_missing"):
        site.hub.write(acts.cancel_booking, booking=booking, reason=" ", by=site.operator)
    site.hub.write(acts.cancel_booking, booking=booking, reason="ill", by=site.operator)
    assert kept(site, booking).reason == "ill"
    assert book(site)
    with pytest.raises(Refusal, match="booking_cancelled"):
        site.hub.write(acts.cancel_booking, booking=booking, reason="ill", by=site.operator)


def test_a_seat_that_nobody_came_for_is_booked_anew(site, clock):
    gone = book(site)
    clock.forward(seconds=HOUR + 900)
    assert book(site, after_s=0)
    with pytest.raises(Refusal, match="booking_gone"):
        site.hub.write(acts.cancel_booking, booking=gone, reason="late", by=site.operator)


def test_a_walk_in_sits_up_to_the_booking_and_keeps_the_rest(site):
    book(site, after_s=1_200)
    grace = site.grace
    site.start(1, by=site.operator, visitor=grace)
    assert site.session_at(1).granted_s == 1_200
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == HALF
    counter = Counter("half-hour", 10_000, site.operator)
    site.hub.write(front_desk.extend_session, seat=1, counter=counter)
    assert site.session_at(1).granted_s == 1_200


def test_who_pays_as_they_go_ends_by_a_booking_that_is_made_meanwhile(site, clock):
    told = {"visitor": None, "terms": Terms("postpaid"), "by": site.operator}
    site.hub.write(front_desk.start_metered, seat=1, **told)
    clock.forward(seconds=600)
    book(site, after_s=HALF)
    assert site.session_at(1).granted_s == 600 + HALF
    book(site, after_s=HOUR + HALF)
    assert site.session_at(1).granted_s == 600 + HALF


def test_a_held_seat_takes_its_visitor_only(site, clock):
    booking = book(site, visitor=site.grace)
    clock.forward(seconds=HOUR - 600)
    peter = site.visitor("Peter Kamau", code="033000")
    for who in (None, peter):
        with pytest.raises(Refusal, match="seat_booked"):
            site.start(1, by=site.operator, visitor=who)
    site.start(1, by=site.operator, visitor=site.grace)
    row = kept(site, booking)
    assert row.session == site.session_at(1).id
    assert site.session_at(1).granted_s == HALF


def test_a_name_on_a_slip_is_let_in_by_the_booking(site, clock):
    booking = book(site)
    other = book(site, seat=2, name="Hassan Ali")
    counter = Counter("half-hour", 10_000, site.operator)
    start = {"seat": 1, "counter": counter, "visitor": None}
    with pytest.raises(Refusal, match="booking_early"):
        site.hub.write(front_desk.start_session, claim=booking, **start)
    clock.forward(seconds=HOUR)
    for claim, refusal in (("none", "booking_unknown"), (other, "booking_elsewhere")):
        with pytest.raises(Refusal, match=refusal):
            site.hub.write(front_desk.start_session, claim=claim, **start)
    site.hub.write(front_desk.start_session, claim=booking, **start)
    with pytest.raises(Refusal, match="booking_used"):
        site.hub.write(acts.cancel_booking, booking=booking, reason="x", by=site.operator)


def test_any_seat_means_any_but_not_one_that_waits_for_another(site, clock):
    any_seat = book(site, seat=0)
    other = book(site, seat=0, name="Hassan Ali")
    clock.forward(seconds=HOUR)
    assert [kept(site, one).booking.seat for one in (any_seat, other)] == [1, 2]
    told = {"visitor": None, "terms": Terms("postpaid"), "by": site.operator}
    with pytest.raises(Refusal, match="seat_booked"):
        site.hub.write(front_desk.start_metered, seat=2, claim=any_seat, **told)
    clock.forward(seconds=899)
    site.hub.write(front_desk.start_metered, seat=1, claim=any_seat, **told)
    clock.forward(seconds=1)
    site.hub.write(front_desk.start_metered, seat=2, **told)


def test_a_session_does_not_move_to_a_held_seat_nor_past_a_booking(site, clock):
    book(site, seat=2, after_s=900)
    site.running(1, site.start(1, by=site.operator, visitor=site.grace).session)
    with pytest.raises(Refusal, match="no_such_station"):
        site.hub.write(moving.ask_move, seat=1, target=9, by=site.operator)
    told = {"seat": 1, "target": 2, "told_used_s": 60, "by": site.operator}
    clock.forward(seconds=60)
    site.hub.write(moving.move_lost_session, **told)
    assert site.session_at(2).granted_s == 900
    clock.forward(seconds=600)
    site.start(1, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)
    site.hub.write(front_desk.settle_lost_session, seat=2, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)


def test_when_its_session_has_ended_a_booking_keeps_the_seat_no_more(site, clock):
    booking = book(site, for_s=4 * HOUR)
    clock.forward(seconds=HOUR)
    told = {"visitor": None, "terms": Terms("postpaid"), "by": site.operator}
    session = site.hub.write(front_desk.start_metered, seat=1, claim=booking, **told)
    with pytest.raises(Refusal, match="booking_taken"):
        book(site, after_s=2 * HOUR)
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    assert look(site, sessions.by_id, session).closed_at
    assert book(site, after_s=2 * HOUR)


def test_bookings_are_found_by_name_visitor_and_day(site):
    yusuf, grace = book(site), book(site, seat=2, visitor=site.grace)
    since = site.hub.now()
    find = {"since": since, "limit": 5}
    assert [row.booking.id for row in look(site, bookings.named, "yus", **find)] == [yusuf]
    assert [row.booking.id for row in look(site, bookings.of_visitor, site.grace, **find)] == [
        grace
    ]
    day = look(site, bookings.between, since=since, until=later(since, seconds=86_400), limit=9)
    assert [row.booking.id for row in day] == [yusuf, grace]
