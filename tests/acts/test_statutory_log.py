"""Who sat where and when is kept for the law where the owner says so, and nothing where not."""

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look

from kiosk.acts import moving, statutory_log
from kiosk.acts.seating import Identity, open_by_identity
from kiosk.jobs.statutory_log import forget_statutory_log
from kiosk.rules.instants import Instant, later
from kiosk.store import statutory_log as store

EVER = {"since": Instant(0), "until": Instant(10**15), "limit": 99}
DAY = 86_400


def cafe(folder, clock, days):
    world = World(make_hub(folder, clock, statutory_log_days=days), clock)
    world.operator = world.staff()
    world.open_shift(world.operator)
    world.offer()
    world.station(1)
    world.station(2)
    return world


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = cafe(folder, clock, 366)
        yield world
        world.hub.close()


def lines(site):
    return [
        (line.seat, line.name, line.identified, line.came_at, line.left_at)
        for line in look(site, store.between, **EVER)
    ]


def test_while_it_is_off_nothing_is_kept(clock):
    with quick_disk.folder() as folder:
        site = cafe(folder, clock, 0)
        session = site.start(1, by=site.operator).session
        SeatMachine(site, 1).close(session, used_s=60)
        assert lines(site) == []
        site.hub.close()


def test_a_walk_in_is_a_guest_whom_the_desk_let_in(site, clock):
    came = site.hub.now()
    session = site.start(1, by=site.operator).session
    assert lines(site) == [(1, "", "desk", came, None)]
    clock.forward(minutes=10)
    SeatMachine(site, 1).close(session, used_s=600)
    assert lines(site) == [(1, "", "desk", came, later(came, seconds=600))]


def test_who_signs_in_with_a_pin_is_named(site):
    grace = site.visitor()
    site.start(2, by=site.operator, visitor=grace)
    SeatMachine(site, 2).close(site.session_at(2).id, used_s=60)
    site.open_at_lock(1, grace)
    (line,) = [one for one in look(site, store.between, **EVER) if one.seat == 1]
    assert (line.name, line.code, line.identified) == ("Grace Muthoni", "471902", "pin")


def test_a_voucher_is_named_by_its_code(site):
    sold = site.sell_voucher(by=site.operator)
    guest = look(site, _guest, sold.code)
    ask = {"station": site.stations[1], "boot_id": "boot-1"}
    site.hub.write(open_by_identity, identity=Identity(guest, sold.code), **ask)
    (line,) = look(site, store.between, **EVER)
    assert (line.name, line.code, line.identified) == ("", sold.code, "voucher")


def _guest(db, code):
    from kiosk.store import vouchers

    return vouchers.by_code(db, code).visitor


def test_a_move_ends_one_line_and_begins_another(site, clock):
    session = site.start(1, by=site.operator).session
    site.running(1, session)
    clock.forward(minutes=5)
    site.hub.write(moving.ask_move, seat=1, target=2, by=site.operator)
    SeatMachine(site, 1).close(session, used_s=300, why="moved")
    left = site.hub.now()
    (second, first) = lines(site)
    assert (first[0], second[0], second[4]) == (1, 2, None)
    assert first[4] == second[3] >= left


def test_a_move_that_was_called_off_leaves_one_line(site):
    session = site.start(1, by=site.operator).session
    site.hub.write(_moved, session=session, seat=1)
    site.hub.write(_moved, session="nobody's", seat=2)
    assert len(lines(site)) == 1


def _moved(db, now, *, session, seat):
    statutory_log.moved(db, now, session=session, seat=seat)


def test_what_is_older_than_its_days_is_removed_and_no_more_than_that(site, clock):
    seat = SeatMachine(site, 1)
    for _time in range(3):
        session = site.start(1, by=site.operator).session
        seat.close(session, used_s=60)
        site.beat(1)
        clock.forward(seconds=183 * DAY)
    forget_statutory_log(site.hub, site.hub.now())
    assert len(lines(site)) == 2
    before = site.hub.changes.n
    forget_statutory_log(site.hub, site.hub.now())
    assert site.hub.changes.n == before  # a quiet hub writes nothing


def test_a_run_removes_a_bounded_number(site, clock, monkeypatch):
    monkeypatch.setattr(statutory_log, "FORGET_LIMIT", 1)
    for seat in (1, 2):
        site.start(seat, by=site.operator)
    clock.forward(seconds=400 * DAY)
    assert [site.hub.write(statutory_log.forget) for _run in range(3)] == [1, 1, 0]
