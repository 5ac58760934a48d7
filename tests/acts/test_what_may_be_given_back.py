"""What may be given back of each thing sold, how much of it, and what becomes of its seconds.

| sold | at most | its seconds |
|---|---|---|
| package, day or night pass | its price | what is left ends; what was used stays on record |
| first period of a subscription | its price, less an upgrade's credit | it stops |
| renewal | its price | the period that runs goes on; nothing is carried over into it |
| upgrade, renewal or session that an account paid | its price, onto the account | `test_account_refunds.py` |
| sponsored time | nothing: it was sold to nobody | – |
| voucher, alone or of a batch | its price | it is void, with the hub away too |
| products | their price | cancelled ones are back on the shelf |
| money on an account | what of it is there | – |
| a due that was paid | its price | stay used |
"""

from dataclasses import replace

import pytest
from fakes.machines import look

from kiosk.acts import accounts, dues, front_desk, granting, refunds, seating
from kiosk.acts import passes as pass_acts
from kiosk.acts import products as product_acts
from kiosk.acts import subscriptions as subscription_acts
from kiosk.acts import vouchers as voucher_acts
from kiosk.acts.products import Basket
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.acts.vouchers import draw
from kiosk.protocol.codec import decode
from kiosk.protocol.leases import Lease
from kiosk.queries.receipts import receipt
from kiosk.rules.instants import later
from kiosk.rules.offers import Draft
from kiosk.rules.refusals import Refusal
from kiosk.rules.subscriptions import Period, State
from kiosk.rules.tenders import Pay, Tender
from kiosk.rules.vouchers import VoucherState
from kiosk.store import (
    paid,
    passes,
    payments,
    products,
    subscriptions,
    voucher_batches,
    vouchers,
)

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
FLOAT = 100_000
PRICE = 4_000


@pytest.fixture
def grace(site):
    return site.visitor()


def give_back(site, payment, minor=PRICE, *, tender="cash"):
    refund = Refund(payment, minor, tender, "no sound", site.operator, agreed=True)
    return site.hub.write(refunds.give_back, refund=refund)


def till(site):
    return site.balance(f"till:{site.shift}")


def backs(site, payment):
    return look(site, payments.backs_of, payment)


def left(site, visitor):
    return [one.left_s for one in look(site, passes.usable, visitor=visitor, at=site.hub.now())]


def offer(site, title="Weekly", **changes):
    told = {"period": Period.WEEK, "arrears_days": 2, **changes}
    draft = Draft(title, 20_000, 36_000, 30 * 86_400, 5, **told)
    return site.hub.write(pass_acts.make_offer, draft=draft, by=site.operator)


def pay(site, visitor, sold, *, tender=None):
    counter = Counter(sold, 10**9, site.operator, tender or Pay())
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def standing(site, visitor):
    found = look(site, subscriptions.live_of, visitor)
    return None if found is None else (found.standing.state, found.standing.n)


def test_a_first_period_given_back_stops_the_subscription(site, grace):
    first = pay(site, grace, offer(site))
    assert give_back(site, first, 5_000) == "refund"
    assert (standing(site, grace), left(site, grace)) == (None, [])
    assert give_back(site, first, 15_000) == "refund"
    assert (till(site), site.balance("sales:pass")) == (FLOAT, 0)


def test_a_renewal_given_back_leaves_the_period_that_runs(site, grace):
    weekly = offer(site)
    pay(site, grace, weekly)
    assert give_back(site, pay(site, grace, weekly), 20_000) == "void"
    assert (standing(site, grace), left(site, grace)) == ((State.RUNNING, 1), [36_000])


@pytest.mark.parametrize("days", [1, 8], ids=["before it began", "while it runs"])
def test_what_was_carried_over_into_it_lasts_no_longer_for_it(site, grace, clock, days):
    weekly = offer(site, carry_over=True)
    pay(site, grace, weekly)
    clock.forward(days=1)
    renewal = pay(site, grace, weekly)
    clock.forward(days=days)
    give_back(site, renewal, 20_000)
    clock.forward(days=7 - min(days + 1, 7))
    assert left(site, grace) == []


def test_a_period_before_the_one_that_runs_ends_nothing_else(site, grace, clock):
    weekly = offer(site)
    first = pay(site, grace, weekly)
    pay(site, grace, weekly)
    clock.forward(days=8)
    give_back(site, first, 20_000)
    assert (standing(site, grace), left(site, grace)) == ((State.RUNNING, 2), [36_000])


def test_what_was_credited_for_an_upgrade_is_not_given_back_again(site, grace, clock):
    site.earn(grace, 30_000)
    first = pay(site, grace, offer(site))
    monthly = offer(site, "Monthly", period=Period.MONTH)
    clock.forward(days=3, hours=12)
    found = look(site, subscriptions.live_of, grace)
    site.hub.write(
        subscription_acts.upgrade, subscription=found.id, offer=monthly, by=site.operator
    )
    assert site.balance(f"visitor:{grace}") == 20_000  # 30.000 + half of the week - a month
    assert look(site, receipt, first).left_minor == 10_000
    with pytest.raises(Refusal, match="amount_wrong"):
        give_back(site, first, 10_001)
    give_back(site, first, 10_000)
    with pytest.raises(Refusal, match="already_taken_back"):
        give_back(site, first, 1)
    assert standing(site, grace) == (State.RUNNING, 1)  # the dearer one goes on


def test_a_sponsors_time_was_sold_to_nobody_and_comes_back_to_nobody(site):
    visitor = site.visitor(group="student")
    site.sponsor(by=site.operator)
    site.hub.write(front_desk.start_with_pass, seat=1, visitor=visitor, by=site.operator)
    assert look(site, paid.of_visitor, visitor=visitor, limit=9) == ()


def test_a_voucher_partly_used_is_void_whatever_part_is_given_back(site, seat_1):
    sold = site.sell_voucher(by=site.operator)
    opened = site.hub.write(
        seating.open_by_identity,
        station=site.stations[1],
        boot_id="boot-1",
        identity=seating.Identity(look(site, vouchers.by_code, sold.code).visitor, sold.code),
    )
    session = decode(opened.lease.raw, Lease).session
    with pytest.raises(Refusal, match="visitor_has_session"):
        give_back(site, sold.sale)
    seat_1.close(session, used_s=600)
    assert give_back(site, sold.sale, 1_000) == "refund"
    assert backs(site, sold.sale)[0].used_s == 600
    assert look(site, vouchers.by_code, sold.code).state is VoucherState.VOID
    give_back(site, sold.sale, 3_000)
    assert till(site) == FLOAT


def test_a_batchs_voucher_given_back_is_void_and_its_sister_is_not(site):
    drawn = draw(
        site.hub.site, seconds=1_800, lapses=later(site.hub.now(), seconds=30 * 86_400), count=2
    )
    batch = site.hub.write(
        voucher_acts.make_batch, offer="half-hour", drawn=drawn, by=site.operator
    )
    site.hub.write(voucher_acts.mark_printed, batch=batch, by=site.operator)
    codes = [
        one.code
        for one in look(site, voucher_batches.find, batch=batch, state=None, words="", limit=9)
    ]
    counter = Counter("half-hour", PRICE, site.operator)
    sales = [
        site.hub.write(voucher_acts.sell_printed, code=code, counter=counter).sale for code in codes
    ]
    assert give_back(site, sales[0]) == "void"
    states = [look(site, vouchers.by_code, code).state for code in codes]
    assert states == [VoucherState.VOID, VoucherState.SOLD]
    with pytest.raises(Refusal, match="already_taken_back"):
        give_back(site, sales[0])


def test_a_used_up_voucher_is_given_back_for_a_reason_and_its_seconds_stay_used(site, seat_1):
    sold = site.sell_voucher(by=site.operator)
    visitor = look(site, vouchers.by_code, sold.code).visitor
    opened = site.hub.write(
        seating.open_by_identity,
        station=site.stations[1],
        boot_id="boot-1",
        identity=seating.Identity(visitor, sold.code),
    )
    seat_1.close(decode(opened.lease.raw, Lease).session, used_s=1_800)
    assert give_back(site, sold.sale) == "void"
    assert backs(site, sold.sale)[0].used_s == 1_800


def test_money_on_an_account_comes_back_as_far_as_it_is_there(site):
    visitor = site.visitor()
    words = {"visitor": visitor, "pay": Pay(), "by": site.operator}
    paid = site.hub.write(accounts.top_up, amount_minor=PRICE, tendered_minor=PRICE, **words)
    pay(site, visitor, "half-hour", tender=Pay(Tender.ACCOUNT, discount_minor=1, reason="a friend"))
    with pytest.raises(Refusal, match="below_zero"):
        give_back(site, paid, 2)
    assert give_back(site, paid, 1) == "refund"


def test_what_was_due_and_paid_is_given_back_as_time(site, seat_1):
    settings = replace(site.hub.settings, postpaid_cap_minor=50_000)
    site.hub.site = replace(site.hub.site, settings=settings)
    visitor = site.visitor()
    session = site.hub.write(
        front_desk.start_metered,
        seat=1,
        visitor=visitor,
        terms=granting.Terms("postpaid"),
        by=site.operator,
    )
    seat_1.close(session, used_s=3_600)
    site.hub.write(dues.take_due, seat=1, tendered_minor=7_000, by=site.operator)
    assert give_back(site, session, 7_000) == "void"
    assert site.balance("sales:time") == 0


def test_cancelled_products_go_back_on_the_shelf_and_refunded_ones_do_not(site):
    tea = site.hub.write(
        product_acts.set_product, title="Tea", price_minor=50, came=10, by=site.operator
    )
    left = []
    for minor in (100, 50):
        basket = Basket(((tea, 2),), 100, site.operator)
        paid = site.hub.write(product_acts.sell_products, basket=basket, visitor=None)
        give_back(site, paid, minor)
        left.append(look(site, products.by_id, tea).left)
    assert left == [10, 8]
