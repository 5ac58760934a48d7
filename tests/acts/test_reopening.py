"""A session that the desk ended by a slip goes on with just what was left."""

import pytest
from fakes.machines import look

from kiosk.acts import front_desk, reopening, seating
from kiosk.acts import vouchers as voucher_acts
from kiosk.acts.granting import Terms
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import commands, sessions, vouchers

HALF_HOUR = 1_800

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def end(site):
    return site.hub.write(front_desk.end_session, seat=1, by=site.operator)


def undo(site, session):
    return site.hub.write(reopening.reopen, session=session, by=site.operator)


def at_seat(site):
    return look(site, sessions.open_at, site.stations[1])


def waiting(site):
    return [one.kind for one in look(site, commands.waiting, site.stations[1])]


def test_before_the_station_heard_of_it_it_never_does(site):
    session = site.start(1, by=site.operator).session
    end(site)
    assert undo(site, session) == 1
    assert waiting(site) == ["take"]
    assert at_seat(site).id == session


def test_after_it_locked_the_seat_opens_again_with_what_was_left(site, seat_1, clock):
    session = site.start(1, by=site.operator).session
    clock.forward(minutes=10)
    end(site)
    seat_1.close(session, used_s=600, why="desk")
    clock.forward(seconds=9)
    undo(site, session)
    again = at_seat(site)
    assert (again.id != session, again.granted_s) == (True, HALF_HOUR - 600)
    with pytest.raises(Refusal, match="station_not_free"):
        undo(site, session)


@pytest.mark.parametrize("seconds", [30, 31])
def test_it_is_undone_soon_or_not_at_all(site, seat_1, clock, seconds):
    session = site.start(1, by=site.operator).session
    end(site)
    seat_1.close(session, used_s=0, why="desk")
    clock.forward(seconds=seconds)
    if seconds > reopening.REOPEN_WITHIN_S:
        with pytest.raises(Refusal, match="too_late_to_undo"):
            undo(site, session)
    else:
        assert undo(site, session) == 1


def test_what_the_desk_did_not_end_is_not_opened_again(site, seat_1):
    session = site.start(1, by=site.operator).session
    with pytest.raises(Refusal, match="too_late_to_undo"):
        undo(site, session)
    seat_1.close(session, used_s=60)
    for name in (session, "no-such-session"):
        with pytest.raises(Refusal, match="too_late_to_undo"):
            undo(site, name)


def test_free_time_has_no_pass_to_go_on_with(site):
    free = Terms("free", limit_s=600, reason="a first visit")
    session = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=free, by=site.operator
    )
    end(site)
    with pytest.raises(Refusal, match="too_late_to_undo"):
        undo(site, session)


def test_a_voucher_is_in_use_again_and_used_up_at_its_end(site, seat_1):
    code = site.sell_voucher(by=site.operator).code
    session = site.hub.write(seating.start_voucher, seat=1, code=code, by=site.operator)
    end(site)
    seat_1.close(session, used_s=300, why="desk")
    assert look(site, vouchers.by_code, code).state is VoucherState.SOLD
    undo(site, session)
    told = {"code": code, "reason": "typed twice", "by": site.operator}
    with pytest.raises(Refusal, match="voucher_in_use"):
        site.hub.write(voucher_acts.void_voucher, **told)
    seat_1.close(at_seat(site).id, used_s=HALF_HOUR - 300)
    assert look(site, vouchers.by_code, code).state is VoucherState.USED_UP
