"""What a station was unlocked beyond what its session was settled with is kept."""

import pytest
from fakes.machines import look

from kiosk.acts import front_desk, moving
from kiosk.rules.instants import Instant
from kiosk.store import given_time, sessions

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
EVER = {"since": Instant(0), "until": Instant(10**15)}


def late(site):
    found = look(site, given_time.between, why="late_lock", **EVER, limit=9)
    return [(each.session, seat, each.seconds) for seat, each in found]


@pytest.fixture
def session(site):
    name = site.start(1, by=site.operator).session
    site.running(1, name)
    return name


def test_a_session_that_ended_in_time_leaves_nothing(site, session, seat_1):
    seat_1.close(session, used_s=1_800)
    assert late(site) == []


def test_a_lock_that_came_late_is_ours_to_bear_and_kept(site, session, seat_1):
    seat_1.close(session, used_s=1_830)
    assert look(site, sessions.by_id, session).used_s == 1_800
    assert late(site) == [(session, 1, 30)]
    assert look(site, given_time.seconds_between, **EVER) == {"late_lock": 30}


def test_told_twice_it_is_kept_once(site, session, seat_1):
    for used_s in (1_830, 1_890, 1_840):
        seat_1.close(session, used_s=used_s)
    assert late(site) == [(session, 1, 90)]


def test_what_ran_on_after_the_desk_had_settled(site, session, seat_1):
    site.hub.write(front_desk.settle_lost_session, seat=1, by=site.operator)
    seat_1.close(session, used_s=600)
    assert look(site, sessions.by_id, session).used_s == 0
    assert late(site) == [(session, 1, 600)]


def test_what_ran_on_at_a_seat_that_the_session_had_left(site, session, seat_1, seat_2):
    ask = {"seat": 1, "target": 2, "told_used_s": 300, "by": site.operator}
    site.hub.write(moving.move_lost_session, **ask)
    site.running(2, session)
    seat_1.close(session, used_s=420, why="moved")
    assert late(site) == [(session, 2, 120)]
    seat_2.close(session, used_s=500)
    assert late(site) == [(session, 2, 120)]


def test_a_move_in_good_order_leaves_nothing(site, session, seat_1, seat_2):
    site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)
    seat_1.close(session, used_s=300, why="moved")
    seat_2.close(session, used_s=500)
    assert late(site) == []


def test_the_columns_beside_a_session_are_those_of_its_receipt(site, session, seat_1):
    from kiosk.store import checks

    seat_1.close(session, used_s=600)
    with site.hub.read() as db:
        row = db.execute("SELECT covered_s, charged_s, given_s FROM session").fetchone()
        assert tuple(row) == (600, 0, 0)

    def spoil(db, _now, *, seconds):
        db.execute("UPDATE session SET covered_s = :seconds", {"seconds": seconds})

    site.hub.write(spoil, seconds=601)
    with site.hub.read() as db:
        (told,) = checks.session_problems(db)
    assert "its seconds are not those of its receipt" in told
    site.hub.write(spoil, seconds=600)
