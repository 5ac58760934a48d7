"""Who left in a cut gets the rest of the time on paper, once."""

from dataclasses import replace

import pytest
from fakes.machines import look

from kiosk.acts import after_cut, extending, seating
from kiosk.acts.seating import Identity
from kiosk.rules.refusals import Refusal
from kiosk.store import passes, vouchers

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def give_rest(site, seat=1, *, told_used_s=0, request_id=None):
    return site.hub.write(
        after_cut.give_rest,
        request_id=request_id,
        seat=seat,
        told_used_s=told_used_s,
        by=site.operator,
    )


def open_with(site, code, seat=1):
    who = look(site, seating.recognise_voucher, site.hub.now(), code, station=site.stations[seat])
    return site.hub.write(
        seating.open_by_identity, station=site.stations[seat], boot_id="boot-1", identity=who
    )


def test_the_voucher_opens_a_seat_for_what_was_left(site):
    name = site.start(1, by=site.operator).session
    site.running(1, name)
    code = give_rest(site, told_used_s=500)
    open_with(site, code, seat=2)
    assert site.session_at(2).granted_s == 1_300


def test_the_same_click_twice_prints_one(site):
    site.start(1, by=site.operator)
    code = give_rest(site, request_id="cut-request-1")
    assert give_rest(site, request_id="cut-request-1") == code


def test_who_came_with_a_voucher_gets_that_one_back(site):
    sold = site.sell_voucher(by=site.operator)
    open_with(site, sold.code)
    assert give_rest(site, told_used_s=100) == sold.code
    voucher = look(site, vouchers.by_code, sold.code)
    assert voucher.state.value == "sold"


def test_a_registered_visitor_needs_no_paper(site):
    grace = site.visitor()
    site.start(1, by=site.operator, visitor=grace)
    assert give_rest(site) == ""
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == 1_800
    site.hub.write(
        seating.open_by_identity,
        station=site.stations[2],
        boot_id="boot-1",
        identity=Identity(grace),
    )


@pytest.mark.parametrize(
    ("seat", "used_s", "refusal"),
    [(9, 0, "no_such_station"), (2, 0, "no_session_here"), (1, 1_800, "no_time_left")],
)
def test_nothing_is_given(site, seat, used_s, refusal):
    site.start(1, by=site.operator)
    with pytest.raises(Refusal, match=refusal):
        give_rest(site, seat, told_used_s=used_s)
    assert site.session_at(1) is not None


def test_seconds_that_the_house_gave_at_the_end_go_on_no_paper(site):
    settings = replace(site.hub.settings, last_extension_s=180)
    site.hub.site = replace(site.hub.site, settings=settings)
    name = site.start(1, by=site.operator).session
    site.running(1, name)
    site.hub.write(extending.extend_at, seat=1, by=site.operator)
    with pytest.raises(Refusal, match="no_time_left"):
        give_rest(site, told_used_s=1_850)
    assert site.session_at(1).id == name
