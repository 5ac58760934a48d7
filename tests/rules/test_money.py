from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.rules.money import AMOUNT_LIMIT_MINOR, Money, largest_remainder, round_half_up
from kiosk.rules.refusals import Refusal


def test_sums_of_one_currency():
    assert Money(250, "KES") + Money(50, "KES") == Money(300, "KES")
    assert Money(250, "KES") - Money(300, "KES") == Money(-50, "KES")


@pytest.mark.parametrize(
    ("minor", "currency"),
    [
        pytest.param(1, "kes", id="small letters"),
        pytest.param(1, "KE", id="two letters"),
        pytest.param(AMOUNT_LIMIT_MINOR + 1, "KES", id="a slip of the finger"),
        pytest.param(-AMOUNT_LIMIT_MINOR - 1, "KES", id="the same below zero"),
    ],
)
def test_what_is_no_money(minor, currency):
    with pytest.raises(Refusal) as refused:
        Money(minor, currency)
    assert refused.value.code == "amount_wrong"


@pytest.mark.parametrize("act", [Money.__add__, Money.__sub__])
def test_two_currencies_do_not_add_up(act):
    with pytest.raises(Refusal) as refused:
        act(Money(1, "KES"), Money(1, "EUR"))
    assert refused.value.code == "currency_differs"


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [(Fraction(1, 2), 1), (Fraction(49, 100), 0), (Fraction(5, 2), 3), (Fraction(7), 7)],
)
def test_a_half_goes_up(amount, rounded):
    assert round_half_up(amount) == rounded


@given(st.lists(st.fractions(min_value=0, max_value=10**6), min_size=1, max_size=20))
def test_parts_add_back_up_each_within_one_of_its_share(parts):
    total = sum(parts).__floor__()
    shared = largest_remainder(parts, total=total)
    assert sum(shared) == total
    assert all(abs(one - part) <= 1 for one, part in zip(shared, parts, strict=True))
