"""A session whose opening answer was lost: the visitor tries again, or goes away."""

import pytest
from fakes.hub_world import World, make_hub

from kiosk.acts import seating
from kiosk.acts.seating import Identity
from kiosk.jobs.table import close_forgotten
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import sessions, vouchers


@pytest.fixture
def site(tmp_path, clock):
    hub = make_hub(tmp_path / "hub", clock)
    world = World(hub, clock)
    world.operator = world.staff()
    world.open_shift(world.operator)
    world.offer()
    world.station(1)
    world.station(2)
    yield world
    hub.close()


def at_the_lock(site, seat, code):
    station = site.stations[seat]
    with site.hub.read() as db:
        identity = seating.recognise_voucher(db, site.hub.now(), code, station=station)
    return site.hub.write(
        seating.open_by_identity, station=station, boot_id="boot-1", identity=identity
    )


def session_of(opened):
    return decode(opened.lease.raw, Lease).session


def test_a_voucher_typed_again_at_the_same_lock_opens_the_same_session(site):
    code = site.sell_voucher(by=site.operator).code
    lost = at_the_lock(site, 1, code)
    again = at_the_lock(site, 1, code)
    assert session_of(lost) == session_of(again)


def test_a_voucher_in_use_opens_nothing_elsewhere(site):
    code = site.sell_voucher(by=site.operator).code
    at_the_lock(site, 1, code)
    with pytest.raises(Refusal) as refused:
        at_the_lock(site, 2, code)
    assert refused.value.code == "voucher_in_use"


def test_a_visitor_at_the_same_lock_gets_the_session_that_is_open_there(site):
    visitor = site.visitor()
    site.start(1, by=site.operator, visitor=visitor)
    running = site.session_at(1)
    opened = site.hub.write(
        seating.open_by_identity,
        station=site.stations[1],
        boot_id="boot-1",
        identity=Identity(visitor),
    )
    assert session_of(opened) == running.id


def test_nobody_else_gets_it(site):
    first = site.sell_voucher(by=site.operator).code
    second = site.sell_voucher(by=site.operator).code
    at_the_lock(site, 1, first)
    with pytest.raises(Refusal) as refused:
        at_the_lock(site, 1, second)
    assert refused.value.code == "station_not_free"


@pytest.mark.parametrize(
    ("after_s", "state", "session", "waiting", "closed"),
    [
        pytest.param(61, "locked", "", 0, True, id="the station has none and nothing to send"),
        pytest.param(59, "locked", "", 0, False, id="the answer may still be on its way"),
        pytest.param(61, "open", "theirs", 0, False, id="it sits there"),
        pytest.param(61, "locked", "", 1, False, id="its end may wait to be sent"),
    ],
)
def test_a_session_that_its_station_never_got_is_closed(
    site, clock, after_s, state, session, waiting, closed
):
    code = site.sell_voucher(by=site.operator).code
    opened = session_of(at_the_lock(site, 1, code))
    clock.forward(seconds=after_s)
    site.beat(1, state=state, session=session, waiting=waiting)
    close_forgotten(site.hub, site.hub.now())
    with site.hub.read() as db:
        assert (sessions.by_id(db, opened).closed_at is not None) is closed
        state_after = vouchers.by_code(db, code).state
    assert state_after is (VoucherState.SOLD if closed else VoucherState.IN_USE)


@pytest.mark.parametrize(
    ("believed", "over"), [(True, [False, False, True]), (False, [False, True, True])]
)
def test_a_clock_that_is_set_back_keeps_it_a_minute_not_ten_years(site, clock, believed, over):
    code = site.sell_voucher(by=site.operator).code
    opened = session_of(at_the_lock(site, 1, code))
    clock.jump_wall(seconds=-10 * 365 * 86_400)
    if believed:  # else the hub counts on
        site.hub.clock_watch.believe()
    closed = []
    for _ in range(3):
        clock.forward(seconds=40)
        site.beat(1)
        close_forgotten(site.hub, site.hub.now())
        with site.hub.read() as db:
            closed.append(sessions.by_id(db, opened).closed_at is not None)
    assert closed == over


def test_a_session_that_waits_to_be_taken_up_is_left_alone(site, clock):
    started = site.start(1, by=site.operator)
    clock.forward(seconds=300)
    site.beat(1)
    close_forgotten(site.hub, site.hub.now())
    assert site.session_at(1).id == started.session
