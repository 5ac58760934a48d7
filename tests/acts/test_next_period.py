"""What a sale of a subscription pays: read on the form, held to in the sale."""

import pytest
from acts.subscribers import HOUR, PRICE, WEEK, agree, do, offer, refused, run, standing
from fakes.machines import look

from kiosk.acts import front_desk, next_period, passes, refunds, subscriptions
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.rules.instants import later
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period, State
from kiosk.store import offers, payments
from kiosk.store import subscriptions as store

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")

DEARER = PRICE + 5_000


@pytest.fixture
def grace(site):
    site.weekly = offer(site)
    return site.visitor()


def sell(site, visitor, sold, *, mark="", tendered_minor=10**9, renews=False):
    counter = Counter(sold, tendered_minor, site.operator, mark=mark)
    told = {"visitor": visitor, "counter": counter, "renews_itself": renews}
    return site.hub.write(front_desk.sell_pass, **told)


def pays(site, visitor, sold):
    with site.hub.read() as db:
        on_sale = offers.on_sale(db, sold)
        return next_period.pays(db, site.hub.now(), site.hub.site, offer=on_sale, visitor=visitor)


def another_price(site, price_minor=DEARER, *, period=Period.WEEK):
    draft = Draft("Weekly", price_minor, 10 * HOUR, 86_400, 8, period=period, arrears_days=2)
    return site.hub.write(passes.change_offer, offer=site.weekly, draft=draft, by=site.operator)


def in_arrears(site, visitor, clock):
    """A week that nobody paid, and a dearer edition on sale since; returns that."""
    sell(site, visitor, site.weekly)
    clock.forward(seconds=WEEK)
    run(site)
    assert standing(site, visitor).state is State.ARREARS
    return another_price(site)


def test_the_first_period_begins_now(site, grace):
    found = pays(site, grace, site.weekly)
    assert (found.mark, found.owed, found.is_more) == (f"1:{PRICE}", False, False)
    assert (found.starts, found.until) == (site.hub.now(), later(site.hub.now(), seconds=WEEK))
    sell(site, grace, site.weekly, mark=found.mark)
    assert standing(site, grace).n == 1


def test_the_next_period_is_read_as_it_will_be(site, grace, clock):
    sell(site, grace, site.weekly)
    clock.forward(days=2)
    found = pays(site, grace, site.weekly)
    assert (found.mark, found.is_more) == (f"2:{PRICE}", True)
    sell(site, grace, site.weekly, mark=found.mark)
    now = standing(site, grace)
    assert (now.n, now.starts, now.ends) == (2, found.starts, found.until)


def test_a_number_that_was_given_back_is_left_out(site, grace):
    sell(site, grace, site.weekly)
    second = sell(site, grace, site.weekly)
    refund = Refund(second, PRICE, "cash", "too many", site.operator)
    site.hub.write(refunds.give_back, refund=refund)
    assert pays(site, grace, site.weekly).mark == f"3:{PRICE}"
    sell(site, grace, site.weekly, mark=f"3:{PRICE}")
    assert standing(site, grace).n == 3


def test_an_edition_of_other_days_is_read_from_the_end_of_what_is_paid(site, grace, clock):
    sell(site, grace, site.weekly)
    new = another_price(site, period=Period.DAY)
    found = pays(site, grace, new)
    sell(site, grace, new, mark=found.mark)
    now = standing(site, grace)
    assert (now.n, now.starts, now.ends) == (2, found.starts, found.until)
    assert found.until == later(found.starts, seconds=86_400)


def test_two_desks_that_read_the_same_sell_it_once(site, grace):
    """The second reads first that it is paid, and may sell the period after then."""
    read = pays(site, grace, site.weekly).mark
    sell(site, grace, site.weekly, mark=read)
    assert refused(sell, site, grace, site.weekly, mark=read) == "subscription_changed"
    assert site.balance("sales:pass") == PRICE
    sell(site, grace, site.weekly, mark=pays(site, grace, site.weekly).mark)
    assert (standing(site, grace).n, site.balance("sales:pass")) == (2, 2 * PRICE)


def test_a_form_that_says_no_period_sells_the_next_as_ever(site, grace):
    sell(site, grace, site.weekly)
    sell(site, grace, site.weekly)
    assert standing(site, grace).n == 2


@pytest.mark.parametrize("renews", [False, True], ids=["once", "and by itself from now on"])
def test_what_is_owed_is_paid_at_the_price_of_then(site, grace, clock, renews):
    new = in_arrears(site, grace, clock)
    found = pays(site, grace, new)
    assert (found.mark, found.owed, found.until) == (f"2:{PRICE}", True, standing(site, grace).ends)
    sale = sell(site, grace, new, mark=found.mark, tendered_minor=PRICE, renews=renews)
    assert look(site, payments.by_id, sale).list_minor == PRICE
    now = look(site, store.live_of, grace)
    assert (now.standing.state, now.standing.n) == (State.RUNNING, 2)
    assert (now.offer, now.agreed_minor) == (site.weekly, PRICE if renews else 0)
    site.earn(grace, DEARER)
    clock.forward(seconds=WEEK)
    run(site)
    assert site.balance(f"visitor:{grace}") == (DEARER - PRICE if renews else DEARER)


@pytest.mark.parametrize("renews", [False, True])
def test_a_form_that_showed_the_price_of_today_takes_nothing_for_what_is_owed(
    site, grace, clock, renews
):
    new = in_arrears(site, grace, clock)
    for mark in ("", f"2:{DEARER}", f"3:{PRICE}", "nonsense"):
        code = refused(sell, site, grace, new, mark=mark, renews=renews)
        assert code == "subscription_changed", mark
    assert standing(site, grace).state is State.ARREARS
    assert site.balance("sales:pass") == PRICE


def test_who_paid_what_was_owed_buys_the_next_at_the_price_of_today(site, grace, clock):
    new = in_arrears(site, grace, clock)
    sell(site, grace, new, mark=f"2:{PRICE}")
    assert pays(site, grace, new).mark == f"3:{DEARER}"
    sell(site, grace, new, mark=f"3:{DEARER}")
    assert look(site, store.live_of, grace).offer == new


def test_what_is_not_sold_now_says_why(site, grace):
    sell(site, grace, site.weekly)
    assert pays(site, grace, "half-hour") is None
    other = offer(site, "Other")
    assert refused(pays, site, grace, other) == "subscription_exists"
    sell(site, grace, site.weekly)
    assert refused(pays, site, grace, site.weekly) == "subscription_paid_ahead"


def test_a_paused_one_is_not_paid_on(site, grace):
    sell(site, grace, site.weekly)
    agree(site, grace)
    do(site, subscriptions.pause, grace, reason="ill")
    assert refused(pays, site, grace, site.weekly) == "subscription_state_wrong"
