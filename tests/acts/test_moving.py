"""A session goes to another seat: one session, charged once, whatever happens on the way."""

import json

import pytest
from acts.test_metered import cafe, set_list
from fakes import quick_disk
from fakes.machines import look

from kiosk.acts import floor_control, front_desk, moving, seating
from kiosk.acts.granting import Terms
from kiosk.acts.seating import Identity
from kiosk.acts.selling import Counter
from kiosk.protocol.bodies import SessionUsed
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.refusals import Refusal
from kiosk.store import commands, moves, passes, sessions, tasks

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HALF_HOUR = 1_800


@pytest.fixture
def sitting(site):
    """A walk-in who sits at seat 1 and has used ten minutes."""
    started = site.start(1, by=site.operator)
    site.running(1, started.session)
    done(site, 1)
    site.clock.forward(seconds=600)
    return started.session


def done(site, seat):
    """The station has carried out what it was ordered."""
    n = look(site, commands.last_of, site.stations[seat]).n
    site.hub.write(_done, station=site.stations[seat], n=n)


def _done(db, now, *, station, n):
    commands.done_upto(db, now, station=station, n=n)


def move(site, seat=1, target=2):
    return site.hub.write(moving.ask_move, seat=seat, target=target, by=site.operator)


def move_lost(site, seat=1, target=2, *, told_used_s=0):
    return site.hub.write(
        moving.move_lost_session,
        seat=seat,
        target=target,
        told_used_s=told_used_s,
        by=site.operator,
    )


def take(site, session, seat=2):
    return site.hub.write(
        seating.take_session, station=site.stations[seat], session=session, boot_id="boot-1"
    )


def session(site, name):
    return look(site, sessions.by_id, name)


def orders(site, seat):
    waiting = look(site, commands.waiting, site.stations[seat])
    return [(one.kind, one.words) for one in waiting]


def spent(site, name):
    return look(site, sessions.spent_s, name)


def test_the_old_station_locks_first_and_the_other_one_opens_with_what_is_left(
    site, seat_1, seat_2, sitting
):
    move(site)
    assert orders(site, 1) == [("lock", "moved")]
    assert orders(site, 2) == []
    seat_1.close(sitting, used_s=603, why="moved")
    assert session(site, sitting).seat == 2
    assert orders(site, 2) == [("take", "")]
    opened = take(site, sitting)
    lease = decode(opened.lease.raw, Lease)
    assert (opened.used_s, lease.seconds, lease.station) == (603, HALF_HOUR, site.stations[2])
    site.clock.forward(seconds=400)
    seat_2.close(sitting, used_s=1_000)
    assert spent(site, sitting) == 1_000
    kinds = [fact.kind for fact in look(site, sessions.facts, sitting)]
    assert kinds == ["opened", "moved", "closed"]


def test_the_price_follows_the_zone(site, seat_1, sitting):
    site.station(7, zone="window")
    move(site, target=7)
    seat_1.close(sitting, used_s=600, why="moved")
    site.clock.forward(seconds=300)
    site.hub.write(front_desk.settle_lost_session, seat=7, by=site.operator)
    zones = {segment["zone"] for segment in receipt(site, sitting)["segments"]}
    assert zones == {"room"}  # nothing was used at the window yet
    other = site.start(7, by=site.operator)
    site.running(7, other.session)
    move(site, seat=7, target=1)
    move_lost(site, seat=7, target=1, told_used_s=120)
    seat_1.close(other.session, used_s=300)
    segments = receipt(site, other.session)["segments"]
    assert [(one["zone"], one["seconds"]) for one in segments] == [("window", 120), ("room", 180)]


def receipt(site, name):
    return json.loads(session(site, name).receipt)


def test_moved_there_and_back_it_is_charged_once(site, seat_1, seat_2, sitting):
    move(site)
    seat_1.close(sitting, used_s=600, why="moved")
    take(site, sitting, 2)
    done(site, 2)
    site.clock.forward(seconds=100)
    move(site, 2, 1)
    seat_2.close(sitting, used_s=700, why="moved")
    assert take(site, sitting, 1).used_s == 700
    seat_1.close(sitting, used_s=900)
    assert (spent(site, sitting), session(site, sitting).seat) == (900, 1)


def test_the_same_fact_twice_moves_once(site, seat_1, sitting):
    move(site)
    seat_1.close(sitting, used_s=600, why="moved")
    seat_1.close(sitting, used_s=600, why="moved")
    assert orders(site, 2) == [("take", "")]
    assert len(look(site, sessions.facts, sitting)) == 2


def test_a_paused_session_goes_on_at_the_other_seat(site, seat_1, seat_2, sitting):
    seat_1.tell(SessionUsed(sitting, 600, "paused"))
    site.clock.forward(seconds=200)
    move(site)
    seat_1.close(sitting, used_s=600, why="moved")
    assert session(site, sitting).state == "open"
    seat_2.close(sitting, used_s=800)
    lines = receipt(site, sitting)["segments"]
    assert sum(line["seconds"] for line in lines) == 800


def test_the_free_seat_is_kept_for_it(site, sitting):
    grace = site.visitor()
    site.hub.write(
        front_desk.sell_pass, visitor=grace, counter=Counter("half-hour", 4000, site.operator)
    )
    move(site)
    with pytest.raises(Refusal, match="station_not_free"):
        site.start(2, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        site.hub.write(
            seating.open_by_identity,
            station=site.stations[2],
            boot_id="boot-1",
            identity=Identity(grace),
        )
    with pytest.raises(Refusal, match="station_not_free"):
        site.hub.write(floor_control.lock_seat, seat=2, reason="dust", by=site.operator)


def test_two_sessions_do_not_go_to_one_seat(site, sitting):
    site.station(3)
    other = site.start(3, by=site.operator)
    site.running(3, other.session)
    move(site)
    with pytest.raises(Refusal, match="station_not_free"):
        move(site, seat=3, target=2)


def test_asked_again_it_goes_to_another_seat_with_one_order(site, seat_1, sitting):
    site.station(3)
    move(site)
    move(site, target=3)
    assert orders(site, 1) == [("lock", "moved")]
    seat_1.close(sitting, used_s=600, why="moved")
    assert session(site, sitting).seat == 3


@pytest.mark.parametrize(
    ("seat", "target", "refusal"),
    [
        pytest.param(2, 1, "no_session_here", id="nobody sits there"),
        pytest.param(1, 1, "same_station", id="moving to the same seat is no move"),
        pytest.param(1, 9, "no_such_station", id="there is no such seat"),
        pytest.param(1, 2, "station_not_free", id="that seat is locked"),
    ],
)
def test_who_may_not_move(site, sitting, seat, target, refusal):
    site.hub.write(floor_control.lock_seat, seat=2, reason="dust", by=site.operator)
    with pytest.raises(Refusal, match=refusal):
        move(site, seat, target)
    with pytest.raises(Refusal, match=refusal):
        move_lost(site, seat, target)


def test_nobody_moves_to_a_seat_in_use(site, sitting):
    site.start(2, by=site.operator)
    with pytest.raises(Refusal, match="station_not_free"):
        move(site)


def test_a_move_that_is_called_off_leaves_the_session_where_it_is(site, seat_1, sitting):
    move(site)
    site.hub.write(moving.cancel_move, seat=1, by=site.operator)
    with pytest.raises(Refusal, match="no_move"):
        site.hub.write(moving.cancel_move, seat=1, by=site.operator)
    site.start(2, by=site.operator)  # it is free again
    seat_1.close(sitting, used_s=600, why="moved")  # the order was on its way already
    assert (session(site, sitting).seat, session(site, sitting).state) == (1, "open")
    assert orders(site, 1)[-1] == ("take", "")
    seat_1.close(sitting, used_s=700)
    assert spent(site, sitting) == 700


def test_a_seat_that_broke_meanwhile_takes_nobody(site, seat_1, sitting):
    move(site)
    site.hub.write(_break, seat=2)
    seat_1.close(sitting, used_s=600, why="moved")
    assert session(site, sitting).seat == 1
    assert orders(site, 1)[-1] == ("take", "")


def _break(db, now, *, seat):
    db.execute("UPDATE seat SET out_of_order = 'smoke' WHERE number = :seat", {"seat": seat})


def test_a_visitor_who_finishes_first_is_not_moved(site, seat_1, sitting):
    move(site)
    seat_1.close(sitting, used_s=601, why="finished")
    assert session(site, sitting).state == "closed"
    assert look(site, moves.all_asked) == ()
    site.start(2, by=site.operator)  # the seat is free again


# a station that does not answer


def test_a_lost_station_is_left_at_its_last_word(site, seat_1, seat_2, sitting):
    move_lost(site, told_used_s=597)
    assert take(site, sitting).used_s == 597
    seat_2.close(sitting, used_s=900)
    seat_1.close(sitting, used_s=640, why="moved")  # it answers again, and has locked
    assert spent(site, sitting) == 900


def test_a_move_that_was_asked_is_made_at_once_when_the_station_is_lost(site, sitting):
    move(site)
    move_lost(site, told_used_s=601)
    assert session(site, sitting).seat == 2
    assert orders(site, 2) == [("take", "")]


def test_no_more_is_told_than_was_granted(site, sitting):
    move_lost(site, told_used_s=HALF_HOUR + 50)
    assert session(site, sitting).used_s == HALF_HOUR


def test_a_stranger_says_nothing_about_a_session(site, seat_2, sitting):
    seat_2.close(sitting, used_s=600)
    assert session(site, sitting).state == "open"


def test_the_hand_of_a_lost_station_waits_for_its_word(site, seat_1, exchange, sitting):
    exchange.allot("a1", "a2")
    site.hub.write(_deal, session=sitting)
    move_lost(site, told_used_s=600)
    assert look(site, tasks.dealt_to, sitting) == ()
    assert look(site, tasks.counts) == {"dealt": 2}
    seat_1.close(sitting, used_s=600, why="moved", submitted=("a1",))
    assert look(site, tasks.counts) == {"dealt": 1, "free": 1}


def _deal(db, now, *, session):
    found = sessions.by_id(db, session)
    for name in ("a1", "a2"):
        tasks.deal(db, assignment=name, session=session, visitor=found.visitor)


# a station that never got the session


def test_a_session_that_its_station_never_got_goes_on_at_the_other_seat(site, seat_2):
    started = site.start(1, by=site.operator)
    move(site)
    idle = frozenset({site.stations[1]})
    assert site.hub.write(moving.finish_idle_moves, idle=idle) == 0  # the orders still wait
    done(site, 1)
    assert site.hub.write(moving.finish_idle_moves, idle=frozenset()) == 0
    assert site.hub.write(moving.finish_idle_moves, idle=idle) == 1
    assert site.hub.write(moving.finish_idle_moves, idle=idle) == 0
    assert take(site, started.session).used_s == 0
    seat_2.close(started.session, used_s=100)
    assert spent(site, started.session) == 100
    visitor = session(site, started.session).visitor
    left = look(site, passes.usable, visitor=visitor, at=site.hub.now())
    assert [one.left_s for one in left] == [HALF_HOUR - 100]


# what time is worth in another zone


def test_a_pass_that_does_not_hold_there_lets_nobody_move_there(site, sitting):
    site.station(7, zone="window")
    site.hub.write(_only_in, zone="room")
    with pytest.raises(Refusal, match="no_time_left"):
        move(site, target=7)
    assert orders(site, 1) == []
    move(site, target=2)


def _only_in(db, now, *, zone):
    del now
    db.execute("UPDATE offer SET zones = :zones", {"zones": json.dumps([zone])})


def test_what_is_paid_after_buys_less_where_it_is_dearer(clock):
    with quick_disk.folder() as folder:
        site = cafe(folder, clock)
        site.station(7, zone="window")
        zones = {"*": 7_000, "window": 14_000}
        set_list(
            site,
            rate=[{"zone": zone, "group": "*", "per_hour_minor": n} for zone, n in zones.items()],
        )
        after = Terms("postpaid")
        name = site.hub.write(
            front_desk.start_metered, seat=1, visitor=None, terms=after, by=site.operator
        )
        site.running(1, name)
        before_s = session(site, name).granted_s
        move_lost(site, target=7, told_used_s=600)
        assert session(site, name).granted_s == before_s // 2
        move_lost(site, seat=7, target=2, told_used_s=900)
        assert session(site, name).granted_s == before_s // 2  # no more money than was agreed
        site.hub.close()
