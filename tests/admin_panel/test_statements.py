"""A provider's file at the panel: three lists, and a bad row named by its number."""

import io

import pytest

from kiosk.acts import front_desk, refunds
from kiosk.acts.refunds import Refund
from kiosk.acts.selling import Counter
from kiosk.rules.tenders import Pay, Tender


@pytest.fixture
def paid(cafe, shift):
    grace = cafe.visitor()
    for reference in ("AAAA1111", "BBBB2222", "CCCC3333"):
        pay = Pay(Tender.MOBILE, "M-Pesa", reference)
        counter = Counter("half-hour", 0, cafe.amina, pay)
        cafe.hub.write(front_desk.sell_pass, visitor=grace, counter=counter)


def hand_in(desk, text, **fields):
    typed = {"provider": "M-Pesa", "first": "2020-01-01", "last": "2035-01-01", **fields}
    file = (io.BytesIO(text.encode()), "statement.csv")
    return desk.post("/till/statements", page="/till/statements", statement=file, **typed)


def test_a_statement_is_laid_beside_the_till(owner, paid):
    assert "No statement yet" in owner.page("/till/statements")
    text = "Receipt No.,Paid In\naaaa1111,40\nBBBB2222,30\nZZZZ9999,70\n"
    page = hand_in(owner, text).text
    for words in ("Another sum", "Missing there", "Unknown here", "CCCC3333", "ZZZZ9999"):
        assert words in page
    day = {"first": "2020-01-01", "last": "2020-01-01"}
    assert "CCCC3333" not in hand_in(owner, text, **day).text


def test_money_of_a_cancelled_sale_leads_to_its_receipt(owner, cafe, shift):
    pay = Pay(Tender.MOBILE, "M-Pesa", "AAAA1111")
    counter = Counter("half-hour", 0, cafe.amina, pay)
    payment = cafe.hub.write(front_desk.sell_pass, visitor=cafe.visitor(), counter=counter)
    refund = Refund(payment, 4000, "mobile", "wrong offer", cafe.amina)
    assert cafe.hub.write(refunds.give_back, refund=refund) == "void"
    page = hand_in(owner, "Receipt No.,Paid In\nAAAA1111,40\n").text
    assert "the sale was cancelled" in page
    assert f'/receipts/{payment}"' in page
    assert "no sale does" not in page


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Receipt,Paid In\nAAAA1111,40\nBBBB2222,much\n", "Row 3: the amount is no sum"),
        ("When,Paid In\nx,40\n", "Row 1: no column is called Reference"),
        ("Receipt,Paid In\nAAAA1111,40,9\n", "Row 2: it is no table"),
    ],
)
def test_a_bad_row_is_named_by_its_number(owner, text, said):
    answer = hand_in(owner, text)
    assert answer.status_code == 400
    assert said in answer.text
    assert '<a href="#statement">' in answer.text


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"provider": "Nobody"}, "provider"),
        ({"first": "soon"}, "first"),
        ({"last": "9999-12-31"}, "first"),
        ({"first": "2035-01-02"}, "last"),
    ],
)
def test_what_was_not_chosen_is_said(owner, fields, place):
    answer = hand_in(owner, "Receipt,Paid In\nAAAA1111,40\n", **fields)
    assert answer.status_code == 422
    assert f'<a href="#{place}">' in answer.text


def test_no_file_is_no_statement(owner, operator):
    answer = owner.post("/till/statements", page="/till/statements", provider="M-Pesa",
                        first="2026-01-01", last="2026-01-02")  # fmt: skip
    assert '<a href="#statement">' in answer.text
    assert operator.get("/till/statements").status_code == 403
