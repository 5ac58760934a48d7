"""Sessions paid after, from the account, or by nobody; what they owe, and the daily cap."""

import contextlib

import msgspec
import pytest
from fakes import quick_disk
from fakes.clock import FakeClock
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.acts import dues as acts
from kiosk.acts import front_desk, seating, tariffs
from kiosk.acts.granting import FREE_LIMIT_S, METERED_LIMIT_S, Terms
from kiosk.acts.selling import Counter
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.rules.refusals import Refusal
from kiosk.store import checks, dues, ledger_checks, passes, sessions
from kiosk.store.tariffs import of_settings

PER_HOUR = 7_000
CAP = 14_000
HALF_HOUR = 1_800
FREE = Terms("free", limit_s=HALF_HOUR, reason="first visit")
ACCOUNT = Terms("account")
AFTER = Terms("postpaid")


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        yield world
        with world.hub.read() as db:
            found = ledger_checks.ledger(db)
            assert (found.balanced, found.chain, found.problems) == (True, True, ())
            assert checks.session_problems(db) == []
        world.hub.close()


def cafe(folder, clock, **told):
    hub = make_hub(folder, clock, postpaid_cap_minor=CAP, increment_s=1, **told)
    world = World(hub, clock)
    world.operator = world.staff()
    world.shift = world.open_shift(world.operator)
    world.offer()
    world.station(1)
    world.station(2)
    return world


@pytest.fixture
def seat_1(site):
    return SeatMachine(site, 1)


def start(site, terms, *, seat=1, visitor=None):
    return site.hub.write(
        front_desk.start_metered, seat=seat, visitor=visitor, terms=terms, by=site.operator
    )


def lease_of(site, name, seat=1):
    opened = site.hub.write(
        seating.take_session, station=site.stations[seat], session=name, boot_id="boot-1"
    )
    return decode(opened.lease.raw, Lease)


def refusal_of(act, *args, **told):
    with pytest.raises(Refusal) as refused:
        act(*args, **told)
    return refused.value.code


def take(site, tendered_minor, seat=1):
    return site.hub.write(acts.take_due, seat=seat, tendered_minor=tendered_minor, by=site.operator)


def write_off(site, reason, seat=1):
    return site.hub.write(acts.write_off_due, seat=seat, reason=reason, by=site.operator)


def due_at(site, seat=1):
    return look(site, dues.at_seat, seat)


def till(site):
    return site.balance(f"till:{site.shift}")


# paid after


def test_who_pays_after_may_use_what_the_cap_buys(site):
    name = start(site, AFTER)
    lease = lease_of(site, name)
    assert (lease.kind, lease.seconds, lease.offline_ok_s) == ("postpaid", 7_200, 3_600)


def test_what_was_used_is_due_once_and_paid_at_the_desk(site, seat_1, clock):
    before = till(site)
    name = start(site, AFTER)
    clock.forward(minutes=30)
    seat_1.close(name, used_s=HALF_HOUR)
    owed = due_at(site)
    assert (owed.minor, owed.used_s, owed.is_guest) == (PER_HOUR // 2, HALF_HOUR, True)
    assert till(site) == before
    assert take(site, 5_000) == 5_000 - PER_HOUR // 2
    assert till(site) == before + PER_HOUR // 2
    assert site.balance("sales:time") == PER_HOUR // 2
    assert due_at(site) is None
    assert refusal_of(take, site, 5_000) == "nothing_due"


def test_taking_twice_with_one_click_takes_once(site, seat_1):
    name = start(site, AFTER)
    seat_1.close(name, used_s=HALF_HOUR)
    for _ in range(2):
        change = site.hub.write(
            acts.take_due, request_id="a-click-1", seat=1, tendered_minor=5_000, by=site.operator
        )
        assert change == 1_500


def test_it_never_costs_more_than_the_cap(site, seat_1):
    name = start(site, AFTER)
    seat_1.close(name, used_s=50_000)
    assert due_at(site).minor == CAP


def test_a_session_that_used_nothing_owes_nothing(site, seat_1):
    name = start(site, AFTER)
    seat_1.close(name, used_s=0)
    assert due_at(site) is None


def test_too_little_cash_or_no_shift_takes_nothing(site, seat_1):
    name = start(site, AFTER)
    seat_1.close(name, used_s=HALF_HOUR)
    assert refusal_of(take, site, 3_499) == "cash_given_too_little"
    site.hub.write(cashier_count, by=site.operator)
    assert refusal_of(take, site, 3_500) == "drawer_counted"
    assert refusal_of(write_off, site, "ran away") == "drawer_counted"
    assert due_at(site).minor == 3_500


def cashier_count(db, now, *, by):
    from kiosk.acts import cashier

    cashier.count_drawer(db, now, counted_minor=0, by=by)


def test_who_walked_out_is_written_off_with_a_reason_as_income_lost(site, seat_1):
    name = start(site, AFTER)
    seat_1.close(name, used_s=HALF_HOUR)
    assert refusal_of(write_off, site, "  ") == "reason_missing"
    assert write_off(site, " ran away ") == 3_500
    assert (site.balance("loss"), site.balance("sales:time")) == (3_500, 3_500)
    assert refusal_of(write_off, site, "again") == "nothing_due"
    (line,) = look(site, dues.of_shift, shift=site.shift, limit=10)
    assert (line.how, line.reason, line.minor, line.by) == (
        "written_off",
        "ran away",
        3_500,
        site.operator,
    )


def test_a_seat_that_is_not_paid_takes_nobody(site, seat_1):
    seat_1.close(start(site, AFTER), used_s=HALF_HOUR)
    assert refusal_of(start, site, AFTER) == "due_open"
    grace = site.visitor()
    counter = Counter("half-hour", 4_000, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    assert refusal_of(site.open_at_lock, 1, grace) == "due_open"
    take(site, 5_000)
    site.open_at_lock(1, grace)


def test_passes_are_spent_before_money_is_owed(site, seat_1):
    grace = site.visitor()
    counter = Counter("half-hour", 4_000, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    name = start(site, AFTER, visitor=grace)
    assert lease_of(site, name).seconds == HALF_HOUR + 7_200
    seat_1.close(name, used_s=HALF_HOUR + 360)
    assert due_at(site).minor == 700
    assert look(site, passes.usable, visitor=grace, at=site.hub.now()) == ()


def test_more_time_sold_onto_it_comes_on_top(site):
    name = start(site, AFTER)
    counter = Counter("half-hour", 4_000, site.operator)
    site.hub.write(front_desk.extend_session, seat=1, counter=counter)
    assert look(site, sessions.by_id, name).granted_s == 7_200 + HALF_HOUR


def test_where_the_owner_sets_no_cap_nobody_pays_after(clock):
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock)
        world = World(hub, clock)
        world.operator = world.staff()
        world.station(1)
        assert refusal_of(start, world, AFTER) == "offer_closed"
        hub.close()


# from the account


def test_money_of_the_account_is_set_aside_and_the_rest_comes_back(site, seat_1):
    grace = site.visitor()
    site.earn(grace, 10_000)
    name = start(site, Terms("account", limit_minor=7_000), visitor=grace)
    assert lease_of(site, name).seconds == 3_600
    assert lease_of(site, name).offline_ok_s == 3_600, "it is paid, so it is safe without the hub"
    assert (site.balance(f"visitor:{grace}"), site.balance(f"reserved:{name}")) == (3_000, 7_000)
    seat_1.close(name, used_s=HALF_HOUR)
    assert (site.balance(f"visitor:{grace}"), site.balance(f"reserved:{name}")) == (6_500, 0)
    assert site.balance("sales:time") == 3_500


def test_without_a_limit_all_the_account_holds_is_set_aside(site, seat_1):
    grace = site.visitor()
    site.earn(grace, 7_000)
    name = start(site, ACCOUNT, visitor=grace)
    assert site.balance(f"visitor:{grace}") == 0
    seat_1.close(name, used_s=0)
    assert site.balance(f"visitor:{grace}") == 7_000


def test_an_account_needs_its_visitor_and_some_money(site):
    assert refusal_of(start, site, ACCOUNT) == "field_missing"
    assert refusal_of(start, site, ACCOUNT, visitor="nobody") == "not_found"
    grace = site.visitor()
    assert refusal_of(start, site, ACCOUNT, visitor=grace) == "no_time_left"
    site.earn(grace, 1)
    assert refusal_of(start, site, ACCOUNT, visitor=grace) == "no_time_left"
    site.earn(grace, 10_000)
    wrong = Terms("account", limit_minor=-5)
    assert refusal_of(start, site, wrong, visitor=grace) == "amount_wrong"
    start(site, ACCOUNT, visitor=grace)
    assert refusal_of(start, site, ACCOUNT, visitor=grace, seat=2) == "visitor_has_session"


# given


def test_a_free_session_costs_nothing_and_touches_no_pass(site, seat_1):
    grace = site.visitor()
    counter = Counter("half-hour", 4_000, site.operator)
    site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    name = start(site, FREE, visitor=grace)
    assert lease_of(site, name).kind == "free"
    seat_1.close(name, used_s=HALF_HOUR)
    (held,) = look(site, passes.usable, visitor=grace, at=site.hub.now())
    assert held.left_s == HALF_HOUR
    assert due_at(site) is None
    kept = msgspec.json.decode(look(site, sessions.by_id, name).receipt)
    assert (kept["used_s"], kept["total_minor"]) == (HALF_HOUR, 0)


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms("free", limit_s=60), "reason_missing"),
        (Terms("free", limit_s=0, reason="gift"), "amount_wrong"),
        (Terms("free", limit_s=FREE_LIMIT_S + 1, reason="gift"), "amount_wrong"),
    ],
)
def test_a_free_session_needs_a_reason_and_an_end(site, terms, code):
    assert refusal_of(start, site, terms) == code


# price lists


def price_list(site, **told):
    raw = msgspec.json.decode(of_settings(site.hub.settings)) | told
    return msgspec.json.encode(raw)


def set_list(site, *, after_s=0, **told):
    since = site.hub.now() + after_s * 1000
    body = price_list(site, **told)
    return site.hub.write(tariffs.set_tariff, body=body, applies_from=since, by=site.operator)


RATE = {"zone": "*", "group": "*", "per_hour_minor": 3_600}


def test_a_list_holds_from_its_moment_and_never_for_what_runs(site, seat_1, clock):
    running = start(site, AFTER)
    set_list(site, rate=[RATE], after_s=3_600)
    clock.forward(minutes=59)
    second = start(site, AFTER, seat=2)
    clock.forward(minutes=2)
    seat_1.close(running, used_s=3_600)
    SeatMachine(site, 2).close(second, used_s=60)
    assert due_at(site).minor == PER_HOUR
    assert due_at(site, 2).minor == PER_HOUR * 60 // 3_600 + 1, "116.67 rounded half up"
    take(site, 20_000)
    third = start(site, AFTER)
    seat_1.close(third, used_s=3_600)
    assert due_at(site).minor == 3_600


def test_no_list_holds_before_it_was_made(site):
    assert set_list(site, after_s=-9_999) == site.hub.now()


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"currency": "EUR"}, "currency"),
        ({"timezone": "Europe/Berlin"}, "timezone"),
        ({"rate": []}, "rate"),
        ({"rate": [RATE, RATE]}, "rate"),
        ({"rate": [RATE | {"per_hour_minor": -1}]}, "per_hour_minor"),
    ],
)
def test_a_wrong_list_is_refused_by_its_field(site, told, field):
    with pytest.raises(Refusal) as refused:
        set_list(site, **told)
    assert (refused.value.code, refused.value.details["field"]) == ("tariff_wrong", field)


@pytest.mark.parametrize(
    ("rate", "hours"),
    [
        ([RATE | {"from": "08:00", "to": "20:00"}], "mon 00:00-08:00"),
        ([RATE | {"zone": "elsewhere"}], "room, visitor"),
    ],
)
def test_a_list_with_a_gap_is_refused_with_what_has_no_price(site, rate, hours):
    with pytest.raises(Refusal) as refused:
        set_list(site, rate=rate)
    assert (refused.value.code, refused.value.details["hours"]) == ("tariff_gap", hours)


def test_the_daily_cap_holds_over_all_sessions_of_a_day(site, seat_1, clock):
    grace = site.visitor()
    set_list(site, daily_cap_minor=5_000)
    paid = []
    for _ in range(3):
        name = start(site, AFTER, visitor=grace)
        clock.forward(minutes=30)
        seat_1.close(name, used_s=HALF_HOUR)
        owed = due_at(site)
        paid.append(owed.minor if owed else 0)
        if owed:
            take(site, owed.minor)
    assert paid == [3_500, 1_500, 0]
    clock.forward(days=1)
    seat_1.close(start(site, AFTER, visitor=grace), used_s=HALF_HOUR)
    assert due_at(site).minor == 3_500


def test_the_dearest_rate_of_the_day_decides_what_money_buys(site):
    night = RATE | {"from": "20:00", "to": "06:00", "per_hour_minor": 14_000}
    set_list(site, rate=[RATE, night])
    name = start(site, AFTER)
    assert lease_of(site, name).seconds == 3_600
    set_list(site, rate=[RATE | {"per_hour_minor": 0}])
    assert lease_of(site, start(site, AFTER, seat=2), seat=2).seconds == METERED_LIMIT_S


@settings(max_examples=25)
@given(
    minor=st.integers(1, 20_000),
    used_s=st.integers(0, 20_000),
    minimum_s=st.sampled_from([0, 900]),
    increment_s=st.sampled_from([1, 60, 900]),
)
def test_no_account_session_ever_costs_more_than_was_set_aside(
    minor, used_s, minimum_s, increment_s
):
    clock = FakeClock()
    with quick_disk.folder() as folder:
        world = cafe(folder, clock)
        grace = world.visitor()
        world.earn(grace, minor)
        set_list(world, minimum_s=minimum_s, increment_s=increment_s)
        with contextlib.suppress(Refusal):  # too little for the minimum
            name = start(world, ACCOUNT, visitor=grace)
            SeatMachine(world, 1).close(name, used_s=used_s)
            told = msgspec.json.decode(look(world, sessions.by_id, name).receipt)
            assert told["total_minor"] <= minor
            assert world.balance(f"visitor:{grace}") == minor - told["total_minor"]
            assert world.balance(f"reserved:{name}") == 0
        world.hub.close()
