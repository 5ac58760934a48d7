"""Products at the panel: a basket sold alone or to a seat, the owner's price and stock."""

import pytest

from kiosk.store import payments
from kiosk.store import products as store


@pytest.fixture
def tea(owner, cafe):
    owner.post("/products", page="/products", title="Tea", price="20", came="5")
    with cafe.hub.read() as db:
        return store.named(db, "tea")


def sell(desk, tea, pieces="2", **fields):
    return desk.post("/products/sell", page="/products", **{f"pieces-{tea.id}": pieces, **fields})


def test_an_empty_shelf_says_what_will_stand_here(operator, shift):
    assert "No product yet" in operator.page("/products")


def test_only_the_owner_sets_price_and_stock(operator, owner, cafe, tea):
    assert (tea.price_minor, tea.left) == (2000, 5)
    assert operator.post("/products", title="Bun", price="5", came="1").status_code == 403
    answer = owner.post("/products", page="/products", title=" ", price="x", came="-1")
    assert answer.status_code == 422
    for name in ("title", "price", "came"):
        assert f'<a href="#{name}">' in answer.text


def test_a_basket_is_sold_for_cash_and_shows_its_receipt(operator, cafe, shift, tea):
    answer = sell(operator, tea, given="5000")
    assert answer.status_code == 303
    page = operator.page(answer.location)
    assert "2 × Tea" in page
    assert "give back" in page
    assert cafe.balance(f"till:{shift}") == 104_000


def test_a_basket_goes_to_who_sits_at_a_seat(operator, cafe, shift, tea):
    grace = cafe.visitor()
    cafe.earn(grace, 4000)
    cafe.running(1, cafe.start(1, by=cafe.amina, visitor=grace).session)
    assert "Grace M." in operator.page("/products")
    assert sell(operator, tea, seat="1", tender="account").status_code == 303
    assert cafe.balance(f"visitor:{grace}") == 0
    with cafe.hub.read() as db:
        assert payments.of_shift(db, shift=shift, limit=1)[0].visitor == grace
    assert "Nobody sits there now" in sell(operator, tea, seat="3").text


def test_what_cannot_be_sold_is_said(operator, cafe, shift, tea):
    assert '<a href="#pieces">' in sell(operator, tea, "").text
    assert f'<a href="#pieces-{tea.id}">' in sell(operator, tea, "two").text
    answer = sell(operator, tea, "6")
    assert answer.status_code == 409
    assert "only 5 of Tea left" in answer.text
    assert cafe.balance(f"till:{shift}") == 100_000


def test_no_product_is_sold_without_a_shift(operator, tea):
    assert "Open your shift before you sell" in operator.page("/products")
    assert sell(operator, tea).status_code == 409
