"""Products for somebody who pays after: onto the bill, paid with the time or written off with it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from fakes import quick_disk
from fakes.hub_world import World, make_hub
from fakes.machines import SeatMachine, look
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.acts import billing, dues, front_desk, products, refunds, walking_out
from kiosk.acts.billing import Off
from kiosk.acts.granting import Terms
from kiosk.acts.refunds import Refund
from kiosk.queries import receipts
from kiosk.rules.day_hours import hours_of
from kiosk.rules.refusals import Refusal
from kiosk.rules.spans import local_day
from kiosk.rules.takings import By
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import (
    checks,
    day_sums,
    kept_checks,
    ledger_checks,
    payments,
    sessions,
    till_checks,
)
from kiosk.store import dues as due_store
from kiosk.store import products as product_store

CAP = 14_000
"""Two hours."""
HALF_HOUR_S, HALF_HOUR = 1_800, 3_500
TEA, BUN = 3_500, 1_000
AFTER = Terms("postpaid")


@pytest.fixture
def site(clock):
    with quick_disk.folder() as folder:
        hub = make_hub(folder, clock, postpaid_cap_minor=CAP, increment_s=1, tax_basis_points=1_600)
        world = World(hub, clock)
        world.operator = world.staff()
        world.shift = world.open_shift(world.operator)
        world.offer()
        world.station(1)
        world.station(2)
        yield world
        with hub.read() as db:
            found = ledger_checks.ledger(db)
            assert (found.balanced, found.chain, found.problems) == (True, True, ())
            assert checks.session_problems(db) == till_checks.till_problems(db) == []
            assert kept_checks.kept_problems(db) == []
        hub.close()


@pytest.fixture
def seat_1(site):
    return SeatMachine(site, 1)


@pytest.fixture
def tea(site):
    return shelf(site, "Tea", TEA)


@pytest.fixture
def bun(site):
    return shelf(site, "Bun", BUN)


def shelf(site, title, price_minor, came=10):
    return site.hub.write(
        products.set_product, title=title, price_minor=price_minor, came=came, by=site.operator
    )


def start(site, terms=AFTER, seat=1):
    return site.hub.write(
        front_desk.start_metered, seat=seat, visitor=None, terms=terms, by=site.operator
    )


def put(site, *pieces, seat=1, told_used_s=0):
    return site.hub.write(
        billing.put_on_bill, seat=seat, pieces=pieces, told_used_s=told_used_s, by=site.operator
    )


def take(site, tendered_minor=20_000, **pay):
    return site.hub.write(
        dues.take_due, seat=1, tendered_minor=tendered_minor, by=site.operator, pay=Pay(**pay)
    )


def due(site):
    return look(site, due_store.at_seat, 1)


def left(site, product):
    return look(site, product_store.by_id, product).left


def takings(site):
    """What each thing took today, and what of it was lost and given back."""
    zone = ZoneInfo(site.hub.settings.timezone)
    hours = hours_of(local_day(site.hub.now(), zone), zone)
    with site.hub.read() as db:
        sums = day_sums.takings(db, hours)
    return {
        name: (one.sold_minor, one.lost_minor, one.back_minor)
        for (by, name), one in sums.items()
        if by is By.OFFER
    }


def test_what_goes_onto_the_bill_leaves_the_shelf_and_no_money_is_taken(site, tea, bun):
    name = start(site)
    assert put(site, (tea, 1), (bun, 2)) == TEA + 2 * BUN
    assert (left(site, tea), left(site, bun)) == (9, 8)
    assert site.balance(f"till:{site.shift}") == 100_000
    running = look(site, sessions.by_id, name)
    assert (running.limit_minor, running.granted_s) == (CAP - 5_500, 4_371)


def test_time_and_products_are_paid_in_one_payment(site, seat_1, tea, bun):
    name = start(site)
    put(site, (tea, 1))
    put(site, (bun, 1), (tea, 1))
    seat_1.close(name, used_s=HALF_HOUR_S)
    owed = due(site)
    assert (owed.minor, owed.goods_minor, owed.time_minor) == (11_500, 8_000, HALF_HOUR)
    assert owed.goods == "Bun, 2 × Tea"
    assert take(site) == 20_000 - 11_500
    tax = 11_500 * 16 // 116
    assert site.balance("tax") == tax
    assert site.balance("sales:time") + site.balance("sales:product") == 11_500 - tax
    assert site.balance("sales:product") == (11_500 - tax) * 8_000 // 11_500
    kept = look(site, receipts.receipt, name)
    assert [(line.count, line.title, line.minor) for line in kept.lines] == [
        (1, "Time used", HALF_HOUR),
        (1, "Bun", BUN),
        (2, "Tea", 2 * TEA),
    ]
    sold = takings(site)
    assert sold["session"][0] + sold["products"][0] == 11_500
    assert abs(sold["products"][0] - 8_000) <= 1
    with pytest.raises(Refusal, match="nothing_due"):
        take(site)


def test_a_discount_is_of_both(site, seat_1, tea):
    name = start(site)
    put(site, (tea, 1))
    seat_1.close(name, used_s=HALF_HOUR_S)
    take(site, discount_minor=1_000, reason="a friend")
    assert site.balance("sales:time") + site.balance("sales:product") + site.balance("tax") == 6_000
    assert abs(takings(site)["products"][0] - 3_000) <= 1


def test_products_are_due_also_where_the_time_cost_nothing(site, seat_1, tea):
    name = start(site)
    put(site, (tea, 1))
    seat_1.close(name, used_s=0)
    assert (due(site).minor, due(site).time_minor) == (TEA, 0)
    take(site, TEA)
    kept = look(site, receipts.receipt, name)
    assert [line.title for line in kept.lines] == ["Tea"]
    assert site.balance("sales:time") == 0


def test_the_coin_of_a_bill_of_products_alone_goes_with_them(site, seat_1, tea):
    settings = replace(site.hub.settings, smallest_coin_minor=1_000)
    site.hub.site = replace(site.hub.site, settings=settings)
    name = start(site)
    put(site, (tea, 1))
    seat_1.close(name, used_s=0)
    take(site)
    assert takings(site)["products"] == (4_000, 0, 0)
    assert takings(site)["session"] == (0, 0, 0)  # the sale is counted there, and no money
    refund = Refund(name, TEA, "cash", "cold", site.operator)
    site.hub.write(refunds.give_back, refund=refund)
    assert takings(site)["products"] == (4_000, 0, 4_000)


def test_what_is_written_off_is_lost_as_time_and_as_products(site, seat_1, tea):
    name = start(site)
    put(site, (tea, 1))
    seat_1.close(name, used_s=HALF_HOUR_S)
    told = {"seat": 1, "reason": "No money", "by": site.operator}
    assert site.hub.write(dues.write_off_due, **told) == TEA + HALF_HOUR
    assert site.balance("loss") == TEA + HALF_HOUR
    assert site.balance("sales:product") == TEA
    assert takings(site) == {
        "session": (HALF_HOUR, HALF_HOUR, 0),
        "products": (TEA, TEA, 0),
    }
    assert left(site, tea) == 9


def test_who_walks_out_owes_the_products_too(site, tea):
    site.running(1, start(site))
    put(site, (tea, 1))
    told = {"seat": 1, "reason": "Ran", "told_used_s": HALF_HOUR_S, "by": site.operator}
    assert site.hub.write(walking_out.write_off, **told) == TEA + HALF_HOUR


def test_products_alone_are_written_off_without_a_line_of_time(site, seat_1, tea):
    name = start(site)
    put(site, (tea, 1))
    seat_1.close(name, used_s=0)
    site.hub.write(dues.write_off_due, seat=1, reason="No money", by=site.operator)
    assert takings(site) == {"products": (TEA, TEA, 0)}


@pytest.mark.parametrize("parts", [(7_000,), (1_000, 2_345, 3_655)])
def test_what_is_given_back_goes_back_as_both_and_no_tea_to_the_shelf(site, seat_1, tea, parts):
    name = start(site)
    put(site, (tea, 1))
    seat_1.close(name, used_s=HALF_HOUR_S)
    take(site)
    for minor in parts:
        asked = Refund(name, minor, Tender.CASH, "a mistake", site.operator)
        site.hub.write(refunds.give_back, refund=asked)
    assert {site.balance(one) for one in ("sales:time", "sales:product", "tax")} == {0}
    assert site.balance(f"till:{site.shift}") == 100_000
    assert abs(takings(site)["products"][2] - TEA) <= 2 * len(parts)
    assert left(site, tea) == 9


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.integers(1, 900), min_size=1, max_size=8),
    st.integers(0, 300),
    st.integers(0, 400),
)
def test_whatever_the_parts_all_given_back_leaves_every_account_as_it_was(
    site, seat_1, bun, parts, discount_minor, used_s
):
    before = balances(site)
    name = start(site)
    put(site, (bun, 1))
    seat_1.close(name, used_s=used_s)
    price_minor = due(site).minor - discount_minor
    take(site, discount_minor=discount_minor, reason="a regular" if discount_minor else "")
    for minor in [*parts, price_minor]:
        with site.hub.read() as db:
            left_minor = price_minor - payments.given_back_minor(db, name)
        if left_minor:
            asked = Refund(name, min(minor, left_minor), Tender.CASH, "no sound", site.operator)
            site.hub.write(refunds.give_back, refund=asked)
    assert balances(site) == before
    site.hub.write(products.set_product, title="Bun", price_minor=BUN, came=1, by=site.operator)


def balances(site):
    """Of every ledger account; one where nothing is left counts as none."""
    with site.hub.read() as db:
        named = [
            row[0]
            for row in db.execute("SELECT debit FROM transfer UNION SELECT credit FROM transfer")
        ]
    return {one: minor for one in named if (minor := site.balance(one))}


def test_no_more_goes_onto_the_bill_than_may_be_owed(site, seat_1, tea):
    name = start(site)
    for pieces in (5, 4):
        with pytest.raises(Refusal, match="bill_full"):
            put(site, (tea, pieces))
    put(site, (tea, 2))
    with pytest.raises(Refusal, match="bill_full"):
        put(site, (tea, 1), told_used_s=HALF_HOUR_S)
    assert left(site, tea) == 8
    put(site, (tea, 1), told_used_s=HALF_HOUR_S - 1)
    seat_1.close(name, used_s=50_000)
    assert due(site).minor == CAP


def test_a_price_on_the_bill_holds_for_more_of_the_same(site, seat_1, tea):
    name = start(site)
    put(site, (tea, 1))
    assert shelf(site, "Tea", 4_000, came=0) == tea
    assert put(site, (tea, 1)) == TEA
    seat_1.close(name, used_s=0)
    assert due(site).minor == 2 * TEA


@pytest.mark.parametrize(
    ("seat", "pieces", "refusal"),
    [
        pytest.param(2, 1, "not_paid_after", id="paid ahead"),
        pytest.param(9, 1, "no_such_station", id="no such seat"),
        pytest.param(1, 11, "out_of_stock", id="more than there is"),
        pytest.param(1, 0, "field_wrong", id="none of it"),
    ],
)
def test_what_cannot_go_onto_a_bill_is_refused(site, tea, seat, pieces, refusal):
    start(site)
    site.start(2, by=site.operator)
    with pytest.raises(Refusal, match=refusal):
        put(site, (tea, pieces), seat=seat)
    assert left(site, tea) == 10


def test_nothing_goes_onto_the_bill_of_nobody_or_of_nothing(site, tea):
    with pytest.raises(Refusal, match="no_session_here"):
        put(site, (tea, 1))
    start(site)
    with pytest.raises(Refusal, match="product_unknown"):
        put(site, ("gold", 1))
    with pytest.raises(Refusal, match="product_unknown"):
        put(site)


def test_a_double_click_puts_it_there_once(site, tea):
    start(site)
    told = {"seat": 1, "pieces": ((tea, 1),), "told_used_s": 0, "by": site.operator}
    for _ in range(2):
        site.hub.write(billing.put_on_bill, request_id="the-same-click", **told)
    assert left(site, tea) == 9


# off the bill again


def take_off(site, product, pieces=1, *, reason="another seat", seat=1, by=None, approved_by=""):
    off = Off(seat, product, pieces, reason, by or site.operator, approved_by)
    return site.hub.write(billing.take_off_bill, off=off)


def off_refused(code, site, *args, **told):
    with pytest.raises(Refusal, match=code):
        take_off(site, *args, **told)


def test_what_comes_off_is_on_the_shelf_again_and_not_owed(site, seat_1, tea, bun):
    name = start(site)
    put(site, (tea, 2), (bun, 1))
    assert take_off(site, tea) == TEA
    assert take_off(site, bun) == BUN
    assert (left(site, tea), left(site, bun)) == (9, 10)
    assert look(site, sessions.by_id, name).limit_minor == CAP - TEA
    seat_1.close(name, used_s=HALF_HOUR_S)
    owed = due(site)
    assert (owed.minor, owed.goods_minor) == (HALF_HOUR + TEA, TEA)


def test_the_time_that_it_cost_is_there_again(site, tea):
    name = start(site)
    before = look(site, sessions.by_id, name).granted_s
    put(site, (tea, 1))
    assert look(site, sessions.by_id, name).granted_s == before - HALF_HOUR_S
    take_off(site, tea)
    assert look(site, sessions.by_id, name).granted_s == before


def test_what_cannot_come_off_is_refused_and_changes_nothing(site, seat_1, tea, bun):
    off_refused("no_session_here", site, tea)
    name = start(site)
    put(site, (tea, 1))
    off_refused("reason_missing", site, tea, reason="  ")
    off_refused("product_unknown", site, bun)
    for pieces in (0, -1, 2):
        off_refused("field_wrong", site, tea, pieces)
    start(site, Terms("free", limit_s=HALF_HOUR_S, reason="first visit"), seat=2)
    off_refused("not_paid_after", site, tea, seat=2)
    assert left(site, tea) == 9
    seat_1.close(name, used_s=HALF_HOUR_S)
    off_refused("no_session_here", site, tea)
    assert due(site).goods_minor == TEA


def test_all_that_comes_off_a_bill_counts_against_the_limit(site, bun):
    settings = replace(site.hub.settings, second_person_over_minor=BUN)
    site.hub.site = replace(site.hub.site, settings=settings)
    naomi = site.staff("naomi", role="owner")
    start(site)
    put(site, (bun, 4))
    assert take_off(site, bun) == BUN
    for nobody in ("", "stranger", site.operator):
        off_refused("second_person_missing", site, bun, approved_by=nobody)
    assert take_off(site, bun, approved_by=naomi) == BUN
    assert take_off(site, bun, by=naomi) == BUN
    assert left(site, bun) == 9


def test_a_double_click_takes_one_off(site, tea):
    start(site)
    put(site, (tea, 2))
    off = Off(1, tea, 1, "spilt", site.operator)
    for _ in range(2):
        site.hub.write(billing.take_off_bill, request_id="a-click-1", off=off)
    assert left(site, tea) == 9
