"""Products at the panel: a basket sold alone or to a seat, the owner's price and stock."""

import re
from dataclasses import replace

import pytest
from fakes.busy_days import allow_paying_after
from fakes.hub_world import PIN
from fakes.machines import SeatMachine, look

from kiosk.acts import billing, front_desk, products
from kiosk.acts.granting import Terms
from kiosk.store import bills, payments
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
    assert sell(operator, tea, seat="1", tender="account", account_pin=PIN).status_code == 303
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


@pytest.fixture
def pays_after(cafe, shift):
    """Somebody at seat 1 who pays after."""
    settings = replace(cafe.hub.settings, postpaid_cap_minor=14_000)
    cafe.hub.site = replace(cafe.hub.site, settings=settings)
    name = cafe.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=Terms("postpaid"), by=cafe.amina
    )
    cafe.running(1, name)
    return name


def test_a_basket_goes_onto_the_bill_of_a_seat_that_pays_after(
    operator, cafe, shift, tea, pays_after
):
    page = operator.page("/products")
    assert "pays after" in page
    assert "Onto the bill" in page
    answer = sell(operator, tea, seat="1", how="bill")
    assert (answer.status_code, answer.location) == (303, "/products")
    assert "goes onto the bill of seat" in operator.page("/products")
    assert cafe.balance(f"till:{shift}") == 100_000
    SeatMachine(cafe, 1).close(pays_after, used_s=1_800)
    cafe.beat(1)
    page = operator.page("/floor?seat=1")
    assert "2 × Tea" in page
    assert "Time used" in page
    operator.post("/floor/take", page="/floor?seat=1", seat="1", given="exact")
    assert cafe.balance(f"till:{shift}") == 107_500
    page = operator.page(f"/receipts/{pays_after}")
    assert "2</bdi> × <bdi>Tea" in page


@pytest.mark.parametrize(
    ("seat", "price", "status", "said"),
    [
        pytest.param("", "20", 422, "Choose a seat that pays after.", id="no seat"),
        pytest.param("x", "20", 422, "Type a whole number", id="no number"),
        pytest.param("2", "20", 409, "Nobody", id="nobody there"),
        pytest.param("1", "9000", 409, "may be paid after", id="more than may be owed"),
    ],
)
def test_what_cannot_go_onto_a_bill_is_said(
    operator, owner, tea, pays_after, seat, price, status, said
):
    owner.post("/products", page="/products", title="Tea", price=price, came="1")
    answer = sell(operator, tea, seat=seat, how="bill")
    assert answer.status_code == status
    assert said in answer.text
    assert "6 left" in re.sub("<[^>]+>", "", operator.page("/products"))


def test_without_anybody_who_pays_after_there_is_no_bill(operator, shift, tea):
    assert "Onto the bill" not in operator.page("/products")


def test_the_desk_shows_the_bill_and_takes_something_off(operator, cafe, shift):
    allow_paying_after(cafe.hub)
    told = {"title": "Bun", "price_minor": 1_000, "came": 9, "by": cafe.amina}
    bun = cafe.hub.write(products.set_product, **told)
    terms = Terms("postpaid")
    name = cafe.hub.write(
        front_desk.start_metered, seat=1, visitor=None, terms=terms, by=cafe.amina
    )
    cafe.running(1, name)
    assert "On the bill" not in operator.page("/floor?seat=1")
    cafe.hub.write(billing.put_on_bill, seat=1, pieces=((bun, 2),), told_used_s=0, by=cafe.amina)
    shown = operator.page("/floor?seat=1")
    assert "On the bill" in shown
    assert "Bun" in shown
    typed = {"page": "/floor?seat=1", "seat": "1", "product": bun, "pieces": "1"}
    assert "Say why" in operator.post("/floor/bill/off", **typed, off_reason=" ").text
    wrong = operator.post("/floor/bill/off", **typed | {"pieces": "3"}, off_reason="spilt")
    assert wrong.status_code == 400
    answer = operator.post("/floor/bill/off", **typed, off_reason="spilt")
    assert answer.location == "/floor?seat=1"
    assert look(cafe, bills.minor_of, name) == 1_000
