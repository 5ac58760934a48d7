"""Products with stock, sold alone or to the visitor of a session."""

import pytest
from fakes.machines import look

from kiosk.acts import products as acts
from kiosk.acts import refunds
from kiosk.acts.products import Basket
from kiosk.acts.refunds import Refund
from kiosk.queries import receipts
from kiosk.rules.equipment import check_item
from kiosk.rules.refusals import Refusal
from kiosk.rules.tenders import Pay, Tender
from kiosk.store import payments, products

pytestmark = pytest.mark.usefixtures("nothing_is_wrong")
FLOAT = 100_000


def put(site, title="Tea", *, price_minor=50, came=10):
    return site.hub.write(
        acts.set_product, title=title, price_minor=price_minor, came=came, by=site.operator
    )


def sell(site, *pieces, visitor=None, pay=None, tendered_minor=10_000):
    basket = Basket(pieces, tendered_minor, site.operator, pay or Pay())
    return site.hub.write(acts.sell_products, basket=basket, visitor=visitor)


def left(site, product):
    return look(site, products.by_id, product).left


def test_a_basket_is_sold_and_leaves_the_shelf(site):
    tea, bun = put(site), put(site, "Bun", price_minor=30)
    paid = sell(site, (tea, 2), (bun, 1))
    assert site.balance("sales:product") == 130
    assert site.balance(f"till:{site.shift}") == FLOAT + 130
    assert (left(site, tea), left(site, bun)) == (8, 9)
    kept = look(site, receipts.receipt, paid)
    assert kept.payment.title == "2 × Tea, Bun"
    assert {(line.count, line.title, line.minor) for line in kept.lines} == {
        (2, "Tea", 100),
        (1, "Bun", 30),
    }


def test_a_product_is_sold_onto_a_session_from_its_visitors_account(site):
    grace, tea = site.visitor(), put(site)
    site.earn(grace, 60)
    site.start(1, by=site.operator, visitor=grace)
    paid = sell(site, (tea, 1), visitor=grace, pay=Pay(Tender.ACCOUNT))
    assert site.balance(f"visitor:{grace}") == 10
    assert look(site, payments.by_id, paid).visitor == grace
    with pytest.raises(Refusal, match="not_found"):
        sell(site, (tea, 1), visitor="nobody")


def test_no_more_is_sold_than_is_on_the_shelf(site):
    tea = put(site, came=2)
    with pytest.raises(Refusal, match="out_of_stock"):
        sell(site, (tea, 3))
    sell(site, (tea, 2))
    with pytest.raises(Refusal, match="out_of_stock"):
        sell(site, (tea, 1))


def test_what_is_not_sold_here_is_refused(site):
    with pytest.raises(Refusal, match="product_unknown"):
        sell(site, ("gold", 1))
    with pytest.raises(Refusal, match="product_unknown"):
        sell(site)


def test_a_new_price_holds_from_now_on(site):
    tea = put(site)
    paid = sell(site, (tea, 1))
    assert put(site, " tea ", price_minor=70, came=-3) == tea
    assert left(site, tea) == 6
    sell(site, (tea, 1))
    assert site.balance("sales:product") == 120
    assert look(site, receipts.receipt, paid).lines[0].minor == 50


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"title": " "}, "field_missing"),
        ({"title": "x" * 41}, "field_wrong"),
        ({"price_minor": -1}, "amount_wrong"),
        ({"came": 100_001}, "field_wrong"),
    ],
)
def test_a_product_that_cannot_be_is_refused(site, change, refusal):
    with pytest.raises(Refusal, match=refusal):
        put(site, **change)


@pytest.mark.parametrize(("minor", "back_on_shelf"), [(100, 10), (99, 8)])
def test_only_what_is_cancelled_comes_back_onto_the_shelf(site, minor, back_on_shelf):
    tea = put(site)
    paid = sell(site, (tea, 2))
    refund = Refund(paid, minor, "cash", "cold", site.operator)
    site.hub.write(refunds.give_back, refund=refund)
    assert left(site, tea) == back_on_shelf


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e"])
def test_no_name_holds_what_cannot_be_seen(site, sign):
    for given in (
        lambda: site.visitor(f"Gr{sign}ace"),
        lambda: site.hub.write(
            acts.set_product, title=f"T{sign}ea", price_minor=1, came=1, by=site.operator
        ),
        lambda: check_item(title=f"At{sign}las", deposit_minor=0),
    ):
        with pytest.raises(Refusal, match="field_wrong"):
            given()
