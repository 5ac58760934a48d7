"""Who left in a cut gets the rest of the time on paper, once."""

from dataclasses import replace

import pytest
from fakes.machines import look

from kiosk.acts import after_cut, extending, seating
from kiosk.acts.seating import Identity
from kiosk.queries import leakage_lines
from kiosk.rules.instants import later
from kiosk.rules.refusals import Refusal
from kiosk.store import passes, rests, shifts, vouchers

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def give_rest(site, seat=1, *, told_used_s=0, request_id=None, reason="Power cut"):
    return site.hub.write(
        after_cut.give_rest,
        request_id=request_id,
        seat=seat,
        told_used_s=told_used_s,
        by=site.operator,
        reason=reason,
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


def test_a_walk_ins_rest_needs_a_reason_and_stands_in_the_leakage_of_the_shift(site):
    session = site.start(1, by=site.operator).session
    with pytest.raises(Refusal, match="reason_missing"):
        give_rest(site, told_used_s=600, reason=" ")
    code = give_rest(site, told_used_s=600, reason="Left early")
    now = site.hub.now()
    (given,) = look(site, rests.given_between, since=now, until=now + 1, limit=5)
    assert (given.session, given.voucher, given.seconds) == (session, code, 1_200)
    shift = look(site, shifts.open_one)
    lines = look(site, leakage_lines.of_shift, later(now, seconds=1), shift.id)
    names = [column.title for column in leakage_lines.COLUMNS]
    rows = [dict(zip(names, row, strict=True)) for row in lines.report.table.rows]
    (told,) = (row for row in rows if row["what"].key == "rest_given")
    assert (told["seat"], told["on_voucher"], told["reason"]) == ("1", 1_200, "Left early")
    assert told["operator"]


def test_a_card_needs_no_reason_and_is_no_line(site):
    site.start(1, by=site.operator, visitor=site.visitor())
    assert give_rest(site, reason="") == ""
    now = site.hub.now()
    assert look(site, rests.given_between, since=now, until=now + 1, limit=5) == ()
