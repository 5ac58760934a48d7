"""How a buyer pays, at the panel: cash by two keys, anything else by one choice more."""

import pytest
from fakes.hub_world import PIN

from kiosk.store import payments


def sell(desk, place, **fields):
    typed = {"offer": "half-hour", "given": "exact", **fields}
    return desk.post(f"{place}/sell", page=place, **typed)


def kept(cafe, shift):
    with cafe.hub.read() as db:
        return payments.of_shift(db, shift=shift, limit=9)


@pytest.fixture
def place(cafe):
    return f"/people/{cafe.visitor()}"


def test_cash_needs_nothing_said(operator, cafe, shift):
    assert operator.post("/floor/start", seat="1", offer="half-hour").status_code == 303
    (paid,) = kept(cafe, shift)
    assert (paid.tender, paid.paid_minor) == ("cash", 4000)


def test_mobile_money_needs_its_reference(operator, cafe, shift, place):
    answer = sell(operator, place, tender="mobile:M-Pesa")
    assert answer.status_code == 422
    assert '<a href="#reference">Type the reference' in answer.text
    answer = sell(operator, place, tender="mobile:M-Pesa", reference="no<b>")
    assert "Type the reference as the message or slip shows it" in answer.text
    assert sell(operator, place, tender="mobile:M-Pesa", reference="qgh4 k2lm").status_code == 303
    assert (kept(cafe, shift)[0].reference, cafe.balance("mobile:M-Pesa")) == ("QGH4K2LM", 4000)
    answer = sell(operator, place, tender="mobile:M-Pesa", reference="QGH4K2LM")
    assert answer.status_code == 409
    assert "QGH4K2LM paid for something else already" in answer.text


@pytest.mark.parametrize("tender", ["gold", "mobile:Nobody", "card:M-Pesa"])
def test_a_tender_that_this_site_does_not_have_is_refused(operator, cafe, shift, place, tender):
    answer = sell(operator, place, tender=tender, reference="QGH4K2LM")
    assert answer.status_code in (400, 422)
    assert kept(cafe, shift) == ()


def test_an_empty_account_pays_nothing(operator, cafe, shift, place):
    answer = sell(operator, place, tender="account", account_pin=PIN)
    assert answer.status_code == 409
    assert "There is not enough money in the account" in answer.text


def test_a_discount_says_why_and_above_the_limit_who_agreed(operator, cafe, shift, place):
    answer = sell(operator, place, discount="10")
    assert '<a href="#discount_reason">' in answer.text
    assert sell(operator, place, discount="10", discount_reason="slow").status_code == 303
    assert cafe.balance(f"till:{shift}") == 103_000
    cafe.offer("big", title="Big", price_minor=90_000, place=9)
    big = {"offer": "big", "discount": "600", "discount_reason": "slow"}
    answer = sell(operator, place, **big)
    assert (answer.status_code, "above your limit" in answer.text) == (403, True)
    answer = sell(operator, place, **big, approver="naomi", approver_pin="1111")
    assert answer.status_code == 401
    assert 'value="wrong"' not in answer.text
    signed = {"approver": "naomi", "approver_pin": PIN}
    assert sell(operator, place, **big, **signed).status_code == 303
    assert kept(cafe, shift)[0].approved_by == cafe.naomi


def test_an_undone_payment_says_where_its_money_is(operator, cafe, shift):
    grace = cafe.visitor()
    cafe.earn(grace, 4000)
    for fields, said in (
        ({}, "Give the money back"),
        ({"tender": "account", "account_pin": PIN}, "on the account again"),
        ({"tender": "mobile:M-Pesa", "reference": "QGH4K2LM"}, "M-Pesa, QGH4K2LM"),
    ):
        sell(operator, f"/people/{grace}", **fields)
        sale = kept(cafe, shift)[0].id
        operator.post("/floor/undo", sale=sale)
        assert said in operator.page("/floor")
        cafe.clock.forward(seconds=1)
    assert cafe.balance("sales:pass") == 0
