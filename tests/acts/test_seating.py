"""Vouchers in every state, visitors at the lock, leases."""

import pytest
from fakes.machines import look
from hypothesis import given
from hypothesis import strategies as st

from kiosk.acts import seating, station_link
from kiosk.acts.seating import Identity
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease, read_lease
from kiosk.rules.refusals import Refusal
from kiosk.rules.vouchers import VoucherState
from kiosk.store import lock_outs, sessions, stations, vouchers

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
HALF_HOUR = 1_800


def open_at(site, seat, identity, *, request_id=None, boot_id="boot-1"):
    return site.hub.write(
        seating.open_by_identity,
        request_id=request_id,
        station=site.stations[seat],
        boot_id=boot_id,
        identity=identity,
    )


def voucher(site):
    sold = site.sell_voucher(by=site.operator)
    return look(site, vouchers.by_code, sold.code)


def identity(kept):
    return Identity(kept.visitor, kept.code)


def state(site, kept):
    return look(site, vouchers.by_code, kept.code).state


def lease_of(opened):
    return decode(opened.lease.raw, Lease)


def renew(site, session, *, seat=1, used_s=0):
    return site.hub.write(
        seating.renew_lease,
        station=site.stations[seat],
        session=session,
        boot_id="boot-1",
        used_s=used_s,
    )


# vouchers


def test_a_voucher_opens_a_session_and_is_in_use(site):
    kept = voucher(site)
    opened = open_at(site, 1, identity(kept))
    assert lease_of(opened).seconds == HALF_HOUR
    assert state(site, kept) is VoucherState.IN_USE
    assert opened.record.guest


def test_unused_time_stays_on_the_voucher_until_it_is_used_up(site, seat_1):
    kept = voucher(site)
    first = lease_of(open_at(site, 1, identity(kept))).session
    seat_1.close(first, used_s=600)
    assert state(site, kept) is VoucherState.SOLD
    second = lease_of(open_at(site, 1, identity(kept)))
    assert second.seconds == HALF_HOUR - 600
    seat_1.close(second.session, used_s=HALF_HOUR - 600)
    assert state(site, kept) is VoucherState.USED_UP


STATES = [
    (VoucherState.VOID, "voucher_void"),
    (VoucherState.USED_UP, "voucher_used_up"),
    (VoucherState.IN_USE, "voucher_in_use"),
]


@pytest.mark.parametrize(("now", "refusal"), STATES)
def test_a_voucher_that_may_open_nothing_says_why(site, now, refusal):
    kept = voucher(site)

    def put(db, at) -> None:
        vouchers.set_state(db, code=kept.code, state=now)

    site.hub.write(put)
    with pytest.raises(Refusal, match=refusal):
        open_at(site, 1, identity(kept))
    assert site.session_at(1) is None


def test_a_voucher_that_lapsed_says_so(site, clock):
    kept = voucher(site)
    clock.forward(days=30)
    with pytest.raises(Refusal, match="voucher_expired"):
        open_at(site, 1, identity(kept))


def test_a_code_that_nobody_sold_is_unknown(site):
    with pytest.raises(Refusal, match="voucher_unknown"):
        open_at(site, 1, Identity("nobody", "00000000"))


# who sits where


def test_the_same_request_opens_once_and_gives_the_same_lease(site):
    kept = voucher(site)
    first = open_at(site, 1, identity(kept), request_id="request-1")
    again = open_at(site, 1, identity(kept), request_id="request-1")
    assert first == again


def test_a_visitor_sits_at_one_station_only(site):
    grace = site.visitor()
    site.start(1, by=site.operator, visitor=grace)
    with pytest.raises(Refusal, match="visitor_has_session"):
        open_at(site, 2, Identity(grace))


def test_a_visitor_without_time_cannot_open(site):
    with pytest.raises(Refusal, match="no_time_left"):
        open_at(site, 1, Identity(site.visitor()))


def test_a_station_without_a_seat_opens_nothing(site):
    station = site.stations[1]
    site.hub.write(station_link.revoke_station, station=station, by="test", reason="")
    with pytest.raises(Refusal, match="no_such_station"):
        open_at(site, 1, Identity(site.visitor()))


def test_a_seat_out_of_order_opens_nothing(site):
    def spoil(db, now) -> None:
        db.execute("UPDATE seat SET out_of_order = 'no mouse' WHERE number = 1")

    site.hub.write(spoil)
    assert look(site, stations.seat, 1).out_of_order == "no mouse"
    with pytest.raises(Refusal, match="station_not_free"):
        open_at(site, 1, identity(voucher(site)))
    with pytest.raises(Refusal, match="station_not_free"):
        site.start(1, by=site.operator)


# leases


def test_a_lease_is_for_one_station_one_boot_and_rises_in_number(site):
    kept = voucher(site)
    opened = open_at(site, 1, identity(kept), boot_id="boot-7")
    key = site.hub.keys.public_signing
    lease = read_lease(
        opened.lease, public_key=key, station=site.stations[1], boot_id="boot-7", above_n=0
    )
    assert (lease.n, lease.kind, lease.offline_ok_s, lease.rate_text) == (
        1,
        "prepaid",
        HALF_HOUR,
        "30 min",
    )
    renewed = renew(site, lease.session)
    assert decode(renewed.lease.raw, Lease).n == 2
    assert renewed.record == opened.record.revision


def test_a_session_of_the_desk_is_taken_up_and_again_after_a_crash(site):
    started = site.start(1, by=site.operator)
    taken = [
        site.hub.write(
            seating.take_session,
            station=site.stations[1],
            session=started.session,
            boot_id=boot_id,
        )
        for boot_id in ("boot-1", "boot-2")
    ]
    assert [lease_of(one).boot_id for one in taken] == ["boot-1", "boot-2"]
    assert [lease_of(one).n for one in taken] == [1, 2]


def test_nobody_takes_or_renews_a_session_of_another_station(site):
    started = site.start(1, by=site.operator)
    with pytest.raises(Refusal, match="no_session_here"):
        site.hub.write(
            seating.take_session,
            station=site.stations[2],
            session=started.session,
            boot_id="boot-1",
        )
    with pytest.raises(Refusal, match="no_session_here"):
        renew(site, started.session, seat=2)
    with pytest.raises(Refusal, match="no_session_here"):
        renew(site, "another", seat=1)


@given(told=st.lists(st.integers(0, 3_000), max_size=8))
def test_used_seconds_never_go_back_and_never_beyond_what_was_granted(told):
    from fakes import quick_disk
    from fakes.clock import FakeClock
    from fakes.hub_world import World, make_hub

    clock = FakeClock()
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock)
        world = World(hub, clock)
        operator = world.staff()
        world.open_shift(operator)
        world.offer()
        world.station(1)
        started = world.start(1, by=operator)
        for used_s in told:
            renew(world, started.session, used_s=used_s)
        assert world.session_at(1).used_s == min(HALF_HOUR, max(told, default=0))
        hub.close()


def test_a_closed_session_is_renewed_no_more(site, seat_1):
    started = site.start(1, by=site.operator)
    seat_1.close(started.session, used_s=60)
    with pytest.raises(Refusal, match="no_session_here"):
        renew(site, started.session)


# wrong PINs


def test_so_many_wrong_pins_lock_out_and_a_right_one_forgets(site, clock):
    def wrong():
        return site.hub.write(seating.note_wrong_pin, subjects=("visitor:1@a", "other"))

    def locked():
        return look(site, lock_outs.locked_until, "visitor:1@a", site.hub.now())

    assert [wrong() for _ in range(4)] == [False] * 4
    site.hub.write(seating.note_right_pin, subjects=("visitor:1@a",))
    assert [wrong() for _ in range(4)] == [True] * 4  # "other" is locked out
    assert locked() is None
    assert wrong() is True
    assert locked() == site.hub.now() + 900_000
    clock.forward(seconds=900)
    assert locked() is None
    assert look(site, sessions.all_open) == ()


def until_locked(site, subject):
    """How long the lock-out lasts that five wrong ones bring."""
    for _ in range(5):
        site.hub.write(seating.note_wrong_pin, subjects=(subject,))
    return (look(site, lock_outs.locked_until, subject, site.hub.now()) - site.hub.now()) // 1000


def test_each_lock_out_in_a_row_is_longer_until_the_right_pin_comes(site, clock):
    for lasts_s in (900, 1_800, 3_600):
        assert until_locked(site, "visitor:1@a") == lasts_s
        clock.forward(seconds=lasts_s)
    site.hub.write(seating.note_right_pin, subjects=("visitor:1@a",))
    assert until_locked(site, "visitor:1@a") == 900


def test_a_quiet_week_is_forgiven(site, clock):
    assert until_locked(site, "visitor:1@a") == 900
    clock.forward(seconds=900 + 7 * 86_400)
    assert until_locked(site, "visitor:1@a") == 900


@pytest.mark.parametrize("subject", ["visitors@a", "vouchers@a", "staff:amina@"])
def test_where_many_are_counted_together_it_never_grows(site, clock, subject):
    """A keypad that stayed shut for a day would keep out those who guess at nothing."""
    for _ in range(4):
        assert until_locked(site, subject) == 900
        clock.forward(seconds=900)


def test_of_many_tries_at_once_only_five_are_answered(site, clock):
    """Slow hashes are checked side by side; what counts is the order in which they are written."""

    def wrong():
        return site.hub.write(seating.note_wrong_pin, subjects=("visitor:1@a",))

    assert [wrong() for _ in range(7)] == [False] * 4 + [True] * 3
    with pytest.raises(Refusal, match="locked_out"):
        site.hub.write(seating.note_right_pin, subjects=("visitor:1@a",))
    assert look(site, lock_outs.locked_until, "visitor:1@a", site.hub.now()) is not None
    clock.forward(seconds=900)
    assert [wrong() for _ in range(5)] == [False] * 4 + [True]
