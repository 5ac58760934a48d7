"""What time alone brings."""

import pytest
from fakes.machines import look

from kiosk.acts import housekeeping
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
