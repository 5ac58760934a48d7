"""Seats for a class, on the real store; it is Sunday, 01:26:40."""

import pytest
from acts.test_bookings import HOUR, book
from acts.test_metered import cafe
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import blocks as acts
from kiosk.acts import front_desk
from kiosk.acts.blocks import ClassWish
from kiosk.acts.granting import Terms
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.store import blocks, bookings


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        world.station(3, zone="door")
        world.grace = world.visitor()
        yield world
        world.hub.close()


def wish(site, *, seats=(1, 2), after_s=HOUR, for_s=HOUR, title="CV writing", pays="free"):
    starts = later(site.hub.now(), seconds=after_s)
    return ClassWish(title, seats, starts, later(starts, seconds=for_s), pays)


def book_class(site, **told):
    return site.hub.write(acts.book_block, wish=wish(site, **told), by=site.operator)


def seats_of(site, block):
    return [row.booking.seat for row in look(site, bookings.of_block, block)]


def test_all_seats_are_booked_or_none(site):
    block = book_class(site, seats=(2, 1, 2))
    assert seats_of(site, block) == [1, 2]
    with pytest.raises(Refusal, match="booking_taken"):
        book_class(site, seats=(3, 2), after_s=HOUR + 600)
    assert look(site, bookings.at_seat, 3, since=0) == ()
    assert book_class(site, seats=(3, 2), after_s=2 * HOUR)
    assert len(look(site, blocks.from_on, site.hub.now(), limit=9)) == 2


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"title": " "}, "field_missing"),
        ({"seats": ()}, "field_missing"),
        ({"seats": tuple(range(1, 202))}, "too_many"),
        ({"seats": (1, 99)}, "no_such_station"),
        ({"after_s": -HOUR}, "booking_past"),
        ({"for_s": 10}, "booking_length"),
    ],
)
def test_what_is_no_class_is_refused(site, told, refusal):
    with pytest.raises(Refusal, match=refusal):
        book_class(site, **told)
    assert look(site, blocks.from_on, 0, limit=9) == ()


def test_a_single_booking_and_a_class_never_share_a_seat(site):
    book(site)
    with pytest.raises(Refusal, match="booking_taken"):
        book_class(site)
    book_class(site, seats=(2,))
    with pytest.raises(Refusal, match="booking_taken"):
        book(site, seat=2, after_s=HOUR + 60)


def test_learners_sit_one_after_the_other_for_nothing_up_to_the_end(site, clock):
    block = book_class(site)
    clock.forward(seconds=HOUR - 300)
    start = {"seat": 1, "visitor": None, "block": block, "by": site.operator}
    site.hub.write(acts.start_for_class, **start)
    session = site.session_at(1)
    assert (session.kind, session.granted_s) == ("free", HOUR + 300)
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    clock.forward(seconds=600)
    site.hub.write(acts.start_for_class, **{**start, "visitor": site.grace})
    assert site.session_at(1).granted_s == HOUR - 300
    with pytest.raises(Refusal, match="seat_booked"):
        site.start(2, by=site.operator)


def test_a_class_is_over_when_its_time_is(site, clock):
    block = book_class(site)
    clock.forward(seconds=2 * HOUR)
    start = {"seat": 1, "visitor": None, "block": block, "by": site.operator}
    with pytest.raises(Refusal, match="booking_over"):
        site.hub.write(acts.start_for_class, **start)
    with pytest.raises(Refusal, match="class_not_here"):
        site.hub.write(
            front_desk.start_metered,
            seat=1,
            visitor=None,
            terms=Terms("free", limit_s=60, reason="late"),
            by=site.operator,
            claim=block,
        )
    with pytest.raises(Refusal, match="booking_over"):
        site.hub.write(acts.cancel_block, block=block, reason="late", by=site.operator)
    site.start(1, by=site.operator)


def test_where_everybody_pays_nothing_is_free(site, clock):
    block = book_class(site, pays="own")
    clock.forward(seconds=HOUR)
    start = {"seat": 1, "visitor": None, "block": block, "by": site.operator}
    with pytest.raises(Refusal, match="booking_pay_first"):
        site.hub.write(acts.start_for_class, **start)


def test_free_time_is_given_at_the_seats_of_the_class_only(site, clock):
    block = book_class(site, seats=(1,))
    clock.forward(seconds=HOUR)
    start = {"visitor": None, "block": block, "by": site.operator}
    site.hub.write(acts.start_for_class, seat=1, **start)
    with pytest.raises(Refusal, match="class_not_here"):
        site.hub.write(acts.start_for_class, seat=2, **start)


def test_a_class_that_is_off_gives_its_seats_back(site, clock):
    block = book_class(site)
    cancel = {"block": block, "by": site.operator}
    with pytest.raises(Refusal, match="reason_missing"):
        site.hub.write(acts.cancel_block, reason="", **cancel)
    site.hub.write(acts.cancel_block, reason="the mentor is ill", **cancel)
    assert look(site, blocks.by_id, block).reason == "the mentor is ill"
    with pytest.raises(Refusal, match="booking_cancelled"):
        site.hub.write(acts.cancel_block, reason="x", **cancel)
    clock.forward(seconds=HOUR)
    site.start(1, by=site.operator)
    start = {"seat": 2, "visitor": None, "block": block, "by": site.operator}
    with pytest.raises(Refusal, match="booking_cancelled"):
        site.hub.write(acts.start_for_class, **start)
    with pytest.raises(Refusal, match="booking_unknown"):
        site.hub.write(acts.start_for_class, **{**start, "block": "none"})
