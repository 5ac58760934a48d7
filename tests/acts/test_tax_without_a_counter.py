"""The same time has the same tax in it, whoever pays it: at the desk, an account, a renewal."""

from dataclasses import replace

import pytest
from fakes.busy_days import asked
from fakes.machines import look
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.acts import dues, front_desk, passes, refunds, renewal_consent, subscriptions
from kiosk.acts.granting import Terms
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.jobs.subscriptions import renew_subscriptions
from kiosk.queries import people
from kiosk.queries.sums import Found, all_of
from kiosk.rules.offers import Draft
from kiosk.rules.subscriptions import Period
from kiosk.rules.tenders import Tender, tax_within
from kiosk.store import subscriptions as store
from kiosk.store import till_checks

WEEK = 7 * 86_400
HALF_HOUR = 1_800
TIME = 3_500
"""Half an hour as the clock counts it."""
PRICE = 20_000
VAT = 1_600
TAXES = (0, VAT, 10_000)

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")


def set_up(site, **changes):
    site.hub.site = replace(site.hub.site, settings=replace(site.hub.settings, **changes))


def tax_of(site, basis_points):
    set_up(site, tax_basis_points=basis_points, increment_s=1, postpaid_cap_minor=10**6)


def sell(site, visitor, offer):
    counter = Counter(offer, PRICE, site.operator)
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def weekly(site, title="Weekly", price_minor=PRICE):
    draft = Draft(title, price_minor, 36_000, WEEK, 5, period=Period.WEEK, arrears_days=2)
    return site.hub.write(passes.make_offer, draft=draft, by=site.operator)


def used_after(site, seat_1, _clock):
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=Terms("postpaid"), by=site.operator
    )
    seat_1.close(name, used_s=HALF_HOUR)
    site.hub.write(dues.take_due, seat=1, tendered_minor=PRICE, by=site.operator)
    return "sales:time", TIME


def used_from_account(site, seat_1, _clock):
    grace = site.visitor()
    site.earn(grace, PRICE)
    name = site.hub.write(
        front_desk.start_metered, seat=1, visitor=grace, terms=Terms("account"), by=site.operator
    )
    seat_1.close(name, used_s=HALF_HOUR)
    assert site.balance(f"visitor:{grace}") == PRICE - TIME
    return "sales:time", TIME


def begun_at_the_till(site, _seat_1, _clock):
    sell(site, site.visitor(), weekly(site))
    return "sales:pass", PRICE


def agree(site, visitor):
    """Its visitor's yes to renewals from the account."""
    found = look(site, store.live_of, visitor)
    told = {"subscription": found.id, "visitor": visitor, "minor": PRICE, "by": site.operator}
    site.hub.write(renewal_consent.agree_at_desk, **told)


def renewed_from_account(site, seat_1, clock):
    grace = site.visitor()
    sell(site, grace, weekly(site))
    agree(site, grace)
    site.earn(grace, PRICE)
    clock.forward(seconds=WEEK)
    renew_subscriptions(site.hub, site.hub.now())
    assert site.balance(f"visitor:{grace}") == 0
    return "sales:pass", 2 * PRICE


def upgraded_at_once(site, _seat_1, _clock):
    """All of the first is given back, the second is paid."""
    grace = site.visitor()
    sell(site, grace, weekly(site))
    found = look(site, store.live_of, grace)
    more = weekly(site, "More", PRICE)
    site.hub.write(subscriptions.upgrade, subscription=found.id, offer=more, by=site.operator)
    assert site.balance(f"visitor:{grace}") == 0
    return "sales:pass", PRICE


@pytest.mark.parametrize("basis_points", TAXES)
@pytest.mark.parametrize(
    "way",
    [used_after, used_from_account, begun_at_the_till, renewed_from_account, upgraded_at_once],
)
def test_a_price_is_what_was_earned_and_its_tax(site, seat_1, clock, way, basis_points):
    tax_of(site, basis_points)
    account, price = way(site, seat_1, clock)
    sales = price // PRICE or 1  # of two periods each has its own tax
    tax = sales * tax_within(price // sales, basis_points=basis_points)
    assert (site.balance(account), site.balance("tax")) == (price - tax, tax)
    ask = asked(site)
    with site.hub.read() as db:
        taken = all_of(Found(db, ask).takings_by_day().values())
    assert (taken.net_minor, taken.tax_minor) == (price, tax)


def test_a_sale_with_tax_is_one_sale(site, seat_1, clock):
    tax_of(site, VAT)
    used_from_account(site, seat_1, clock)
    with site.hub.read() as db:
        assert all_of(Found(db, asked(site)).takings_by_day().values()).sales == 1


def test_the_visitors_page_shows_the_tax_in_what_the_account_paid(site, seat_1, clock):
    tax_of(site, VAT)
    used_from_account(site, seat_1, clock)
    with site.hub.read() as db:
        grace = db.execute("SELECT id FROM visitor WHERE code IS NOT NULL").fetchone()["id"]
        (visit,) = people.person(db, site.hub.now(), visitor=grace).visits
    assert (visit.paid_minor, visit.tax_minor) == (TIME, tax_within(TIME, basis_points=VAT))


def test_a_credit_gives_back_the_tax_of_the_day_it_was_paid(site, seat_1, clock):
    """The rate changed meanwhile: what is given back is taken apart as it came in."""
    tax_of(site, VAT)
    grace = site.visitor()
    sell(site, grace, weekly(site))
    before = tax_within(PRICE, basis_points=VAT)
    assert site.balance("tax") == before
    tax_of(site, 0)
    found = look(site, store.live_of, grace)
    free = weekly(site, "Free", 0)
    site.hub.write(subscriptions.upgrade, subscription=found.id, offer=free, by=site.operator)
    assert (site.balance("tax"), site.balance("sales:pass")) == (0, 0)
    assert site.balance(f"visitor:{grace}") == PRICE


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(price=st.integers(100, 10**6), basis_points=st.integers(0, 10_000), day=st.integers(1, 6))
def test_credit_and_refund_of_one_price_give_back_its_tax_and_no_more(
    site, clock, price, basis_points, day
):
    """Half of a week is credited by an upgrade, the rest of its price is given back at the desk."""
    tax_of(site, basis_points)
    owner = site.staff(f"naomi-{look(site, _staff)}", role="owner")
    accounts = ("sales:pass", "tax", "rounding")
    before = [site.balance(each) for each in accounts]
    grace = site.visitor(code=f"{look(site, _visitors):06}")
    title = f"Weekly {look(site, _visitors)}"
    draft = Draft(title, price, 36_000, WEEK, 5, period=Period.WEEK)
    offer = site.hub.write(passes.make_offer, draft=draft, by=site.operator)
    counter = Counter(offer, price, site.operator)
    sale = site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    clock.forward(days=day)
    found = look(site, store.live_of, grace)
    free = weekly(site, f"Free {title}", 0)
    site.hub.write(subscriptions.upgrade, subscription=found.id, offer=free, by=site.operator)
    left = price - site.balance(f"visitor:{grace}")
    refund = Refund(sale, left, Tender.CASH, "moves away", owner)
    site.hub.write(refunds.give_back, refund=refund)
    assert [site.balance(each) for each in accounts] == before
    for each in (offer, free):
        site.hub.write(passes.retire_offer, offer=each, by=site.operator)


def _staff(db):
    return db.execute("SELECT count(*) AS n FROM staff").fetchone()["n"]


def _visitors(db):
    return 700_000 + db.execute("SELECT count(*) AS n FROM visitor").fetchone()["n"]


@pytest.mark.parametrize(
    ("spoil", "mend"),
    [
        pytest.param(
            "UPDATE session SET limit_minor = limit_minor - :taken",
            "UPDATE session SET limit_minor = limit_minor + :taken",
            id="time used",
        ),
        pytest.param(
            "UPDATE subscription_period SET price_minor = price_minor - 1 WHERE paid = 'account'",
            "UPDATE subscription_period SET price_minor = price_minor + 1 WHERE paid = 'account'",
            id="a renewal",
        ),
    ],
)
def test_verify_names_what_an_account_paid_too_much(site, seat_1, clock, spoil, mend):
    tax_of(site, VAT)
    used_from_account(site, seat_1, clock)
    renewed = site.visitor(code="700001")
    site.earn(renewed, PRICE)
    sell(site, renewed, weekly(site))
    agree(site, renewed)
    clock.forward(seconds=WEEK)
    renew_subscriptions(site.hub, site.hub.now())
    assert look(site, till_checks.till_problems) == []
    site.hub.write(_do, sql=spoil)
    (problem,) = look(site, till_checks.till_problems)
    assert "its account paid another sum" in problem
    site.hub.write(_do, sql=mend)


def _do(db, now, *, sql):
    db.execute(sql, {"taken": PRICE - TIME + 1} if ":taken" in sql else {})
