"""What a station ran while nobody heard it: passes pay what is fair, once, and money never."""

import pytest
from acts.test_metered import cafe
from acts.test_moving import done, move_lost, orders, session, spent, take
from fakes import quick_disk
from fakes.machines import SeatMachine, look

from kiosk.acts import front_desk, seating
from kiosk.acts.granting import Terms as Pays
from kiosk.acts.zones import rename_zone
from kiosk.protocol.bodies import SessionUsed
from kiosk.rules.offers import Terms
from kiosk.store import dues, given_time, passes, sessions

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HALF_HOUR = 1_800


@pytest.fixture
def sitting(site):
    """A walk-in who sits at seat 1, ten minutes ago."""
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    done(site, 1)
    site.clock.forward(seconds=600)
    return started.session


def test_what_ran_unheard_at_a_lost_station_is_paid_by_passes_once(site, seat_1, seat_2, sitting):
    """It told 300 of the 600 seconds that had passed when the desk moved the session."""
    move_lost(site, told_used_s=300)
    take(site, sitting)
    seat_1.tell(SessionUsed(sitting, 1_500, "rebooted"))
    for _ in range(2):
        seat_1.close(sitting, used_s=1_500, why="desk")  # 900 of them after it was taken
    running = session(site, sitting)
    assert (running.state, running.used_s, running.seat) == ("open", 300, 2)
    assert running.granted_s == HALF_HOUR - 300
    assert orders(site, 2)[-1] == ("renew", "")
    seat_2.close(sitting, used_s=700)
    assert spent(site, sitting) == 700
    assert spent(site, beside(site, sitting)) == 300
    given = {one.why: one.seconds for one in look(site, given_time.of_session, sitting)}
    assert given == {"late_lock": 900}
    visitor = session(site, sitting).visitor
    left = look(site, passes.usable, visitor=visitor, at=site.hub.now())
    assert [one.left_s for one in left] == [HALF_HOUR - 1_000]


def test_what_the_session_used_elsewhere_meanwhile_is_not_paid_twice(site, seat_1, sitting):
    move_lost(site, told_used_s=300)
    take(site, sitting)
    site.hub.write(
        seating.renew_lease,
        station=site.stations[2],
        session=sitting,
        boot_id="boot-1",
        used_s=HALF_HOUR - 100,
    )
    seat_1.close(sitting, used_s=600, why="moved")
    assert spent(site, beside(site, sitting)) == 100
    assert session(site, sitting).granted_s == HALF_HOUR - 100


def test_what_ran_before_the_desk_settled_a_lost_session_is_paid_by_passes(site, seat_1, sitting):
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    site.clock.forward(hours=1)
    seat_1.close(sitting, used_s=HALF_HOUR)
    late = session(site, beside(site, sitting))
    assert (late.used_s, late.seat, late.why) == (600, 1, "unheard")
    assert look(site, sessions.spent_s, late.id) == 600


def test_no_money_is_asked_for_what_ran_unheard(clock):
    """Who pays after has paid what the desk said; a bill that was settled stays settled."""
    with quick_disk.folder() as folder:
        site = cafe(folder, clock)
        seat_1 = SeatMachine(site, 1)
        name = site.hub.write(
            front_desk.start_metered,
            seat=1,
            visitor=None,
            terms=Pays("postpaid"),
            by=site.operator,
        )
        clock.forward(minutes=10)
        site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
        seat_1.close(name, used_s=600)
        assert look(site, sessions.by_id, beside(site, name)) is None
        given = look(site, given_time.of_session, name)
        assert [(one.why, one.seconds) for one in given] == [("late_lock", 600)]
        assert look(site, dues.at_seat, 1) is None


def beside(site, name, seat=1):
    """The session that settles what ran unheard at a seat."""
    return f"{name}-{site.stations[seat][:8]}"


def test_passes_pay_it_also_where_its_zone_has_another_name_by_now(site, clock):
    site.station(3, zone="quiet")
    there = SeatMachine(site, 3)
    grace = site.visitor()
    site.offer("there", terms=Terms(zones=frozenset({"quiet"})), seconds=3_600)
    session = site.start(3, by=site.operator, offer="there", visitor=grace).session
    site.running(3, session)
    clock.forward(minutes=5)
    site.hub.write(front_desk.settle_lost_session, seat=3, by=site.operator)
    for old, new in (("quiet", "Library"), ("room", "quiet")):
        site.hub.write(rename_zone, zone=old, name=new, by=site.operator)
    there.close(session, used_s=300)
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == 3_300
