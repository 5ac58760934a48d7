"""Receipts at the panel: found by a scan, printed, given back with a reason and a second person."""

import pytest
from fakes.hub_world import PIN
from fakes.page_words import without_tokens

from kiosk.store import payments, shifts


@pytest.fixture
def sale(cafe, shift):
    return cafe.start(1, by=cafe.amina).sale


@pytest.fixture
def voucher_sale(cafe, shift):
    return cafe.sell_voucher(by=cafe.amina).sale


def give_back(desk, sale, **fields):
    place = f"/receipts/{sale}"
    typed = {"amount": "40", "back_by": "cash", "reason": "no sound", **fields}
    return desk.post(f"{place}/give-back", page=place, **typed)


def test_a_scanned_receipt_opens_its_sale(operator, sale):
    answer = operator.get(f"/find?q=KR1:{sale}")
    assert answer.location == f"/receipts/{sale}"
    page = operator.page(answer.location)
    assert f"{sale[:4]}-{sale[4:8]}".upper() in page
    assert "Scan it at the desk" in page
    assert operator.get("/find?q=KR1:nothing", follow_redirects=True).status_code == 404


def test_the_till_lists_what_was_paid_and_with_what(operator, cafe, sale):
    page = operator.page("/till")
    assert f"/receipts/{sale}" in page
    assert "Cash" in page


def test_money_is_given_back_with_a_reason(operator, cafe, shift, voucher_sale):
    answer = give_back(operator, voucher_sale, reason=" ")
    assert '<a href="#reason">' in answer.text
    assert 'value="40"' in answer.text
    assert give_back(operator, voucher_sale).status_code == 303
    assert cafe.balance(f"till:{shift}") == 100_000
    assert "Cancelled" in operator.page(f"/receipts/{voucher_sale}")
    page = operator.page("/till")
    assert "Given back in this shift" in page
    assert "no sound" in page
    assert give_back(operator, voucher_sale).status_code == 409


def test_a_running_session_keeps_its_money(operator, cafe, sale):
    answer = give_back(operator, sale)
    assert answer.status_code == 409
    assert '<a href="#amount">' in answer.text


def test_what_cannot_be_given_back_is_said(operator, voucher_sale):
    assert give_back(operator, voucher_sale, amount="much").status_code == 422
    assert give_back(operator, voucher_sale, amount="41").status_code == 400
    assert give_back(operator, voucher_sale, back_by="gold").status_code == 422
    assert give_back(operator, voucher_sale, back_by="card").status_code == 400


def test_above_the_limit_somebody_else_signs(operator, cafe, shift):
    cafe.offer("big", title="Big", price_minor=90_000, place=9)
    sale = cafe.sell_voucher(by=cafe.amina, offer="big", tendered_minor=90_000).sale
    answer = give_back(operator, sale, amount="900")
    assert "above your limit" in answer.text
    wrong = {"approver": "naomi", "approver_pin": "1111"}
    assert give_back(operator, sale, amount="900", **wrong).status_code == 401
    right = {"approver": "naomi", "approver_pin": PIN}
    assert give_back(operator, sale, amount="900", **right).status_code == 303
    assert "Naomi Kariuki" in operator.page(f"/receipts/{sale}")


def test_a_closed_till_gives_nothing_back(operator, cafe, shift, voucher_sale):
    operator.post("/till/count", page="/till", count_100000="1")
    assert "Give money back" not in operator.page(f"/receipts/{voucher_sale}")


# cash by hand, hand-over


def cash(desk, **fields):
    typed = {"kind": "expense", "cash": "5", "cash_reason": "tea", **fields}
    return desk.post("/till/cash", page="/till", **typed)


def test_cash_is_noted_with_its_reason(operator, cafe, shift):
    assert '<a href="#cash_reason">' in cash(operator, cash_reason="").text
    assert '<a href="#cash">' in cash(operator, cash="0").text
    assert '<a href="#kind">' in cash(operator, kind="gift").text
    assert cash(operator).status_code == 303
    assert cafe.balance(f"till:{shift}") == 99_500
    page = operator.page("/till")
    assert "tea" in page
    assert "995" not in without_tokens(page)


def test_what_should_be_in_the_drawer_is_hidden_on_floor_and_till(operator, cafe, shift):
    cafe.start(1, by=cafe.amina)
    cash(operator)
    for place in ("/till", "/floor", "/floor?seat=1"):
        assert "1,035" not in operator.page(place), place
    operator.post("/till/count", page="/till", count_100000="1")
    assert "1,035" in operator.page("/till")
    assert "1,035" not in operator.page("/floor")


def hand_over(desk, **fields):
    typed = {"to_name": "brian", "to_password": "correct horse", **fields}
    return desk.post("/till/hand-over", page="/till", **typed)


def test_a_drawer_is_handed_over_with_a_password(operator, cafe, shift):
    cafe.brian = cafe.staff("brian")
    operator.post("/till/count", page="/till", count_100000="1")
    assert hand_over(operator, to_password="wrong").status_code == 401
    assert hand_over(operator, to_name="otieno").status_code == 403
    assert hand_over(operator, to_name="amina").status_code == 409
    assert hand_over(operator).status_code == 303
    page = operator.page("/till")
    assert "The drawer is yours now" in page
    assert "Handed over to" in page
    assert "Count the drawer" in page
    with cafe.hub.read() as db:
        assert shifts.open_one(db).operator == cafe.brian
    assert cafe.balance("safe") == -100_000


def test_a_difference_is_explained_before_the_drawer_is_handed_over(operator, cafe, shift):
    cafe.staff("brian")
    operator.post("/till/count", page="/till", count_100000="2")
    answer = hand_over(operator)
    assert '<a href="#reason">' in answer.text
    assert hand_over(operator, reason="A tip").status_code == 303


def test_an_uncounted_drawer_is_not_handed_over(operator, cafe, shift):
    cafe.staff("brian")
    assert "Please count the drawer first" in hand_over(operator).text


# the account


@pytest.fixture
def place(cafe):
    return f"/people/{cafe.visitor()}/account"


def test_money_is_put_on_an_account(operator, cafe, shift, place):
    url = place.replace("/account", "/top-up")
    answer = operator.post(url, page=place, top_up="120", given="20000")
    assert answer.status_code == 303
    page = operator.page(place)
    assert "on the account (give back" in page
    assert "Top-up" in page
    answer = operator.post(url, page=place, top_up="120", tender="card:Card", reference="0042")
    assert answer.status_code == 303
    assert cafe.balance(place.replace("/people/", "visitor:").replace("/account", "")) == 24_000
    assert operator.post(url, page=place, top_up="0").status_code == 400
    with cafe.hub.read() as db:
        assert {one.tender for one in payments.of_shift(db, shift=shift, limit=9)} == {
            *("cash", "card"),
        }


def test_only_the_owner_grants_credit_and_says_why(owner, operator, cafe, place):
    url = place.replace("/account", "/credit")
    assert operator.post(url, page="/floor", credit="5").status_code == 403
    assert '<a href="#credit_reason">' in owner.post(url, page=place, credit="5").text
    assert '<a href="#credit">' in owner.post(url, page=place, credit="x").text
    assert owner.post(url, page=place, credit="5", credit_reason="a regular").status_code == 303
    assert "may owe up to" in owner.page(place)
    assert owner.get("/people/nobody/account").status_code == 404
