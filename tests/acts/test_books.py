"""Sums kept of busy accounts and shelves say what their rows say, and `verify` makes them again."""

import pytest

from kiosk.acts import books as acts
from kiosk.acts import products as product_acts
from kiosk.acts.books import close_books
from kiosk.rules.ledger import Transfer
from kiosk.rules.money import Money
from kiosk.store import books, checks, ledger, ledger_checks, products
from kiosk.store.books import Closed


def post(db, now, *, n, debit, credit, minor):
    ledger.post(db, Transfer(f"t-{n}", debit, credit, Money(minor, "KES"), now, "r", "about"))


def plain(site, account):
    """Debits less credits, added up from the first transfer on."""
    with site.hub.read() as db:
        rows = db.execute("SELECT debit, credit, amount_minor FROM transfer").fetchall()
    signs = [(row["debit"] == account) - (row["credit"] == account) for row in rows]
    return sum(sign * row["amount_minor"] for sign, row in zip(signs, rows, strict=True))


def problems(site):
    with site.hub.read() as db:
        return [*ledger_checks.ledger(db).problems, *checks.session_problems(db)]


@pytest.fixture
def busy(site):
    """Three transfers of the exchange are in the kept sums, one came after."""
    for n, minor in enumerate((500, 300, 200)):
        site.hub.write(post, n=n, debit="exchange", credit="visitor:grace", minor=minor)
    site.hub.write(close_books)
    site.hub.write(post, n=3, debit="world", credit="exchange", minor=50)
    return site


def test_a_kept_sum_and_what_came_after_are_the_balance(busy):
    assert busy.balance("exchange") == plain(busy, "exchange") == 950
    assert busy.balance("world") == plain(busy, "world") == 50
    assert busy.balance("visitor:grace") == 1000
    with busy.hub.read() as db:
        kept = books.balances(db)  # a visitor's account and a till have few postings
    assert kept == {"exchange": 1000, "safe": -100_000}


def test_closing_goes_on_where_it_ended(busy, monkeypatch):
    monkeypatch.setattr(acts, "ROWS_AT_ONCE", 1)
    busy.hub.write(post, n=4, debit="exchange", credit="visitor:grace", minor=7)
    assert busy.hub.write(close_books) is True
    assert busy.balance("exchange") == 957
    assert busy.hub.write(close_books) is False
    assert busy.hub.write(close_books) is False
    assert busy.balance("exchange") == plain(busy, "exchange") == 957
    assert problems(busy) == []


def tamper(db, now, *, sql):
    db.execute(sql)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "UPDATE balance_kept SET minor = minor + 1",
            "ledger: what is kept of exchange is not its sum",
        ),
        ("DELETE FROM balance_kept", "ledger: what is kept of exchange is not its sum"),
        (
            "INSERT INTO balance_kept VALUES ('tax', 1)",
            "ledger: what is kept of tax is not its sum",
        ),
        ("DELETE FROM books_closed", "ledger: what is kept of exchange is not its sum"),
        (
            "UPDATE books_closed SET transfers = 99",
            "ledger: what is kept of exchange is not its sum",
        ),
    ],
)
def test_a_kept_sum_that_is_wrong_is_named(busy, sql, says):
    busy.hub.write(tamper, sql=sql)
    assert says in problems(busy)


def test_the_shelf_is_what_is_kept_and_what_came_after(site):
    tea = site.hub.write(
        product_acts.set_product, title="Tea", price_minor=3000, came=10, by=site.operator
    )
    site.hub.write(close_books)
    site.hub.write(
        product_acts.set_product, title="Tea", price_minor=3000, came=5, by=site.operator
    )
    with site.hub.read() as db:
        assert products.by_id(db, tea).left == 15
        assert books.closed(db) == Closed(books.newest(db).transfers, 1)
    assert problems(site) == []
    site.hub.write(tamper, sql="UPDATE stock_kept SET pieces = 9")
    wrong = [f"product {tea}: what is kept of its pieces is not their sum"]
    assert problems(site) == wrong
