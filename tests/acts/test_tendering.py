"""Every tender to its own account; tax and the smallest coin are postings of their own."""

from dataclasses import replace

import pytest
from fakes.machines import look
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.acts import accounts, cashier, front_desk, vouchers
from kiosk.acts.selling import Counter
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import payments

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
FLOAT = 100_000
PRICE = 4_000
MPESA = Pay(Tender.MOBILE, "M-Pesa", "QGH4K2LM")
CARD = Pay(Tender.CARD, "Card", "004217")
ACCOUNT = Pay(Tender.ACCOUNT)


def sell(site, visitor, pay, *, tendered_minor=PRICE, by=None):
    counter = Counter("half-hour", tendered_minor, by or site.operator, pay)
    return site.hub.write(front_desk.sell_pass, visitor=visitor, counter=counter)


def set_up(site, **settings):
    site.hub.site = replace(site.hub.site, settings=replace(site.hub.settings, **settings))


def top_up(site, visitor, minor, *, pay=None, tendered_minor=None):
    return site.hub.write(
        accounts.top_up,
        visitor=visitor,
        amount_minor=minor,
        tendered_minor=minor if tendered_minor is None else tendered_minor,
        pay=pay or Pay(),
        by=site.operator,
    )


def grant(site, visitor, minor, *, by, reason="a regular"):
    site.hub.write(accounts.grant_credit, visitor=visitor, limit_minor=minor, by=by, reason=reason)


@pytest.mark.parametrize(
    ("pay", "account"), [(MPESA, "mobile:M-Pesa"), (CARD, "mobile:Card")], ids=["mobile", "card"]
)
def test_what_is_no_cash_does_not_touch_the_drawer(site, pay, account):
    sale = sell(site, site.visitor(), pay, tendered_minor=0)
    assert (site.balance(account), site.balance(f"till:{site.shift}")) == (PRICE, FLOAT)
    assert site.balance("sales:pass") == PRICE
    kept = look(site, payments.by_id, sale)
    assert (kept.tender, kept.provider, kept.reference) == (pay.tender, pay.provider, pay.reference)
    assert (kept.paid_minor, kept.tendered_minor) == (PRICE, PRICE)


def test_a_reference_pays_once(site):
    grace = site.visitor()
    sell(site, grace, MPESA)
    with pytest.raises(Refusal, match="reference_used"):
        sell(site, grace, MPESA)
    sell(site, grace, replace(MPESA, reference="ANOTHER1"))


def test_what_says_too_little_is_refused(site):
    grace = site.visitor()
    for pay, refusal in (
        (replace(MPESA, reference=""), "field_missing"),
        (replace(MPESA, provider="Nobody"), "tender_unknown"),
        (Pay(discount_minor=PRICE + 1, reason="x"), "amount_wrong"),
        (Pay(discount_minor=1), "reason_missing"),
    ):
        with pytest.raises(Refusal, match=refusal):
            sell(site, grace, pay)
    assert look(site, payments.of_shift, shift=site.shift, limit=9) == ()


def test_no_money_of_any_kind_is_taken_without_an_open_shift(site):
    grace = site.visitor()
    site.earn(grace, PRICE)
    site.hub.write(cashier.count_drawer, counted_minor=FLOAT, by=site.operator)
    for pay in (Pay(), MPESA, CARD, ACCOUNT):
        with pytest.raises(Refusal, match="drawer_counted"):
            sell(site, grace, pay)
    site.hub.write(cashier.close_shift, counted_minor=FLOAT, reason="", by=site.operator)
    for pay in (Pay(), MPESA, CARD, ACCOUNT):
        with pytest.raises(Refusal, match="shift_not_open"):
            sell(site, grace, pay)
    with pytest.raises(Refusal, match="shift_not_open"):
        top_up(site, grace, 100)


# the visitor's account


def test_an_account_pays_as_far_as_it_goes(site):
    grace = site.visitor()
    site.earn(grace, PRICE + 1)
    sell(site, grace, ACCOUNT)
    assert site.balance(f"visitor:{grace}") == 1
    with pytest.raises(Refusal, match="below_zero"):
        sell(site, grace, ACCOUNT)
    assert site.balance("sales:pass") == PRICE


def test_an_account_goes_below_zero_only_as_the_owner_granted(site):
    naomi = site.staff("naomi", role="owner")
    grace = site.visitor()
    grant(site, grace, PRICE, by=naomi)
    sell(site, grace, ACCOUNT)
    assert site.balance(f"visitor:{grace}") == -PRICE
    with pytest.raises(Refusal, match="below_zero"):
        sell(site, grace, ACCOUNT)
    grant(site, grace, 0, by=naomi, reason="no more")
    top_up(site, grace, PRICE)
    assert site.balance(f"visitor:{grace}") == 0


@pytest.mark.parametrize(
    ("minor", "reason", "refusal"),
    [(-1, "x", "amount_wrong"), (10**15 + 1, "x", "amount_wrong"), (1, " ", "reason_missing")],
)
def test_a_credit_that_cannot_be_is_not_granted(site, minor, reason, refusal):
    with pytest.raises(Refusal, match=refusal):
        grant(site, site.visitor(), minor, by=site.operator, reason=reason)
    with pytest.raises(Refusal, match="not_found"):
        grant(site, "nobody", 1, by=site.operator)


def test_money_is_put_on_an_account(site):
    grace = site.visitor()
    top_up(site, grace, 500, tendered_minor=1_000)
    top_up(site, grace, 700, pay=MPESA)
    assert site.balance(f"visitor:{grace}") == 1_200
    assert (site.balance(f"till:{site.shift}"), site.balance("mobile:M-Pesa")) == (FLOAT + 500, 700)


def test_what_cannot_be_put_on_an_account_is_refused(site):
    grace = site.visitor()
    with pytest.raises(Refusal, match="not_found"):
        top_up(site, "nobody", 500)
    for minor in (0, -1):
        with pytest.raises(Refusal, match="amount_wrong"):
            top_up(site, grace, minor)
    with pytest.raises(Refusal, match="tender_unknown"):
        top_up(site, grace, 500, pay=ACCOUNT)
    with pytest.raises(Refusal, match="cash_given_too_little"):
        top_up(site, grace, 500, tendered_minor=499)


# tax, coin, discount


def test_tax_and_coin_are_postings_of_their_own(site):
    set_up(site, tax_basis_points=1600, smallest_coin_minor=500)
    site.offer("odd", price_minor=4_100)
    grace = site.visitor()
    counter = Counter("odd", 4_000, site.operator)
    sale = site.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)
    assert site.balance("tax") == 566
    assert site.balance("sales:pass") == 4_100 - 566
    assert site.balance("rounding") == -100
    assert site.balance(f"till:{site.shift}") == FLOAT + 4_000
    kept = look(site, payments.by_id, sale)
    assert (kept.due_minor, kept.tax_minor, kept.rounding_minor, kept.paid_minor) == (
        *(4_100, 566, -100, 4_000),
    )


def test_what_a_coin_rounds_off_does_not_come_onto_an_account(site):
    grace = site.visitor()
    set_up(site, smallest_coin_minor=500)
    for minor in (200, 499, 740, 1_001):
        with pytest.raises(Refusal, match="not_in_coins"):
            top_up(site, grace, minor)
    top_up(site, grace, 1_500)
    top_up(site, grace, 740, pay=MPESA)
    assert site.balance(f"visitor:{grace}") == 2_240


def test_only_cash_knows_coins(site):
    set_up(site, smallest_coin_minor=3_000)
    sell(site, site.visitor(), MPESA)
    assert (site.balance("mobile:M-Pesa"), site.balance("rounding")) == (PRICE, 0)


def test_cash_below_the_rounded_price_is_too_little(site):
    set_up(site, smallest_coin_minor=3_000)
    with pytest.raises(Refusal, match="cash_given_too_little"):
        sell(site, site.visitor(), Pay(), tendered_minor=2_999)
    sell(site, "".join(look(site, _anybody)), Pay(), tendered_minor=3_000)
    assert (site.balance("rounding"), site.balance("sales:pass")) == (-1_000, PRICE)


def _anybody(db):
    return db.execute("SELECT id FROM visitor").fetchone()["id"]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    price=st.integers(0, 50_000),
    tax=st.integers(0, 10_000),
    coin=st.integers(1, 1_000),
    discount=st.integers(0, 50_000),
)
def test_whatever_is_sold_the_book_adds_up(site, price, tax, coin, discount):
    set_up(site, tax_basis_points=tax, smallest_coin_minor=coin)
    accounts_of_a_sale = (f"till:{site.shift}", "sales:pass", "tax", "rounding")
    before = [site.balance(each) for each in accounts_of_a_sale]
    offer = f"o-{price}-{tax}-{coin}-{discount}"
    discount = min(discount, price)
    if look(site, _no_such_offer, offer=offer):
        site.offer(offer, price_minor=price)
    pay = Pay(discount_minor=discount, reason="a friend")
    counter = Counter(offer, price + coin, site.operator, pay)
    site.hub.write(vouchers.sell_voucher, counter=counter)
    after = [site.balance(each) for each in accounts_of_a_sale]
    cash, sold, taxed, rounded = (b - a for a, b in zip(before, after, strict=True))
    assert cash == sold + taxed + rounded
    assert sold + taxed == price - discount
    assert cash % coin == 0


def _no_such_offer(db, *, offer):
    return db.execute("SELECT 1 FROM offer WHERE id = :id", {"id": offer}).fetchone() is None


def test_a_discount_above_the_limit_needs_a_second_person(site):
    set_up(site, second_person_over_minor=1_000)
    grace, naomi = site.visitor(), site.staff("naomi", role="owner")
    brian = site.staff("brian")
    small = Pay(discount_minor=1_000, reason="the fan is loud")
    sell(site, grace, small)
    big = replace(small, discount_minor=1_001)
    for nobody in ("", "stranger", brian, site.operator):
        with pytest.raises(Refusal, match="second_person_missing"):
            sell(site, grace, replace(big, approved_by=nobody))
    sale = sell(site, grace, replace(big, approved_by=naomi))
    kept = look(site, payments.by_id, sale)
    assert (kept.discount_minor, kept.reason, kept.approved_by) == (
        *(1_001, "the fan is loud", naomi),
    )
    sell(site, grace, big, by=naomi)
