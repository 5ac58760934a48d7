"""What time alone brings."""

import pytest
from fakes.machines import look

from kiosk.acts import floor_control, housekeeping
from kiosk.protocol.bodies import SessionUsed
from kiosk.store import commands, sessions

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def close_overdue(site):
    return site.hub.write(housekeeping.close_overdue_pauses, running={})


@pytest.fixture
def paused(site, seat_1, clock):
    session = site.start(1, by=site.operator).session
    clock.forward(minutes=5)
    seat_1.tell(SessionUsed(session, 300, "paused"))
    return session


@pytest.mark.parametrize(("waited_s", "closed"), [(0, 0), (900, 0), (901, 1), (86_400, 1)])
def test_a_pause_that_lasts_too_long_closes_its_session(site, clock, paused, waited_s, closed):
    clock.forward(seconds=waited_s)
    assert close_overdue(site) == closed
    kept = look(site, sessions.by_id, paused)
    assert (kept.state, kept.used_s) == ("closed" if closed else "paused", 300)
    if closed:
        assert kept.why == "suspended"
        assert look(site, commands.waiting, site.stations[1])[-1].kind == "lock"


def test_it_is_closed_once(site, clock, paused):
    clock.forward(hours=1)
    assert [close_overdue(site), close_overdue(site)] == [1, 0]


def test_a_session_that_runs_is_left_alone_however_long(site, seat_1, clock, paused):
    seat_1.tell(SessionUsed(paused, 300, "resumed"))
    clock.forward(days=1)
    assert close_overdue(site) == 0


def test_a_session_that_goes_on_after_a_power_cut_is_left_alone(site, seat_1, clock, paused):
    """A station that booted anew tells a pause, then that its visitor came back."""
    seat_1.tell(SessionUsed(paused, 300, "rebooted"))
    assert look(site, sessions.by_id, paused).state == "open"
    clock.forward(days=1)
    assert close_overdue(site) == 0


def test_a_second_pause_counts_from_its_own_beginning(site, seat_1, clock, paused):
    clock.forward(minutes=10)
    seat_1.tell(SessionUsed(paused, 300, "resumed"))
    clock.forward(minutes=5)
    seat_1.tell(SessionUsed(paused, 600, "paused"))
    clock.forward(minutes=10)
    assert close_overdue(site) == 0
    clock.forward(minutes=6)
    assert close_overdue(site) == 1


def test_a_pause_of_all_seats_outlasts_an_assembly(site, seat_1, clock):
    session = site.start(1, by=site.operator).session
    clock.forward(minutes=5)
    site.hub.write(floor_control.pause_all, reason="Assembly", by=site.operator)
    seat_1.tell(SessionUsed(session, 300, "paused"))
    clock.forward(hours=3, minutes=59)
    assert close_overdue(site) == 0
    clock.forward(minutes=2)
    assert close_overdue(site) == 1


def test_who_comes_back_after_it_has_the_time_of_any_pause(site, seat_1, clock):
    """A station without power hears of the end of the pause only when it is back."""
    session = site.start(1, by=site.operator).session
    site.hub.write(floor_control.pause_all, reason="Power cut", by=site.operator)
    seat_1.tell(SessionUsed(session, 0, "paused"))
    clock.forward(hours=3)
    site.hub.write(floor_control.resume_all, by=site.operator)
    clock.forward(seconds=900)
    assert close_overdue(site) == 0
    clock.forward(seconds=1)
    assert close_overdue(site) == 1


def test_who_was_paused_before_the_pause_of_all_seats_is_not_in_it(site, clock, paused):
    site.start(2, by=site.operator)
    site.hub.write(floor_control.pause_all, reason="Assembly", by=site.operator)
    clock.forward(seconds=901)
    assert close_overdue(site) == 1
