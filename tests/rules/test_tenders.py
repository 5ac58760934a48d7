import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import (
    Parts,
    Pay,
    Tender,
    check_pay,
    needs_second,
    no_more_than_paid,
    normal_reference,
    part_for_goods,
    part_given_back,
    parts_of,
    share_of,
    tax_within,
    tender_account,
    ways_back,
)

LIMIT = 10**15
MOBILE = ("M-Pesa",)
CARD = ("Card",)
prices = st.integers(0, 10**12)
rates = st.integers(0, 10_000)
coins = st.integers(1, 10_000)


def code_of(check, *args, **named):
    try:
        check(*args, **named)
    except Refusal as refusal:
        return refusal.code
    return None


def by(tender, *, provider="", reference="", discount=0, reason=""):
    return Pay(Tender(tender), provider, reference, discount, reason)


@pytest.mark.parametrize(
    ("pay", "code"),
    [
        pytest.param(Pay(), None, id="plain cash"),
        pytest.param(by("account"), None, id="the visitor's account"),
        pytest.param(by("mobile", provider="M-Pesa", reference="QWE123"), None, id="mobile money"),
        pytest.param(by("card", provider="Card", reference="0042"), None, id="a card"),
        pytest.param(
            by("mobile", provider="Card", reference="0042"), "tender_unknown", id="no such mobile"
        ),
        pytest.param(
            by("card", provider="M-Pesa", reference="0042"), "tender_unknown", id="no such card"
        ),
        pytest.param(by("mobile", provider="M-Pesa"), "field_missing", id="without a reference"),
        pytest.param(
            by("mobile", provider="M-Pesa", reference="abcd"), "field_wrong", id="not as it is kept"
        ),
        pytest.param(by("cash", discount=100, reason="friend"), None, id="all of it for nothing"),
        pytest.param(by("cash", discount=1), "reason_missing", id="a discount says why"),
        pytest.param(by("cash", discount=1, reason=" "), "reason_missing", id="in words"),
        pytest.param(by("cash", discount=101, reason="x"), "amount_wrong", id="below nothing"),
        pytest.param(by("cash", discount=-1, reason="x"), "amount_wrong", id="a surcharge"),
    ],
)
def test_how_one_may_pay(pay, code):
    assert code_of(check_pay, pay, price_minor=100, mobile=MOBILE, card=CARD) == code


def test_a_price_is_no_slip_of_the_finger():
    named = {"mobile": MOBILE, "card": CARD}
    assert code_of(check_pay, Pay(), price_minor=LIMIT, **named) is None
    assert code_of(check_pay, Pay(), price_minor=LIMIT + 1, **named) == "amount_wrong"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  ", ""),
        ("qgh4 k2lm", "QGH4K2LM"),
        ("2026/11-7.4", "2026/11-7.4"),
        ("abc", "field_wrong"),
        ("A" * 40, "A" * 40),
        ("A" * 41, "field_wrong"),
        ("QGH4<b>", "field_wrong"),
    ],
)
def test_a_reference_as_it_is_kept(typed, kept):
    try:
        found = normal_reference(typed)
    except Refusal as refusal:
        found = refusal.code
    assert found == kept


@pytest.mark.parametrize(
    ("tender", "visitor", "account"),
    [
        ("cash", None, "till:7"),
        ("mobile", None, "mobile:M-Pesa"),
        ("card", None, "mobile:M-Pesa"),
        ("account", "grace", "visitor:grace"),
        ("account", None, "tender_unknown"),
    ],
)
def test_where_the_money_goes(tender, visitor, account):
    try:
        found = tender_account(Tender(tender), till="till:7", provider="M-Pesa", visitor=visitor)
    except Refusal as refusal:
        found = refusal.code
    assert found == account


@pytest.mark.parametrize(
    ("tender", "ways"),
    [
        ("cash", ["cash", "account"]),
        ("mobile", ["mobile", "cash", "account"]),
        ("card", ["card", "cash", "account"]),
        ("account", ["account"]),
    ],
)
def test_how_a_price_comes_back(tender, ways):
    assert list(ways_back(Tender(tender))) == ways


@pytest.mark.parametrize(
    ("due", "basis_points", "tax"),
    [(11_600, 1_600, 1_600), (100, 1_600, 14), (0, 1_600, 0), (100, 0, 0), (3, 10_000, 2)],
)
def test_the_tax_that_a_price_contains(due, basis_points, tax):
    assert tax_within(due, basis_points=basis_points) == tax


@given(prices, rates, coins)
def test_the_parts_of_a_price_add_up_to_it(due, basis_points, coin):
    parts = parts_of(due, tax_basis_points=basis_points, coin_minor=coin)
    assert parts.due_minor == due
    assert min(parts.net_minor, parts.tax_minor) >= 0
    assert parts.paid_minor % coin == 0
    assert 2 * abs(parts.rounding_minor) <= coin


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9), rates, st.integers(0, 10**6))
def test_refunds_give_back_no_more_tax_than_was_taken(refunds, basis_points, kept):
    price = parts_of(sum(refunds) + kept, tax_basis_points=basis_points)
    before, given_back = 0, []
    for refund in refunds:
        given_back.append(part_given_back(price, before_minor=before, refund_minor=refund))
        before += refund
    for part, refund in zip(given_back, refunds, strict=True):
        assert part.due_minor == refund
        assert min(part.net_minor, part.tax_minor) >= 0
    taxes = sum(part.tax_minor for part in given_back)
    assert taxes == price.tax_minor if kept == 0 else taxes <= price.tax_minor


@given(st.integers(1, 10**6), rates, coins)
def test_all_of_it_given_back_leaves_nothing(due, basis_points, coin):
    price = parts_of(due, tax_basis_points=basis_points, coin_minor=coin)
    assert part_given_back(price, before_minor=0, refund_minor=due, coin_minor=coin) == price


@pytest.mark.parametrize(
    ("due", "in_cash", "on_account", "given"),
    [
        pytest.param(740, 0, 740, 500, id="the coin took 2.40"),
        pytest.param(740, 0, 400, 400, id="a part that was paid"),
        pytest.param(740, 260, 480, 0, id="coins gave all of it back"),
        pytest.param(740, 200, 540, 500, id="coins gave nothing yet"),
        pytest.param(760, 0, 760, 760, id="the coin added 2.40"),
    ],
)
def test_what_a_coin_took_goes_nowhere(due, in_cash, on_account, given):
    price = parts_of(due, tax_basis_points=1600, coin_minor=500)
    part = part_given_back(price, before_minor=in_cash, refund_minor=on_account)
    told = {"before_minor": in_cash, "coins_before_minor": in_cash, "coin_minor": 500}
    kept = no_more_than_paid(price, part, **told)
    assert (kept.paid_minor, kept.net_minor, kept.tax_minor) == (
        *(given, part.net_minor, part.tax_minor),
    )


@given(st.lists(st.integers(1, 10_000), min_size=1, max_size=20), coins)
def test_many_small_refunds_are_rounded_as_one(refunds, coin):
    price = parts_of(sum(refunds), tax_basis_points=1600, coin_minor=coin)
    before, paid_out = 0, 0
    for refund in refunds:
        part = part_given_back(
            price,
            before_minor=before,
            refund_minor=refund,
            coin_minor=coin,
            coins_before_minor=before,
        )
        before += refund
        paid_out += part.paid_minor
    assert paid_out == price.paid_minor


@pytest.mark.parametrize(("before", "refund"), [(0, 0), (0, -1), (0, 101), (60, 41), (-1, 1)])
def test_no_more_is_given_back_than_was_paid(before, refund):
    found = code_of(part_given_back, Parts(86, 14), before_minor=before, refund_minor=refund)
    assert found == "amount_wrong"


@pytest.mark.parametrize(
    ("minor", "may_approve", "needed"),
    [(500, False, False), (501, False, True), (501, True, False)],
)
def test_who_must_agree_to_a_gift(minor, may_approve, needed):
    assert needs_second(minor, limit_minor=500, may_approve=may_approve) is needed


@pytest.mark.parametrize(
    ("minor", "goods", "whole", "part"),
    [
        pytest.param(1000, 0, 1000, 0, id="no products"),
        pytest.param(0, 0, 0, 0, id="nothing at all"),
        pytest.param(1000, 1000, 1000, 1000, id="nothing but products"),
        pytest.param(1000, 333, 1000, 333, id="a part"),
        pytest.param(100, 1, 3, 33, id="a broken unit goes to the time"),
    ],
)
def test_the_products_part_of_a_price(minor, goods, whole, part):
    assert part_for_goods(minor, goods_minor=goods, list_minor=whole) == part


def test_the_broken_units_of_parts_are_counted_together():
    parts = [
        part_for_goods(1, goods_minor=1, list_minor=3, before_minor=before) for before in (0, 1, 2)
    ]
    assert parts == [0, 0, 1]


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9), rates, st.data())
def test_products_get_back_what_they_earned_whatever_the_parts(refunds, basis_points, data):
    due = sum(refunds)
    whole = due + data.draw(st.integers(0, 10**6), label="discount")
    goods = data.draw(st.integers(0, whole), label="products")
    price = parts_of(due, tax_basis_points=basis_points)
    before, given_back = 0, []
    for refund in refunds:
        part = part_given_back(price, before_minor=before, refund_minor=refund)
        there = share_of(price, before)
        for minor, gone in ((part.net_minor, there.net_minor), (part.tax_minor, there.tax_minor)):
            of_goods = part_for_goods(minor, goods_minor=goods, list_minor=whole, before_minor=gone)
            assert 0 <= of_goods <= minor
            given_back.append(of_goods)
        before += refund
    earned = (
        part_for_goods(minor, goods_minor=goods, list_minor=whole)
        for minor in (price.net_minor, price.tax_minor)
    )
    assert sum(given_back) == sum(earned)
