"""The till: a float, a blind count, a reason for every difference, cash paid out."""

import pytest
from fakes.hub_world import PIN

REQUEST = "0123456789abcdef0123456789abcdef"


def count(desk, **pieces):
    return desk.post("/till/count", page="/till", **{f"count_{k}": v for k, v in pieces.items()})


def test_a_shift_opens_with_a_typed_float(operator, cafe):
    answer = operator.post("/till/open", page="/till", float="1,250.50")
    assert (answer.status_code, answer.location) == (303, "/floor")
    assert cafe.balance("safe") == -125_050
    assert "Shift since" in operator.page("/floor")


def test_arabic_digits_are_money_too(operator, cafe):
    operator.post("/till/open", page="/till", float="١٢٥٫٥")
    assert cafe.balance("safe") == -12_550


@pytest.mark.parametrize("typed", ["", "10oo", "-5", "1.234"])
def test_what_is_no_sum_is_said_at_its_field_and_kept(operator, typed):
    answer = operator.post("/till/open", page="/till", float=typed)
    assert answer.status_code == 422
    assert '<a href="#float">Type the amount in numbers' in answer.text
    assert f'value="{typed}"' in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_one_shift_at_a_time(operator, owner, shift):
    answer = owner.post("/till/open", page="/floor", float="5")
    assert answer.status_code == 409
    assert "A shift is open already" in answer.text


def test_what_should_be_there_is_hidden_until_it_was_counted(operator, cafe, shift):
    cafe.start(1, by=cafe.amina)
    assert "1,040" not in operator.page("/till")
    assert count(operator, **{"100000": "1"}).status_code == 303
    page = operator.page("/till")
    assert "1,040" in page
    assert "Missing" in page


def test_the_count_is_final(operator, cafe, shift):
    count(operator, **{"100000": "1"})
    answer = operator.post("/till/count", page="/till", count_100000="2")
    assert answer.status_code == 409
    assert "The drawer has been counted" in answer.text


def test_a_counted_drawer_takes_no_money(operator, cafe, shift):
    count(operator, **{"100000": "1"})
    answer = operator.post("/floor/start", seat="1", offer="half-hour", given="exact")
    assert answer.status_code == 409
    assert "The drawer has been counted" in answer.text


def test_an_empty_count_is_no_count(operator, shift):
    answer = count(operator)
    assert answer.status_code == 422
    assert "Count the drawer: type how many" in answer.text


def test_a_count_that_is_no_number_is_said_at_its_line(operator, shift):
    answer = count(operator, **{"100000": "two", "5000": "3"})
    assert answer.status_code == 422
    assert '<a href="#count_100000">' in answer.text
    assert 'value="two"' in answer.text
    assert 'value="3"' in answer.text


def test_a_difference_needs_a_reason(operator, cafe, shift):
    cafe.start(1, by=cafe.amina)
    count(operator, **{"100000": "1"})
    answer = operator.post("/till/close", page="/till", reason=" ")
    assert answer.status_code == 400
    assert "Please give a reason" in answer.text
    assert operator.post("/till/close", page="/till", reason="A note was torn").status_code == 303
    assert cafe.balance(f"till:{shift}") == 0
    assert cafe.balance("loss") == 4000
    assert "A note was torn" in operator.page("/till")


def test_a_right_count_closes_without_a_word_and_once(operator, cafe, shift):
    count(operator, **{"100000": "1"})
    for _click in range(2):
        answer = operator.post("/till/close", page="/till", request_id=REQUEST)
        assert answer.status_code == 303
    assert cafe.balance("safe") == 0


def test_a_shift_is_not_closed_uncounted(operator, shift):
    answer = operator.post("/till/close", page="/till")
    assert answer.status_code == 409
    assert "Please count the drawer first" in answer.text


def test_nobody_counts_the_drawer_of_another(owner, shift):
    assert "Only they count and close it" in owner.page("/till")
    answer = owner.post("/till/count", page="/floor", count_100000="1")
    assert answer.status_code == 403
    assert "somebody else" in answer.text


def test_cash_is_paid_out_once(operator, cafe, shift):
    grace = cafe.visitor()
    cafe.earn(grace, 50_000)
    for _click in range(2):
        answer = operator.post(
            "/till/pay-out",
            page="/till",
            request_id=REQUEST,
            visitor=grace,
            amount="120",
            payout_pin=PIN,
        )
        assert answer.status_code == 303
    assert cafe.balance(f"visitor:{grace}") == 38_000
    assert cafe.balance(f"till:{shift}") == 88_000


@pytest.mark.parametrize("typed", [{}, {"payout_pin": "0000"}, {"payout_pictures": "sun key cup"}])
def test_nobody_is_paid_out_without_their_own_pin(operator, cafe, shift, typed):
    grace = cafe.visitor()
    cafe.earn(grace, 50_000)
    place = f"/people/{grace}"
    for path, page in ((f"{place}/pay-out", place), ("/till/pay-out", "/till")):
        answer = operator.post(path, page=page, visitor=grace, amount="120", **typed)
        assert (answer.status_code, "PIN" in answer.text) == (401, True)
    assert cafe.balance(f"visitor:{grace}") == 50_000


@pytest.mark.parametrize(
    ("amount", "status", "said"),
    [
        ("501", 409, "There is not enough money"),
        ("0", 400, "This sum cannot be right"),
        ("much", 422, "Type the amount in numbers"),
    ],
)
def test_more_than_there_is_is_not_paid_out(operator, cafe, shift, amount, status, said):
    grace = cafe.visitor()
    cafe.earn(grace, 50_000)
    place = f"/people/{grace}"
    answer = operator.post(f"{place}/pay-out", page=place, amount=amount, payout_pin=PIN)
    assert answer.status_code == status
    assert said in answer.text
    assert '<a href="#amount">' in answer.text
    assert cafe.balance(f"visitor:{grace}") == 50_000


def test_the_sales_of_the_shift_are_listed(operator, cafe, shift):
    cafe.start(1, by=cafe.amina, visitor=cafe.visitor())
    sold = cafe.sell_voucher(by=cafe.amina)
    page = operator.page("/till")
    assert "<bdi>2</bdi> sales" in page
    assert f"{sold.code[:4]}-{sold.code[4:]}" in page
    assert "Grace Muthoni" in page
