"""Slips of bookings and codes of classes, typed at a lock."""

import pytest
from fakes.hub_world import PIN
from fakes.machines import look
from station_api.asking import lease_of, open_with

from kiosk.acts import blocks as block_acts
from kiosk.acts import bookings as acts
from kiosk.acts.blocks import ClassWish
from kiosk.acts.bookings import Wish
from kiosk.acts.saved_settings import save_settings
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.store import bookings, sessions

HOUR = 3_600


def book(site, *, visitor=None, seat=1):
    starts = later(site.hub.now(), seconds=HOUR)
    wish = Wish(seat, "room", starts, later(starts, seconds=HOUR))
    told = {"visitor": visitor, "name": "" if visitor else "Yusuf Duale", "by": site.operator}
    booking = site.hub.write(acts.book, wish=wish, **told)
    return look(site, bookings.by_id, booking)


def book_class(site, *, pays="free"):
    starts = later(site.hub.now(), seconds=HOUR)
    wish = ClassWish("CV writing", (1,), starts, later(starts, seconds=HOUR), pays)
    block = site.hub.write(block_acts.book_block, wish=wish, by=site.operator)
    return look(site, block_acts.known, block)


def let_pay_after(site):
    told = {"reason": "", "by": site.operator, "applies_from": site.hub.now()}
    site.hub.write(save_settings, values={"postpaid_cap_minor": 20_000}, **told)


def test_a_visitors_slip_opens_with_their_pin_and_nothing_less(site, ask, clock):
    grace = site.visitor()
    site.sat(2, grace, by=site.operator)
    row = book(site, visitor=grace)
    with pytest.raises(Refusal, match="booking_early"):
        open_with(ask, row.code, pin=PIN)
    clock.forward(seconds=HOUR)
    with pytest.raises(Refusal, match="booking_needs_pin"):
        open_with(ask, row.code)
    with pytest.raises(Refusal, match="wrong_pin"):
        open_with(ask, row.code, pin="0000")
    opened = open_with(ask, f"KB1:{row.code}", pin=PIN)
    assert opened.record.name == "Grace Muthoni"
    assert look(site, bookings.by_id, row.booking.id).session == lease_of(opened).session


def test_a_visitors_own_card_opens_the_seat_that_is_kept_for_them(site, ask, clock):
    grace = site.visitor()
    site.sat(2, grace, by=site.operator)
    row = book(site, visitor=grace)
    site.visitor("Peter Kamau", code="033000")
    clock.forward(seconds=HOUR)
    with pytest.raises(Refusal, match="seat_booked"):
        open_with(ask, "033000", pin=PIN)
    opened = open_with(ask, "471902", pin=PIN)
    assert look(site, bookings.by_id, row.booking.id).session == lease_of(opened).session


def test_a_voucher_does_not_open_a_seat_that_is_kept(site, ask, clock, voucher):
    book(site)
    clock.forward(seconds=HOUR)
    with pytest.raises(Refusal, match="seat_booked"):
        open_with(ask, voucher)


def test_a_slip_without_a_card_pays_first_or_after(site, ask, ask_from_2, clock):
    row = book(site)
    clock.forward(seconds=HOUR)
    with pytest.raises(Refusal, match="booking_pay_first"):
        open_with(ask, row.code)
    let_pay_after(site)
    with pytest.raises(Refusal, match="booking_elsewhere"):
        open_with(ask_from_2, row.code)
    opened = open_with(ask, row.code)
    assert site.session_at(1).kind == "postpaid"
    again = open_with(ask, row.code, request_id="request-2")
    assert lease_of(again).session == lease_of(opened).session
    same = open_with(ask, row.code)
    assert lease_of(same).session == lease_of(opened).session
    with pytest.raises(Refusal, match="booking_used"):
        open_with(ask_from_2, row.code, request_id="request-3")


def test_the_code_on_the_board_opens_the_seats_of_its_class_for_free(site, ask, ask_from_2, clock):
    block = book_class(site)
    with pytest.raises(Refusal, match="class_not_here"):
        open_with(ask, block.code)
    clock.forward(seconds=HOUR + 600)
    with pytest.raises(Refusal, match="class_not_here"):
        open_with(ask_from_2, block.code)
    opened = open_with(ask, block.code)
    assert (lease_of(opened).kind, lease_of(opened).seconds) == ("free", HOUR - 600)
    assert look(site, sessions.open_at, site.stations[1]).kind == "free"


def test_a_card_sits_for_free_too_and_a_voucher_not_at_all(site, ask, clock, voucher):
    site.visitor()
    book_class(site)
    clock.forward(seconds=HOUR)
    with pytest.raises(Refusal, match="seat_booked"):
        open_with(ask, voucher)
    assert lease_of(open_with(ask, "471902", pin=PIN)).kind == "free"


def test_where_everybody_pays_the_code_opens_nothing_and_a_card_its_own_time(site, ask, clock):
    grace = site.visitor()
    site.sat(2, grace, by=site.operator)
    block = book_class(site, pays="own")
    clock.forward(seconds=HOUR)
    with pytest.raises(Refusal, match="booking_pay_first"):
        open_with(ask, block.code)
    assert lease_of(open_with(ask, "471902", pin=PIN)).kind == "prepaid"
